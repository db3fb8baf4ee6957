import Reactor

extension PostgresConfiguration {
    /// Turns names into addresses, since libpq would do it with the loop standing still.
    ///
    /// Every address becomes a route of its own and libpq tries them in order; a name that can not
    /// be resolved is passed over as long as another one can.
    func routes(on loop: EventLoop) async throws(PostgresError) -> [Route] {
        var routes: [Route] = []
        var complaint: PostgresError?
        let given = options["hostaddr"]?.split(separator: ",", omittingEmptySubsequences: false)
        for (index, endpoint) in endpoints.enumerated() {
            if let given, index < given.count, !given[index].isEmpty {
                routes.append(Route(endpoint: endpoint, address: String(given[index])))
                continue
            }
            if endpoint.isSocket {
                routes.append(Route(endpoint: endpoint, address: nil))
                continue
            }
            guard let port = Int(endpoint.port) else {
                throw PostgresError(.invalidConfiguration, message: "port is not a number")
            }
            do {
                for address in try await resolve(
                    host: endpoint.host, port: port, on: loop, timeout: connectTimeout)
                {
                    routes.append(Route(endpoint: endpoint, address: address.host))
                }
            } catch {
                complaint = PostgresError(.refused, message: String(reflecting: error))
            }
        }
        if routes.isEmpty {
            throw complaint ?? PostgresError(.invalidConfiguration, message: "no host")
        }
        return routes
    }
}
