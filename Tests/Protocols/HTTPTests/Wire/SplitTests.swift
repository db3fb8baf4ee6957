import HTTP
import Testing

@Suite struct `However a stream is split` {
    static let streams = [
        "GET / HTTP/1.1\r\nHost: x\r\n\r\n",
        "\r\nGET /a%20b?q=1 HTTP/1.0\r\nUser-Agent: a b\r\nConnection: keep-alive\r\n\r\n"
            + "GET /b HTTP/1.1\r\nHost:\r\nEmpty: \t \r\n\r\n",
        "POST /c HTTP/1.1\r\nHost: x\r\nContent-Length: 10\r\nExpect: 100-continue\r\n\r\n"
            + "0123456789POST /d HTTP/1.1\r\nHost: x\r\nContent-Length: 0\r\n\r\n",
        "POST /e HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n"
            + "4;n=\"v;\"\r\nabcd\r\n1\r\ne\r\n0\r\nT: v\r\nU: w\r\n\r\nGET /f HTTP/1.1\r\nHost: x\r\n\r\n",
        "GET /g HTTP/1.1\r\nHost: x\r\n\r\nGET /h HTTP/1.1\r\nHost: x\r\nBad Name: y\r\n\r\n",
    ].map { Array($0.utf8) }

    @Test(arguments: streams)
    func `it says the same at every place`(stream: [UInt8]) {
        let whole = read([stream])
        #expect(!whole.requests.isEmpty)
        for place in 0...stream.count {
            #expect(
                read([Array(stream[..<place]), Array(stream[place...])]) == whole,
                "split at \(place)")
        }
    }

    @Test(arguments: streams)
    func `it says the same at every two places`(stream: [UInt8]) {
        let whole = read([stream])
        for first in 0...stream.count {
            for second in first...stream.count where (second - first) % 3 == 1 {
                let pieces = [stream[..<first], stream[first..<second], stream[second...]]
                #expect(read(pieces.map { Array($0) }) == whole, "split at \(first), \(second)")
            }
        }
    }

    @Test(arguments: streams)
    func `it says the same byte by byte`(stream: [UInt8]) {
        #expect(read(stream.map { [$0] }) == read([stream]))
    }
}
