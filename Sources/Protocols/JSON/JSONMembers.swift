/// The members a decoder cares about: the cases of an enum whose raw values are their names.
///
/// Made once, as a static of the decoder, and given to ``JSONScanner/nextMember(in:)``.
package struct JSONMembers<Field: RawRepresentable<String> & CaseIterable & Sendable>: Sendable {
    let names: JSONNames
    let fields: [Field]

    /// Takes every case of the enum.
    package init(_ type: Field.Type = Field.self, ignoringCase: Bool = false) {
        fields = Array(Field.allCases)
        names = JSONNames(fields.map(\.rawValue), ignoringCase: ignoringCase)
    }
}
