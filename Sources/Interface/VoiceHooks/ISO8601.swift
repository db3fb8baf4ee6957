import Telephony

/// Reads the date-times of RFC 3339, which is how Cloudonix writes moments as text.
enum ISO8601 {
    /// The moment, to the millisecond; `nil` when the text is no date-time.
    static func timestamp(_ text: String) -> Timestamp? {
        var cursor = DigitCursor(bytes: Array(text.utf8))
        guard let year = cursor.number(digits: 4), cursor.take("-"),
            let month = cursor.number(digits: 2), (1...12).contains(month), cursor.take("-"),
            let day = cursor.number(digits: 2),
            (1...days(in: month, of: year)).contains(day),
            cursor.take("T") || cursor.take("t") || cursor.take(" "),
            let hour = cursor.number(digits: 2), hour < 24, cursor.take(":"),
            let minute = cursor.number(digits: 2), minute < 60, cursor.take(":"),
            let second = cursor.number(digits: 2), second <= 60
        else { return nil }
        guard let milliseconds = cursor.fraction(), let offset = cursor.zone(), cursor.isAtEnd
        else { return nil }
        let seconds =
            daysSinceEpoch(year: year, month: month, day: day) * 86_400
            + hour * 3_600 + minute * 60 + second - offset
        return Timestamp(milliseconds: seconds * 1_000 + milliseconds)
    }

    private static func days(in month: Int64, of year: Int64) -> Int64 {
        switch month {
        case 2: year % 4 == 0 && (year % 100 != 0 || year % 400 == 0) ? 29 : 28
        case 4, 6, 9, 11: 30
        default: 31
        }
    }

    /// Days from 1970-01-01 in the proleptic Gregorian calendar, counting years from March.
    private static func daysSinceEpoch(year: Int64, month: Int64, day: Int64) -> Int64 {
        let shifted = month <= 2 ? year - 1 : year
        let era = (shifted >= 0 ? shifted : shifted - 399) / 400
        let yearOfEra = shifted - era * 400
        let dayOfYear = (153 * (month > 2 ? month - 3 : month + 9) + 2) / 5 + day - 1
        let dayOfEra = yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + dayOfYear
        return era * 146_097 + dayOfEra - 719_468
    }
}

/// Takes fixed pieces from the front of a text.
private struct DigitCursor {
    let bytes: [UInt8]
    var offset = 0

    init(bytes: [UInt8]) { self.bytes = bytes }

    var isAtEnd: Bool { offset == bytes.count }

    mutating func take(_ character: Character) -> Bool {
        guard offset < bytes.count, bytes[offset] == character.asciiValue else { return false }
        offset += 1
        return true
    }

    mutating func digit() -> Int64? {
        guard offset < bytes.count, (0x30...0x39).contains(bytes[offset]) else { return nil }
        defer { offset += 1 }
        return Int64(bytes[offset] - 0x30)
    }

    mutating func number(digits: Int) -> Int64? {
        var value: Int64 = 0
        for _ in 0..<digits {
            guard let digit = digit() else { return nil }
            value = value * 10 + digit
        }
        return value
    }

    /// The fraction of a second in milliseconds, rounded down; zero when there is none.
    mutating func fraction() -> Int64? {
        guard take(".") else { return 0 }
        guard offset < bytes.count, (0x30...0x39).contains(bytes[offset]) else { return nil }
        var value: Int64 = 0
        var place: Int64 = 100
        while let digit = digit() {
            value += digit * place
            place /= 10
        }
        return value
    }

    /// The offset from UTC in seconds.
    mutating func zone() -> Int64? {
        if take("Z") || take("z") { return 0 }
        let sign: Int64 = take("+") ? 1 : take("-") ? -1 : 0
        guard sign != 0, let hours = number(digits: 2), hours < 24 else { return nil }
        _ = take(":")
        guard let minutes = number(digits: 2), minutes < 60 else { return nil }
        return sign * (hours * 3_600 + minutes * 60)
    }
}
