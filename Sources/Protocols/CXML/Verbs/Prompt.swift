/// What a caller hears while input is awaited.
package enum Prompt: Hashable, Sendable {
    case say(Say)
    case play(Play)
    case pause(Pause)

    func write(to writer: inout XMLWriter) {
        switch self {
        case .say(let say): say.write(to: &writer)
        case .play(let play): play.write(to: &writer)
        case .pause(let pause): pause.write(to: &writer)
        }
    }
}
