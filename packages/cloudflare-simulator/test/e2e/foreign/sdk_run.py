"""Cloudflare's SDK for Python, which in strict mode refuses an answer that is not as Cloudflare's OpenAPI says."""

import json
import os

from cloudflare import Cloudflare

client = Cloudflare(api_token=os.environ["SIMULATOR_TOKEN"], _strict_response_validation=True)
seen = {"zones": [zone.name for zone in client.zones.list(per_page=50)]}
zone = next(iter(client.zones.list(name="mapleandpine.com")))
seen["records"] = sum(1 for _ in client.dns.records.list(zone_id=zone.id))
made = client.dns.records.create(zone_id=zone.id, type="TXT", name="strict", content="made", ttl=300)
seen["made"] = made.name
seen["edited"] = client.dns.records.edit(made.id, zone_id=zone.id, type="TXT", name="strict", content="edited", ttl=1).content
seen["deleted"] = client.dns.records.delete(made.id, zone_id=zone.id).id == made.id
seen["dnssec"] = client.dns.dnssec.get(zone_id=zone.id).status
seen["rulesets"] = sorted({ruleset.kind for ruleset in client.rulesets.list(zone_id=zone.id)})
phase = client.rulesets.phases.get("http_request_dynamic_redirect", zone_id=zone.id)
seen["rules"] = len(phase.rules) > 0
seen["page rules"] = len(client.page_rules.list(zone_id=zone.id)) > 0
seen["setting"] = client.zones.settings.get("ssl", zone_id=zone.id).id
seen["purged"] = client.cache.purge(zone_id=zone.id, purge_everything=True).id == zone.id
print(json.dumps(seen))
