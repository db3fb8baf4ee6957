#!/usr/bin/env python3
"""Turns the samples of `run` into a table, a JSON file, and the answers `run` needs on its way."""

import json
import re
import statistics
import sys
import urllib.request


def samples(path):
    with open(path) as lines:
        return [json.loads(line) for line in lines]


def cost(sample, who="server"):
    """Processor time of one request, user and system, in microseconds."""
    count = max(1, sample["load"]["sent"])
    return [
        (after - before) * 10_000 / count
        for before, after in zip(sample["before"][who], sample["after"][who])
    ]


def median(values):
    return round(statistics.median(values), 2)


def of(all_samples, server, is_open):
    return [s for s in all_samples if s["server"] == server and (s["rate"] > 0) == is_open]


def summary(all_samples, server, is_open):
    """The medians of one server, and its ratios to nginx in the same round."""
    own = of(all_samples, server, is_open)
    nginx = {s["round"]: s for s in of(all_samples, "nginx", is_open)}
    result = {
        "requests_per_second": median(s["load"]["requests_per_second"] for s in own),
        "p50_us": median(s["load"]["p50_us"] for s in own),
        "p99_us": median(s["load"]["p99_us"] for s in own),
        "user_us": median(cost(s)[0] for s in own),
        "system_us": median(cost(s)[1] for s in own),
        "failed": sum(s["load"]["failed"] for s in own),
        "rounds": len(own),
    }
    for name in ("requests_per_second", "p99_us"):
        ratios = [
            round(s["load"][name] / max(1, nginx[s["round"]]["load"][name]), 3)
            for s in own if s["round"] in nginx
        ]
        if ratios:
            result[f"{name}_to_nginx"] = median(ratios)
            result[f"{name}_to_nginx_by_round"] = ratios
    if nginx:
        ratios = [sum(cost(nginx[s["round"]])) / max(0.01, sum(cost(s))) for s in own]
        result["capacity_to_nginx"] = median(ratios)
    return result


def table(rows):
    widths = [max(len(str(row[column])) for row in rows) for column in range(len(rows[0]))]
    for row in rows:
        print("  ".join(str(cell).rjust(width) for cell, width in zip(row, widths)))


def write(path, results):
    with open(path, "w") as file:
        json.dump(results, file, indent=1)
        file.write("\n")
    print(f"written to {path}")


def ceiling(path, target):
    all_samples = samples(path)
    servers = list(dict.fromkeys(s["server"] for s in all_samples))
    results = {}
    for is_open in (False, True):
        name = "open loop at half" if is_open else "closed loop"
        results[name] = {server: summary(all_samples, server, is_open) for server in servers}
        print(f"\n{name}")
        columns = [
            ("req/s", "requests_per_second"), ("ratio", "requests_per_second_to_nginx"),
            ("p50 us", "p50_us"), ("p99 us", "p99_us"), ("p99 ratio", "p99_us_to_nginx"),
            ("user us", "user_us"), ("sys us", "system_us"), ("capacity", "capacity_to_nginx"),
            ("failed", "failed"),
        ]
        table([["server"] + [title for title, _ in columns]] + [
            [server] + [result.get(key, "-") for _, key in columns]
            for server, result in results[name].items()
        ])
    write(target, results)


def grew(sample):
    """Whether requests or records piled up at this rate."""
    due = sample["rate"] * 1.0
    return sample["load"]["behind"] > due * 0.05 or sample["queue"] > due * 0.25


def whole(path, target):
    rows = [["req/s", "answered/s", "behind", "queue", "p50 us", "p99 us"]
            + [f"{who} us" for who in ("server", "postgres", "redis")]]
    results = []
    for sample in samples(path):
        load = sample["load"]
        costs = {who: round(sum(cost(sample, who)), 1) for who in sample["before"]}
        results.append(sample | {"cost_us": costs, "grew": grew(sample)})
        rows.append([sample["rate"], load["requests_per_second"], load["behind"], sample["queue"],
                     load["p50_us"], load["p99_us"], *costs.values()])
    table(rows)
    kept = [r for r in results if not r["grew"]]
    if kept:
        print(f"highest rate without a growing queue: {kept[-1]['rate']} requests a second, "
              f"{kept[-1]['rate'] / 4:.0f} whole calls")
    write(target, results)


def queue(port):
    with urllib.request.urlopen(f"http://127.0.0.1:{port}/metrics", timeout=10) as answer:
        found = re.search(r"^strowger_record_queue_records\S* (\S+)", answer.read().decode(), re.M)
    print(int(float(found[1])) if found else 0)


def ask(port, key):
    """The document for one call."""
    token = "0123456789abcdef" * 2
    body = {"CallSid": token, "Session": token, "From": "441632960001", "To": "12125550199",
            "Direction": "inbound", "Domain": "acme-voice.cloudonix.net"}
    request = urllib.request.Request(
        f"http://127.0.0.1:{port}/api/voice/application/acme-voice.cloudonix.net",
        json.dumps(body).encode(),
        {"Authorization": f"Bearer {key}", "Content-Type": "application/json"})
    with urllib.request.urlopen(request, timeout=10) as answer:
        print(answer.read().decode())


def half(path):
    """Half of what the slowest server reached."""
    closed = [s for s in samples(path) if s["rate"] == 0]
    servers = {s["server"] for s in closed}
    slowest = min(
        statistics.median(s["load"]["requests_per_second"] for s in of(closed, server, False))
        for server in servers)
    print(int(slowest / 2))


def last(path):
    """Fails when the last rate was more than can be kept up."""
    sys.exit(1 if grew(samples(path)[-1]) else 0)


if __name__ == "__main__":
    commands = {f.__name__: f for f in (ask, ceiling, half, last, queue, whole)}
    commands[sys.argv[1]](*sys.argv[2:])
