/// How a callback is requested.
package enum CallbackMethod: String, Hashable, Sendable, CaseIterable {
    case get = "GET"
    case post = "POST"
}

/// An address the switch requests; without a method it uses POST.
package struct Callback: Hashable, Sendable {
    /// The address.
    package var url: WebURL
    /// How it is requested; POST without it.
    package var method: CallbackMethod?

    /// Takes the address, and a method where the default does not do.
    package init(_ url: WebURL, method: CallbackMethod? = nil) {
        self.url = url
        self.method = method
    }
}
