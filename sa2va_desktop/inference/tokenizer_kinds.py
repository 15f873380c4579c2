"""Chooses the kind of a checkpoint's tokenizer by the class that its files name; nothing from them is executed."""

from __future__ import annotations

from pathlib import Path

from sa2va_desktop.errors import CheckpointError
from sa2va_desktop.inference.byte_level_tokenizer import ByteLevelTokenizer
from sa2va_desktop.inference.sentencepiece_tokenizer import SentencePieceTokenizer
from sa2va_desktop.inference.tensor_files import read_json
from sa2va_desktop.inference.text_tokenizer import TextTokenizer
from sa2va_desktop.translation import translate

_KINDS: dict[str, type[ByteLevelTokenizer] | type[SentencePieceTokenizer]] = {
    "Qwen2Tokenizer": ByteLevelTokenizer,
    "Qwen2TokenizerFast": ByteLevelTokenizer,
    "InternLM2Tokenizer": SentencePieceTokenizer,
}


def load_tokenizer(folder: Path) -> TextTokenizer:
    """The tokenizer of a checkpoint folder.

    Raises:
        CheckpointError: files are missing, broken, or describe a kind of tokenizer that is not known.
    """
    name = str(read_json(folder / "tokenizer_config.json").get("tokenizer_class", "Qwen2Tokenizer"))
    if name not in _KINDS:
        raise CheckpointError(
            translate("inference", "{0}: the tokenizer is a {1}; {2} can be read.").format(
                folder, name[:80], ", ".join(_KINDS)
            )
        )
    return _KINDS[name].from_folder(folder)
