"""octoDNS against a simulated zone: write every type, plan again, change a hundred records, plan again, dump."""

import json
import logging
import os
import sys
import tempfile
from pathlib import Path

from octodns.manager import Manager

logging.disable(logging.CRITICAL)
zone, url, token = "example.com", os.environ["SIMULATOR_URL"], os.environ["SIMULATOR_TOKEN"]
folder = Path(tempfile.mkdtemp(dir=sys.argv[1]))


def digest(octets):
    return "ab" * octets


def record(kind, **value):
    return {"type": kind, "ttl": 300, **value}


def records(turn):
    """One record of every type that octoDNS writes to Cloudflare, and a hundred of which each turn changes the values."""
    written = {
        "": [
            record("A", values=["192.0.2.1", "192.0.2.2"]),
            record("MX", values=[{"preference": 10, "exchange": "mail.example.net."}]),
            record("TXT", values=["v=spf1 -all", "with \\; inside", "long " + "x" * 300]),
            record("CAA", values=[{"flags": 0, "tag": "issue", "value": "ca.example.net"}]),
        ],
        "six": record("AAAA", value="2001:db8::1"),
        "alias": record("CNAME", value="target.example.net."),
        "below": [
            record("NS", values=["ns1.example.net.", "ns2.example.net."]),
            record("DS", value={"key_tag": 12, "algorithm": 13, "digest_type": 2, "digest": digest(32)}),
        ],
        "pointer": record("PTR", value="host.example.net."),
        "_sip._tcp": record("SRV", value={"priority": 10, "weight": 20, "port": 5060, "target": "sip.example.net."}),
        "_443._tcp": record(
            "TLSA",
            value={
                "certificate_usage": 3,
                "selector": 1,
                "matching_type": 1,
                "certificate_association_data": digest(32),
            },
        ),
        "ssh": record("SSHFP", value={"algorithm": 4, "fingerprint_type": 2, "fingerprint": digest(32)}),
        "naptr": record(
            "NAPTR",
            value={
                "order": 10,
                "preference": 20,
                "flags": "S",
                "service": "SIP+D2U",
                "regexp": "",
                "replacement": "_sip._udp.example.net.",
            },
        ),
        "place": record(
            "LOC",
            value={
                "lat_degrees": 31, "lat_minutes": 58, "lat_seconds": 52.1, "lat_direction": "S",
                "long_degrees": 115, "long_minutes": 49, "long_seconds": 11.7, "long_direction": "E",
                "altitude": 20, "size": 10, "precision_horz": 10, "precision_vert": 2,
            },
        ),
        "https": record("HTTPS", value={"svcpriority": 1, "targetname": "svc.example.net.", "svcparams": {"alpn": ["h2"]}}),
        "_dns": record("SVCB", value={"svcpriority": 1, "targetname": ".", "svcparams": {"alpn": ["dot"]}}),
    }
    kinds = [
        lambda n: record("A", value=f"192.0.{turn}.{n}"),
        lambda n: record("AAAA", value=f"2001:db8::{turn}:{n}"),
        lambda n: record("TXT", value=f"turn {turn} number {n}"),
        lambda n: record("CNAME", value=f"n{n}.turn{turn}.example.net."),
        lambda n: record("MX", value={"preference": turn, "exchange": f"n{n}.example.net."}),
    ]
    for n in range(100):
        written[f"many{n}"] = kinds[n % len(kinds)](n)
    return written


def manager(source):
    config = {
        "providers": {
            "there": {
                "class": "octodns_cloudflare.CloudflareProvider",
                "token": token,
                "api_url": url,
                "pagerules": False,
                "retry_count": 1,
            },
            "here": {"class": "octodns.provider.yaml.YamlProvider", "directory": str(source), "enforce_order": False},
        },
        "zones": {f"{zone}.": {"sources": ["here"], "targets": ["there"]}},
    }
    path = folder / "config.json"
    path.write_text(json.dumps(config))
    return Manager(str(path))


def turned(number):
    source = folder / f"turn{number}"
    source.mkdir()
    # JSON is YAML.
    (source / f"{zone}.yaml").write_text(json.dumps(dict(sorted(records(number).items()))))
    return source


def left(source):
    """What would still be changed. `sync(dry_run=True)` answers 0 whatever it finds."""
    managed = manager(source)
    wished = managed.get_zone(f"{zone}.")
    managed.providers["here"].populate(wished)
    plan = managed.providers["there"].plan(wished)
    return [] if plan is None else [str(change) for change in plan.changes]


steps = {}
for number in (1, 2):
    source = turned(number)
    steps[f"changes {number}"] = manager(source).sync(dry_run=False, force=True)
    steps[f"left {number}"] = left(source)
dumped = folder / "dumped"
dumped.mkdir()
manager(source).dump(zone=f"{zone}.", output_dir=str(dumped), sources=["there"])
steps["left of the dump"] = left(dumped)
print(json.dumps(steps))
