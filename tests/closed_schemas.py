"""The published schemas with every object closed: what is written and not described is a fault."""

from __future__ import annotations

import json
from functools import cache
from typing import Any

from jsonschema import Draft202012Validator

from gmp_cad.cli.schema import schemas


def faults(name: str, document: Any) -> list[str]:
    """Return what a JSON object has against its published schema, and what that does not know."""
    told = validator(name).iter_errors(json.loads(json.dumps(document)))
    return [f"{e.json_path}: {e.message}" for e in told]


@cache
def validator(name: str) -> Draft202012Validator:
    return Draft202012Validator(closed(schemas("fr")[name]()))


def closed(schema: Any) -> Any:
    if isinstance(schema, dict):
        found = {key: closed(value) for key, value in schema.items()}
        return found | {"additionalProperties": False} if "properties" in schema else found
    return [closed(entry) for entry in schema] if isinstance(schema, list) else schema
