package import HTTP
package import Telemetry

/// The door for those who run the node: liveness, readiness and metrics.
package struct OperationsDoor: Sendable {
    private let readiness: Readiness
    private let metrics: Metrics

    package init(readiness: Readiness, metrics: Metrics) {
        self.readiness = readiness
        self.metrics = metrics
    }

    /// Everything this door answers.
    package var routes: [HTTPRoute] {
        [
            HTTPRoute([.get], "/livez") { _, _ in .now(.text("alive\n")) },
            HTTPRoute([.get], "/readyz") { _, _ in .now(readiness.response) },
            HTTPRoute([.get], "/metrics") { _, _ in
                .now(
                    HTTPResponse(
                        .ok, contentType: "text/plain; version=0.0.4; charset=utf-8",
                        body: Array(metrics.render().utf8)))
            },
        ]
    }
}

extension Readiness {
    /// `ready`, `degraded` (both 200) or `not ready` (503), with the conditions that fail.
    fileprivate var response: HTTPResponse {
        let failing = failing
        let names = failing.map { "\"\($0.name)\"" }.joined(separator: ",")
        if isDraining {
            return .json(
                Array(#"{"status":"draining","failing":[\#(names)]}"#.utf8),
                status: .serviceUnavailable)
        }
        if failing.contains(where: \.isRequired) {
            return .json(
                Array(#"{"status":"not ready","failing":[\#(names)]}"#.utf8),
                status: .serviceUnavailable)
        }
        let status = failing.isEmpty ? "ready" : "degraded"
        return .json(Array(#"{"status":"\#(status)","failing":[\#(names)]}"#.utf8))
    }
}
