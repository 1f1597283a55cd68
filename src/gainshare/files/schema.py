"""The JSON Schema of agreement.yaml, generated from the models that read it."""

from __future__ import annotations

import json

from gainshare.core.agreement.terms import Terms


def agreement_schema() -> str:
    """Return the JSON Schema of agreement.yaml as text: draft 2020-12, keys in the order of the models, ending in a line break."""
    schema = Terms.model_json_schema(by_alias=True, mode="validation")
    head = {"$schema": "https://json-schema.org/draft/2020-12/schema", "$id": "urn:gainshare:agreement:1"}
    return json.dumps({**head, **schema, "title": "agreement.yaml, schema 1"}, ensure_ascii=False, indent=2) + "\n"
