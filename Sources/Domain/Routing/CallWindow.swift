/// Counts the calls of one agent within a window that moves with time.
///
/// Calls close together share a span, so memory is bounded however many there are. A span leaves
/// as a whole when the last of its calls does: a call may be counted a little too long, by less
/// than the granularity, but never too short.
struct CallWindow: Sendable {
    private struct Span: Sendable {
        let first: Int64
        var last: Int64
        var calls: Int
    }

    private var spans: [Span] = []
    private(set) var calls = 0

    /// When the last call of the oldest span was; `nil` without calls.
    var oldest: Int64? { spans.first?.last }

    /// How many spans there are.
    var spanCount: Int { spans.count }

    /// Counts a call; moments must not go back.
    mutating func record(at moment: Int64, granularity: Int64) {
        calls += 1
        append(Span(first: moment, last: moment, calls: 1), granularity)
    }

    /// Forgets the calls up to a moment.
    mutating func expire(through moment: Int64) {
        let expired = spans.prefix { $0.last <= moment }
        guard !expired.isEmpty else { return }
        calls -= expired.reduce(0) { $0 + $1.calls }
        spans.removeFirst(expired.count)
    }

    /// Brings spans of a finer granularity together.
    ///
    /// Two neighbours that stay apart fill the granularity between them, so at most twice as many
    /// remain as calls recorded at this granularity would have made.
    mutating func coarsen(to granularity: Int64) {
        let finer = spans
        spans.removeAll(keepingCapacity: true)
        for span in finer { append(span, granularity) }
    }

    private mutating func append(_ span: Span, _ granularity: Int64) {
        guard let index = spans.indices.last, span.last - spans[index].first < granularity else {
            return spans.append(span)
        }
        spans[index].last = span.last
        spans[index].calls += span.calls
    }
}
