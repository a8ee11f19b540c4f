"""Anthropic's SDK: python schemas-anthropic.py COMMAND ARGUMENTS…, one line of JSON on stdout."""

import asyncio

from anthropic.lib.tools.mcp import async_mcp_tool
from schemas import convert_all


def convert(tool):
    return async_mcp_tool(tool, None).to_dict()["input_schema"]


asyncio.run(asyncio.wait_for(convert_all(convert), 100))
