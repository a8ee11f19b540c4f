"""langchain-mcp-adapters with one session: python langchain-python.py COMMAND ARGUMENTS…, one line of JSON on stdout."""

import asyncio
import json
import sys

from converse import converse, person, text_of
from langchain_mcp_adapters.callbacks import Callbacks
from langchain_mcp_adapters.client import MultiServerMCPClient
from langchain_mcp_adapters.prompts import load_mcp_prompt
from langchain_mcp_adapters.resources import load_mcp_resources
from langchain_mcp_adapters.tools import load_mcp_tools
from mcp.types import ElicitResult

answer = person()


async def elicit(mcp_context, params, context):
    return ElicitResult(**answer())


async def main():
    server = {"transport": "stdio", "command": sys.argv[1], "args": sys.argv[2:]}
    client = MultiServerMCPClient({"cloudflare": server}, callbacks=Callbacks(on_elicitation=elicit))
    async with client.session("cloudflare") as session:
        tools = {tool.name: tool for tool in await load_mcp_tools(session)}

        async def call(name, arguments):
            return text_of(await tools[name].ainvoke(arguments))

        async def read(uri):
            return (await load_mcp_resources(session, uris=uri))[0].as_string()

        async def prompt(name, arguments):
            return await load_mcp_prompt(session, name, arguments=arguments)

        print(json.dumps({"tools": len(tools), **await converse(call, asks=True, read=read, prompt=prompt)}))


asyncio.run(asyncio.wait_for(main(), 100))
