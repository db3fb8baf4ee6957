import Telephony
import Testing

@Suite struct `A secret` {
    private struct Holder {
        let secret: Secret
        let optional: Secret?
    }

    @Test func `is revealed when asked for by name`() {
        #expect(Secret("hunter2").revealed == "hunter2")
    }

    @Test func `does not show in any printed form`() {
        let secret = Secret("hunter2")
        let holder = Holder(secret: secret, optional: secret)
        var dumped = ""
        dump(holder, to: &dumped)
        let forms = [
            "\(secret)", String(describing: secret), String(reflecting: secret), "\([secret])",
            "\(["key": secret])", "\(holder)", String(reflecting: holder),
            String(describing: secret as Secret?), dumped, "\(Mirror(reflecting: secret).children)",
        ]
        for form in forms { #expect(!form.contains("hunter2"), "\(form)") }
    }

    @Test func `is equal to a secret of the same text`() {
        #expect(Secret("a") == Secret("a"))
        #expect(Secret("a") != Secret("b"))
    }
}
