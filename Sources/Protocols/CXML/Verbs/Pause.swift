/// Waits in silence, one second unless told otherwise.
package struct Pause: Hashable, Sendable {
    /// How long it waits.
    package var length: PauseLength?
    /// Whether waiting answers the call, which it does not unless told to.
    package var answer: Bool?

    /// Takes the length, and whether it answers.
    package init(_ length: PauseLength? = nil, answer: Bool? = nil) {
        self.length = length
        self.answer = answer
    }

    func write(to writer: inout XMLWriter) {
        writer.markup("<Pause")
        writer.attribute(.length, length?.value)
        writer.attribute(.answer, answer)
        writer.markup("/>")
    }
}
