import CHiredis

/// Cuts the byte stream of one connection into replies; one reader per connection.
///
/// Only this part of hiredis is used. Its asynchronous layer (0.14.1) frees its context inside its
/// own callbacks, ignores poll errors in the libuv adapter and knows no deadlines; its reader is a
/// plain incremental parser without those traps. Sockets, timers and order are ours.
final class RedisReplyReader {
    /// What the bytes so far amount to.
    enum Step: Hashable {
        case reply(RedisValue)
        case needsMore
        /// No reply can follow on this connection.
        case malformed
    }

    // Proof of safety: made in `init`, freed once in `deinit`, never handed out. The class is not
    // Sendable, so the actor that owns it is the only one to reach the handle.
    private let handle: UnsafeMutablePointer<redisReader>
    private let maximumReplyBytes: Int
    private var bytesOfOpenReply = 0
    private var isBroken = false

    /// Fails only when there is no memory.
    init?(maximumReplyBytes: Int) {
        guard let handle = redisReaderCreate() else { return nil }
        // The default frees the buffer as soon as it is empty and above 16 KiB.
        handle.pointee.maxbuf = 256 << 10
        self.handle = handle
        self.maximumReplyBytes = maximumReplyBytes
    }

    deinit {
        redisReaderFree(handle)
    }

    /// Adds bytes as they came from the socket; `next()` then has more to give.
    func received(_ bytes: UnsafeRawBufferPointer) {
        guard !isBroken, let start = bytes.baseAddress else { return }
        // The reader copies the bytes, so the pointer does not outlive this call.
        let start8 = start.assumingMemoryBound(to: CChar.self)
        if redisReaderFeed(handle, start8, bytes.count) != REDIS_OK { isBroken = true }
        bytesOfOpenReply = bytesOfOpenReply.addingReportingOverflow(bytes.count).partialValue
    }

    /// The next complete reply, if there is one.
    func next() -> Step {
        guard !isBroken else { return .malformed }
        var found: UnsafeMutableRawPointer?
        guard redisReaderGetReply(handle, &found) == REDIS_OK else {
            isBroken = true
            return .malformed
        }
        guard let found else {
            if bytesOfOpenReply > maximumReplyBytes { isBroken = true }
            return isBroken ? .malformed : .needsMore
        }
        defer { freeReplyObject(found) }
        bytesOfOpenReply = handle.pointee.len &- handle.pointee.pos
        guard let value = RedisValue(found.assumingMemoryBound(to: redisReply.self)) else {
            isBroken = true
            return .malformed
        }
        return .reply(value)
    }
}

extension RedisValue {
    /// Copies a reply out of hiredis' memory; the reader nests at most seven arrays.
    ///
    /// The pointer comes from the reader and is freed by the caller after this returns.
    fileprivate init?(_ reply: UnsafeMutablePointer<redisReply>) {
        switch reply.pointee.type {
        case REDIS_REPLY_NIL:
            self = .null
        case REDIS_REPLY_INTEGER:
            self = .integer(Int(reply.pointee.integer))
        case REDIS_REPLY_STRING:
            self = .bulk(Array(reply.bytes))
        case REDIS_REPLY_STATUS:
            self = .simple(String(decoding: reply.bytes, as: UTF8.self))
        case REDIS_REPLY_ERROR:
            let message = String(decoding: reply.bytes, as: UTF8.self)
            self = .error(RedisServerError(message: message))
        case REDIS_REPLY_ARRAY:
            let elements = UnsafeBufferPointer(
                start: reply.pointee.element, count: reply.pointee.elements)
            var values: [RedisValue] = []
            values.reserveCapacity(elements.count)
            for element in elements {
                guard let element, let value = RedisValue(element) else { return nil }
                values.append(value)
            }
            self = .array(values)
        default:
            return nil
        }
    }
}

extension UnsafeMutablePointer<redisReply> {
    fileprivate var bytes: UnsafeRawBufferPointer {
        UnsafeRawBufferPointer(start: pointee.str, count: pointee.len)
    }
}
