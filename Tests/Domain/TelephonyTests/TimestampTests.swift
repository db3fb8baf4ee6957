import Telephony
import Testing

@Suite struct `A timestamp` {
    @Test(arguments: [
        (0, 0, 0), (0, 999, 0), (0, 1_000, 1), (0, 1_999, 1), (500, 1_499, 0), (500, 1_500, 1),
        (1_000, 0, 0), (-1_500, 0, 1), (.min, .max, 0), (.max, .min, 0),
    ])
    func `counts whole seconds since an earlier one`(
        earlier: Int64, later: Int64, seconds: Int64
    ) {
        let start = Timestamp(milliseconds: earlier)
        #expect(Timestamp(milliseconds: later).seconds(since: start) == seconds)
    }

    @Test func `is ordered by time`() {
        #expect(Timestamp(milliseconds: 1) < Timestamp(milliseconds: 2))
        #expect(!(Timestamp(milliseconds: 2) < Timestamp(milliseconds: 2)))
    }
}
