"""The toolset of pydantic-ai: python pydantic-ai.py COMMAND ARGUMENTS…, one line of JSON on stdout."""

import asyncio
import json
import sys

from fastmcp.client.transports import StdioTransport
from pydantic_ai.mcp import MCPToolset
from short import converse


async def main():
    toolset = MCPToolset(StdioTransport(command=sys.argv[1], args=sys.argv[2:]))
    async with toolset:
        tools = await toolset.list_tools()

        async def call(name, arguments):
            answer = await toolset.direct_call_tool(name, arguments)
            return answer if isinstance(answer, str) else json.dumps(answer)

        print(json.dumps({"tools": len(tools), **await converse(call)}))


asyncio.run(asyncio.wait_for(main(), 100))
