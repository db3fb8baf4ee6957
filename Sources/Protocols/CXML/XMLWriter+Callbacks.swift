extension XMLWriter {
    /// Writes where control goes next.
    mutating func action(_ callback: Callback?) {
        guard let callback else { return }
        attribute(.action, callback.url.text)
        attribute(.method, callback.method?.rawValue)
    }

    /// Writes where progress is reported.
    mutating func statusCallback(_ callback: Callback?) {
        guard let callback else { return }
        attribute(.statusCallback, callback.url.text)
        attribute(.statusCallbackMethod, callback.method?.rawValue)
    }
}
