"""A short conversation for libraries that agents are made with: list, a guarded deletion, an SRV record, a long answer."""

import json

ZONE = "mapleandpine.com"
RECORD = "5963675b4fca2c0bb07fc3a698db9dda"
SRV = {"priority": 10, "weight": 60, "port": 389, "target": "ldap." + ZONE}
NOTES = [{"type": "TXT", "name": f"note-{index}", "content": "x" * 170} for index in range(60)]


async def converse(call):
    """`call` takes a tool and arguments, and gives the text that a model would read."""

    async def data(tool, **arguments):
        return json.loads(await call(tool, arguments))

    async def agreed(tool, **arguments):
        asked = await data(tool, **arguments)
        if asked["status"] != "needs_confirmation":
            return asked["status"]
        return (await data(tool, **arguments, confirm=asked["confirm"]))["status"]

    seen = {"zones": (await data("list_zones"))["total"]}
    asked = await data("delete_dns_record", zone=ZONE, record_id=RECORD)
    seen["asked"] = asked["status"]
    confirmed = await data("delete_dns_record", zone=ZONE, record_id=RECORD, confirm=asked["confirm"])
    seen["confirmed"] = confirmed["status"]
    seen["srv"] = await agreed("create_dns_record", zone=ZONE, type="SRV", name="_ldap._tcp", data=SRV)
    listed = await data("list_dns_records", zone=ZONE, type="SRV")
    made = [each for each in listed["records"] if each["name"] == "_ldap._tcp"]
    seen["priority"] = [each["priority"] for each in made]
    plan = await call("sync_dns_records", {"zone": "northfork-labs.dev", "records": NOTES, "dry_run": True})
    seen["whole"] = len(plan) > 25_000 and json.loads(plan)["status"] == "planned"
    return seen


def text_of(content):
    """Blocks of MCP or of a library, as one text."""
    if isinstance(content, str):
        return content
    blocks = content if isinstance(content, list) else [content]
    return "".join(part["text"] if isinstance(part, dict) else part.text for part in blocks)
