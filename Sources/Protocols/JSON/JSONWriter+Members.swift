extension JSONWriter {
    /// Writes a member with a string; `nil` becomes `null`.
    package mutating func member(_ name: String, _ value: String?) {
        key(name)
        if let value { string(value) } else { null() }
    }

    /// Writes a member with a whole number; `nil` becomes `null`.
    package mutating func member(_ name: String, _ value: (some BinaryInteger)?) {
        key(name)
        if let value { integer(value) } else { null() }
    }

    /// Writes a member with a number; `nil` becomes `null`.
    package mutating func member(_ name: String, _ value: Double?) {
        key(name)
        if let value { double(value) } else { null() }
    }

    /// Writes a member with a boolean; `nil` becomes `null`.
    package mutating func member(_ name: String, _ value: Bool?) {
        key(name)
        if let value { bool(value) } else { null() }
    }

    /// Writes a member with a list of strings.
    package mutating func member(_ name: String, _ values: [String]) {
        array(name) { for value in values { $0.string(value) } }
    }

    /// Writes a member with an object; the closure writes its members.
    package mutating func object<Failure: Error>(
        _ name: String, _ members: (inout JSONWriter) throws(Failure) -> Void
    ) throws(Failure) {
        key(name)
        try object(members)
    }

    /// Writes a member with an array; the closure writes its elements.
    package mutating func array<Failure: Error>(
        _ name: String, _ elements: (inout JSONWriter) throws(Failure) -> Void
    ) throws(Failure) {
        key(name)
        try array(elements)
    }
}
