"""The client of the official Python SDK: python python-mcp.py COMMAND ARGUMENTS…, one line of JSON on stdout."""

import asyncio
import json
import sys

from mcp import Client, StdioServerParameters, types

ZONE = "mapleandpine.com"
RECORDS = ["5963675b4fca2c0bb07fc3a698db9dda", "00676b7a566aa66cfdd07470db27dd38"]
ACCEPT = {"action": "accept", "content": {"approve": True}}
answers = [ACCEPT, {"action": "decline"}, ACCEPT]


async def elicit(context, params):
    return types.ElicitResult(**answers.pop(0))


async def main():
    server = StdioServerParameters(command=sys.argv[1], args=sys.argv[2:])
    seen = {}
    async with Client(server, mode="auto", elicitation_callback=elicit) as client:
        seen["revision"] = client.protocol_version
        seen["tools"] = len((await client.list_tools()).tools)

        async def call(tool, **arguments):
            result = await client.call_tool(tool, arguments)
            return result.structured_content or {}

        seen["zones"] = (await call("list_zones"))["total"]
        statuses = [(await call("delete_dns_record", zone=ZONE, record_id=each))["status"] for each in RECORDS]
        seen["approved"], seen["declined"] = statuses
        srv = {"priority": 10, "weight": 60, "port": 389, "target": "ldap." + ZONE}
        plan = await call("create_dns_record", zone=ZONE, type="SRV", name="_ldap._tcp", data=srv, dry_run=True)
        seen["srv"] = plan["status"]
        made = await call("create_dns_record", zone=ZONE, type="A", name="scripted", content="192.0.2.44")
        seen["undone"] = (await call("undo_change", change_ids=[made["change_id"]]))["status"]
        resource = await client.read_resource("cloudflare://zones")
        seen["resource"] = len(resource.contents[0].text) > 0
        prompt = await client.get_prompt("audit_zone", {"zone": ZONE})
        seen["prompt"] = len(prompt.messages) == 1
        task = asyncio.ensure_future(client.call_tool("get_zone_settings", {"zone": ZONE}))
        await asyncio.sleep(0)
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)
        seen["after_cancel"] = (await call("list_zones"))["total"]
    print(json.dumps(seen))


asyncio.run(asyncio.wait_for(main(), 100))
