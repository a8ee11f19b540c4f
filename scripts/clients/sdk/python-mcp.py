"""The client of the official Python SDK: python python-mcp.py COMMAND ARGUMENTS…, one line of JSON on stdout."""

import asyncio
import json
import sys

from converse import converse, person
from mcp import Client, StdioServerParameters, types

answer = person()


async def elicit(context, params):
    return types.ElicitResult(**answer())


async def main():
    server = StdioServerParameters(command=sys.argv[1], args=sys.argv[2:])
    async with Client(server, mode="auto", elicitation_callback=elicit) as client:
        tools = len((await client.list_tools()).tools)

        async def call(tool, arguments):
            return (await client.call_tool(tool, arguments)).content[0].text

        async def read(uri):
            return (await client.read_resource(uri)).contents[0].text

        async def prompt(name, arguments):
            return (await client.get_prompt(name, arguments)).messages

        seen = await converse(call, asks=True, read=read, prompt=prompt)
        print(json.dumps({"tools": tools, **seen}))


asyncio.run(asyncio.wait_for(main(), 100))
