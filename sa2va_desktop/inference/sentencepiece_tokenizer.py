"""The InternLM2 tokenizer: a SentencePiece model, added tokens beside it, and a begin token before every conversation."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from itertools import groupby
from pathlib import Path
from typing import Any

from sentencepiece import SentencePieceProcessor

from sa2va_desktop.inference.config_values import ConfigValues
from sa2va_desktop.inference.sentencepiece_model import read_sentencepiece
from sa2va_desktop.inference.tensor_files import read_json
from sa2va_desktop.inference.text_tokenizer import AddedTokens
from sa2va_desktop.translation import translate

_SPACE = "\u2581"  # how SentencePiece writes a space
_TOKEN_LIMIT = 2_000_000
_CLOSED_UP = {f" {mark}": mark for mark in (".", "?", "!", ",")} | {
    " ' ": "'",
    **{f" {ending}": ending for ending in ("n't", "'m", "'s", "'ve", "'re")},
}
"""What the published decoder closes up, in this order."""


class SentencePieceTokenizer(AddedTokens):
    """A `TextTokenizer` whose plain tokens are pieces of text or, for what has no piece, single bytes.

    `decode` does as the published class does: single spaces round the tokens that were added after the model was
    trained, none before English punctuation. Its text encodes to other ids; `spell` gives the plain text.
    """

    def __init__(
        self,
        model: SentencePieceProcessor,
        added: Mapping[int, str],
        *,
        special_ids: Sequence[int],
        start_token: str | None,
        end_token: str,
    ) -> None:
        super().__init__(added, special_ids)
        self._model = model
        self.start_ids = () if start_token is None else (self.token_id(start_token),)
        self.end_id = self.token_id(end_token)
        # The published decoder sets every added token apart, except the special ones within the model's own ids.
        self._set_apart = {
            token_id for token_id in self.added if token_id >= len(model) or token_id not in self.special_ids
        }

    @classmethod
    def from_folder(cls, folder: Path) -> SentencePieceTokenizer:
        """
        Raises:
            CheckpointError: files are missing or broken.
        """
        path = folder / "tokenizer_config.json"
        config = ConfigValues(read_json(path), path)
        added, special_ids = _added_tokens(config)
        model = read_sentencepiece(folder / "tokenizer.model", added)
        for token_id in range(len(model)):
            if token_id not in added and (model.IsControl(token_id) or model.IsUnknown(token_id)):
                added[token_id] = model.IdToPiece(token_id)
                special_ids.append(token_id)
        if len(set(added.values())) < len(added):
            raise config.error(
                "added_tokens_decoder", translate("inference", "names that differ"), list(added.values())
            )
        starts = config.flag("add_bos_token", default=True)
        return cls(
            model,
            added,
            special_ids=special_ids,
            start_token=_role(config, "bos_token", "<s>") if starts else None,
            end_token=_role(config, "eos_token", "</s>"),
        )

    @property
    def size(self) -> int:
        return max(len(self._model) - 1, *self.added) + 1

    def encode_plain(self, text: str) -> list[int]:
        return list(self._model.encode(text))

    def encode(self, text: str) -> list[int]:
        ids, start = [*self.start_ids], 0
        for match in self.added_pattern.finditer(text):
            ids += [*self.encode_plain(text[start : match.start()]), self.token_id(match.group())]
            start = match.end()
        return [*ids, *self.encode_plain(text[start:])]

    def token_bytes(self, token_id: int) -> bytes:
        if token_id in self.added:
            return self.added[token_id].encode()
        if not 0 <= token_id < len(self._model):
            return b""
        piece = self._model.IdToPiece(token_id)
        if self._model.IsByte(token_id):
            return bytes([int(piece[3:5], 16)])  # written <0xNN>
        return piece.replace(_SPACE, " ").encode()

    def decode(self, ids: Sequence[int]) -> str:
        return " ".join(self._parts(ids))

    def _parts(self, ids: Sequence[int]) -> Iterator[str]:
        """Tokens that are set apart, one by one, and what is between them."""
        for is_apart, run in groupby(ids, lambda token_id: token_id in self._set_apart):
            if is_apart:
                yield from (self.added[token_id] for token_id in run)
            else:
                yield self._decode_run(list(run))

    def _decode_run(self, ids: Sequence[int]) -> str:
        """A space stands before the text that ends in a special token, unless one special follows another."""
        plain: list[int] = []
        text, follows_special = "", False
        for token_id in ids:
            if token_id in self.special_ids:
                text += ("" if follows_special else " ") + self._model.decode(plain) + self.added[token_id]
                plain, follows_special = [], True
            elif token_id < len(self._model):
                plain.append(token_id)
                follows_special = False
        text += self._model.decode(plain)
        for spaced, closed_up in _CLOSED_UP.items():
            text = text.replace(spaced, closed_up)
        return text


def _role(config: ConfigValues, key: str, default: str) -> str:
    """Name of a token with a role; files write it as a text or as an object with its content."""
    value = config.values.get(key, default)
    content = value.get("content") if isinstance(value, dict) else value
    if not isinstance(content, str) or not content:
        raise config.error(key, translate("inference", "the name of a token"), value)
    return content


def _added_tokens(config: ConfigValues) -> tuple[dict[int, str], list[int]]:
    """Contents by id, and the ids of those that are special."""
    added: dict[int, str] = {}
    special_ids: list[int] = []
    for key, token in config.section("added_tokens_decoder").values.items():
        token_id, content = _whole(key), token.get("content") if isinstance(token, dict) else None
        if not 0 <= token_id < _TOKEN_LIMIT or not isinstance(content, str) or not content:
            raise config.error(
                "added_tokens_decoder", translate("inference", "names of tokens by id"), {key: token}
            )
        added[token_id] = content
        if token.get("special") is True:
            special_ids.append(token_id)
    return added, special_ids


def _whole(key: Any) -> int:
    return int(key) if isinstance(key, str) and key.isascii() and key.isdigit() and len(key) < 10 else -1
