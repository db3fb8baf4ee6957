import CXML
import Testing

@Suite struct `Random documents` {
    @Test(arguments: 0..<8) func `are always allowed`(_ shard: Int) throws {
        for round in 0..<250 {
            let seed = UInt64(shard * 10_000 + round)
            var dice = Dice(seed: seed)
            let document = try RandomDocument.make(using: &dice)
            #expect(CXMLValidator.validate(document.bytes) == [], "seed \(seed)")
        }
    }

    @Test(arguments: 0..<4) func `say what was put in`(_ shard: Int) throws {
        for round in 0..<500 {
            let seed = UInt64(100_000 + shard * 10_000 + round)
            var dice = Dice(seed: seed)
            let dial = try RandomDocument.dial(using: &dice)
            let say = Say(try SpokenText("a" + RandomText.make(using: &dice) + "b"))
            let root = try CXMLValidator.read(CXMLDocument(.dial(dial), .say(say)).bytes)
            let element = try #require(root.first("Dial"))
            #expect(root.first("Say")?.text == say.text.text, "seed \(seed)")
            #expect(element["callerId"] == dial.callerId?.text, "seed \(seed)")
            #expect(element["callerName"] == dial.callerName?.text, "seed \(seed)")
            #expect(element["action"] == dial.action?.url.text, "seed \(seed)")
            #expect(element["trunks"] == dial.trunks?.text, "seed \(seed)")
            #expect(element["timeout"] == dial.timeout.map { "\($0.value)" }, "seed \(seed)")
            let headers = element.children.filter { $0.name == "Header" }
            #expect(headers.map { $0["value"] } == dial.headerElements.map(\.value), "seed \(seed)")
            switch dial.target {
            case .numbers(let first, let others):
                let texts = element.children.filter { $0.name == "Number" }.map(\.text)
                #expect(texts == [first.text] + others.map(\.text), "seed \(seed)")
            case .sip(let sip):
                #expect(element.first("Sip")?.text == sip.address.text, "seed \(seed)")
            case .conference(let room):
                #expect(element.first("Conference")?.text == room.room.text, "seed \(seed)")
            case .service(let service):
                let found = element.first("Service")
                #expect(found?.text == service.value.text, "seed \(seed)")
                #expect(found?["username"] == service.username?.text, "seed \(seed)")
                #expect(found?["password"] == service.password?.text, "seed \(seed)")
            }
        }
    }

    @Test(arguments: 0..<4) func `never trap the validator when damaged`(_ shard: Int) throws {
        let words = Array("<>/\"'=&;#x ?!-[]".utf8) + [0x00, 0x0A, 0x0D, 0x80, 0xC3, 0xFF]
        for round in 0..<750 {
            let seed = UInt64(200_000 + shard * 10_000 + round)
            var dice = Dice(seed: seed)
            var bytes = try RandomDocument.make(using: &dice).bytes
            let intact = bytes
            for _ in 0...dice.number(below: 4) {
                let place = dice.number(below: bytes.count)
                switch dice.number(below: 4) {
                case 0: bytes.insert(dice.element(of: words), at: place)
                case 1: bytes[place] = dice.element(of: words)
                case 2: bytes.remove(at: place)
                default: bytes.removeLast(min(bytes.count - 1, dice.number(below: 9)))
                }
            }
            let problems = CXMLValidator.validate(bytes)
            if bytes.count < intact.count, intact.starts(with: bytes) {
                #expect(problems != [], "seed \(seed)")
            }
        }
    }

    @Test(arguments: 0..<4) func `are made of values that never trap`(_ shard: Int) {
        for round in 0..<1_500 {
            let seed = UInt64(300_000 + shard * 10_000 + round)
            var dice = Dice(seed: seed)
            let prefix = dice.element(of: [
                "", "https://", "wss://", "sip:", "a@", "https://a.test:",
            ])
            let text = prefix + RandomText.make(using: &dice)
            let number = Int(truncatingIfNeeded: dice.next() >> UInt64(dice.number(below: 64)))
            var verbs: [Verb] = []
            if let url = try? WebURL(text) { verbs.append(.redirect(Callback(url))) }
            if let url = try? StreamURL(text) { verbs.append(.start(MediaStream(url))) }
            if let address = try? SIPAddress(text) {
                verbs.append(.dial(Dial(.sip(SIPNoun(address)))))
            }
            if let noun = try? NounText(text) {
                verbs.append(.dial(Dial(.conference(ConferenceNoun(noun)))))
            }
            if let called = try? DialedNumber(text) {
                var dial = Dial(.number(called))
                dial.trunks = try? TrunkList([text])
                dial.timeout = try? Seconds(number)
                dial.timeLimit = Seconds(clamping: number)
                dial.callerId = try? AttributeText(text)
                dial.headers = [try? SIPHeader("X", text), try? SIPHeader(text, "x")].compactMap(
                    \.self)
                verbs.append(.dial(dial))
            }
            if let spoken = try? SpokenText(text) {
                verbs.append(.say(Say(spoken, language: try? LanguageTag(text))))
            }
            let problems = CXMLValidator.validate(CXMLDocument(verbs).bytes)
            #expect(problems == [], "seed \(seed)")
        }
    }
}
