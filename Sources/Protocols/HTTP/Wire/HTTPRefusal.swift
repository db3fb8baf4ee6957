/// Why a request is not answered by a route, each with the one status it earns.
///
/// A refusal found by the parser ends the connection: after a framing fault nobody can say where the
/// next request would begin.
package enum HTTPRefusal: String, Hashable, Sendable, Error, CaseIterable {
    case malformedRequestLine = "malformed_request_line"
    case unknownMethod = "unknown_method"
    case malformedTarget = "malformed_target"
    case targetTooLong = "target_too_long"
    case unsupportedVersion = "unsupported_version"
    case malformedField = "malformed_field"
    case foldedField = "folded_field"
    case bareLineEnd = "bare_line_end"
    case tooManyFields = "too_many_fields"
    case fieldsTooLarge = "fields_too_large"
    case missingHost = "missing_host"
    case invalidHost = "invalid_host"
    case conflictingFraming = "conflicting_framing"
    case invalidContentLength = "invalid_content_length"
    case unsupportedTransferCoding = "unsupported_transfer_coding"
    case unknownExpectation = "unknown_expectation"
    case malformedChunk = "malformed_chunk"
    case bodyTooLarge = "body_too_large"

    /// The status a refused request is answered with.
    package var status: HTTPStatus {
        switch self {
        case .malformedRequestLine, .malformedTarget, .malformedField, .foldedField, .bareLineEnd,
            .missingHost, .invalidHost, .conflictingFraming, .invalidContentLength, .malformedChunk:
            .badRequest
        case .unknownMethod, .unsupportedTransferCoding: .notImplemented
        case .targetTooLong: .uriTooLong
        case .unsupportedVersion: .versionNotSupported
        case .tooManyFields, .fieldsTooLarge: .fieldsTooLarge
        case .unknownExpectation: .expectationFailed
        case .bodyTooLarge: .contentTooLarge
        }
    }
}
