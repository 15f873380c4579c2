"""Version 1 to 2: answers learn what was wanted of the model, and that they can follow each other."""

from __future__ import annotations

import sqlite3
from typing import Any

from sa2va_desktop.storage.record_migration import rewrite_records

_NEW_FIELDS: dict[str, Any] = {"follows": None, "built_on": "", "raw_text": "", "tokens": []}
_CAPTION_MARK = "interleaved     segmentation masks"
_SEGMENT_LEAD = "Please segment "


def add_conversation_fields(connection: sqlite3.Connection) -> None:
    """Fill in the fields of every answer, in the document and in the history. Runs inside a transaction."""
    rewrite_records(connection, "answer", _with_conversation)


def _with_conversation(fields: dict[str, Any]) -> dict[str, Any]:
    added = {name: value for name, value in _NEW_FIELDS.items() if name not in fields}
    return {**fields, **added, "task": _task_of(fields)}


def _task_of(fields: dict[str, Any]) -> str:
    """What an answer of version 1 was, as far as its prompt tells."""
    prompt, instruction = str(fields.get("prompt", "")), str(fields.get("instruction", ""))
    if not fields.get("grounding_mode"):
        return "region"
    if _CAPTION_MARK in prompt:
        return "grounded_caption"
    phrase = instruction.strip().rstrip(".").strip()
    is_wrapped = bool(phrase) and _SEGMENT_LEAD + phrase in prompt and _SEGMENT_LEAD not in instruction
    return "segment" if is_wrapped else "ask"
