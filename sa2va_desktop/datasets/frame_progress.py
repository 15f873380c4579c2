"""Going through the frames of an export: one look at the cancel token and one report of progress a frame."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from sa2va_desktop.datasets.dataset_format import ProgressCallback
from sa2va_desktop.tasks import CancelToken


class FrameProgress:
    """Counts frames over all clips of one export."""

    def __init__(self, total: int, on_progress: ProgressCallback, token: CancelToken) -> None:
        self.token = token
        self._total = total
        self._done = 0
        self._on_progress = on_progress

    def each(self, frames: Iterable[int]) -> Iterator[int]:
        """The same frames; each counts as done when the next one is asked for. Raises CancelledError between them."""
        for frame_index in frames:
            self.token.raise_if_cancelled()
            yield frame_index
            self._done += 1
            self._on_progress(self._done, self._total)

    def again(self, frames: Iterable[int]) -> Iterator[int]:
        """The same frames, which were counted before or are not to be. Raises CancelledError between them."""
        for frame_index in frames:
            self.token.raise_if_cancelled()
            yield frame_index
