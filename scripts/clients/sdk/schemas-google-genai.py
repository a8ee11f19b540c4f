"""Function declarations for Gemini: python schemas-google-genai.py COMMAND ARGUMENTS…, one line of JSON on stdout."""

import asyncio

from google.genai._mcp_utils import mcp_to_gemini_tool
from schemas import convert_all


def convert(tool):
    (declaration,) = mcp_to_gemini_tool(tool).function_declarations
    return declaration.parameters.model_dump(mode="json", by_alias=True, exclude_none=True)


asyncio.run(asyncio.wait_for(convert_all(convert), 100))
