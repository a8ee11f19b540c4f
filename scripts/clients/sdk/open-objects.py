"""What pydantic-ai and openai-agents make of every argument for a model of OpenAI: python open-objects.py COMMAND …, JSON.

Lists the objects that took any member on our side and take none on theirs.
"""

import asyncio
import json
import sys

from mcp import Client, StdioServerParameters
from pydantic_ai.profiles.openai import OpenAIJsonSchemaTransformer


def closed(ours, theirs, place):
    if isinstance(ours, dict) and isinstance(theirs, dict):
        if ours.get("additionalProperties") is True and theirs.get("additionalProperties") is False:
            yield place
        for name in ours.keys() & theirs.keys():
            yield from closed(ours[name], theirs[name], f"{place}.{name}")


async def main():
    server = StdioServerParameters(command=sys.argv[1], args=sys.argv[2:])
    async with Client(server) as client:
        tools = (await client.list_tools()).tools
    found = []
    for tool in tools:
        copy = json.loads(json.dumps(tool.input_schema))
        made = OpenAIJsonSchemaTransformer(copy, strict=None).walk()
        found += closed(tool.input_schema, made, tool.name)
    print(json.dumps({"tools": len(tools), "closed": found}))


asyncio.run(asyncio.wait_for(main(), 100))
