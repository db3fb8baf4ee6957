internal import CLibuv
internal import Synchronization

extension TCPConnection {
    /// Writes the bytes: at once as far as the system takes them, and the rest as it makes room.
    ///
    /// The bytes are never refused: watch `bufferedBytes`, and stop producing until `onDrained`.
    package func write(_ bytes: [UInt8]) {
        guard loop.isCurrent else { return loop.execute { self.write(bytes) } }
        bytes.withUnsafeBytes { send($0) }
    }

    /// Writes borrowed bytes, copying only what the system does not take at once.
    package func write(_ bytes: Span<UInt8>) {
        guard loop.isCurrent else { return write([UInt8](bytes)) }
        bytes.withUnsafeBufferPointer { send(UnsafeRawBufferPointer($0)) }
    }

    /// Writes several pieces one behind the other, in one system call as far as it takes them.
    package func write(_ pieces: [[UInt8]]) {
        guard loop.isCurrent else { return loop.execute { self.write(pieces) } }
        // Each piece is lent in a call of its own, one inside the other, so their number is limited.
        guard pieces.count <= 16, bufferedBytes == 0 else { return write(Array(pieces.joined())) }
        withUnsafeTemporaryAllocation(of: uv_buf_t.self, capacity: max(1, pieces.count)) {
            buffers in
            lend(pieces[...], to: buffers, filled: 0)
        }
    }

    /// Tells the peer that nothing follows once all is written; reading goes on.
    package func endWrites() {
        loop.onLoop { [self] in beginEnd() }
    }

    /// Closes once everything buffered is written, or at the latest after the given time.
    ///
    /// Closing while the peer still sends destroys what it has not read yet. With a `linger` our end
    /// is announced first and what still comes is thrown away, until the peer ends or the time is up.
    package func closeAfterWrites(
        within limit: Duration = .seconds(30), linger: Duration = .zero
    ) {
        loop.onLoop { [self] in
            guard !isClosing, self.linger == nil else { return }
            pauseReading()
            self.linger = linger
            onBytes = nil
            onEnd = nil
            onDrained = nil
            if linger == .zero, bufferedBytes == 0 { return shut(resetting: false) }
            deadline = loop.schedule(after: limit) { [self] in
                fail(ReactorError(.timedOut, during: "write"))
            }
            beginEnd()
            if writeSide == .ended { awaitPeersEnd() }
        }
    }

    private func lend(
        _ pieces: ArraySlice<[UInt8]>, to buffers: UnsafeMutableBufferPointer<uv_buf_t>, filled: Int
    ) {
        guard let piece = pieces.first else {
            return send(UnsafeMutableBufferPointer(rebasing: buffers[..<filled]))
        }
        piece.withUnsafeBytes {
            buffers.initializeElement(at: filled, to: Self.buffer(of: $0))
            lend(pieces.dropFirst(), to: buffers, filled: filled + 1)
        }
    }

    private func send(_ bytes: UnsafeRawBufferPointer) {
        var buffer = Self.buffer(of: bytes)
        withUnsafeMutablePointer(to: &buffer) {
            send(UnsafeMutableBufferPointer(start: $0, count: 1))
        }
    }

    private func send(_ buffers: UnsafeMutableBufferPointer<uv_buf_t>) {
        guard writeSide == .open, let stream = handle(as: uv_stream_t.self) else { return }
        var sent = 0
        if bufferedBytes == 0 {
            let status = uv_try_write(stream, buffers.baseAddress, UInt32(buffers.count))
            if status >= 0 {
                sent = Int(status)
            } else if status != UV_EAGAIN.rawValue {
                return fail(ReactorError(status: status, during: "write"))
            }
        }
        let rest = buffers.reduce(-sent) { $0 + $1.len }
        if rest > 0 { queue(buffers, skipping: sent, count: rest, on: stream) }
    }

    /// Hands a copy of what the system did not take to libuv: request and bytes in one allocation.
    private func queue(
        _ buffers: UnsafeMutableBufferPointer<uv_buf_t>, skipping: Int, count: Int,
        on stream: UnsafeMutablePointer<uv_stream_t>
    ) {
        let header = MemoryLayout<uv_write_t>.stride
        let memory = UnsafeMutableRawPointer.allocate(
            byteCount: header + count, alignment: MemoryLayout<uv_write_t>.alignment)
        var target = memory + header
        var skipping = skipping
        for buffer in buffers {
            let skipped = min(skipping, buffer.len)
            skipping -= skipped
            guard let base = buffer.base, buffer.len > skipped else { continue }
            target.copyMemory(from: base + skipped, byteCount: buffer.len - skipped)
            target += buffer.len - skipped
        }
        let request = memory.bindMemory(to: uv_write_t.self, capacity: 1)
        request.pointee.data = UnsafeMutableRawPointer(bitPattern: count)
        var buffer = uv_buf_t(
            base: (memory + header).assumingMemoryBound(to: CChar.self), len: count)
        buffered.add(count, ordering: .relaxed)
        let status = uv_write(request, stream, &buffer, 1) { request, status in
            guard let request else { return }
            let connection = TCPConnection.of(request.pointee.handle)
            let count = Int(bitPattern: request.pointee.data)
            UnsafeMutableRawPointer(request).deallocate()
            connection?.written(count, status)
        }
        guard status < 0 else { return }
        memory.deallocate()
        fail(ReactorError(status: status, during: "write"))
    }

    private func written(_ count: Int, _ status: Int32) {
        loop.meter.begin()
        buffered.subtract(count, ordering: .relaxed)
        guard !isClosing else { return }
        if status < 0 {
            fail(ReactorError(status: status, during: "write"))
        } else if bufferedBytes == 0 {
            onDrained?()
        }
    }

    private func beginEnd() {
        guard writeSide == .open, let stream = handle(as: uv_stream_t.self) else { return }
        writeSide = .ending
        let request = UnsafeMutablePointer<uv_shutdown_t>.allocate(capacity: 1)
        let status = uv_shutdown(request, stream) { request, status in
            guard let request else { return }
            let connection = TCPConnection.of(request.pointee.handle)
            request.deallocate()
            connection?.ended(status)
        }
        guard status < 0 else { return }
        request.deallocate()
        fail(ReactorError(status: status, during: "end"))
    }

    private func ended(_ status: Int32) {
        loop.meter.begin()
        guard !isClosing else { return }
        writeSide = .ended
        if status < 0 {
            fail(ReactorError(status: status, during: "end"))
        } else if linger != nil {
            awaitPeersEnd()
        }
    }

    private func awaitPeersEnd() {
        guard let linger, linger > .zero, !hasEnded else { return shut(resetting: false) }
        deadline?.cancel()
        deadline = loop.schedule(after: linger) { [self] in shut(resetting: false) }
        read()
    }

    private static func buffer(of bytes: UnsafeRawBufferPointer) -> uv_buf_t {
        uv_buf_t(
            base: UnsafeMutablePointer(
                mutating: bytes.baseAddress?.assumingMemoryBound(to: CChar.self)),
            len: bytes.count)
    }
}
