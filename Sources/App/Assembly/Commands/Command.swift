/// What the command line asks for.
package enum Command: Hashable, Sendable {
    case serve(config: String?)
    case migrate(config: String?)
    case checkConfiguration(config: String?)
    case loadTenant(file: String, keyFiles: [String], config: String?)
    case route(RouteQuestion)
    case help
    case version

    /// A command line that makes no sense.
    package struct UsageError: Error, Hashable, Sendable {
        package let message: String
    }

    /// Reads the arguments after the program's name.
    package init(_ arguments: [String]) throws(UsageError) {
        var words = ArgumentReader(arguments)
        switch words.next() {
        case "serve": self = .serve(config: try words.option("--config"))
        case "migrate": self = .migrate(config: try words.option("--config"))
        case "config":
            guard words.next() == "check" else {
                throw UsageError(message: "config knows one thing to do: check")
            }
            self = .checkConfiguration(config: try words.option("--config"))
        case "tenant":
            guard words.next() == "load", let file = words.next() else {
                throw UsageError(message: "tenant knows one thing to do: load FILE")
            }
            self = .loadTenant(
                file: file, keyFiles: try words.options("--webhook-key-file"),
                config: try words.option("--config"))
        case "route": self = .route(try RouteQuestion(&words))
        case "help", "--help", "-h", nil: self = .help
        case "version", "--version": self = .version
        case let other?: throw UsageError(message: "there is no command \"\(other)\"")
        }
        try words.finish()
    }

    /// What the program can do, as it is shown on request.
    package static let usage = """
        strowger: decides where calls go.

          strowger serve [--config FILE]         answer calls until told to stop
          strowger migrate [--config FILE]       bring the database's schema up to date
          strowger config check [--config FILE]  report every fault in the configuration
          strowger tenant load FILE [--webhook-key-file FILE]... [--config FILE]
                                                 put a tenant file into the database
          strowger route TENANT-FILE|DOMAIN --from NUMBER --to NUMBER [--config FILE]
                        [--direction inbound|subscriber|outbound-api] [--after OUTCOME]...
                                                 show a decision, its reasons and its CXML,
                                                 without a call; OUTCOME is how an attempt ends:
                                                 busy, no_answer, failed, canceled, answered
          strowger version

        Every setting of Config/strowger.json5 can be given in the environment:
        http.port is STROWGER_HTTP_PORT.
        """
}

/// Takes words and options from a command line.
struct ArgumentReader {
    private var words: [String]
    private var values: [(name: String, value: String?)] = []

    init(_ arguments: [String]) {
        words = []
        var index = arguments.startIndex
        while index < arguments.endIndex {
            let word = arguments[index]
            index += 1
            guard word.hasPrefix("--"), word != "--help", word != "--version" else {
                words.append(word)
                continue
            }
            if let equals = word.firstIndex(of: "=") {
                values.append(
                    (String(word[..<equals]), String(word[word.index(after: equals)...])))
            } else if index < arguments.endIndex {
                values.append((word, arguments[index]))
                index += 1
            } else {
                values.append((word, nil))
            }
        }
    }

    mutating func next() -> String? { words.isEmpty ? nil : words.removeFirst() }

    mutating func options(_ name: String) throws(Command.UsageError) -> [String] {
        let found = values.filter { $0.name == name }
        values.removeAll { $0.name == name }
        var texts: [String] = []
        for (name, value) in found {
            guard let value else { throw Command.UsageError(message: "\(name) needs a value") }
            texts.append(value)
        }
        return texts
    }

    mutating func option(_ name: String) throws(Command.UsageError) -> String? {
        let texts = try options(name)
        guard texts.count <= 1 else {
            throw Command.UsageError(message: "\(name) may be given once")
        }
        return texts.first
    }

    func finish() throws(Command.UsageError) {
        if let word = words.first {
            throw Command.UsageError(message: "do not know what to do with \"\(word)\"")
        }
        if let (name, _) = values.first {
            throw Command.UsageError(message: "there is no option \(name)")
        }
    }
}
