"""LangChain, as its models of OpenAI get tools: python schemas-langchain.py COMMAND ARGUMENTS…, one line of JSON on stdout."""

import asyncio
import json
import sys

from langchain_core.utils.function_calling import convert_to_openai_tool
from langchain_mcp_adapters.client import MultiServerMCPClient
from langchain_mcp_adapters.tools import load_mcp_tools
from schemas import made


async def main():
    server = {"transport": "stdio", "command": sys.argv[1], "args": sys.argv[2:]}
    async with MultiServerMCPClient({"cloudflare": server}).session("cloudflare") as session:
        tools = await load_mcp_tools(session)
        print(json.dumps(made(tools, lambda tool: convert_to_openai_tool(tool)["function"]["parameters"])))


asyncio.run(asyncio.wait_for(main(), 100))
