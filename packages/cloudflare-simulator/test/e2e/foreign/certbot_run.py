"""certbot's plugin against a simulated zone: what it does between an order and its end."""

import json
import os

from certbot_dns_cloudflare._internal.dns_cloudflare import _CloudflareClient

client = _CloudflareClient(api_token=os.environ["SIMULATOR_TOKEN"])
name = "_acme-challenge.www.example.com"
client.add_txt_record("www.example.com", name, "first", 120)
client.add_txt_record("www.example.com", name, "second", 120)
# A second order of the same name writes the same record.
client.add_txt_record("www.example.com", name, "second", 120)
zone = next(iter(client.cf.zones.list(name="example.com")))
contents = sorted(record.content for record in client.cf.dns.records.list(zone_id=zone.id, type="TXT"))
client.del_txt_record("www.example.com", name, "first")
client.del_txt_record("www.example.com", name, "second")
left = [record.content for record in client.cf.dns.records.list(zone_id=zone.id, type="TXT")]
print(json.dumps({"contents": contents, "left": left}))
