#!/usr/bin/env bash
# google-genai 3.6.1 (Python): a tool of an MCP server whose schema says `additionalProperties: false` (or true), as most
# servers do that close their arguments, cannot be given to a model. JSON Schema allows a boolean there, and the filter for
# what Gemini supports names the keyword as supported, but walks into its value as into a schema.
#
# The exception comes from generate_content, before anything is sent, for all tools of the server. A declaration with
# `parameters_json_schema` takes the same schema, and so does @google/genai for JavaScript.
#
# Seen 2026-11-30 (no network but loopback is asked, so that a schema which is taken ends in a ConnectError):
#   absent  ConnectError
#   false   AttributeError: 'bool' object has no attribute 'items'
#   true    AttributeError: 'bool' object has no attribute 'items'
#   schema  ConnectError
#
# Exits 0 while this is so, 1 when it changed, 2 when it could not be tried.
set -euo pipefail
command -v python3 >/dev/null || { echo 'needs python3'; exit 2; }
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
python3 -m venv venv
venv/bin/pip install --quiet --no-compile google-genai==3.6.1 mcp==2.3.0 || { echo 'could not be installed'; exit 2; }
cat >trial.py <<'PY'
import asyncio

from google import genai
from google.genai import types
from mcp.types import Tool

client = genai.Client(api_key="none", http_options=types.HttpOptions(base_url="http://127.0.0.1:9"))


async def outcome(**more):
    schema = {"type": "object", "properties": {"zone": {"type": "string"}}, **more}
    config = types.GenerateContentConfig(tools=[Tool(name="list", inputSchema=schema)])
    try:
        await client.aio.models.generate_content(model="gemini-2.5-flash", contents="hello", config=config)
    except Exception as error:
        return f"{type(error).__name__}: {error}" if isinstance(error, AttributeError) else type(error).__name__


async def main():
    print("absent ", await outcome())
    print("false  ", await outcome(additionalProperties=False))
    print("true   ", await outcome(additionalProperties=True))
    print("schema ", await outcome(additionalProperties={"type": "string"}))


asyncio.run(main())
PY
found=$(venv/bin/python trial.py 2>/dev/null)
echo "$found"
expected="absent  ConnectError
false   AttributeError: 'bool' object has no attribute 'items'
true    AttributeError: 'bool' object has no attribute 'items'
schema  ConnectError"
[ "$found" = "$expected" ] || { echo 'changed'; exit 1; }
