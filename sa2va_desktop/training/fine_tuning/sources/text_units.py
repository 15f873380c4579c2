"""Units of the texts about a clip: expressions, captions of single things, captions of the whole."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence

from sa2va_desktop.annotation.records import ExpressionKind
from sa2va_desktop.datasets.imported_clip import ImportedClip
from sa2va_desktop.datasets.meant_objects import spoken_of_objects, unambiguous_names
from sa2va_desktop.datasets.model_marks import plain
from sa2va_desktop.training.fine_tuning.config import SeveralObjects
from sa2va_desktop.training.fine_tuning.sample import SampleTask
from sa2va_desktop.training.fine_tuning.sources.located_clip import LocatedClip
from sa2va_desktop.training.fine_tuning.sources.units import (
    TURNS_AT_ONCE,
    Asks,
    LeftOut,
    Unit,
    UnitTurn,
    is_seen,
    known_frames,
    largest_frame,
)


def referring_units(
    located: LocatedClip, left_out: Counter[LeftOut], several: SeveralObjects
) -> Iterator[Unit]:
    turns = [
        UnitTurn(Asks.EXPRESSION, text, segments=_segments(located, text, objects, several))
        for text, objects in _taking_turns(list(_expressions(located, left_out)))
    ]
    groups: list[tuple[list[UnitTurn], frozenset[int]]] = []
    for turn in turns:
        own = known_frames(located, turn.objects)
        for place, (group, known) in enumerate(groups):
            if len(group) < TURNS_AT_ONCE and _are_seen(located, [*group, turn], own & known):
                group.append(turn)
                groups[place] = (group, own & known)
                break
        else:
            groups.append(([turn], own))
    for group, known in groups:
        yield Unit(SampleTask.REFERRING, tuple(group), tuple(sorted(known)))


def _are_seen(located: LocatedClip, turns: Sequence[UnitTurn], frames: frozenset[int]) -> bool:
    return all(is_seen(located, turn.objects, frames) for turn in turns if turn.objects)


def _segments(
    located: LocatedClip, text: str, objects: tuple[int, ...], several: SeveralObjects
) -> tuple[tuple[int, ...], ...]:
    if several is SeveralObjects.EACH:
        return tuple((place,) for place in _in_order_of_words(located, text, objects))
    return (objects,) if objects else ()


def _in_order_of_words(located: LocatedClip, text: str, objects: tuple[int, ...]) -> list[int]:
    """Objects in the order in which a text says their names or labels; from left to right where it does not."""
    said = text.casefold()
    places: dict[int, int] = {}
    for each in objects:
        thing = located.clip.objects[each]
        words = (rf"\b{re.escape(word.casefold())}\b" for word in (thing.name, thing.category) if word)
        places[each] = next((match.start() for word in words if (match := re.search(word, said))), -1)
    if -1 in places.values() or len(set(places.values())) < len(objects):
        places = {each: _left_side(located, each) for each in objects}
    return sorted(objects, key=lambda each: places[each])


def _left_side(located: LocatedClip, place: int) -> int:
    """Where an object begins when it is seen first, in pixels."""
    track = located.tracks[place]
    return next((track[frame].x0 for frame in sorted(track) if not track[frame].is_empty), 0)


def _expressions(located: LocatedClip, left_out: Counter[LeftOut]) -> Iterator[tuple[str, tuple[int, ...]]]:
    """Texts with the objects that they mean, each pair once; names and labels where nothing else means an object."""
    clip = located.clip
    said: set[tuple[str, tuple[int, ...]]] = set()
    meant = spoken_of_objects(clip)
    for text, objects in _told(clip, left_out):
        key = (text.casefold(), tuple(sorted(objects)))
        if key in said:
            continue
        said.add(key)
        if not objects or is_seen(located, objects, known_frames(located, objects)):
            yield text, objects
        else:
            left_out[LeftOut.MASKS] += 1
    for place, name in unambiguous_names(clip):
        if place not in meant and is_seen(located, (place,), located.frames):
            yield name, (place,)


def _told(clip: ImportedClip, left_out: Counter[LeftOut]) -> Iterator[tuple[str, tuple[int, ...]]]:
    for each in clip.expressions:
        text = plain(each.text).strip()
        if each.kind is not ExpressionKind.REFERRING or not text:
            continue
        if each.is_told:
            yield text, each.objects
        else:
            left_out[LeftOut.UNTOLD] += 1
    for place, thing in enumerate(clip.objects):
        if thing.expression.strip():
            yield plain(thing.expression).strip(), (place,)


def _taking_turns(
    texts: Sequence[tuple[str, tuple[int, ...]]],
) -> Iterator[tuple[str, tuple[int, ...]]]:
    """So ordered that texts about the same objects are far from each other, else as they came."""
    rounds: dict[int, list[tuple[str, tuple[int, ...]]]] = {}
    seen: Counter[frozenset[int]] = Counter()
    for text, objects in texts:
        rounds.setdefault(seen[frozenset(objects)], []).append((text, objects))
        seen[frozenset(objects)] += 1
    for number in sorted(rounds):
        yield from rounds[number]


def region_units(located: LocatedClip, left_out: Counter[LeftOut]) -> Iterator[Unit]:
    """Captions of one object each, on the frame where it is largest; those of one frame in one conversation."""
    by_frame: dict[int, list[tuple[int, str]]] = {}
    for each in located.clip.expressions:
        text = plain(each.text).strip()
        if each.kind is not ExpressionKind.CAPTION or len(each.objects) != 1 or not text:
            continue
        frame = largest_frame(located, each.objects[0])
        if frame is None:
            left_out[LeftOut.MASKS] += 1
        else:
            by_frame.setdefault(frame, []).append((each.objects[0], text))
    for frame, told in sorted(by_frame.items()):
        for some in _of_different_objects(told):
            regions = tuple(place for place, _ in some)
            turns = tuple(
                UnitTurn(Asks.REGION, answer=text, region=number)
                for number, (_, text) in enumerate(some, start=1)
            )
            yield Unit(SampleTask.REGION, turns, (frame,), regions)


def _of_different_objects(told: Sequence[tuple[int, str]]) -> Iterator[list[tuple[int, str]]]:
    left = list(told)
    while left:
        taken: dict[int, str] = {}
        rest = []
        for place, text in left:
            if place not in taken and len(taken) < TURNS_AT_ONCE:
                taken[place] = text
            else:
                rest.append((place, text))
        yield list(taken.items())
        left = rest


def caption_units(located: LocatedClip) -> Iterator[Unit]:
    for each in located.clip.expressions:
        text = plain(each.text).strip()
        if each.kind is ExpressionKind.CAPTION and not each.objects and text:
            yield Unit(SampleTask.CHAT, (UnitTurn(Asks.DESCRIBE, answer=text),))
