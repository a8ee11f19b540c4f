"""openai-agents, strict: python schemas-openai-agents.py COMMAND ARGUMENTS…, one line of JSON on stdout."""

import asyncio
import json
import sys

from agents.mcp import MCPServerStdio, MCPUtil
from schemas import made


async def main():
    params = {"command": sys.argv[1], "args": sys.argv[2:]}
    async with MCPServerStdio(params=params, client_session_timeout_seconds=60) as server:
        tools = await server.list_tools()

        def convert(tool):
            return MCPUtil.to_function_tool(tool, server, convert_schemas_to_strict=True).params_json_schema

        print(json.dumps(made(tools, convert)))


asyncio.run(asyncio.wait_for(main(), 100))
