"""Open sources: what each gives for training and for validation, and what of it cannot be used."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Self, overload

from sa2va_desktop.training.fine_tuning.sample import SplitSource
from sa2va_desktop.training.fine_tuning.sources.clip_store import ClipStore
from sa2va_desktop.training.fine_tuning.sources.faults import FaultReport
from sa2va_desktop.training.fine_tuning.sources.media_shelf import MediaShelf


class Sources(Sequence[SplitSource]):
    """Sources in the order of the configuration. Used by one thread at a time; closed by its owner.

    A sample of a data set or project is looked at again when it is drawn: its pictures are decoded, and kept for whoever
    looks at them next. One that has broken meanwhile is a `SampleError`, and is noted in `faults`.

    Attributes:
        faults: all items that cannot be used.
    """

    def __init__(
        self, sources: Sequence[SplitSource], faults: FaultReport, store: ClipStore, shelf: MediaShelf
    ) -> None:
        self.faults = faults
        self._sources, self._store, self._shelf = tuple(sources), store, shelf

    def __len__(self) -> int:
        return len(self._sources)

    @overload
    def __getitem__(self, place: int) -> SplitSource: ...
    @overload
    def __getitem__(self, place: slice) -> Sequence[SplitSource]: ...
    def __getitem__(self, place: int | slice) -> SplitSource | Sequence[SplitSource]:
        return self._sources[place]

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *error: object) -> None:
        self.close()

    def close(self) -> None:
        self._shelf.close()
        self._store.close()
        self.faults.close()
