"""The conversation that every client for programs in Python holds: see converse.mjs."""

import asyncio
import json

ZONE = "mapleandpine.com"
RECORDS = ["08b7bc72c10c4c75f5eed3584790d8f7", "ed6cec7de4b1c62ef3dac1cd9dd93921"]
SRV = {"priority": 10, "weight": 60, "port": 389, "target": "ldap." + ZONE}
NOTES = [{"type": "TXT", "name": f"note-{index}", "content": "x" * 170} for index in range(60)]


def person():
    """Approves, declines, and approves whatever else is asked."""
    asked = 0

    def answer():
        nonlocal asked
        asked += 1
        return {"action": "decline"} if asked == 2 else {"action": "accept", "content": {"approve": True}}

    return answer


async def converse(call, *, asks=False, read=None, prompt=None):
    """What was seen. `call` takes a tool and arguments and gives the text that a model would read; `asks` says whether a
    `person` answers, `read` takes a URI and gives a text, `prompt` a name and arguments and gives messages."""

    async def data(tool, **arguments):
        return json.loads(await call(tool, arguments))

    async def agreed(tool, **arguments):
        asked = await data(tool, **arguments)
        return await data(tool, **arguments, confirm=asked["confirm"]) if "confirm" in asked else asked

    seen = {"zones": (await data("list_zones"))["total"]}
    first = await data("delete_dns_record", zone=ZONE, record_id=RECORDS[0])
    if asks:
        seen["approved"] = first["status"]
        seen["declined"] = (await data("delete_dns_record", zone=ZONE, record_id=RECORDS[1]))["status"]
    else:
        seen["asked"] = first["status"]
        again = await data("delete_dns_record", zone=ZONE, record_id=RECORDS[0], confirm=first["confirm"])
        seen["confirmed"] = again["status"]
    seen["srv"] = (await agreed("create_dns_record", zone=ZONE, type="SRV", name="_ldap._tcp", data=SRV))["status"]
    listed = await data("list_dns_records", zone=ZONE, type="SRV")
    seen["priority"] = [each["priority"] for each in listed["records"] if each["name"] == "_ldap._tcp"]
    plan = await call("sync_dns_records", {"zone": "northfork-labs.dev", "records": NOTES, "dry_run": True})
    seen["whole"] = len(plan) > 25_000 and json.loads(plan)["status"] == "planned"
    made = await agreed("create_dns_record", zone=ZONE, type="A", name="scripted", content="192.0.2.44")
    seen["undone"] = (await agreed("undo_change", change_ids=[made["change_id"]]))["status"]
    if read is not None:
        seen["resource"] = ZONE in await read("cloudflare://zones")
    if prompt is not None:
        seen["prompt"] = len(await prompt("audit_zone", {"zone": ZONE})) == 1
    # Whether the call or its end comes first is left open: the next call has to work in both cases.
    task = asyncio.ensure_future(call("get_zone_settings", {"zone": ZONE}))
    await asyncio.sleep(0.001)
    task.cancel()
    await asyncio.gather(task, return_exceptions=True)
    seen["after_cancel"] = (await data("list_zones"))["total"]
    return seen


def text_of(content):
    """Blocks of MCP or of a library, as one text."""
    if isinstance(content, str):
        return content
    blocks = content if isinstance(content, list) else [content]
    return "".join(part["text"] if isinstance(part, dict) else part.text for part in blocks)
