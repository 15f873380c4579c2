"""Assembles the prompt of one turn: the only place that emits special tokens.

Text from a person or a file becomes plain characters; adjacent plain pieces are encoded together, so that the ids are
those of the whole text. Knows sizes of pictures, not pictures.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from sa2va_desktop.errors import UsageError
from sa2va_desktop.inference.api import History
from sa2va_desktop.inference.chat_templates import ChatTemplate
from sa2va_desktop.inference.text_tokenizer import TextTokenizer
from sa2va_desktop.translation import translate

IMAGE_PLACEHOLDER = "<image>"
IMAGE_START, IMAGE_TOKEN, IMAGE_STOP = "<img>", "<IMG_CONTEXT>", "</img>"
REGION_START, REGION_STOP = "<vp>", "</vp>"


@dataclass(frozen=True)
class Prompt:
    """Token ids of everything before the answer, and the same as text with runs of image tokens folded."""

    ids: tuple[int, ...]
    text: str


@dataclass(frozen=True)
class Plain:
    """Characters, whatever they spell."""

    text: str


@dataclass(frozen=True)
class Special:
    """One added token, `count` times."""

    content: str
    count: int = 1


Piece = Plain | Special


@dataclass(frozen=True)
class Pictures:
    """What the language model is shown.

    Attributes:
        block_tokens: image tokens per block: one block for all tiles of a still, one per frame of a clip.
        region_tokens: image tokens per marked region; may be 0.
    """

    block_tokens: tuple[int, ...]
    region_tokens: tuple[int, ...] = ()

    @property
    def token_count(self) -> int:
        return sum(self.block_tokens) + sum(self.region_tokens)


class PromptAssembler:
    """Builds prompts for one checkpoint's template and tokenizer. Holds no state of a conversation."""

    def __init__(self, tokenizer: TextTokenizer, template: ChatTemplate) -> None:
        self._tokenizer = tokenizer
        self._template = template

    def first_turn(
        self,
        text: str,
        pictures: Pictures | None,
        *,
        placeholder: bool = True,
        parse_specials: bool = False,
        past_text: str = "",
    ) -> Prompt:
        """A turn without history.

        Args:
            text: what the person typed.
            pictures: None for a text-only turn.
            placeholder: put `<image>` and a line break before the text; else the text has its own `<image>`.
            parse_specials: tokens spelled in `text` are tokens, as in the published code.
            past_text: earlier turns, already expanded, taken verbatim with their tokens.

        Raises:
            UsageError: the placeholders do not fit the pictures.
        """
        user = self._user_pieces(text, pictures, placeholder, parse_specials, has_past=bool(past_text))
        pieces = [*self._parsed(past_text), *self._turn(user)]
        return self._encode(pieces, pictures, earlier=self._tokenizer.start_ids)

    def next_turn(
        self, text: str, pictures: Pictures | None, history: History, *, parse_specials: bool = False
    ) -> Prompt:
        """A turn that continues `history`, whose ids are kept as they are. Its pictures are in those ids already.

        Raises:
            UsageError: the pictures given again are not those of the history.
        """
        glue: list[Piece] = (
            [] if self._is_closed(history.ids) else [*self._parsed(self._template.stop_words[0])]
        )
        glue += self._parsed(self._template.turn_stop)
        user = self._parsed(text) if parse_specials else [Plain(text)]
        return self._encode([*glue, *self._turn(user)], pictures, earlier=history.ids)

    def ids_of_answer(self, answer: str) -> list[int]:
        """Ids of an answer that will be forced; tokens spelled in it are tokens."""
        return self._ids(self._parsed(answer))

    def _turn(self, user: Iterable[Piece]) -> list[Piece]:
        start, stop = self._parsed(self._template.user_start), self._parsed(self._template.user_stop)
        return [*start, *user, *stop]

    def _user_pieces(
        self,
        text: str,
        pictures: Pictures | None,
        placeholder: bool,
        parse_specials: bool,
        *,
        has_past: bool,
    ) -> list[Piece]:
        def parsed(part: str) -> list[Piece]:
            return self._parsed(part) if parse_specials else [Plain(part)]

        if pictures is None:
            return parsed(text)
        if placeholder and not has_past:
            return [*image_pieces(pictures), Plain("\n"), *parsed(text)]
        parts = text.split(IMAGE_PLACEHOLDER)
        if has_past and len(parts) == 1:
            return parsed(text)
        if len(parts) != 2:
            raise UsageError(
                translate(
                    "inference", "The text must contain {0} once to place the picture, found {1}."
                ).format(IMAGE_PLACEHOLDER, len(parts) - 1)
            )
        return [*parsed(parts[0]), *image_pieces(pictures), *parsed(parts[1])]

    def _parsed(self, text: str) -> list[Piece]:
        """Split a text that may spell added tokens."""
        pieces: list[Piece] = []
        start = 0
        for match in self._tokenizer.added_pattern.finditer(text):
            pieces += [Plain(text[start : match.start()]), Special(match.group())]
            start = match.end()
        return [*pieces, Plain(text[start:])]

    def _encode(
        self, pieces: Sequence[Piece], pictures: Pictures | None, *, earlier: Sequence[int] = ()
    ) -> Prompt:
        ids = (*earlier, *self._ids(pieces))
        image_id = self._tokenizer.token_id(IMAGE_TOKEN)
        found, wanted = ids.count(image_id), 0 if pictures is None else pictures.token_count
        if found != wanted:
            raise UsageError(
                translate(
                    "inference",
                    "The prompt has room for {0} image tokens but the pictures given make {1}; a conversation needs the pictures and regions it began with.",
                ).format(found, wanted)
            )
        return Prompt(ids, fold_image_tokens(self._tokenizer.spell(ids)))

    def _ids(self, pieces: Iterable[Piece]) -> list[int]:
        ids: list[int] = []
        plain = ""
        for piece in [*pieces, Special("", 0)]:  # the last one flushes
            if isinstance(piece, Plain):
                plain += piece.text
                continue
            if plain:
                ids += self._tokenizer.encode_plain(plain)
                plain = ""
            if piece.count:
                ids += [self._tokenizer.token_id(piece.content)] * piece.count
        return ids

    def _is_closed(self, ids: Sequence[int]) -> bool:
        """Whether the last answer ended by itself, seen from its last tokens."""
        tail = self._tokenizer.spell(ids[-32:]).replace("\r", "").replace("\n", "")
        return tail.endswith(self._template.stop_words)


def image_pieces(pictures: Pictures) -> list[Piece]:
    """Image blocks joined by line breaks, then the sentence that names the regions, if any."""
    pieces: list[Piece] = []
    for index, count in enumerate(pictures.block_tokens):
        pieces += [Plain("\n")] if index else []
        pieces += [Special(IMAGE_START), Special(IMAGE_TOKEN, count), Special(IMAGE_STOP)]
    if not pictures.region_tokens:
        return pieces
    pieces.append(Plain(f"\nThere are {len(pictures.region_tokens)} part regions in the picture: "))
    for number, count in enumerate(pictures.region_tokens, start=1):
        pieces += [Plain(", ")] if number > 1 else []
        pieces += [Plain(f"region{number}"), Special(REGION_START)]
        pieces += [Special(IMAGE_TOKEN, count), Special(REGION_STOP)]
    return [*pieces, Plain(".\n")]


def fold_image_tokens(text: str) -> str:
    """Write a run of image tokens as `<IMG_CONTEXT>*n`."""
    run = re.compile(f"(?:{re.escape(IMAGE_TOKEN)})+")
    return run.sub(lambda match: f"{IMAGE_TOKEN}*{len(match.group()) // len(IMAGE_TOKEN)}", text)
