/// Takes digits or speech from the caller; what is not set takes the switch's default.
///
/// Without input the next verb runs, unless `actionOnEmptyResult` is true.
package struct Gather: Hashable, Sendable {
    /// What is listened for.
    package enum Input: String, Hashable, Sendable, CaseIterable {
        case dtmf
        case speech
        case both = "dtmf speech"
    }

    /// The key that ends the input.
    package enum FinishKey: Hashable, Sendable {
        case key(KeypadKey)
        /// No key ends it.
        case none
    }

    /// How long a silence ends the speech.
    package enum SpeechTimeout: Hashable, Sendable {
        case automatic
        case after(Seconds)
    }

    /// Whose engine understands the speech.
    package enum SpeechEngine: String, Hashable, Sendable, CaseIterable {
        case aws
        case google
    }

    /// How readily a sound counts as speech.
    package enum SpeechDetection: String, Hashable, Sendable, CaseIterable {
        case automatic = "auto"
        case low
        case normal
        case high
        case stt
    }

    /// Gets the input; without it the current document is asked again.
    package var action: Callback?
    /// What is listened for.
    package var input: Input?
    /// The key that ends the input.
    package var finishOnKey: FinishKey?
    /// How many digits end the input.
    package var numDigits: DigitCount?
    /// How long the first input may take.
    package var maxTimeout: Seconds?
    /// How long the next digit may take.
    package var timeout: Seconds?
    /// How long a silence ends the speech.
    package var speechTimeout: SpeechTimeout?
    /// Whose engine understands the speech.
    package var speechEngine: SpeechEngine?
    /// The language that is spoken.
    package var language: LanguageTag?
    /// Whether the action is requested without input.
    package var actionOnEmptyResult: Bool?
    /// How long all of it may take.
    package var maxDuration: Seconds?
    /// How readily a sound counts as speech.
    package var speechDetection: SpeechDetection?
    /// Whether input cuts the prompts short.
    package var interruptible: Bool?
    /// What the caller hears first.
    package var prompts: [Prompt]

    /// Takes what is set most often.
    package init(action: Callback? = nil, input: Input? = nil, prompts: [Prompt] = []) {
        self.action = action
        self.input = input
        self.prompts = prompts
    }

    func write(to writer: inout XMLWriter) {
        writer.markup("<Gather")
        writer.action(action)
        writer.attribute(.input, input?.rawValue)
        switch finishOnKey {
        case .key(let key): writer.attribute(.finishOnKey, key.rawValue)
        case .some(.none): writer.attribute(.finishOnKey, "")
        case nil: break
        }
        writer.attribute(.numDigits, numDigits?.value)
        writer.attribute(.maxTimeout, maxTimeout?.value)
        writer.attribute(.timeout, timeout?.value)
        switch speechTimeout {
        case .automatic: writer.attribute(.speechTimeout, "auto")
        case .after(let seconds): writer.attribute(.speechTimeout, seconds.value)
        case nil: break
        }
        writer.attribute(.speechEngine, speechEngine?.rawValue)
        writer.attribute(.language, language?.text)
        writer.attribute(.actionOnEmptyResult, actionOnEmptyResult)
        writer.attribute(.maxDuration, maxDuration?.value)
        writer.attribute(.speechDetection, speechDetection?.rawValue)
        writer.attribute(.interruptible, interruptible)
        writer.markup(">")
        for prompt in prompts { prompt.write(to: &writer) }
        writer.markup("</Gather>")
    }
}
