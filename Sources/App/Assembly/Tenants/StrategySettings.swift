import Telephony

/// The settings of the strategies under the names of the specification.
enum StrategySettings {
    /// `nil` when there is no such strategy.
    static func read(
        strategy: String, _ reader: inout MemberReader
    ) -> (strategy: RingStrategy, isFallbackEnabled: Bool)? {
        let isFallbackEnabled = reader.flag("fallback_enabled", default: true)
        switch strategy {
        case "round_robin":
            var settings = RoundRobinSettings()
            settings.isWeightedByCapacity = reader.flag("weighted_by_capacity", default: true)
            settings.resetsOnAgentChange = reader.flag("reset_on_agent_change", default: true)
            return (.roundRobin(settings), isFallbackEnabled)
        case "priority":
            var settings = PrioritySettings()
            settings.isFailoverEnabled = reader.flag("failover_enabled", default: true)
            settings.rotatesWithinLevel = reader.flag("round_robin_same_priority", default: true)
            return (.priority(settings), isFallbackEnabled)
        case "load_balanced":
            var settings = LoadBalancedSettings()
            if let hours = reader.number("window_hours", in: 1...168) {
                settings.window = .seconds(Int64(hours) * 3_600)
            }
            settings.maximumCallsPerAgent = reader.number(
                "max_calls_per_agent", in: 1...1_000_000)
            return (.loadBalanced(settings), isFallbackEnabled)
        default:
            return nil
        }
    }
}
