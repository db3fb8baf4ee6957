import Foundation

/// What load to put on which server.
struct LoadOptions: Sendable {
    /// What is asked for.
    enum Kind: String, Sendable {
        /// A fixed page.
        case page
        /// Voice-application requests, each a call of its own.
        case voice
        /// Whole calls: application, failed dial, connected, CDR.
        case calls
    }

    var port = 8080
    var kind = Kind.voice
    var connections = 64
    var seconds = 5.0
    var warmUp = 1.0
    /// Requests a second at fixed moments; 0 sends the next as soon as an answer is there.
    var rate = 0.0
    var path = "/"
    var domain = "acme-voice.cloudonix.net"
    var bearer = ""
    var called = "12125550199"
    /// The loop's core; the generator must not share the server's.
    var json = false

    /// `nil` when an option is not known or not sound.
    init?(_ arguments: [String]) {
        var rest = arguments[...]
        while let name = rest.popFirst() {
            if name == "--json" {
                json = true
                continue
            }
            guard let value = rest.popFirst(), set(name, value) else { return nil }
        }
    }

    private mutating func set(_ name: String, _ value: String) -> Bool {
        switch name {
        case "--port": port = Int(value) ?? port
        case "--kind":
            guard let kind = Kind(rawValue: value) else { return false }
            self.kind = kind
        case "--connections": connections = max(1, Int(value) ?? connections)
        case "--seconds": seconds = Double(value) ?? seconds
        case "--warm-up": warmUp = Double(value) ?? warmUp
        case "--rate": rate = Double(value) ?? rate
        case "--path": path = value
        case "--domain": domain = value
        case "--bearer": bearer = value
        case "--called": called = value
        default: return false
        }
        return true
    }
}
