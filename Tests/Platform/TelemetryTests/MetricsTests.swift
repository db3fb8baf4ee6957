import Telemetry
import Testing

@Suite struct `The metrics` {
    private let metrics = Metrics()

    @Test func `are written by name and labels, with help and type once`() {
        metrics.counter("b_total", help: "Second.", labels: [("kind", "y")]).increment(by: 2)
        metrics.counter("b_total", help: "Second.", labels: [("kind", "x")]).increment()
        metrics.gauge("a", help: "First.").set(-3)
        metrics.gaugeReading("c", help: "Third.") { 1.5 }
        metrics.counterReading("d_total", help: "Fourth.") { 7 }
        #expect(
            metrics.render() == """
                # HELP a First.
                # TYPE a gauge
                a -3
                # HELP b_total Second.
                # TYPE b_total counter
                b_total{kind="x"} 1
                b_total{kind="y"} 2
                # HELP c Third.
                # TYPE c gauge
                c 1.5
                # HELP d_total Fourth.
                # TYPE d_total counter
                d_total 7

                """)
    }

    @Test func `write cumulative buckets, the sum and the count`() {
        let histogram = metrics.histogram(
            "t", help: "Time.", buckets: [0.5, 0.25], labels: [("route", "voice")])
        for milliseconds in [100, 250, 300, 9_000] {
            histogram.observe(.milliseconds(milliseconds))
        }
        #expect(
            metrics.render() == """
                # HELP t Time.
                # TYPE t histogram
                t_bucket{route="voice",le="0.25"} 2
                t_bucket{route="voice",le="0.5"} 3
                t_bucket{route="voice",le="+Inf"} 4
                t_sum{route="voice"} 9.65
                t_count{route="voice"} 4

                """)
    }

    @Test func `are the same object for the same name and labels in any order`() {
        let first = metrics.counter("x", help: "", labels: [("a", "1"), ("b", "2")])
        let second = metrics.counter("x", help: "", labels: [("b", "2"), ("a", "1")])
        #expect(first === second)
        #expect(metrics.gauge("g", help: "") === metrics.gauge("g", help: ""))
        let buckets = HistogramBuckets.decision
        #expect(
            metrics.histogram("h", help: "", buckets: buckets)
                === metrics.histogram("h", help: "", buckets: buckets))
        #expect(first !== metrics.counter("x", help: "", labels: [("a", "2"), ("b", "2")]))
    }

    @Test func `escape label values and help`() {
        metrics.gauge("g", help: "a\\b\nc", labels: [("l", "q\"s\\n\n")]).set(1)
        #expect(
            metrics.render() == #"""
                # HELP g a\\b\nc
                # TYPE g gauge
                g{l="q\"s\\n\n"} 1

                """#)
    }

    @Test(arguments: [
        ("ok_name:x9", "ok_name:x9"), ("9lives", "_9lives"), ("a b-c", "a_b_c"), ("", "_"),
        ("größe", "gr__e"),
    ])
    func `repair names that the format does not allow`(name: String, written: String) {
        metrics.gauge(name, help: "").set(1)
        #expect(metrics.render().hasSuffix("\n\(written) 1\n"))
    }

    @Test func `repair label names, and keep the bucket label free`() {
        metrics.gauge("g", help: "", labels: [("le", "1"), ("a:b", "2"), ("a:b", "3")]).set(1)
        #expect(metrics.render().hasSuffix("\ng{a_b=\"2\",le_=\"1\"} 1\n"))
    }

    @Test func `keep two kinds with one name apart`() {
        metrics.counter("x", help: "").increment()
        metrics.gauge("x", help: "").set(5)
        #expect(metrics.render().contains("\nx 1\n"))
        #expect(metrics.render().contains("\nx_gauge 5\n"))
    }

    @Test func `ask the newest question`() {
        metrics.gaugeReading("g", help: "") { 1 }
        metrics.gaugeReading("g", help: "") { .infinity }
        #expect(metrics.render().hasSuffix("\ng +Inf\n"))
    }

    @Test func `lose no count among many tasks`() async {
        let histogram = metrics.histogram("h", help: "", buckets: [1])
        await withTaskGroup { group in
            for _ in 0..<8 {
                group.addTask { [metrics] in
                    let counter = metrics.counter("x", help: "")
                    for _ in 0..<1_000 {
                        counter.increment()
                        histogram.observe(.milliseconds(1))
                    }
                }
            }
        }
        #expect(metrics.counter("x", help: "").value == 8_000)
        #expect(histogram.count == 8_000)
    }

    @Test func `ignore a counter going down`() {
        let counter = metrics.counter("x", help: "")
        counter.increment(by: -1)
        #expect(counter.value == 0)
    }
}

@Suite struct `A histogram` {
    private func histogram(_ buckets: [Double]) -> Histogram {
        Metrics().histogram("h", help: "", buckets: buckets)
    }

    @Test func `has no quantile before the first observation`() {
        #expect(histogram([1]).quantile(0.5) == nil)
    }

    @Test func `answers quantiles inside the right bucket`() throws {
        let histogram = histogram(HistogramBuckets.decision)
        for microseconds in 1...1_000 { histogram.observe(.microseconds(microseconds)) }
        let median = try #require(histogram.quantile(0.5))
        let high = try #require(histogram.quantile(0.99))
        #expect(abs(median.inSeconds - 0.000_5) < 0.000_01)
        #expect(abs(high.inSeconds - 0.000_99) < 0.000_02)
    }

    @Test func `answers its last bound beyond it`() {
        let histogram = histogram([0.1, 0.2])
        histogram.observe(.seconds(9))
        #expect(histogram.quantile(0.5) == .milliseconds(200))
    }

    @Test(arguments: [Duration.seconds(-1), .zero, .seconds(Int64.max), .seconds(Int64.min)])
    func `takes any duration`(duration: Duration) {
        let histogram = histogram([0.001, .infinity, .nan, 1e300, -1])
        histogram.observe(duration)
        #expect(histogram.count == 1)
    }

    @Test func `works without a bound`() {
        let histogram = histogram([])
        histogram.observe(.seconds(1))
        #expect(histogram.count == 1)
        #expect(histogram.quantile(0.5) == nil)
    }
}
