"""Turns an unknown chat template into data: it is rendered once, in a sandboxed process, with marks in place of texts.

What a person types never enters the template, and the template never runs again. Only templates that write turns one
after another, with the pictures before the text, become data; others are refused with what is unusual about them.
"""

from __future__ import annotations

import hashlib
import json
import subprocess
import sys
from pathlib import Path

from sa2va_desktop.errors import CheckpointError
from sa2va_desktop.inference import template_renderer
from sa2va_desktop.inference.chat_templates import ChatTemplate, Dialect, PictureMarks
from sa2va_desktop.translation import translate

_SECONDS = 10.0
_MOST_CHARACTERS = 65536
_FIRST, _ANSWER, _SECOND = "PLACEOFFIRSTTEXT", "PLACEOFANSWER", "PLACEOFSECONDTEXT"

Message = dict[str, object]


class _TemplateError(Exception):
    """What keeps a template from being written as data, as the end of a sentence."""


def derive_dialect(text: str, path: Path, *, marks: PictureMarks, stop_words: tuple[str, ...]) -> Dialect:
    """How `text`, a Jinja template from `path`, writes turns and pictures.

    Args:
        marks: the family's tokens for pictures; what stands between them is learnt.
        stop_words: what ends an answer.

    Raises:
        CheckpointError: the template fails, takes too long, or writes turns in a way that is not understood.
    """
    try:
        if len(text) > _MOST_CHARACTERS:
            raise _TemplateError(
                translate("inference", "it has {0} characters, at most {1} are read").format(
                    len(text), _MOST_CHARACTERS
                )
            )
        texts = _rendered(text, [_turns(), _turns(pictures=2), _turns(goes_on=True)])
        template, separator = _parts(texts, marks, stop_words)
    except _TemplateError as problem:
        raise CheckpointError(
            translate("inference", "{0}: the chat template cannot be used: {1}.").format(path, problem)
        ) from problem
    digest = hashlib.sha256(text.encode()).hexdigest()[:8]
    return Dialect(
        ChatTemplate(name=f"unknown {digest}", stop_words=stop_words, **template),
        PictureMarks(marks.start, marks.token, marks.stop, separator, marks.placeholder, is_placed=False),
    )


def _turns(*, pictures: int = 0, goes_on: bool = False) -> list[Message]:
    content: list[Message] = [{"type": "image"} for _ in range(pictures)]
    turns = [_message("user", *content, {"type": "text", "text": _FIRST})]
    if goes_on:
        turns += [
            _message("assistant", {"type": "text", "text": _ANSWER}),
            _message("user", {"type": "text", "text": _SECOND}),
        ]
    return turns


def _message(role: str, *content: Message) -> Message:
    return {"role": role, "content": list(content)}


def _rendered(template: str, conversations: list[list[Message]]) -> list[str]:
    """The texts, by a process that is ended if it does not end by itself."""
    program = [sys.executable, "-I", template_renderer.__file__]
    request = json.dumps({"template": template, "conversations": conversations})
    try:
        done = subprocess.run(
            program, input=request, capture_output=True, encoding="utf-8", timeout=_SECONDS, check=False
        )
    except subprocess.TimeoutExpired as error:
        raise _TemplateError(
            translate("inference", "it was not finished after {0:.0f} seconds").format(_SECONDS)
        ) from error
    try:
        answer = json.loads(done.stdout)
    except ValueError as error:
        raise _TemplateError(
            translate("inference", "its sandbox ended with code {0}").format(done.returncode)
        ) from error
    if "error" in answer:
        raise _TemplateError(str(answer["error"]))
    return [str(text) for text in answer["texts"]]


def _parts(texts: list[str], marks: PictureMarks, stop_words: tuple[str, ...]) -> tuple[dict[str, str], str]:
    """Fields of the ChatTemplate, and what stands between two pictures."""
    single, pictured, longer = texts
    before, user_stop = _split(single, _FIRST)
    head, rest = _split(longer, _FIRST)
    closing, rest = _split(rest, _ANSWER)
    glue, end = _split(rest, _SECOND)
    if head != before or closing != user_stop or end != user_stop:
        raise _TemplateError(translate("inference", "it writes a turn differently when others follow"))
    ending = next((word for word in stop_words if glue.startswith(word)), None)
    if ending is None:
        raise _TemplateError(
            translate("inference", "it does not close an answer with {0}").format(" or ".join(stop_words))
        )
    glue = glue.removeprefix(ending)
    user_start = _common_end(glue, before)
    parts = {
        "opening": before.removesuffix(user_start),
        "user_start": user_start,
        "user_stop": user_stop,
        "turn_stop": glue.removesuffix(user_start),
    }
    return parts, _separator(pictured, before, user_stop, marks)


def _separator(pictured: str, before: str, user_stop: str, marks: PictureMarks) -> str:
    block = marks.start + marks.token + marks.stop
    head, tail = _split(pictured, _FIRST)
    pictures = head.removeprefix(before)
    blocks = pictures.split(block)
    if not head.startswith(before) or tail != user_stop or len(blocks) != 3 or blocks[0] or blocks[2]:
        raise _TemplateError(
            translate("inference", "it does not write two pictures as {0}, before the text").format(block)
        )
    return blocks[1]


def _split(text: str, mark: str) -> tuple[str, str]:
    parts = text.split(mark)
    if len(parts) != 2:
        raise _TemplateError(
            translate("inference", "it does not write a text once but {0} times").format(len(parts) - 1)
        )
    return parts[0], parts[1]


def _common_end(first: str, second: str) -> str:
    length = 0
    while length < min(len(first), len(second)) and first[-1 - length] == second[-1 - length]:
        length += 1
    return first[len(first) - length :]
