"""Clips that are drawn each time they are looked at, and clips with other splits: thousands in the memory of one."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace

from sa2va_desktop.datasets.annotated_clip import AnnotatedClip
from sa2va_desktop.datasets.lazy_sequence import LazySequence


class DrawnClips(LazySequence[AnnotatedClip]):
    """`draw` makes the clip at an index, always the same one; before it does, `on_draw` is told
    (number of the clip from 1, count), and may raise to end it."""

    def __init__(
        self,
        count: int,
        draw: Callable[[int], AnnotatedClip],
        on_draw: Callable[[int, int], None] = lambda done, total: None,
    ) -> None:
        self._count, self._draw, self._on_draw = count, draw, on_draw

    def __len__(self) -> int:
        return self._count

    def _make(self, index: int) -> AnnotatedClip:
        self._on_draw(index + 1, self._count)
        return self._draw(index)


class SplitClips(LazySequence[AnnotatedClip]):
    """The same clips, each in the split that `splits` says."""

    def __init__(self, clips: Sequence[AnnotatedClip], splits: Sequence[str]) -> None:
        self._clips, self.splits = clips, splits

    def __len__(self) -> int:
        return len(self._clips)

    def _make(self, index: int) -> AnnotatedClip:
        return replace(self._clips[index], split=self.splits[index])
