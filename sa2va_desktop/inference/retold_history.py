"""Makes a history of earlier turns in words: for another checkpoint than theirs, or where their ids do not fit any more."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence

from sa2va_desktop.inference.answer_reader import PHRASE_START, PHRASE_STOP, SEG_TOKEN
from sa2va_desktop.inference.api import History, RetoldTurn, ShownPictures
from sa2va_desktop.inference.chat_templates import TEMPLATES
from sa2va_desktop.inference.prompt import Pictures, PromptAssembler

_MARKS = (SEG_TOKEN, PHRASE_START, PHRASE_STOP)
_STOP = re.compile(
    r"(?:\s|"
    + "|".join(re.escape(word) for template in TEMPLATES.values() for word in template.stop_words)
    + r")+\Z"
)


def retold_history(
    turns: Sequence[RetoldTurn], assembler: PromptAssembler, layout_of: Callable[[ShownPictures], Pictures]
) -> History:
    """The turns as this checkpoint would have read and written them.

    What an answer spells is plain text but for the marks of masks and phrases, because it may come from a file.

    Args:
        layout_of: how many image tokens pictures take.
    """
    ids: tuple[int, ...] = ()
    shown: list[ShownPictures] = []
    layouts: list[Pictures] = []
    for turn in turns:
        layout = None if turn.pictures is None else layout_of(turn.pictures)
        if ids:
            prompt = assembler.next_turn(turn.text, layout, ids, earlier_pictures=layouts)
        else:
            prompt = assembler.first_turn(turn.text, layout)
        ids = (*prompt.ids, *assembler.ids_of_answer(_STOP.sub("", turn.answer), marks=_MARKS))
        if turn.pictures is not None and layout is not None:
            shown.append(turn.pictures)
            layouts.append(layout)
    return History(ids, tuple(shown))
