"""Manages a zone with Debian's python3-cloudflare; the last line of output is what it saw, as JSON."""

import json

import CloudFlare

ZONE = "mapleandpine.com"
NAME = "python." + ZONE

cf = CloudFlare.CloudFlare()
paged = CloudFlare.CloudFlare(raw=True)
seen = {}

seen["token"] = cf.user.tokens.verify.get()["status"]
zone = cf.zones.get(params={"name": ZONE})[0]
seen["zone"] = cf.zones.get(zone["id"])["name"]

names = []
page, pages = 1, 1
while page <= pages:
    answer = paged.zones.dns_records.get(zone["id"], params={"page": page, "per_page": 20})
    names += [record["id"] for record in answer["result"]]
    pages = answer["result_info"]["total_pages"]
    page += 1
seen["records"] = len(names)
seen["distinct"] = len(set(names))
seen["pages"] = pages

record = cf.zones.dns_records.post(
    zone["id"], data={"type": "A", "name": "python", "content": "192.0.2.1", "ttl": 300}
)
seen["created"] = record["name"]
try:
    cf.zones.dns_records.post(zone["id"], data={"type": "A", "name": "python", "content": "192.0.2.1"})
except CloudFlare.exceptions.CloudFlareAPIError as error:
    seen["duplicate"] = int(error)
seen["patched"] = cf.zones.dns_records.patch(zone["id"], record["id"], data={"content": "192.0.2.2"})["content"]
seen["put"] = cf.zones.dns_records.put(
    zone["id"], record["id"], data={"type": "A", "name": NAME, "content": "192.0.2.3", "ttl": 600}
)["ttl"]
seen["found"] = len(cf.zones.dns_records.get(zone["id"], params={"name": NAME, "type": "A"}))
seen["exported"] = NAME + "." in cf.zones.dns_records.export.get(zone["id"])
seen["deleted"] = cf.zones.dns_records.delete(zone["id"], record["id"])["id"] == record["id"]
seen["left"] = len(cf.zones.dns_records.get(zone["id"], params={"name": NAME}))
seen["purged"] = cf.zones.purge_cache.post(zone["id"], data={"purge_everything": True})["id"] == zone["id"]
try:
    cf.zones.get("0" * 32)
except CloudFlare.exceptions.CloudFlareAPIError as error:
    seen["unknown zone"] = int(error)

print(json.dumps(seen))
