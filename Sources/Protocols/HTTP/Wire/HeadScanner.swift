/// Reads a request head: the request line and the header section.
struct HeadScanner: Sendable {
    private let limits: HTTPLimits
    private var line = RequestLineScanner()
    private var section: FieldScanner?
    private var fields: [HTTPHeaders.Field] = []
    private var facts = FramingFacts()
    private var form: TargetForm?

    init(limits: HTTPLimits) {
        self.limits = limits
    }

    /// Whether any byte of a request was read.
    var hasBegun: Bool { section != nil || line.cursor > 0 }

    /// Reads on; nil while the head is incomplete, else what was read and how many bytes it took.
    ///
    /// The span begins with the first byte of the request line at every call.
    mutating func scan(_ bytes: Span<UInt8>) throws(HTTPRefusal) -> ScannedHead? {
        if section == nil {
            guard try line.scan(bytes, limit: limits.requestLine) else { return nil }
            form = try TargetForm(bytes, line.target, method: line.method)
            section = FieldScanner(at: line.cursor)
            fields.reserveCapacity(12)
        }
        guard var section, let form else { return nil }
        defer { self.section = section }
        while true {
            switch try section.scan(bytes, limit: limits.fields) {
            case .needsMore:
                return nil
            case .field(let field):
                guard fields.count < limits.fieldCount else { throw .tooManyFields }
                try facts.noted(field, in: bytes)
                fields.append(field)
            case .complete:
                return ScannedHead(
                    line: line, form: form, fields: fields, count: section.cursor,
                    framing: try facts.concluded(line.version))
            }
        }
    }
}

/// The outcome of reading a head: positions and meanings, the bytes themselves left where they are.
struct ScannedHead: Sendable {
    let line: RequestLineScanner
    let form: TargetForm
    let fields: [HTTPHeaders.Field]
    /// How many bytes the head takes, the empty line included.
    let count: Int
    let framing: FramingFacts.Conclusion

    /// The head as a value of its own, given exactly its bytes.
    func head(_ bytes: [UInt8]) -> HTTPRequestHead {
        HTTPRequestHead(
            method: line.method, version: line.version,
            headers: HTTPHeaders(head: bytes, fields: fields), framing: framing,
            target: line.target, form: form)
    }
}
