/// Judges the bytes of a document without knowing how they were made.
///
/// Made for tests of every module that answers with documents; it is thorough, not fast.
package enum CXMLValidator {
    /// What is wrong with a document; empty when it is allowed.
    package static func validate(_ bytes: [UInt8]) -> [String] {
        let root: CXMLElement
        do {
            root = try XMLReader.read(bytes)
        } catch {
            return [error.description]
        }
        guard root.name == "Response" else { return ["the root is \(root.name), not Response"] }
        var problems: [String] = []
        check(root, &problems)
        return problems
    }

    /// The elements of a document; throws when it is not well-formed.
    package static func read(_ bytes: [UInt8]) throws(XMLFault) -> CXMLElement {
        try XMLReader.read(bytes)
    }

    // MARK: - Elements

    private static func check(_ element: CXMLElement, _ problems: inout [String]) {
        guard let rule = CXMLWhitelist.rules[element.name] else {
            problems.append("\(element.name) is not known")
            return
        }
        for attribute in element.attributes {
            guard let grammar = rule.attributes[attribute.name] else {
                problems.append("\(element.name) has no attribute \(attribute.name)")
                continue
            }
            if !grammar.accepts(attribute.value) {
                problems.append("\(element.name) \(attribute.name): a value that is not allowed")
            }
        }
        for name in rule.required where element[name] == nil {
            problems.append("\(element.name) needs \(name)")
        }
        checkContent(of: element, rule, &problems)
        // The reader bounds the depth.
        for child in element.children { check(child, &problems) }
    }

    private static func checkContent(
        of element: CXMLElement, _ rule: CXMLWhitelist.Rule, _ problems: inout [String]
    ) {
        let names = element.children.map(\.name)
        switch rule.content {
        case .text(let grammar):
            if !names.isEmpty { problems.append("\(element.name) takes no elements") }
            // Tones are sent instead of a file, so one of the two is there.
            let isTones = element.name == "Play" && element["digits"] != nil
            let grammar = isTones ? ValueGrammar.nothing : grammar
            if !grammar.accepts(element.text) || hasSpaceAround(element.text) {
                problems.append("\(element.name): a text that is not allowed")
            }
        case .elements(let known):
            checkNoText(in: element, &problems)
            for name in names where !known.contains(name) {
                problems.append("\(name) can not stand in \(element.name)")
            }
        case .one(let name):
            checkNoText(in: element, &problems)
            if names != [name] { problems.append("\(element.name) takes one \(name)") }
        case .nouns:
            checkNouns(of: element, names, &problems)
        }
    }

    /// `Header` first; then either text that is a number, several numbers, or one other noun.
    private static func checkNouns(
        of dial: CXMLElement, _ names: [String], _ problems: inout [String]
    ) {
        let nouns = names.drop { $0 == "Header" }
        if nouns.isEmpty, !dial.text.isEmpty {
            if !names.isEmpty { problems.append("Dial: text beside elements") }
            if !ValueGrammar.unbroken.accepts(dial.text) {
                problems.append("Dial: a text that is not allowed")
            }
            return
        }
        checkNoText(in: dial, &problems)
        for name in nouns where !CXMLWhitelist.nouns.contains(name) {
            problems.append("\(name) can not stand here in Dial")
        }
        if Set(nouns).count > 1 { problems.append("Dial: nouns of different kinds") }
        if nouns.isEmpty { problems.append("Dial: nobody to call") }
        if nouns.count > 1, nouns.first != "Number" {
            problems.append("Dial: more than one \(nouns.first ?? "")")
        }
    }

    private static func checkNoText(in element: CXMLElement, _ problems: inout [String]) {
        if !element.text.isEmpty { problems.append("\(element.name) takes no text of its own") }
    }

    private static func hasSpaceAround(_ text: String) -> Bool {
        text.unicodeScalars.first?.properties.isWhitespace == true
            || text.unicodeScalars.last?.properties.isWhitespace == true
    }
}
