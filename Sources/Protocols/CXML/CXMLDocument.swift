/// An answer to the switch: verbs in the order they are carried out.
///
/// Built of typed values only, so that whatever can be built is allowed. Reaching the end of the
/// verbs ends the call.
package struct CXMLDocument: Hashable, Sendable {
    /// The steps, first one first.
    package var verbs: [Verb]

    /// Takes the steps as a list.
    package init(_ verbs: [Verb]) {
        self.verbs = verbs
    }

    /// Takes the steps side by side.
    package init(_ verbs: Verb...) {
        self.verbs = verbs
    }

    /// The document that ends the call at once.
    package static let hangup = CXMLDocument(.hangup)

    /// Writes the document as UTF-8 behind what the buffer holds.
    ///
    /// A buffer that is emptied with its capacity kept makes the next document free of allocation.
    package func write(into buffer: inout [UInt8]) {
        var writer = XMLWriter(appendingTo: consume buffer)
        writer.markup("<?xml version=\"1.0\" encoding=\"UTF-8\"?><Response>")
        for verb in verbs { verb.write(to: &writer) }
        writer.markup("</Response>")
        buffer = writer.bytes
    }

    /// The document in a buffer of its own.
    package var bytes: [UInt8] {
        var buffer: [UInt8] = []
        buffer.reserveCapacity(512)
        write(into: &buffer)
        return buffer
    }
}
