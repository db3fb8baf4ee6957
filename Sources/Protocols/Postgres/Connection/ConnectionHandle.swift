import CLibpq

/// One connection of libpq, owned by one `PostgresConnection` and closed with it.
///
/// The handle comes from `PQconnectStartParams` and is finished only in `deinit`. It is reached only
/// from the actor that holds this object, so libpq never sees two threads at once.
final class ConnectionHandle {
    private let handle: OpaquePointer

    /// Begins to connect; `nil` when memory ran out.
    init?(_ parameters: [(keyword: String, value: String)]) {
        var texts: [UInt8] = []
        var keywordOffsets: [Int] = []
        var valueOffsets: [Int] = []
        for (keyword, value) in parameters {
            keywordOffsets.append(texts.count)
            texts.append(contentsOf: keyword.utf8)
            texts.append(0)
            valueOffsets.append(texts.count)
            texts.append(contentsOf: value.utf8)
            texts.append(0)
        }
        let started = texts.withUnsafeBytes { raw -> OpaquePointer? in
            // libpq copies everything before it returns; the two lists end with a null.
            let base = raw.bindMemory(to: CChar.self).baseAddress
            let keywords = keywordOffsets.map { base?.advanced(by: $0) } + [nil]
            let values = valueOffsets.map { base?.advanced(by: $0) } + [nil]
            return PQconnectStartParams(keywords, values, 0)
        }
        guard let started else { return nil }
        handle = started
        // Left alone, libpq prints the server's notices on standard error.
        PQsetNoticeReceiver(handle, { _, _ in }, nil)
    }

    deinit {
        PQfinish(handle)
    }

    var descriptor: Int32 { PQsocket(handle) }

    var isBroken: Bool { PQstatus(handle) == CONNECTION_BAD }

    /// Whether no transaction is open, so that the next borrower starts clean.
    var isOutsideTransaction: Bool { PQtransactionStatus(handle) == PQTRANS_IDLE }

    /// Whether a transaction block is open and not failed.
    var isInsideTransaction: Bool { PQtransactionStatus(handle) == PQTRANS_INTRANS }

    /// Whether a result is not complete yet, so that asking for it would block.
    var isBusy: Bool { PQisBusy(handle) == 1 }

    /// libpq's last words; they never contain the password.
    func complaint(_ code: PostgresError.Code) -> PostgresError {
        PostgresError(code, message: PQerrorMessage(handle).map { String(cString: $0) } ?? "")
    }

    /// Goes one step further in connecting.
    ///
    /// The descriptor must not be watched meanwhile: libpq may close it and open another one with
    /// the same number.
    func poll() -> ConnectionMachine.Poll {
        switch PQconnectPoll(handle) {
        case PGRES_POLLING_READING: return .wantsRead
        case PGRES_POLLING_WRITING: return .wantsWrite
        case PGRES_POLLING_OK:
            guard PQsetnonblocking(handle, 1) == 0 else { return .failed(complaint(.refused)) }
            return .ready
        default: return .failed(complaint(.refused))
        }
    }

    /// Hands statements to libpq as one pipeline with one Sync; `nil` when it took them.
    func send(_ statements: [EncodedStatement]) -> PostgresError? {
        if PQpipelineStatus(handle) == PQ_PIPELINE_OFF, PQenterPipelineMode(handle) == 0 {
            return complaint(.connectionLost)
        }
        for statement in statements where !send(statement) {
            return complaint(.connectionLost)
        }
        return PQpipelineSync(handle) == 1 ? nil : complaint(.connectionLost)
    }

    /// Hands a script to libpq; `nil` when it took it.
    func send(script: String) -> PostgresError? {
        if PQpipelineStatus(handle) != PQ_PIPELINE_OFF, PQexitPipelineMode(handle) == 0 {
            return complaint(.connectionLost)
        }
        return PQsendQuery(handle, script) == 1 ? nil : complaint(.connectionLost)
    }

    /// Writes what libpq holds back, as far as the kernel takes it.
    func flush() -> ConnectionMachine.Flush {
        switch PQflush(handle) {
        case 0: .done
        case 1: .pending
        default: .failed(complaint(.connectionLost))
        }
    }

    /// Takes in what has arrived; `nil` when the connection still stands.
    func consumeInput() -> PostgresError? {
        PQconsumeInput(handle) == 1 ? nil : complaint(.connectionLost)
    }

    /// The next result; only to be asked while not `isBusy`.
    func nextFact() -> ResultFact {
        guard let result = PQgetResult(handle) else { return .statementEnded }
        return ResultHandle(result).fact()
    }

    /// The next notification that has arrived.
    func nextNotification() -> PostgresNotification? {
        guard let note = PQnotifies(handle) else { return nil }
        defer { PQfreemem(note) }
        return PostgresNotification(
            channel: String(cString: note.pointee.relname),
            payload: note.pointee.extra.map { String(cString: $0) } ?? "")
    }

    private func send(_ statement: EncodedStatement) -> Bool {
        statement.bytes.withUnsafeBytes { raw in
            // libpq copies the texts into its own buffer before it returns. Each is ended by NUL
            // and has none inside, which is what `EncodedStatement` is for.
            let base = raw.bindMemory(to: CChar.self).baseAddress
            let values = statement.offsets.map { offset in
                offset.flatMap { base?.advanced(by: $0) }
            }
            return PQsendQueryParams(
                handle, base, Int32(clamping: values.count), nil, values, nil, nil, 0) == 1
        }
    }
}
