"""Assembles the prompt of one turn: the only place that emits special tokens.

Text from a person or a file becomes plain characters; adjacent plain pieces are encoded together, so that the ids are
those of the whole text. Knows sizes of pictures, not pictures.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass

from sa2va_desktop.errors import UsageError
from sa2va_desktop.inference.chat_templates import INTERNVL_MARKS, ChatTemplate, PictureMarks
from sa2va_desktop.inference.text_tokenizer import TextTokenizer
from sa2va_desktop.translation import translate

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

    def __init__(
        self, tokenizer: TextTokenizer, template: ChatTemplate, marks: PictureMarks = INTERNVL_MARKS
    ) -> None:
        self._tokenizer = tokenizer
        self._template = template
        self._marks = marks

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
            placeholder: put the pictures before the text, on a line of their own where the family writes lines;
                else the text has its own `<image>`.
            parse_specials: tokens spelled in `text` are tokens, as in the published code.
            past_text: earlier turns, already expanded, taken verbatim with their tokens.

        Raises:
            UsageError: the placeholders do not fit the pictures.
        """
        if (
            not self._marks.is_placed
        ):  # such families write what came before into the same turn, or leave it out
            text, past_text = text if pictures else past_text + text, ""
        user = self._user_pieces(text, pictures, placeholder, parse_specials, has_past=bool(past_text))
        opening = [] if past_text else self._parsed(self._template.opening)
        pieces = [*opening, *self._parsed(past_text), *self._turn(user)]
        wanted = 0 if pictures is None else pictures.token_count
        return self._encode(pieces, wanted, earlier=self._tokenizer.start_ids)

    def next_turn(
        self,
        text: str,
        pictures: Pictures | None,
        earlier_ids: Sequence[int],
        *,
        earlier_pictures: Sequence[Pictures] = (),
        parse_specials: bool = False,
    ) -> Prompt:
        """A turn that continues a conversation, whose ids are kept as they are.

        Args:
            pictures: new ones of this turn, or None.
            earlier_ids, earlier_pictures: the conversation so far and what it has shown.

        Raises:
            UsageError: `earlier_pictures` are not those that the ids have room for.
        """
        glue: list[Piece] = (
            [] if self._is_closed(earlier_ids) else [*self._parsed(self._template.stop_words[0])]
        )
        glue += self._parsed(self._template.turn_stop)
        user = self._user_pieces(text, pictures, True, parse_specials, has_past=False)
        wanted = sum(shown.token_count for shown in [*earlier_pictures, *([pictures] if pictures else [])])
        return self._encode([*glue, *self._turn(user)], wanted, earlier=earlier_ids)

    def ids_of_answer(
        self, answer: str, *, marks: Collection[str] | None = None, is_closed: bool = False
    ) -> list[int]:
        """Ids of an answer that is not the model's own here; tokens spelled in it are tokens, or only `marks` are.

        `is_closed` puts the stop word at its end, as the model would.
        """
        pieces = self._parsed(answer)
        if marks is not None:
            pieces = [
                Plain(piece.content) if isinstance(piece, Special) and piece.content not in marks else piece
                for piece in pieces
            ]
        if is_closed:
            pieces += self._parsed(self._template.stop_words[0])
        return self._ids(pieces)

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

        marks = self._marks
        if not marks.is_placed and not placeholder:
            text = text.replace(marks.placeholder, "")
        if pictures is None:
            return parsed(text)
        if not marks.is_placed:
            return [*image_pieces(pictures, marks), *parsed(text)]
        if placeholder and not has_past:
            return [*image_pieces(pictures, marks), Plain("\n"), *parsed(text)]
        parts = text.split(marks.placeholder)
        if has_past and len(parts) == 1:
            return parsed(text)
        if len(parts) != 2:
            raise UsageError(
                translate(
                    "inference", "The text must contain {0} once to place the picture, found {1}."
                ).format(marks.placeholder, len(parts) - 1)
            )
        return [*parsed(parts[0]), *image_pieces(pictures, marks), *parsed(parts[1])]

    def _parsed(self, text: str) -> list[Piece]:
        """Split a text that may spell added tokens."""
        pieces: list[Piece] = []
        start = 0
        for match in self._tokenizer.added_pattern.finditer(text):
            pieces += [Plain(text[start : match.start()]), Special(match.group())]
            start = match.end()
        return [*pieces, Plain(text[start:])]

    def _encode(self, pieces: Sequence[Piece], wanted: int, *, earlier: Sequence[int] = ()) -> Prompt:
        ids = (*earlier, *self._ids(pieces))
        found = ids.count(self._tokenizer.token_id(self._marks.token))
        if found != wanted:
            raise UsageError(
                translate(
                    "inference",
                    "The prompt has room for {0} image tokens but the pictures given make {1}; a conversation needs the pictures and regions it began with.",
                ).format(found, wanted)
            )
        return Prompt(ids, fold_runs(self._tokenizer.spell(ids), self._marks.token))

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


def image_pieces(pictures: Pictures, marks: PictureMarks = INTERNVL_MARKS) -> list[Piece]:
    """Image blocks with what stands between them, then the sentence that names the regions, if any."""
    pieces: list[Piece] = []
    for index, count in enumerate(pictures.block_tokens):
        pieces += [Plain(marks.separator)] if index else []
        pieces += [Special(marks.start), Special(marks.token, count), Special(marks.stop)]
    if not pictures.region_tokens:
        return pieces
    pieces.append(Plain(f"\nThere are {len(pictures.region_tokens)} part regions in the picture: "))
    for number, count in enumerate(pictures.region_tokens, start=1):
        pieces += [Plain(", ")] if number > 1 else []
        pieces += [Plain(f"region{number}"), Special(REGION_START)]
        pieces += [Special(marks.token, count), Special(REGION_STOP)]
    return [*pieces, Plain(".\n")]


def fold_runs(text: str, token: str) -> str:
    """Write a run of a token as the token, a star and how many."""
    run = re.compile(f"(?:{re.escape(token)})+")
    return run.sub(lambda match: f"{token}*{len(match.group()) // len(token)}", text)
