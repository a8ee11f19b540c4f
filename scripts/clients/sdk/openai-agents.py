"""openai-agents, strict schemas as well: python openai-agents.py COMMAND ARGUMENTS…, one line of JSON on stdout."""

import asyncio
import json
import sys

from agents import RunContextWrapper
from agents.mcp import MCPServerStdio, MCPUtil
from converse import converse, text_of


async def main():
    params = {"command": sys.argv[1], "args": sys.argv[2:]}
    async with MCPServerStdio(params=params, client_session_timeout_seconds=60) as server:
        tools = {tool.name: tool for tool in await server.list_tools()}
        made = [MCPUtil.to_function_tool(tool, server, convert_schemas_to_strict=True) for tool in tools.values()]

        async def call(name, arguments):
            text = json.dumps(arguments)
            return text_of(await MCPUtil.invoke_mcp_tool(server, tools[name], RunContextWrapper(None), text))

        async def read(uri):
            return (await server.read_resource(uri)).contents[0].text

        async def prompt(name, arguments):
            return (await server.get_prompt(name, arguments)).messages

        seen = await converse(call, read=read, prompt=prompt)
    print(json.dumps({"tools": len(made), **seen}))


asyncio.run(asyncio.wait_for(main(), 100))
