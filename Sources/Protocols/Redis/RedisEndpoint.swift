/// Where a Redis server listens.
package enum RedisEndpoint: Hashable, Sendable {
    case tcp(host: String, port: Int)
    case unix(path: String)
}

extension RedisEndpoint: CustomStringConvertible {
    package var description: String {
        switch self {
        case .tcp(let host, let port):
            host.contains(":") ? "[\(host)]:\(port)" : "\(host):\(port)"
        case .unix(let path): "unix:\(path)"
        }
    }
}
