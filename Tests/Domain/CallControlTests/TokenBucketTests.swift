import Testing

@testable import CallControl

@Suite struct `A token bucket` {
    @Test func `starts full and refills with time`() {
        var bucket = TokenBucket(perSecond: 2, burst: 3, now: .seconds(10))
        for _ in 0..<3 { #expect(bucket.take(now: .seconds(10)) == true) }
        #expect(bucket.take(now: .seconds(10)) == false)
        #expect(bucket.take(now: .seconds(10) + .milliseconds(499)) == false)
        #expect(bucket.take(now: .seconds(10) + .milliseconds(500)) == true)
        #expect(bucket.take(now: .seconds(10) + .milliseconds(999)) == false)
        #expect(bucket.take(now: .seconds(11)) == true)
    }

    @Test func `holds no more than its burst`() {
        var bucket = TokenBucket(perSecond: 100, burst: 2, now: .zero)
        let taken = (0..<10).filter { _ in bucket.take(now: .seconds(3_600)) }
        #expect(taken.count == 2)
    }

    @Test func `is not filled by a clock that goes back`() {
        var bucket = TokenBucket(perSecond: 1, burst: 1, now: .seconds(100))
        #expect(bucket.take(now: .seconds(100)) == true)
        #expect(bucket.take(now: .seconds(50)) == false)
        #expect(bucket.take(now: .seconds(100)) == false)
        #expect(bucket.take(now: .seconds(101)) == true)
    }

    @Test(arguments: [0.0, -1.0])
    func `lets everything pass without a rate`(rate: Double) {
        var bucket = TokenBucket(perSecond: rate, burst: 1, now: .zero)
        for _ in 0..<100 { #expect(bucket.take(now: .zero) == true) }
    }

    @Test func `lets one pass at least, however small its burst`() {
        var bucket = TokenBucket(perSecond: 1, burst: 0, now: .zero)
        #expect(bucket.take(now: .zero) == true)
        #expect(bucket.take(now: .zero) == false)
    }
}
