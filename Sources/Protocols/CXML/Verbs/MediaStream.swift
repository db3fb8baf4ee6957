/// The call's sound as frames over a WebSocket.
package struct MediaStream: Hashable, Sendable {
    /// Whose sound is sent.
    package enum Track: String, Hashable, Sendable, CaseIterable {
        case inbound = "inbound_track"
        case outbound = "outbound_track"
        case both = "both_tracks"
    }

    /// A word for the other end, handed over when the stream starts.
    package struct Parameter: Hashable, Sendable {
        /// What the word is for.
        package var name: AttributeText
        /// The word.
        package var value: AttributeText

        /// Takes both.
        package init(name: AttributeText, value: AttributeText) {
            self.name = name
            self.value = value
        }
    }

    /// Where the frames go.
    package var url: StreamURL
    /// A name for the stream.
    package var name: AttributeText?
    /// Whose sound is sent.
    package var track: Track?
    /// Where the stream's fate is reported.
    package var status: Callback?
    /// Words for the other end.
    package var parameters: [Parameter]

    /// Takes where the frames go.
    package init(_ url: StreamURL, parameters: [Parameter] = []) {
        self.url = url
        self.parameters = parameters
    }

    func write(to writer: inout XMLWriter) {
        writer.markup("<Stream")
        writer.attribute(.url, url.text)
        writer.attribute(.name, name?.text)
        writer.attribute(.track, track?.rawValue)
        writer.statusCallback(status)
        writer.markup(">")
        for parameter in parameters {
            writer.markup("<Parameter")
            writer.attribute(.name, parameter.name.text)
            writer.attribute(.value, parameter.value.text)
            writer.markup("/>")
        }
        writer.markup("</Stream>")
    }
}
