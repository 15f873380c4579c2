"""A sequence whose members are made when they are looked at, and forgotten after: thousands of clips in the memory of one."""

from __future__ import annotations

import abc
from collections.abc import Sequence
from typing import Generic, TypeVar, overload

Member = TypeVar("Member")


class LazySequence(Sequence[Member], abc.ABC, Generic[Member]):
    """A subclass says how many there are and makes one."""

    @abc.abstractmethod
    def __len__(self) -> int: ...

    @abc.abstractmethod
    def _make(self, index: int) -> Member:
        """The member at an index in 0..len - 1."""

    @overload
    def __getitem__(self, index: int) -> Member: ...
    @overload
    def __getitem__(self, index: slice) -> list[Member]: ...
    def __getitem__(self, index: int | slice) -> Member | list[Member]:
        places = range(len(self))[index]
        return self._make(places) if isinstance(places, int) else [self._make(place) for place in places]
