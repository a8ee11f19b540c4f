"""lexicon against a simulated zone: its whole interface, in which the address of Cloudflare is fixed."""

import json
import os

from lexicon._private.providers import cloudflare
from lexicon.client import Client
from lexicon.config import ConfigResolver

settled = cloudflare.Provider.__init__


def elsewhere(self, config):
    settled(self, config)
    self.api_endpoint = os.environ["SIMULATOR_URL"]


cloudflare.Provider.__init__ = elsewhere


def client():
    return Client(
        ConfigResolver().with_dict(
            {
                "provider_name": "cloudflare",
                "domain": "example.com",
                "cloudflare": {"auth_token": os.environ["SIMULATOR_TOKEN"]},
            }
        )
    )


seen = {}
with client() as zone:
    for kind, name, content in (
        ("A", "localhost", "127.0.0.1"),
        ("CNAME", "docs", "docs.example.net"),
        ("TXT", "_acme-challenge.full.example.com.", "challengetoken"),
        ("TXT", "set", "one"),
        ("TXT", "set", "two"),
    ):
        seen[f"{kind} {name} {content}"] = zone.create_record(kind, name, content)
    seen["twice"] = zone.create_record("TXT", "set", "one")
    seen["set"] = sorted(record["content"] for record in zone.list_records("TXT", "set"))
    [full] = zone.list_records("TXT", "_acme-challenge.full")
    seen["full"] = full["name"]
    seen["updated"] = zone.update_record(full["id"], "TXT", "updated", "challengetoken")
    seen["by content"] = zone.delete_record(None, "TXT", "set", "one")
    seen["left of set"] = [record["content"] for record in zone.list_records("TXT", "set")]
    seen["by name"] = zone.delete_record(None, "TXT", "set")
    seen["nothing"] = zone.list_records("TXT", "set")
    seen["all"] = sorted(f"{record['type']} {record['name']}" for record in zone.list_records())
print(json.dumps(seen))
