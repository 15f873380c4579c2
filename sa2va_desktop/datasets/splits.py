"""Which clips are for training and which for validation: by fractions, whole clips only, the same for the same seed."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from hashlib import blake2b

from sa2va_desktop.datasets.annotated_clip import AnnotatedClip
from sa2va_desktop.datasets.drawn_clips import SplitClips
from sa2va_desktop.errors import FormatError
from sa2va_desktop.translation import translate

_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9_-]{0,31}")
_TOLERANCE = 1e-6


@dataclass(frozen=True)
class SplitPlan:
    """`fractions`: (name, share of the clips) in order; the shares sum to 1."""

    fractions: tuple[tuple[str, float], ...]
    seed: int = 0


def parse_fractions(text: str) -> tuple[tuple[str, float], ...]:
    """ "train=0.8,val=0.2" → (("train", 0.8), ("val", 0.2)).

    Raises: FormatError: something else, a name twice, or shares that do not sum to 1.
    """
    fractions = []
    for part in text.split(","):
        name, _, share_text = part.strip().partition("=")
        try:
            share = float(share_text)
        except ValueError:
            share = -1.0
        if not _NAME.fullmatch(name) or not 0 < share <= 1:
            raise FormatError(
                translate("datasets", "expected splits such as train=0.8,val=0.2, found {0!r}").format(part)
            )
        fractions.append((name, share))
    names = [name for name, _ in fractions]
    if len(set(names)) < len(names):
        raise FormatError(translate("datasets", "a split is named twice: {0}").format(text))
    if abs(sum(share for _, share in fractions) - 1) > _TOLERANCE:
        total = sum(share for _, share in fractions)
        raise FormatError(translate("datasets", "the splits {0} sum to {1:g}, not to 1").format(text, total))
    return tuple(fractions)


def with_splits(clips: Sequence[AnnotatedClip], plan: SplitPlan) -> Sequence[AnnotatedClip]:
    """The clips in the same order with their splits.

    A clip is never cut, and copies of one file go together. The order in which clips are dealt comes from a hash of the
    seed and the clip's content, so it depends neither on their order nor on the machine. Each split gets at least one
    group of clips while there are enough.
    """
    groups: dict[str, list[int]] = {}
    for place, clip in enumerate(clips):
        groups.setdefault(clip.item.edge_hash or clip.name, []).append(place)
    ordered = sorted(groups, key=lambda key: _draw(plan.seed, key))
    splits = [""] * len(clips)
    start = 0
    for (name, _), stop in zip(plan.fractions, _ends(len(ordered), plan), strict=True):
        for key in ordered[start:stop]:
            for place in groups[key]:
                splits[place] = name
        start = stop
    return SplitClips(clips, splits)


def without_splits(clips: Sequence[AnnotatedClip]) -> Sequence[AnnotatedClip]:
    """The clips as if nobody had ever said where they belong."""
    return SplitClips(clips, [""] * len(clips))


def _draw(seed: int, key: str) -> bytes:
    return blake2b(f"{seed}\0{key}".encode("utf-8", "backslashreplace"), digest_size=16).digest()


def _ends(count: int, plan: SplitPlan) -> list[int]:
    """Where each split ends in the dealt order; rounded, and with at least one each where that is possible."""
    ends, total = [], 0.0
    names = len(plan.fractions)
    for number, (_, share) in enumerate(plan.fractions, start=1):
        total += share
        end = round(total * count)
        if count >= names:
            end = min(max(end, number), count - (names - number))
        ends.append(end)
    return ends
