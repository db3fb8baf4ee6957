/// A moment of calendar time, in UTC, as RFC 3339 writes it.
package struct LogTime: Hashable, Sendable, CustomStringConvertible {
    /// Milliseconds since 1970, held between the years 0000 and 9999 that the format can write.
    package let milliseconds: Int64

    /// Takes milliseconds since 1970, and moves a moment out of range to its nearest end.
    package init(milliseconds: Int64) {
        self.milliseconds = min(max(milliseconds, -62_167_219_200_000), 253_402_300_799_999)
    }

    /// The text, such as `2025-03-01T12:00:00.000Z`.
    package var description: String {
        var bytes: [UInt8] = []
        write(to: &bytes)
        return String(decoding: bytes, as: UTF8.self)
    }

    /// Appends the 24 bytes of the text.
    package func write(to bytes: inout [UInt8]) {
        let dayLength: Int64 = 86_400_000
        var day = milliseconds / dayLength
        var rest = milliseconds % dayLength
        if rest < 0 {
            day -= 1
            rest += dayLength
        }
        let date = Self.date(ofDay: day)
        Self.append(date.year, digits: 4, to: &bytes)
        bytes.append(UInt8(ascii: "-"))
        Self.append(date.month, digits: 2, to: &bytes)
        bytes.append(UInt8(ascii: "-"))
        Self.append(date.day, digits: 2, to: &bytes)
        bytes.append(UInt8(ascii: "T"))
        Self.append(rest / 3_600_000, digits: 2, to: &bytes)
        bytes.append(UInt8(ascii: ":"))
        Self.append(rest / 60_000 % 60, digits: 2, to: &bytes)
        bytes.append(UInt8(ascii: ":"))
        Self.append(rest / 1_000 % 60, digits: 2, to: &bytes)
        bytes.append(UInt8(ascii: "."))
        Self.append(rest % 1_000, digits: 3, to: &bytes)
        bytes.append(UInt8(ascii: "Z"))
    }

    /// The Gregorian date of a day counted from 1970-01-01.
    ///
    /// Years are counted from March, so that the leap day is the last of its year; 400 years are
    /// always 146,097 days. No calendar library is needed, and no lock is taken.
    private static func date(ofDay day: Int64) -> (year: Int64, month: Int64, day: Int64) {
        let fromYearZero = day + 719_468
        let era = (fromYearZero >= 0 ? fromYearZero : fromYearZero - 146_096) / 146_097
        let dayOfEra = fromYearZero - era * 146_097
        let yearOfEra =
            (dayOfEra - dayOfEra / 1_460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
        let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
        let monthFromMarch = (5 * dayOfYear + 2) / 153
        let month = monthFromMarch < 10 ? monthFromMarch + 3 : monthFromMarch - 9
        return (
            year: yearOfEra + era * 400 + (month <= 2 ? 1 : 0),
            month: month,
            day: dayOfYear - (153 * monthFromMarch + 2) / 5 + 1
        )
    }

    private static func append(_ value: Int64, digits: Int, to bytes: inout [UInt8]) {
        var divisor: Int64 = 1
        for _ in 1..<digits { divisor *= 10 }
        while divisor > 0 {
            bytes.append(UInt8(ascii: "0") &+ UInt8(truncatingIfNeeded: value / divisor % 10))
            divisor /= 10
        }
    }
}
