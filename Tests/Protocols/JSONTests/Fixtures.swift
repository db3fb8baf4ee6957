/// Bodies in the shapes the switch sends, with values of our own.
enum Fixtures {
    /// What a registered telephone's call looks like to a voice application.
    static let voiceRequest = """
        {
          "ApplicationSid": "9c1d7f34-52ab-4e0c-8a63-71f0c2d4e6b8",
          "ApiVersion": "1",
          "CallStatus": "in-progress",
          "From": "3107",
          "CallSid": "e1d2c3b4a5968778695a4b3c2d1e0f00",
          "To": "8200",
          "SessionData": {
            "id": 48000913,
            "domainId": 3177,
            "outgoingSubscriberId": 410223,
            "destination": "8200",
            "callerId": "3107",
            "token": "e1d2c3b4a5968778695a4b3c2d1e0f00",
            "profile": {
              "subscriber-sip-headers": {
                "Cloudonix-Signature": "ffeeddccbbaa99887766554433221100",
                "Cloudonix-Origin": "subscriber",
                "Cloudonix-Domain": "harbour-desk.cloudonix.net",
                "Cloudonix-Timestamp": "1780000000",
                "CID": "TWFkZVVwQ2FsbElk.."
              },
              "callId": ["TWFkZVVwQ2FsbElk.."]
            },
            "callStartTime": 1780000000321,
            "status": "NEW",
            "vappServer": "10.11.12.13",
            "callIds": ["TWFkZVVwQ2FsbElk.."],
            "ringing": false,
            "domainNameOrId": "harbour-desk.cloudonix.net"
          },
          "Domain": "harbour-desk.cloudonix.net",
          "Direction": "subscriber",
          "Application": {
            "id": 6233, "domainId": 3177, "name": "front-desk",
            "uuid": "9c1d7f34-52ab-4e0c-8a63-71f0c2d4e6b8",
            "profile": {}, "type": "cxml",
            "url": "https://calls.example.test/api/voice/application/harbour", "method": "POST",
            "llm-tools": []
          },
          "AccountSid": "harbour-desk.cloudonix.net",
          "Session": "e1d2c3b4a5968778695a4b3c2d1e0f00"
        }
        """

    /// A call that came in by a trunk, in the older shape.
    static let trunkRequest = """
        {
          "ApiVersion": "1", "CallStatus": "unknown", "From": "442079460011",
          "To": "13035550142", "CallSid": "a0b1c2d3e4f5@edge2.carrier.example",
          "SessionData": {
            "id": 4800077, "domainId": 219, "destination": "13035550140",
            "callerId": "442079460012", "token": "00112233445566778899aabbccddeeff",
            "profile": {
              "trunk-sip-headers": {"Ident": "bWFkZS11cA==", "A2B-Account": ""},
              "callId": ["a0b1c2d3e4f5@edge2.carrier.example"],
              "inbound-trunk-name": "edge-in-2", "inbound-trunk-id": 733
            },
            "callStartTime": 1650000000789, "status": "new", "vappServer": "10.11.12.14",
            "domainNameOrId": "harbour.example", "ringing": false
          },
          "Domain": "harbour.example", "Direction": "inbound",
          "AccountSid": "harbour.example", "Session": "00112233445566778899aabbccddeeff"
        }
        """

    /// A session update, wrapped in a list as some are.
    static let sessionUpdate = """
        [{"id":48000913,"eventId":"7b0a5d1e-2c3f-4a59-b6d7-8e9f0a1b2c3d","domainId":3177,
        "domain":"harbour-desk.cloudonix.net","subscriberId":null,"destination":"8200",
        "callerId":"3107","direction":"outgoing","token":"e1d2c3b4a5968778695a4b3c2d1e0f00",
        "modifiedAt":"2026-05-28T20:26:40Z","timeLimit":0,"status":"processing",
        "callStartTime":1780000000321,"callAnswerTime":0,"answerTime":null,"callEndTime":null,
        "profile":{},"callIds":["TWFkZVVwQ2FsbElk.."],"action":"updated","reason":"api"}]
        """

    /// A call record, with the odd values that real ones have.
    static let callRecord = """
        {
          "timestamp": 1780000000, "from": "3107", "to": "8200",
          "domain": "harbour-desk.cloudonix.net", "subscriber": null, "cx_trunk_id": "733",
          "application": "front-desk", "route": null, "duration": 42, "billsec": 0,
          "disposition": "NO ANSWER", "rated_cost": null, "sell_cost": 0.013,
          "vapp_server": "10.11.12.13", "call_id": "a0b1c2d3@10.1.1.9:5060",
          "owner": {"domain": {"name": "harbour-desk.cloudonix.net",
                    "uuid": "3e2d1c0b-aa99-4887-b766-554433221100"}},
          "session": {
            "id": 48000913, "token": "e1d2c3b4a5968778695a4b3c2d1e0f00", "domain": null,
            "callStartTime": 1780000000321, "callAnswerTime": 0, "callEndTime": 1780000042400,
            "status": "noanswer",
            "profile": {"qos": {"rtt": 18, "rx_mos": "NaN", "tx_mos": 4.1, "ssrc": 4042322160}}
          }
        }
        """
}
