"""Turns answer tokens into readable text and phrases while they arrive. Knows no network.

Readable text has no special tokens and none of the grounding markup. Where markup stood, the space round it becomes
one space (a line break if there was one), or nothing before closing punctuation, so `Sure, it is [SEG].` reads
"Sure, it is." and `<p> A ball </p> [SEG] next to …` reads "A ball next to …". Punctuation that only led to a mask
goes with it: `Sure, [SEG].` reads "Sure.", and an answer of nothing but `[SEG].` has no text. Text that has no markup
near it is kept to the letter.
"""

from __future__ import annotations

import codecs
from collections.abc import Sequence
from dataclasses import dataclass

from sa2va_desktop.inference.text_tokenizer import TextTokenizer

SEG_TOKEN, PHRASE_START, PHRASE_STOP = "[SEG]", "<p>", "</p>"
_CLOSING = frozenset(".,;:!?)]}。，、；：！？）」』")
_LEADING_TO_MASK = frozenset(",;:，、；：")


@dataclass(frozen=True)
class Phrase:
    """Characters [start, stop) of the readable text; equal when the model named nothing."""

    start: int
    stop: int


class ReadableText:
    """Joins visible text and invisible markup into readable text.

    White space and punctuation that may only lead to a mask are held back until it is known what follows. `length`
    counts the characters given out so far.
    """

    def __init__(self) -> None:
        self.length = 0
        self._held = ""  # at most one character of `_LEADING_TO_MASK`, then white space
        self._has_markup = False
        self._has_mask = False
        self._phrase_start: int | None = None
        self._is_phrase_next = False

    def add_text(self, text: str) -> str:
        """Returns what can be shown now."""
        return "".join(self._add_character(character) for character in text)

    def add_markup(self, *, is_mask: bool = False) -> None:
        self._has_markup = True
        self._has_mask |= is_mask

    def open_phrase(self) -> None:
        """The next visible character begins a phrase; one that was not closed is forgotten."""
        self.add_markup()
        self._is_phrase_next, self._phrase_start = True, None

    def close_phrase(self) -> Phrase | None:
        """The phrase ends with the last visible character; None if none was opened."""
        self.add_markup()
        start = self.length if self._is_phrase_next else self._phrase_start
        self._is_phrase_next, self._phrase_start = False, None
        return None if start is None else Phrase(start, max(start, self.length))

    def finish(self) -> str:
        """What was held and is text after all. White space at the end is dropped."""
        rest = "" if self._has_mask else self._held.rstrip()
        self._forget_held()
        self.length += len(rest)
        return rest

    def _add_character(self, character: str) -> str:
        if character.isspace():
            self._held += character
            return ""
        if self._has_mask and not self.length and character in _CLOSING:
            return ""  # punctuation of an answer that has no words
        if character in _LEADING_TO_MASK and self.length:
            shown, held = self._settled(character), character
        else:
            shown, held = self._settled(character) + character, ""
        if self._is_phrase_next:
            self._phrase_start = self.length + len(shown) - (0 if held else 1)
            self._is_phrase_next = False
        self._forget_held()
        self._held = held
        self.length += len(shown)
        return shown

    def _settled(self, following: str) -> str:
        """What becomes of the held characters when `following` comes next."""
        if not self._has_markup:
            return self._held if self.length else self._held.lstrip()
        leading = self._held.strip()
        space = self._held[len(leading) :]
        if self._has_mask and following in _CLOSING:
            leading = ""
        if not space or following in _CLOSING or not self.length:
            return leading
        return leading + ("\n" if "\n" in space else " ")

    def _forget_held(self) -> None:
        self._held, self._has_markup, self._has_mask = "", False, False


class AnswerReader:
    """Reads one answer token by token.

    `is_stopped` becomes True with the end token, or when the text ends with a stop word, line breaks not counted.
    No part of a stop word is ever shown. `unbound_phrases` are the closed phrases that got no mask.
    """

    def __init__(self, tokenizer: TextTokenizer, stop_words: Sequence[str]) -> None:
        self.is_stopped = False
        self.unbound_phrases: list[Phrase] = []
        self.seg_id = tokenizer.token_id(SEG_TOKEN)
        self._tokenizer = tokenizer
        self._stop_words = tuple(stop_words)
        self._decoder = codecs.getincrementaldecoder("utf-8")("replace")
        self._pending = ""  # plain text that may be the beginning of a stop word
        self._readable = ReadableText()

    def read(self, token_id: int) -> tuple[str, Phrase | None]:
        """Take one token.

        Returns:
            Text that can be shown now, and for a `[SEG]` the phrase it grounds (an empty one at the current end if
            the model gave none).
        """
        if token_id not in self._tokenizer.special_ids and token_id != self._tokenizer.end_id:
            return self._read_text(self._decoder.decode(self._tokenizer.token_bytes(token_id))), None
        shown = self._read_text(self._decoder.decode(b"", final=True)) + self._release(len(self._pending))
        self._decoder.reset()
        content = self._tokenizer.added[token_id]
        if token_id == self.seg_id:
            self._readable.add_markup(is_mask=True)
            return shown, self._bind()
        if content == PHRASE_START:
            self._readable.open_phrase()
        elif content == PHRASE_STOP:
            phrase = self._readable.close_phrase()
            self.unbound_phrases += [phrase] if phrase else []
        else:
            self._readable.add_markup()
        if token_id == self._tokenizer.end_id or content in self._stop_words:
            self.is_stopped = True
        return shown, None

    def finish(self) -> str:
        """The rest of the text. A possible beginning of a stop word and a broken character stay hidden."""
        return self._readable.finish()

    def _bind(self) -> Phrase:
        """The latest closed phrase that has no mask yet."""
        if self.unbound_phrases:
            return self.unbound_phrases.pop()
        return Phrase(self._readable.length, self._readable.length)

    def _read_text(self, text: str) -> str:
        self._pending += text
        tail, positions = _without_line_breaks(self._pending)
        for word in self._stop_words:
            if text and tail.endswith(word):
                self.is_stopped = True
                shown = self._release(positions[len(tail) - len(word)])
                self._pending = ""
                return shown
        return self._release(self._hold_from(tail, positions))

    def _hold_from(self, tail: str, positions: Sequence[int]) -> int:
        """Where in `_pending` a beginning of a stop word starts; its length if there is none."""
        for start in range(len(tail)):
            if any(word.startswith(tail[start:]) for word in self._stop_words):
                return positions[start]
        return len(self._pending)

    def _release(self, count: int) -> str:
        released, self._pending = self._pending[:count], self._pending[count:]
        return self._readable.add_text(released)


def _without_line_breaks(text: str) -> tuple[str, list[int]]:
    """The text without line breaks, and where each of its characters stood."""
    positions = [index for index, character in enumerate(text) if character not in "\r\n"]
    return "".join(text[index] for index in positions), positions
