"""What a checkpoint's tokenizer can do, whatever its kind."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping, Sequence
from typing import Protocol

from sa2va_desktop.errors import CheckpointError
from sa2va_desktop.translation import translate


class TextTokenizer(Protocol):
    """Text to token ids and back. Immutable after loading.

    What a person types is encoded with `encode_plain`, where no added token exists; only the prompt assembler emits
    those, by id. Decoding is per token and in bytes, so that a streaming reader can wait for whole characters.
    """

    @property
    def added(self) -> Mapping[int, str]:
        """Contents of the tokens that no plain text can become, `[SEG]` and its like among them, by id."""

    @property
    def special_ids(self) -> Collection[int]:
        """Those of them that are not text."""

    @property
    def end_id(self) -> int:
        """The tokenizer's own end token; one of `added`."""

    @property
    def start_ids(self) -> tuple[int, ...]:
        """What stands once before a whole conversation: the begin token, or nothing."""

    @property
    def size(self) -> int:
        """One more than the largest id."""

    @property
    def added_pattern(self) -> re.Pattern[str]:
        """Matches any added token in a text, longest first."""

    def token_id(self, content: str) -> int:
        """Id of an added token.

        Raises:
            CheckpointError: the tokenizer does not have it.
        """

    def encode_plain(self, text: str) -> list[int]:
        """Ids of `text` in which `[SEG]` or `<|im_end|>` are nothing but characters."""

    def encode(self, text: str) -> list[int]:
        """Ids of `text` with added tokens recognised and `start_ids` in front, as the published code encodes it."""

    def token_bytes(self, token_id: int) -> bytes:
        """What a token adds to the text; a character may be spread over several tokens.

        An id beyond the vocabulary (an embedding padded to a round size) adds nothing.
        """

    def decode(self, ids: Sequence[int]) -> str:
        """The text of `ids` as the published code decodes it; a kind may put spaces round added tokens."""

    def spell(self, ids: Sequence[int]) -> str:
        """The text of `ids`, nothing put between tokens; broken characters become U+FFFD."""


class AddedTokens:
    """The tokens beyond the plain vocabulary, by id and by content: what every kind of tokenizer has alike."""

    def __init__(self, added: Mapping[int, str], special_ids: Collection[int]) -> None:
        self.added = dict(added)
        self.special_ids = frozenset(special_ids)
        self._ids = {content: token_id for token_id, content in self.added.items()}
        contents = sorted(self._ids, key=len, reverse=True)
        self.added_pattern = re.compile("|".join(re.escape(content) for content in contents) or r"(?!)")

    def token_id(self, content: str) -> int:
        if content not in self._ids:
            raise CheckpointError(
                translate(
                    "inference", "The tokenizer has no token {0}, which a Sa2VA checkpoint needs."
                ).format(content)
            )
        return self._ids[content]

    def token_bytes(self, token_id: int) -> bytes:
        raise NotImplementedError

    def spell(self, ids: Sequence[int]) -> str:
        return b"".join(self.token_bytes(token_id) for token_id in ids).decode("utf-8", "replace")
