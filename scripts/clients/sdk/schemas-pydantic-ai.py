"""pydantic-ai for a model of OpenAI: python schemas-pydantic-ai.py COMMAND ARGUMENTS…, one line of JSON on stdout."""

import asyncio
import copy

from pydantic_ai.profiles.openai import OpenAIJsonSchemaTransformer
from schemas import convert_all


def convert(tool):
    return OpenAIJsonSchemaTransformer(copy.deepcopy(tool.input_schema), strict=None).walk()


asyncio.run(asyncio.wait_for(convert_all(convert), 100))
