"""The toolset of pydantic-ai: python pydantic-ai.py COMMAND ARGUMENTS…, one line of JSON on stdout."""

import asyncio
import json
import sys

from converse import converse, person
from fastmcp.client.elicitation import ElicitResult
from fastmcp.client.transports import StdioTransport
from pydantic_ai import ModelRetry
from pydantic_ai.mcp import MCPToolset

answer = person()


async def elicit(message, response_type, params, context):
    return ElicitResult(**answer())


async def main():
    toolset = MCPToolset(StdioTransport(command=sys.argv[1], args=sys.argv[2:]), elicitation_handler=elicit)
    async with toolset:
        tools = await toolset.list_tools()

        async def call(name, arguments):
            try:
                answer = await toolset.direct_call_tool(name, arguments)
            except ModelRetry as refusal:
                return refusal.message
            return answer if isinstance(answer, str) else json.dumps(answer)

        async def prompt(name, arguments):
            return (await toolset.get_prompt(name, arguments)).messages

        seen = await converse(call, asks=True, read=toolset.read_resource, prompt=prompt)
        print(json.dumps({"tools": len(tools), **seen}))


asyncio.run(asyncio.wait_for(main(), 100))
