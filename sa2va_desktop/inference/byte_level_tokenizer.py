"""The Qwen2 byte-level tokenizer, loaded from a checkpoint's own files with the library's native class."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path

from tokenizers import Tokenizer

from sa2va_desktop.errors import CheckpointError
from sa2va_desktop.inference.text_tokenizer import AddedTokens
from sa2va_desktop.translation import translate


class ByteLevelTokenizer(AddedTokens):
    """A `TextTokenizer` whose plain tokens are strings of bytes. It writes nothing before a conversation."""

    start_ids: tuple[int, ...] = ()

    def __init__(self, tokenizer: Tokenizer, end_token: str) -> None:
        self._parsing = tokenizer
        description = json.loads(tokenizer.to_str())
        tokens = description["added_tokens"]
        super().__init__(
            {token["id"]: str(token["content"]) for token in tokens},
            [token["id"] for token in tokens if token["special"]],
        )
        self._plain = Tokenizer.from_str(json.dumps({**description, "added_tokens": []}))
        self.end_id = self.token_id(end_token)

    @classmethod
    def from_folder(cls, folder: Path) -> ByteLevelTokenizer:
        """
        Raises:
            CheckpointError: files are missing or broken.
        """
        from transformers import Qwen2Tokenizer

        if not (folder / "tokenizer.json").is_file() and not (folder / "vocab.json").is_file():
            raise CheckpointError(
                translate(
                    "inference", "{0} has no tokenizer: neither tokenizer.json nor vocab.json is there."
                ).format(folder)
            )
        try:
            loaded = Qwen2Tokenizer.from_pretrained(str(folder), local_files_only=True)
            return cls(loaded.backend_tokenizer, str(loaded.eos_token))
        except CheckpointError:
            raise
        except Exception as error:  # the libraries raise bare Exception for a broken file
            first_line = str(error).strip().splitlines()[:1] or [type(error).__name__]
            raise CheckpointError(
                translate("inference", "{0}: the tokenizer cannot be loaded: {1}.").format(
                    folder, first_line[0][:200]
                )
            ) from error

    @property
    def size(self) -> int:
        return max(self._parsing.get_vocab(with_added_tokens=True).values()) + 1

    def encode_plain(self, text: str) -> list[int]:
        return list(self._plain.encode(text, add_special_tokens=False).ids)

    def encode(self, text: str) -> list[int]:
        return list(self._parsing.encode(text, add_special_tokens=False).ids)

    def token_bytes(self, token_id: int) -> bytes:
        if token_id in self.added:
            return self.added[token_id].encode()
        piece = self._parsing.id_to_token(token_id)
        if piece is None:
            return b""
        return bytes(_BYTE_OF_CHARACTER[character] for character in piece)

    def decode(self, ids: Sequence[int]) -> str:
        return self.spell(ids)


def _byte_alphabet() -> dict[str, int]:
    """Byte-level BPE spells a printable Latin-1 byte as itself and the others as U+0100 onwards, in order."""
    printable = [*range(0x21, 0x7F), *range(0xA1, 0xAD), *range(0xAE, 0x100)]
    hidden = [byte for byte in range(256) if byte not in printable]
    return {chr(byte): byte for byte in printable} | {chr(0x100 + i): byte for i, byte in enumerate(hidden)}


_BYTE_OF_CHARACTER = _byte_alphabet()
