"""What a library makes of the input schemas of a server's tools, as one line of JSON: the schema by the name of the tool, or why it is refused."""

import json
import sys


def made(tools, convert):
    found = {}
    for tool in tools:
        try:
            found[tool.name] = {"schema": convert(tool)}
        except Exception as error:
            found[tool.name] = {"refused": f"{type(error).__name__}: {error}"[:300]}
    return found


async def convert_all(convert):
    # Only the second version of `mcp` has it, and not every library takes that.
    from mcp import Client, StdioServerParameters

    server = StdioServerParameters(command=sys.argv[1], args=sys.argv[2:])
    async with Client(server) as client:
        tools = (await client.list_tools()).tools
    print(json.dumps(made(tools, convert)))
