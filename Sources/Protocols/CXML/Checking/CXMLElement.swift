/// An element as it was read back from a document's bytes.
package struct CXMLElement: Hashable, Sendable {
    /// A name and its value, references resolved.
    package struct Attribute: Hashable, Sendable {
        /// The name as it is written.
        package let name: String
        /// The value, references resolved.
        package let value: String
    }

    /// The name as it is written.
    package let name: String
    /// The attributes in the order they are written.
    package let attributes: [Attribute]
    /// The elements directly in this one, in their order.
    package internal(set) var children: [CXMLElement] = []
    /// The text directly in the element, references resolved.
    package internal(set) var text = ""

    /// Makes an element that holds nothing yet.
    package init(name: String, attributes: [Attribute]) {
        self.name = name
        self.attributes = attributes
    }

    /// The value of an attribute.
    package subscript(attribute: String) -> String? {
        attributes.first { $0.name == attribute }?.value
    }

    /// The first element of a name at or below this one, in document order.
    package func first(_ name: String) -> CXMLElement? {
        if self.name == name { return self }
        for child in children {
            if let found = child.first(name) { return found }
        }
        return nil
    }
}
