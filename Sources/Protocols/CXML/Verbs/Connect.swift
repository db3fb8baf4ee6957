/// Connects the caller with a stream in both directions.
package struct Connect: Hashable, Sendable {
    /// The stream at the other end.
    package var stream: MediaStream
    /// Asked how to go on when the stream has ended.
    package var action: WebURL?

    /// Takes the stream.
    package init(_ stream: MediaStream, action: WebURL? = nil) {
        self.stream = stream
        self.action = action
    }

    func write(to writer: inout XMLWriter) {
        writer.markup("<Connect")
        writer.attribute(.action, action?.text)
        writer.markup(">")
        stream.write(to: &writer)
        writer.markup("</Connect>")
    }
}
