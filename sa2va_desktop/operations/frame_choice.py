"""Which frames the language model sees, and which range gets masks: the SPEC and RANGE texts of window and commands."""

from __future__ import annotations

import re
from collections.abc import Sequence

from sa2va_desktop.errors import UsageError
from sa2va_desktop.inference.api import LANGUAGE_FRAME_LIMIT
from sa2va_desktop.translation import translate

DEFAULT_SPEC = f"uniform:{LANGUAGE_FRAME_LIMIT}"
"""Spread over the range: what the consistent grounding mode wants."""

NO_FRAMES = "none"
"""The language model is shown nothing: a text-only turn, or one about what was shown before."""

_MAX_DIGITS = 12


def parse_frame_range(text: str, frame_count: int) -> tuple[int, int]:
    """Read a half-open range "A:B"; either side may be empty ("10:" is from 10 to the end).

    Raises:
        UsageError: not of that form, empty, or outside the clip.
    """
    match = re.fullmatch(r"\s*(\d{0,12})\s*:\s*(\d{0,12})\s*", text)
    if match is None:
        raise UsageError(
            translate("operations", "range {0!r}: expected START:STOP, such as 0:{1}").format(text, frame_count)
        )
    start = int(match[1] or 0)
    stop = int(match[2] or frame_count)
    if not 0 <= start < stop <= frame_count:
        raise UsageError(
            translate("operations", "range {0!r}: expected 0 <= START < STOP <= {1}").format(text, frame_count)
        )
    return start, stop


def choose_language_frames(spec: str, frame_range: tuple[int, int]) -> tuple[int, ...]:
    """Resolve a SPEC inside a half-open frame range to at most five ascending, distinct frame indices.

    `first:N` and `uniform:N` (both ends included) are relative to the range; `around:FRAME:N` takes the N frames
    nearest to FRAME, shifted to stay inside; a list names frame indices of the clip; `none` is no frame at all.

    Raises:
        UsageError: not a SPEC, more frames than the model was trained for, or a listed frame outside the range.
    """
    start, stop = frame_range
    kind, _, rest = spec.strip().partition(":")
    if spec.strip() == NO_FRAMES:
        return ()
    if kind == "first":
        return tuple(range(start, min(stop, start + _count(rest, spec))))
    if kind == "uniform":
        return _uniform(start, stop, _count(rest, spec))
    if kind == "around":
        frame_text, _, count_text = rest.partition(":")
        if not frame_text.isdecimal() or len(frame_text) > _MAX_DIGITS:
            raise UsageError(_no_spec(spec))
        return _around(int(frame_text), start, stop, _count(count_text, spec))
    return _listed(spec, start, stop)


def _no_spec(spec: str) -> str:
    return translate(
        "operations",
        "frames {0!r}: expected first:N, uniform:N, around:FRAME:N, none or frame numbers such as 0,7,20",
    ).format(spec)


def uniform_frames(seen: Sequence[int], count: int) -> tuple[int, ...]:
    """At most `count` distinct frames of `seen`, spread evenly, both ends included; of one the middle."""
    if len(seen) <= count:
        return tuple(seen)
    if count == 1:
        return (seen[len(seen) // 2],)
    last = len(seen) - 1
    return tuple(seen[round(last * step / (count - 1))] for step in range(count))


def _count(text: str, spec: str) -> int:
    if not text.isdecimal() or len(text) > _MAX_DIGITS or not 1 <= int(text) <= LANGUAGE_FRAME_LIMIT:
        raise UsageError(
            translate("operations", "{0}, with N from 1 to {1}").format(_no_spec(spec), LANGUAGE_FRAME_LIMIT)
        )
    return int(text)


def _uniform(start: int, stop: int, count: int) -> tuple[int, ...]:
    if count == 1:
        return (start + (stop - start) // 2,)
    last = stop - 1
    # Truncated like the published sampler, so that the same frames are chosen.
    return tuple(sorted({int(start + (last - start) * step / (count - 1)) for step in range(count)}))


def _around(frame: int, start: int, stop: int, count: int) -> tuple[int, ...]:
    if not start <= frame < stop:
        raise UsageError(
            translate("operations", "frames around {0}: expected a frame from {1} to {2}").format(
                frame, start, stop - 1
            )
        )
    first = max(start, min(frame - count // 2, stop - count))
    return tuple(range(first, min(stop, first + count)))


def _listed(spec: str, start: int, stop: int) -> tuple[int, ...]:
    parts = [part.strip() for part in spec.split(",")]
    if not all(part.isdecimal() and len(part) <= _MAX_DIGITS for part in parts):
        raise UsageError(_no_spec(spec))
    frames = sorted({int(part) for part in parts})
    if len(frames) > LANGUAGE_FRAME_LIMIT:
        raise UsageError(
            translate("operations", "frames {0!r}: at most {1} frames, found {2}").format(
                spec, LANGUAGE_FRAME_LIMIT, len(frames)
            )
        )
    outside = [frame for frame in frames if not start <= frame < stop]
    if outside:
        raise UsageError(
            translate("operations", "frames {0!r}: frame {1} is outside the range {2}:{3}").format(
                spec, outside[0], start, stop
            )
        )
    return tuple(frames)
