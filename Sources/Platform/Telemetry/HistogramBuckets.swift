/// Bucket bounds, in seconds, that fit what is measured.
package enum HistogramBuckets {
    /// For a decision made in memory: 1 µs to the 2 s after which the safe plan answers.
    package static let decision: [Double] = [
        0.000_001, 0.000_002, 0.000_005, 0.000_01, 0.000_02, 0.000_05, 0.000_1, 0.000_2, 0.000_5,
        0.001, 0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1, 2,
    ]

    /// For a request over the network: 100 µs to 10 s.
    package static let request: [Double] = [
        0.000_1, 0.000_25, 0.000_5, 0.001, 0.002_5, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5,
        1, 2.5, 5, 10,
    ]
}
