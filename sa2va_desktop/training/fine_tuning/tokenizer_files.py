"""Adds tokens to the tokenizer files of a checkpoint folder, in all the places where the known kinds keep them."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from sa2va_desktop.inference.tensor_files import read_json
from sa2va_desktop.inference.tokenizer_kinds import load_tokenizer


def add_tokens(folder: Path, tokens: Sequence[str]) -> None:
    """Give the tokens the ids behind the last one. They are special: text of a person never becomes one of them.

    Raises:
        CheckpointError: the files are damaged.
    """
    if not tokens:
        return
    first = load_tokenizer(folder).size
    ids = {token: first + number for number, token in enumerate(tokens)}
    looks = {
        token: {
            "content": token,
            "lstrip": False,
            "normalized": False,
            "rstrip": False,
            "single_word": False,
            "special": True,
        }
        for token in tokens
    }
    if (folder / "tokenizer.json").is_file():
        fields = dict(read_json(folder / "tokenizer.json"))
        added = [{"id": ids[token], **look} for token, look in looks.items()]
        _write(folder / "tokenizer.json", {**fields, "added_tokens": [*fields["added_tokens"], *added]})
    fields = dict(read_json(folder / "tokenizer_config.json"))
    decoder = {str(ids[token]): look for token, look in looks.items()}
    fields["added_tokens_decoder"] = {**fields.get("added_tokens_decoder", {}), **decoder}
    _write(folder / "tokenizer_config.json", fields)
    if (folder / "added_tokens.json").is_file():
        _write(folder / "added_tokens.json", {**read_json(folder / "added_tokens.json"), **ids})


def _write(path: Path, fields: dict[str, Any]) -> None:
    path.write_text(json.dumps(fields, indent=2, ensure_ascii=False) + "\n", encoding="utf-8")
