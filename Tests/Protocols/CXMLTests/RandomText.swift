/// Text of the kind that breaks writers.
enum RandomText {
    /// Any scalars at all.
    static func make(using dice: inout Dice) -> String {
        text(using: &dice) { _ in true }
    }

    /// Scalars XML can carry.
    static func legal(using dice: inout Dice) -> String {
        text(using: &dice) {
            $0.value >= 0x20 && $0.value != 0xFFFE && $0.value != 0xFFFF
                || "\t\n\r".contains(Character($0))
        }
    }

    /// Scalars of one line.
    static func line(using dice: inout Dice) -> String {
        text(using: &dice) {
            $0.properties.generalCategory != .control && $0.value != 0xFFFE && $0.value != 0xFFFF
        }
    }

    private static func text(
        using dice: inout Dice, where isWanted: (Unicode.Scalar) -> Bool
    ) -> String {
        var text = ""
        for _ in 0..<dice.number(below: 14) {
            let range: ClosedRange<UInt32> =
                switch dice.number(below: 8) {
                case 0: 0...0x1F
                case 1: 0x80...0x7FF
                case 2: 0xE000...0xFFFF
                case 3: 0x1F300...0x1F6FF
                case 4: 0x300...0x30F
                default: 0x20...0x7F
                }
            let scalar = Unicode.Scalar(UInt32.random(in: range, using: &dice)) ?? "x"
            let special = Array("&<>\"'\n\r\t ;]".unicodeScalars)
            let chosen = dice.chance(of: 30) ? dice.element(of: special) : scalar
            if isWanted(chosen) { text.unicodeScalars.append(chosen) }
        }
        return text
    }
}
