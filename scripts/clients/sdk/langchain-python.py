"""langchain-mcp-adapters with one session: python langchain-python.py COMMAND ARGUMENTS…, one line of JSON on stdout."""

import asyncio
import json
import sys

from langchain_mcp_adapters.client import MultiServerMCPClient
from langchain_mcp_adapters.tools import load_mcp_tools
from short import converse, text_of


async def main():
    server = {"transport": "stdio", "command": sys.argv[1], "args": sys.argv[2:]}
    async with MultiServerMCPClient({"cloudflare": server}).session("cloudflare") as session:
        tools = {tool.name: tool for tool in await load_mcp_tools(session)}

        async def call(name, arguments):
            return text_of(await tools[name].ainvoke(arguments))

        print(json.dumps({"tools": len(tools), **await converse(call)}))


asyncio.run(asyncio.wait_for(main(), 100))
