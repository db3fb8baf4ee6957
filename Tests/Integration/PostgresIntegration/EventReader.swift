import Postgres
import Telemetry
import Testing

/// Reads a listener's events one by one.
final class EventReader {
    private var iterator: AsyncStream<PostgresListener.Event>.Iterator

    init(_ listener: PostgresListener) {
        iterator = listener.events.makeAsyncIterator()
    }

    func next() async -> PostgresListener.Event? {
        await iterator.next(isolation: #isolation)
    }

    func expect(
        _ expected: PostgresListener.Event, at location: SourceLocation = #_sourceLocation
    ) async {
        let event = await next()
        #expect(event == expected, sourceLocation: location)
    }
}

/// Runs the body beside a listener on a loop of its own.
func withListener(
    _ configuration: PostgresListenerConfiguration, metrics: Metrics = Metrics(),
    _ body: (EventReader) async throws -> Void
) async throws {
    try await withLoop { loop in
        let listener = PostgresListener(
            configuration: configuration, on: loop, log: .discarding, metrics: metrics)
        try await running(listener) { try await body(EventReader(listener)) }
    }
}
