"""FastMCP's client, which makes types of output schemas: python typed-answers.py COMMAND ARGUMENTS…, JSON on stdout."""

import asyncio
import json
import sys

from fastmcp import Client
from fastmcp.client.transports import StdioTransport

ZONE = "mapleandpine.com"
RECORD = "5963675b4fca2c0bb07fc3a698db9dda"


async def main():
    seen = {}
    async with Client(StdioTransport(command=sys.argv[1], args=sys.argv[2:])) as client:
        seen["tools"] = len(await client.list_tools())
        listed = (await client.call_tool("list_dns_records", {"zone": ZONE})).data
        seen["marks"] = len(listed.untrusted) > 0
        asked = (await client.call_tool("delete_dns_record", {"zone": ZONE, "record_id": RECORD})).data
        kept = ["confirm", "reasons", "next_step", "untrusted", "about_untrusted", "changes"]
        seen["kept"] = [name for name in kept if getattr(asked, name, None)]
        arguments = {"zone": ZONE, "record_id": RECORD, "confirm": asked.confirm}
        seen["confirmed"] = (await client.call_tool("delete_dns_record", arguments)).data.status
    print(json.dumps(seen))


asyncio.run(asyncio.wait_for(main(), 100))
