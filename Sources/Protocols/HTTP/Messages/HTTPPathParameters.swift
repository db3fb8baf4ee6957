/// The values a path had in the places its pattern left open, percent-decoded.
package struct HTTPPathParameters: Hashable, Sendable {
    private let names: [String]
    private let values: [String]

    init(names: [String], values: [String]) {
        self.names = names
        self.values = values
    }

    /// No parameters.
    package static let none = HTTPPathParameters(names: [], values: [])

    /// Makes parameters from names and values, for tests.
    package init(_ pairs: KeyValuePairs<String, String>) {
        names = pairs.map(\.key)
        values = pairs.map(\.value)
    }

    /// The value of a parameter of the pattern.
    package subscript(_ name: String) -> String? {
        for index in names.indices where names[index] == name {
            return index < values.count ? values[index] : nil
        }
        return nil
    }
}
