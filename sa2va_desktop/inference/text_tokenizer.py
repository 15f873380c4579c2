"""Text to token ids and back, for the Qwen2 byte-level tokenizer, loaded from a checkpoint's own files.

What a person types is encoded with `encode_plain`, where no special token exists; only the prompt assembler emits
specials by id. Decoding is per token and in bytes, so that a streaming reader can wait for whole characters.
"""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from functools import cached_property
from pathlib import Path

from tokenizers import Tokenizer

from sa2va_desktop.errors import CheckpointError
from sa2va_desktop.inference.tensor_files import read_json
from sa2va_desktop.translation import translate


class TextTokenizer:
    """A checkpoint's tokenizer. Immutable after loading.

    Attributes:
        end_id: the tokenizer's own end-of-turn token.
        added: contents of the tokens beyond the byte-level vocabulary, `[SEG]` and its like among them, by id.
        special_ids: those of them that are not text.
    """

    def __init__(self, tokenizer: Tokenizer, end_token: str) -> None:
        self._parsing = tokenizer
        description = json.loads(tokenizer.to_str())
        self.added = {token["id"]: str(token["content"]) for token in description["added_tokens"]}
        self.special_ids = frozenset(token["id"] for token in description["added_tokens"] if token["special"])
        self._added_ids = {content: token_id for token_id, content in self.added.items()}
        self._plain = Tokenizer.from_str(json.dumps({**description, "added_tokens": []}))
        self.end_id = self.token_id(end_token)

    @classmethod
    def from_folder(cls, folder: Path) -> TextTokenizer:
        """Load with the library's native class; nothing from the folder is executed.

        Raises:
            CheckpointError: files are missing, broken, or describe another kind of tokenizer.
        """
        from transformers import Qwen2Tokenizer

        config = read_json(folder / "tokenizer_config.json")
        kind = str(config.get("tokenizer_class", "Qwen2Tokenizer"))
        if kind not in ("Qwen2Tokenizer", "Qwen2TokenizerFast"):
            raise CheckpointError(
                translate("inference", "{0}: the tokenizer is a {1}; a Qwen2Tokenizer is expected.").format(
                    folder, kind[:80]
                )
            )
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
        """One more than the largest id."""
        return max(self._parsing.get_vocab(with_added_tokens=True).values()) + 1

    def token_id(self, content: str) -> int:
        """Id of an added token.

        Raises:
            CheckpointError: the tokenizer does not have it.
        """
        if content not in self._added_ids:
            raise CheckpointError(
                translate(
                    "inference", "The tokenizer has no token {0}, which a Sa2VA checkpoint needs."
                ).format(content)
            )
        return self._added_ids[content]

    @cached_property
    def added_pattern(self) -> re.Pattern[str]:
        """Matches any added token in a text, longest first."""
        contents = sorted(self._added_ids, key=len, reverse=True)
        return re.compile("|".join(re.escape(content) for content in contents) or r"(?!)")

    def encode_plain(self, text: str) -> list[int]:
        """Ids of `text` in which `[SEG]` or `<|im_end|>` are nothing but characters."""
        return list(self._plain.encode(text, add_special_tokens=False).ids)

    def encode(self, text: str) -> list[int]:
        """Ids of `text` with added tokens recognised, as the published code encodes everything."""
        return list(self._parsing.encode(text, add_special_tokens=False).ids)

    def token_bytes(self, token_id: int) -> bytes:
        """What a token adds to the text; a character may be spread over several tokens.

        An id beyond the vocabulary (an embedding padded to a round size) adds nothing.
        """
        if token_id in self.added:
            return self.added[token_id].encode()
        piece = self._parsing.id_to_token(token_id)
        if piece is None:
            return b""
        return bytes(_BYTE_OF_CHARACTER[character] for character in piece)

    def decode(self, ids: Sequence[int]) -> str:
        """The text of `ids`, special tokens included; broken characters become U+FFFD."""
        return b"".join(self.token_bytes(token_id) for token_id in ids).decode("utf-8", "replace")


def _byte_alphabet() -> dict[str, int]:
    """Byte-level BPE spells a printable Latin-1 byte as itself and the others as U+0100 onwards, in order."""
    printable = [*range(0x21, 0x7F), *range(0xA1, 0xAD), *range(0xAE, 0x100)]
    hidden = [byte for byte in range(256) if byte not in printable]
    return {chr(byte): byte for byte in printable} | {chr(0x100 + i): byte for i, byte in enumerate(hidden)}


_BYTE_OF_CHARACTER = _byte_alphabet()
