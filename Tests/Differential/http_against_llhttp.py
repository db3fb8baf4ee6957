#!/usr/bin/env python3
"""Compares our HTTP parser with llhttp (through PyPI's httptools) on thousands of damaged streams.

Usage: http_against_llhttp.py [--oracle PATH] [--venv PATH] [--cases N] [--seed N]

Fails when ours accepts a request that llhttp refuses, or reads another method, target, field or
body. Where ours refuses what llhttp accepts it is stricter; that is listed and counted.
"""

import argparse
import collections
import json
import os
import random
import struct
import subprocess
import sys
import venv

ROOT = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))


def arguments():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--oracle", help="the built http-oracle; built when not given")
    parser.add_argument("--venv", default=os.path.join(ROOT, ".build", "differential-venv"))
    parser.add_argument("--cases", type=int, default=20_000)
    parser.add_argument("--seed", type=int, default=1)
    return parser.parse_args()


def ensure_httptools(folder):
    """Imports httptools, or runs this script again inside a virtual environment that has it."""
    try:
        import httptools  # noqa: F401
    except ImportError:
        python = os.path.join(folder, "bin", "python")
        if os.path.realpath(sys.prefix) == os.path.realpath(folder):
            sys.exit("httptools can not be imported inside " + folder)
        if not os.path.exists(python):
            venv.create(folder, with_pip=True)
        found = subprocess.run([python, "-c", "import httptools"], capture_output=True)
        if found.returncode != 0:
            subprocess.run(
                [python, "-m", "pip", "install", "--quiet", "httptools==0.6.4"], check=True)
        os.execv(python, [python, os.path.abspath(__file__), *sys.argv[1:]])


# --- the streams ---------------------------------------------------------------------------------

BODY = b'{"callId": "a-1", "from": "+15550100", "to": "+15550101"}'
SEEDS = [
    b"GET / HTTP/1.1\r\nHost: x\r\n\r\n",
    b"GET /a/b%20c?d=e&f HTTP/1.1\r\nHost: x:80\r\nUser-Agent: a (b; c)\r\nAccept: */*\r\n\r\n",
    b"HEAD http://example.com/a HTTP/1.1\r\nHost: example.com\r\nConnection: close\r\n\r\n",
    b"OPTIONS * HTTP/1.1\r\nHost: x\r\n\r\n",
    b"GET /a HTTP/1.0\r\nConnection: keep-alive\r\n\r\n",
    b"POST /c HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nContent-Length: %d\r\n\r\n%s"
    % (len(BODY), BODY),
    b"PUT /d HTTP/1.1\r\nHost: x\r\nContent-Length: 0\r\nEmpty:\r\nTabs:\ta\t\r\n\r\n",
    b"POST /e HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n"
    b"5\r\nhello\r\n00A;a=b;c=\"d e\\\"f\"\r\n0123456789\r\n0\r\nTrailer: a\r\n\r\n",
    b"PATCH /f HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: Chunked\r\nX-A: b\r\n\r\n0;last\r\n\r\n",
    b"DELETE /g;h=i/@:!$&'()*+,= HTTP/1.1\r\nHost: [::1]:8080\r\nX: caf\xc3\xa9\r\n\r\n",
]
SCRAPS = [
    b"\r", b"\n", b"\r\n", b"\r\n\r\n", b"\n\n", b" ", b"\t", b"\r\n ", b"\r\n\t", b":", b" :", b",",
    b";", b"=", b'"', b"\\", b"%", b"#", b"?", b"*", b"/", b"//", b"\x00", b"\x0b", b"\x7f", b"\x80",
    b"\xff", b"0", b"1", b"f", b"-1", b"+1", b"0x5", b"99999999999999999999", b"ffffffffffffffff",
    b"Content-Length: 3\r\n", b"Content-Length: 3, 3\r\n", b"content-length:\r\n",
    b"Content-Length : 5\r\n", b"Transfer-Encoding: chunked\r\n", b"Transfer-Encoding: gzip\r\n",
    b"Transfer-Encoding: gzip, chunked\r\n", b"Transfer-Encoding:\x0bchunked\r\n",
    b"Transfer-Encoding: chunked, identity\r\n", b"Transfer-Encoding: identity\r\n",
    b"Host: y\r\n", b"Connection: close\r\n", b"Connection: keep-alive\r\n",
    b"Connection: Upgrade\r\nUpgrade: websocket\r\n", b"Expect: 100-continue\r\n",
    b"HTTP/1.1", b"HTTP/1.0", b"HTTP/0.9", b"HTTP/2.0", b"HTTP/1.2", b"GET ", b"BREW ", b"get ",
    b"0\r\n\r\n", b"5\r\nabcde\r\n", b"5;x\r\nabcde\r\n", b"5 ;x\r\nabcde\r\n", b"5\nabcde\n",
    b"GET /smuggled HTTP/1.1\r\nHost: z\r\n\r\n",
]


def stream(dice):
    """One to three requests with up to three injuries."""
    data = bytearray(b"".join(dice.choice(SEEDS) for _ in range(dice.randint(1, 3))))
    for _ in range(dice.choice([0, 1, 1, 1, 1, 1, 2, 3])):
        place = dice.randrange(len(data) + 1)
        lines = [i + 2 for i in range(len(data) - 1) if data[i:i + 2] == b"\r\n"]
        kind = dice.randrange(8)
        if kind == 0 and place < len(data):
            data[place] = dice.randrange(256)
        elif kind == 1:
            del data[place:place + 1]
        elif kind == 2:
            data[place:place] = dice.choice(SCRAPS)
        elif kind in (3, 4) and lines:
            place = dice.choice(lines)
            data[place:place] = dice.choice(SCRAPS)
        elif kind == 5:
            del data[place:place + dice.randint(1, 20)]
        elif kind == 6:
            data[place:place] = data[place:place + dice.randint(1, 30)]
        else:
            old = dice.choice([b"\r\n", b": ", b"HTTP/1.1", b"Host", b"chunked", b" ", b"\r\n\r\n"])
            spot = data.find(old, place)
            if spot >= 0:
                data[spot:spot + len(old)] = dice.choice(SCRAPS)
    return bytes(data)


# --- the two readers -----------------------------------------------------------------------------


class Reader:
    """Collects what llhttp reports."""

    def __init__(self):
        self.complete = []
        self.current = None

    def on_message_begin(self):
        self.current = {"target": b"", "fields": [], "body": b"", "head": False}

    def on_url(self, url):
        self.current["target"] += url

    def on_header(self, name, value):
        if not self.current["head"]:
            self.current["fields"].append((name, value))

    def on_headers_complete(self):
        self.current["head"] = True
        self.current["method"] = self.parser.get_method().decode()
        self.current["keep"] = self.parser.should_keep_alive()

    def on_body(self, body):
        self.current["body"] += body

    def on_message_complete(self):
        self.complete.append(self.current)


def llhttp(data):
    """What llhttp makes of a stream: the requests, and whether and why it stopped."""
    import httptools

    reader = Reader()
    reader.parser = httptools.HttpRequestParser(reader)
    try:
        reader.parser.feed_data(data)
    except httptools.HttpParserUpgrade:
        return reader.complete, "upgrade"
    except httptools.HttpParserError as error:
        return reader.complete, "%s: %s" % (type(error).__name__, error)
    return reader.complete, None


def ours(oracle, streams):
    """What our parser makes of the streams."""
    feed = b"".join(struct.pack(">I", len(data)) + data for data in streams)
    done = subprocess.run([oracle], input=feed, capture_output=True)
    if done.returncode != 0:
        sys.exit("the oracle ended with %d: %s" % (done.returncode, done.stderr.decode()))
    verdicts = [json.loads(line) for line in done.stdout.splitlines()]
    if len(verdicts) != len(streams):
        sys.exit("the oracle answered %d of %d streams" % (len(verdicts), len(streams)))
    return verdicts


def difference(mine, theirs):
    """How one request was read differently; None when it was not."""
    if mine["method"] != theirs["method"]:
        return "method"
    if bytes.fromhex(mine["target"]) != theirs["target"]:
        return "target"
    if bytes.fromhex(mine["body"]) != theirs["body"]:
        return "body"
    # A tab behind `keep-alive` is legal white space to us and part of the word to llhttp.
    tabbed = any(n.lower() == b"connection" and b"\t" in v for n, v in theirs["fields"])
    if mine["keep"] and not theirs["keep"] and not tabbed:
        return "keep-alive"
    # llhttp leaves white space behind a value to its caller.
    fields = [(bytes.fromhex(n), bytes.fromhex(v)) for n, v in mine["fields"]]
    if fields != [(n, v.strip(b" \t")) for n, v in theirs["fields"]]:
        return "fields"
    return None


def compare(data, verdict, faults, stricter, tally):
    reference, stopped = llhttp(data)
    requests, refusal = verdict["requests"], verdict["refusal"]
    for index, request in enumerate(requests):
        if index >= len(reference):
            if stopped == "upgrade" or (index > 0 and not reference[index - 1]["keep"]):
                # llhttp reads nothing behind an upgrade or a close; the connection does not either.
                tally["after the end"] += 1
                return
            faults.append(("accepted what llhttp did not: %s" % stopped, data, request))
            return
        fault = difference(request, reference[index])
        if fault == "body" and stopped == "upgrade" and index == len(reference) - 1:
            # llhttp leaves what follows an upgrade to its caller; ours never upgrades.
            tally["after the end"] += 1
            return
        if fault:
            faults.append(("another " + fault, data, (request, reference[index])))
            return
    if refusal and len(reference) > len(requests):
        stricter[refusal] += 1
    elif refusal and stopped:
        tally["refused by both"] += 1
    elif refusal:
        tally["refused by us before the request was complete"] += 1
    elif stopped and stopped != "upgrade":
        tally["refused by llhttp before the request was complete"] += 1
    else:
        tally["read alike"] += 1


def main():
    options = arguments()
    ensure_httptools(options.venv)
    oracle = options.oracle
    if not oracle:
        build = ["swift", "build", "--package-path", ROOT, "--product", "http-oracle"]
        subprocess.run(build, check=True, stdout=subprocess.DEVNULL)
        place = subprocess.run(build + ["--show-bin-path"], check=True, capture_output=True)
        oracle = os.path.join(place.stdout.decode().strip(), "http-oracle")
    dice = random.Random(options.seed)
    streams = list(SEEDS) + [stream(dice) for _ in range(options.cases)]
    faults, stricter, tally = [], collections.Counter(), collections.Counter()
    for data, verdict in zip(streams, ours(oracle, streams)):
        compare(data, verdict, faults, stricter, tally)
    print("%d streams, seed %d" % (len(streams), options.seed))
    for name, count in tally.most_common():
        print("%8d  %s" % (count, name))
    print("stricter than llhttp:")
    for name, count in stricter.most_common():
        print("%8d  %s" % (count, name))
    for name, data, detail in faults[:20]:
        print("FAULT %s\n  %r\n  %r" % (name, data, detail))
    if faults:
        sys.exit("%d faults, seed %d" % (len(faults), options.seed))


if __name__ == "__main__":
    main()
