"""Ids in files that are written: those that the things had in the file they came from, as far as they can be kept."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import count
from typing import TypeVar

Id = TypeVar("Id", int, str)

_LARGEST = (1 << 53) - 1  # the last whole number that every JSON reader takes
_LONGEST = 200


def kept_numbers(wanted: Iterable[object], *, first: int = 1) -> list[int]:
    """A number for each thing, all different: the wanted one where it is a free whole number from `first` on, else the
    lowest that nothing has."""
    kept = _first_of_each([_number(each, first) for each in wanted])
    free = _free_numbers({each for each in kept if each is not None}, first)
    return [next(free) if each is None else each for each in kept]


def kept_names(wanted: Iterable[object], *, first: int = 0) -> list[str]:
    """As `kept_numbers` for ids that are texts; those that are made are decimal numbers."""
    kept = _first_of_each(
        [each if isinstance(each, str) and 0 < len(each) <= _LONGEST else None for each in wanted]
    )
    taken = {int(each) for each in kept if each is not None and each.isascii() and each.isdecimal()}
    free = _free_numbers(taken, first)
    return [str(next(free)) if each is None else each for each in kept]


def _number(value: object, first: int) -> int | None:
    is_number = isinstance(value, int) and not isinstance(value, bool)
    return value if is_number and first <= value <= _LARGEST else None  # type: ignore[operator,return-value]


def _first_of_each(wanted: list[Id | None]) -> list[Id | None]:
    seen: set[Id] = set()
    kept: list[Id | None] = []
    for each in wanted:
        kept.append(None if each in seen else each)
        if each is not None:
            seen.add(each)
    return kept


def _free_numbers(taken: set[int], first: int) -> Iterator[int]:
    return (number for number in count(first) if number not in taken)
