extension RedisConfiguration {
    /// Reads `redis://[user[:password]@]host[:port][/database]` or `unix:/path[?db=number]`.
    ///
    /// User and password may be percent-encoded. An empty user before the colon means a password
    /// alone. No part of the URL appears in the error, since any part may hold the password by
    /// a slip of the writer.
    package init(url: String) throws(RedisError) {
        if let rest = url.droppingPrefix("redis://") {
            try self.init(authority: rest)
        } else if let rest = url.droppingPrefix("unix:") {
            try self.init(socket: rest)
        } else if url.droppingPrefix("rediss://") != nil {
            throw Self.invalid("TLS to Redis is not supported")
        } else {
            throw Self.invalid("a Redis URL starts with redis:// or unix:")
        }
        if let problem = problems().first { throw Self.invalid(problem) }
    }

    private init(authority rest: Substring) throws(RedisError) {
        guard !rest.contains("?"), !rest.contains("#") else {
            throw Self.invalid("a redis:// URL has no query and no fragment")
        }
        let (before, path) = rest.split(atFirst: "/")
        let (address, userinfo) = before.splitOffUserinfo()
        let (host, port) = try Self.hostAndPort(address)
        self.init(endpoint: .tcp(host: host, port: port))
        credentials = try userinfo.map(Self.credentials)
        if let path, !path.isEmpty { database = try Self.number(path, "database") }
    }

    private init(socket rest: Substring) throws(RedisError) {
        let (before, query) = rest.split(atFirst: "?")
        var path = before
        var userinfo: Substring?
        if let authority = before.droppingPrefix("//") {
            let (head, tail) = authority.split(atFirst: "/")
            let (host, info) = head.splitOffUserinfo()
            guard host.isEmpty, let tail else {
                throw Self.invalid("a unix: URL has a path and no host")
            }
            userinfo = info
            path = "/" + tail
        }
        guard let decoded = path.percentDecoded() else {
            throw Self.invalid("bad percent encoding")
        }
        self.init(endpoint: .unix(path: decoded))
        credentials = try userinfo.map(Self.credentials)
        if let query {
            guard let value = query.droppingPrefix("db=") else {
                throw Self.invalid("a unix: URL takes only ?db=")
            }
            database = try Self.number(value, "database")
        }
    }

    private static func hostAndPort(_ address: Substring) throws(RedisError) -> (String, Int) {
        var host = address
        var port: Substring?
        if let bracketed = address.droppingPrefix("[") {
            guard let close = bracketed.firstIndex(of: "]") else {
                throw invalid("the address has no closing bracket")
            }
            host = bracketed[..<close]
            let after = bracketed[bracketed.index(after: close)...]
            guard after.isEmpty || after.first == ":" else {
                throw invalid("only a port may follow the bracket")
            }
            port = after.isEmpty ? nil : after.dropFirst()
        } else {
            (host, port) = address.split(atFirst: ":")
        }
        guard let port else { return (String(host), 6379) }
        return (String(host), try number(port, "port"))
    }

    private static func credentials(_ userinfo: Substring) throws(RedisError) -> RedisCredentials {
        let (rawUser, rawPassword) = userinfo.split(atFirst: ":")
        guard let user = rawUser.percentDecoded(),
            let password = (rawPassword ?? "").percentDecoded()
        else { throw invalid("bad percent encoding") }
        return RedisCredentials(user: user.isEmpty ? nil : user, password: password)
    }

    private static func number(_ text: Substring, _ what: String) throws(RedisError) -> Int {
        guard text.utf8.allSatisfy({ (0x30...0x39).contains($0) }), let number = Int(text) else {
            throw invalid("the \(what) is not a number")
        }
        return number
    }

    private static func invalid(_ reason: String) -> RedisError {
        RedisError(.invalidConfiguration, detail: reason)
    }
}

extension StringProtocol where SubSequence == Substring {
    fileprivate func droppingPrefix(_ prefix: String) -> Substring? {
        hasPrefix(prefix) ? self[index(startIndex, offsetBy: prefix.count)...] : nil
    }
}

extension Substring {
    fileprivate func split(atFirst separator: Character) -> (Substring, Substring?) {
        guard let index = firstIndex(of: separator) else { return (self, nil) }
        return (self[..<index], self[self.index(after: index)...])
    }

    /// The last `@` divides: a password may hold one, a host may not.
    fileprivate func splitOffUserinfo() -> (host: Substring, userinfo: Substring?) {
        guard let index = lastIndex(of: "@") else { return (self, nil) }
        return (self[self.index(after: index)...], self[..<index])
    }

    fileprivate func percentDecoded() -> String? {
        var bytes: [UInt8] = []
        var rest = utf8[...]
        while let byte = rest.popFirst() {
            guard byte == UInt8(ascii: "%") else {
                bytes.append(byte)
                continue
            }
            guard let high = rest.popFirst().flatMap(Self.hexDigit),
                let low = rest.popFirst().flatMap(Self.hexDigit)
            else { return nil }
            bytes.append(high << 4 | low)
        }
        return String(validating: bytes, as: UTF8.self)
    }

    private static func hexDigit(_ byte: UInt8) -> UInt8? {
        switch byte {
        case 0x30...0x39: byte &- 0x30
        case 0x41...0x46: byte &- 0x37
        case 0x61...0x66: byte &- 0x57
        default: nil
        }
    }
}
