import Telemetry
import Testing

@Suite struct `The time of a log line` {
    @Test(arguments: [
        (0, "1970-01-01T00:00:00.000Z"),
        (-1, "1969-12-31T23:59:59.999Z"),
        (951_782_399_999, "2000-02-28T23:59:59.999Z"),
        (951_782_400_000, "2000-02-29T00:00:00.000Z"),
        (951_868_800_000, "2000-03-01T00:00:00.000Z"),
        (1_709_164_800_000, "2024-02-29T00:00:00.000Z"),
        (1_735_689_599_000, "2024-12-31T23:59:59.000Z"),
        (1_740_830_400_123, "2025-03-01T12:00:00.123Z"),
        (4_107_542_400_000, "2100-03-01T00:00:00.000Z"),
        (Int64.max, "9999-12-31T23:59:59.999Z"),
        (Int64.min, "0000-01-01T00:00:00.000Z"),
    ])
    func `is written as RFC 3339`(milliseconds: Int64, text: String) {
        #expect(LogTime(milliseconds: milliseconds).description == text)
    }

    @Test func `advances by one second through all the days of four centuries`() {
        var day: Int64 = 0
        var last = ""
        while day < 146_097 {
            let text = LogTime(milliseconds: day * 86_400_000).description
            #expect(text > last)
            last = text
            day += 1
        }
        #expect(last == "2369-12-31T00:00:00.000Z")
    }
}

@Suite struct `The clocks` {
    @Test func `never go back`() {
        let first = MonotonicClock.now()
        let second = MonotonicClock.now()
        #expect(second >= first)
        #expect(first > .zero)
    }

    @Test func `know the century`() {
        #expect(WallClock.nowMilliseconds() > 1_700_000_000_000)
    }

    @Test(arguments: [
        (Duration.seconds(2), Int64(2_000_000_000)),
        (.nanoseconds(-7), -7),
        (.seconds(Int64.max), .max),
        (.seconds(Int64.min), .min),
    ])
    func `give whole nanoseconds without overflow`(duration: Duration, nanoseconds: Int64) {
        #expect(duration.inNanoseconds == nanoseconds)
    }

    @Test func `give seconds with their fraction`() {
        #expect(Duration.milliseconds(1_500).inSeconds == 1.5)
        #expect(Duration.microseconds(2_999).inMilliseconds == 2)
    }
}
