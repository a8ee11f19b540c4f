"""FastMCP's client, which makes types of output schemas: python fastmcp-client.py COMMAND ARGUMENTS…, JSON on stdout."""

import asyncio
import json
import sys

from converse import RECORDS, ZONE, converse, person
from fastmcp import Client
from fastmcp.client.elicitation import ElicitResult
from fastmcp.client.transports import StdioTransport

answer = person()


async def elicit(message, response_type, params, context):
    return ElicitResult(**answer())


async def main():
    server = [sys.argv[1], sys.argv[2:]]
    async with Client(StdioTransport(command=server[0], args=server[1]), elicitation_handler=elicit) as client:
        tools = len(await client.list_tools())

        async def call(tool, arguments):
            return (await client.call_tool(tool, arguments, raise_on_error=False)).content[0].text

        async def read(uri):
            return (await client.read_resource(uri))[0].text

        async def prompt(name, arguments):
            return (await client.get_prompt(name, arguments)).messages

        seen = await converse(call, asks=True, read=read, prompt=prompt)
    # Without a person the answer holds what typed answers could lose.
    async with Client(StdioTransport(command=server[0], args=server[1])) as client:
        listed = (await client.call_tool("list_dns_records", {"zone": ZONE})).data
        asked = (await client.call_tool("delete_dns_record", {"zone": ZONE, "record_id": RECORDS[0]})).data
    kept = ["confirm", "reasons", "next_step", "untrusted", "about_untrusted", "changes"]
    lost = [name for name in kept if not getattr(asked, name, None)] + ([] if listed.untrusted else ["untrusted"])
    print(json.dumps({"tools": tools, **seen, "lost": lost}))


asyncio.run(asyncio.wait_for(main(), 100))
