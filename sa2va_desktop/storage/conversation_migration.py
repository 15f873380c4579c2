"""Version 1 to 2: answers learn what was wanted of the model, and that they can follow each other."""

from __future__ import annotations

import json
import sqlite3
from typing import Any

_NEW_FIELDS: dict[str, Any] = {"follows": None, "built_on": "", "raw_text": "", "tokens": []}
_CAPTION_MARK = "interleaved     segmentation masks"
_SEGMENT_LEAD = "Please segment "


def add_conversation_fields(connection: sqlite3.Connection) -> None:
    """Fill in the fields of every answer, in the document and in the history. Runs inside a transaction.

    A record that cannot be read stays as it is, and is named when it is read.
    """
    for answer_id, record in connection.execute("SELECT answer_id, record FROM answer").fetchall():
        connection.execute("UPDATE answer SET record = ? WHERE answer_id = ?", (_migrated(record), answer_id))
    rows = connection.execute("SELECT rowid, old_record, new_record FROM history_record WHERE kind = 'answer'")
    for rowid, old, new in rows.fetchall():
        connection.execute(
            "UPDATE history_record SET old_record = ?, new_record = ? WHERE rowid = ?",
            (_migrated(old), _migrated(new), rowid),
        )


def _migrated(record: object) -> object:
    if not isinstance(record, str):
        return record
    try:
        fields = json.loads(record)
    except (ValueError, RecursionError):
        return record
    if not isinstance(fields, dict):
        return record
    added = {name: value for name, value in _NEW_FIELDS.items() if name not in fields}
    text = json.dumps({**fields, **added, "task": _task_of(fields)}, ensure_ascii=False, separators=(",", ":"))
    return text.encode("utf-8", "backslashreplace").decode("utf-8")


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
