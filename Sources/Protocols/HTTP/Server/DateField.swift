internal import Locks
internal import Telemetry

/// The `Date` field of answers, written anew once a second (RFC 9110, section 6.6.1).
///
/// One per loop: the lock is there for the compiler and is never contended.
final class DateField: Sendable {
    private struct Written {
        var expires = Duration.zero
        var field: [UInt8] = []
    }

    private let written = Guarded(Written())

    /// The whole field line at this moment of the monotonic clock.
    func line(at now: Duration) -> [UInt8] {
        written.withLock { written in
            if now < written.expires { return written.field }
            let milliseconds = WallClock.nowMilliseconds()
            written.field = Array("Date: \(Self.text(milliseconds / 1_000))\r\n".utf8)
            written.expires = now + .milliseconds(1_000 - milliseconds % 1_000)
            return written.field
        }
    }

    /// The preferred form of a date: `Sun, 06 Nov 1994 08:49:37 GMT` (RFC 9110, section 5.6.7).
    static func text(_ seconds: Int64) -> String {
        let seconds = min(max(seconds, 0), 253_402_300_799)
        let day = Int(seconds / 86_400)
        let second = Int(seconds % 86_400)
        let (year, month, dayOfMonth) = civil(day)
        let weekdays = ["Thu", "Fri", "Sat", "Sun", "Mon", "Tue", "Wed"]
        let months = [
            "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec",
        ]
        let time = [second / 3_600, second / 60 % 60, second % 60].map(twoDigits)
            .joined(separator: ":")
        let date = "\(twoDigits(dayOfMonth)) \(months[month - 1]) \(year)"
        return "\(weekdays[day % 7]), \(date) \(time) GMT"
    }

    /// The date of a day since 1970: eras of 400 years, years that begin in March.
    private static func civil(_ day: Int) -> (year: Int, month: Int, day: Int) {
        let shifted = day + 719_468
        let era = shifted / 146_097
        let dayOfEra = shifted % 146_097
        let yearOfEra =
            (dayOfEra - dayOfEra / 1_460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
        let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
        let monthFromMarch = (5 * dayOfYear + 2) / 153
        let month = monthFromMarch < 10 ? monthFromMarch + 3 : monthFromMarch - 9
        let year = yearOfEra + era * 400 + (month <= 2 ? 1 : 0)
        return (year, month, dayOfYear - (153 * monthFromMarch + 2) / 5 + 1)
    }

    private static func twoDigits(_ number: Int) -> String {
        number < 10 ? "0\(number)" : "\(number)"
    }
}
