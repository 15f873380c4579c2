"""Where one shot of a clip ends and another begins: hard cuts, found from small pictures of neighbouring frames."""

from __future__ import annotations

import logging
from collections import OrderedDict
from collections.abc import Callable, Generator

import cv2
import numpy as np
import numpy.typing as npt

from sa2va_desktop.errors import MediaError
from sa2va_desktop.media.media_reader import MediaReader
from sa2va_desktop.media.records import RgbFrame
from sa2va_desktop.tasks import CancelToken

CUT_SCORE = 0.25
"""Less is one shot. Measured: real shots give up to 0.06, at ten times their speed 0.08, lamps, zooms and slow pans up to
0.22; cuts between real shots 0.32 to 0.67, the low ones between two framings of one place. Faster pans and flashes give
more, and are told from cuts by what is around them."""

CONTRAST = 2.0
"""A cut differs so many times more than its neighbours: a whip pan differs as much, but for several frames."""

NEIGHBOURS = 2
"""How many frames on both sides are looked at for that, and for whether the picture comes back (a flash)."""

_SMALL_WH = (64, 36)
_SMALL_BYTES = 3 * 64 * 36
_BINS = 16
_SEARCH_SHARE = (
    0.15  # of width and height: so far a picture may move between two frames; more finds chance matches
)
_FLAT_DEVIATION = 2.0  # grey levels; pictures with less have no structure to compare
_KEPT_SMALL = 64
_PROGRESS_FRAMES = 25

_log = logging.getLogger(__name__)

SmallFrame = npt.NDArray[np.uint8]


def small_frame(frame: RgbFrame) -> SmallFrame:
    """What the other functions compare: (36, 64, 3) uint8, whatever the shape of the picture."""
    return np.asarray(cv2.resize(frame, _SMALL_WH, interpolation=cv2.INTER_AREA), np.uint8)


def change_score(before: SmallFrame, after: SmallFrame) -> float:
    """How unlike two small frames are: 0.0 one shot, 1.0 nothing in common.

    The geometric mean of two distances that must both be large. Colours: half the L1 distance of histograms, also with
    brightness and contrast evened out, whichever is less, so that a lamp switched on is no cut. Structure: one minus
    the best normalised correlation of the middle of one picture with any place of the other, so that a pan is none.
    """
    return float(np.sqrt(_color_distance(before, after) * _structure_distance(before, after)))


class CutFinder:
    """Tells for any frame whether a new shot begins with it; keeps what it has seen last.

    Rule: the frame and the one before differ by `CUT_SCORE`, `CONTRAST` times more than any two neighbours nearby, and
    the picture from before does not come back. The contrast with the neighbourhood is the idea of PySceneDetect's
    AdaptiveDetector (content score over its rolling mean); ours takes the largest neighbour, because fast motion rarely
    comes evenly, and the check that the picture stays away is for flashes and single broken frames. Fades and dissolves
    have no first frame of the new shot and are not found.

    Args:
        read: gives a frame of the clip; called only for frames that are not known yet.
    """

    def __init__(self, read: Callable[[int], RgbFrame], frame_count: int) -> None:
        self._read = read
        self._frame_count = frame_count
        self._small: OrderedDict[int, SmallFrame] = OrderedDict()
        self._scores: OrderedDict[tuple[int, int], float] = OrderedDict()

    def note(self, frame_index: int, frame: RgbFrame) -> None:
        """Remember a frame that was decoded for something else."""
        if frame_index not in self._small:
            self._keep(frame_index, small_frame(frame))

    def is_cut(self, frame_index: int) -> bool:
        """Whether a new shot begins with the frame. Reads it and the one before; a few more only where they differ.

        Raises: what `read` raises.
        """
        if not 0 < frame_index < self._frame_count:
            return False
        score = self._score(frame_index - 1, frame_index)
        if score < CUT_SCORE:
            return False
        first = max(0, frame_index - 1 - NEIGHBOURS)
        last = min(self._frame_count - 1, frame_index + NEIGHBOURS)
        nearby = [(k, k + 1) for k in range(first, last) if k + 1 != frame_index]
        if any(self._score(*pair) * CONTRAST > score for pair in nearby):
            return False
        across = [(frame_index - 1, k) for k in range(frame_index + 1, last + 1)]
        across += [(k, frame_index) for k in range(first, frame_index - 1)]
        return all(self._score(*pair) >= CUT_SCORE / CONTRAST for pair in across)

    def _score(self, before: int, after: int) -> float:
        known = self._scores.get((before, after))
        if known is None:
            known = change_score(self._small_frame(before), self._small_frame(after))
            self._scores[before, after] = known
            if len(self._scores) > _KEPT_SMALL:
                self._scores.popitem(last=False)
        return known

    def _small_frame(self, frame_index: int) -> SmallFrame:
        found = self._small.get(frame_index)
        if found is None:
            found = small_frame(self._read(frame_index))
            self._keep(frame_index, found)
        return found

    def _keep(self, frame_index: int, small: SmallFrame) -> None:
        self._small[frame_index] = small
        if len(self._small) > _KEPT_SMALL:
            self._small.popitem(last=False)


def search_cuts(
    reader: MediaReader, frame_range: tuple[int, int], token: CancelToken
) -> Generator[tuple[int, list[int]], None, None]:
    """Look through a half-open range in order. Near a frame that cannot be decoded no cut is found.

    Yields: now and then, how far it was searched (exclusive) and the cuts found since the last time.

    Raises:
        CancelledError: `token` was cancelled.
    """
    finder = CutFinder(lambda index: reader.read_rgb(index, token=token), reader.frame_count)
    found: list[int] = []
    for frame_index in range(*frame_range):
        token.raise_if_cancelled()
        try:
            if finder.is_cut(frame_index):
                found.append(frame_index)
        except MediaError as error:  # the person is told when that frame is shown
            _log.debug("No scene cut is looked for at frame %d: %s", frame_index, error)
        if (frame_index + 1 - frame_range[0]) % _PROGRESS_FRAMES == 0 or frame_index + 1 == frame_range[1]:
            yield frame_index + 1, found
            found = []


def _color_distance(before: SmallFrame, after: SmallFrame) -> float:
    plain = _histogram_distance(_levels(before), _levels(after))
    if plain < CUT_SCORE**2:  # too small for any cut, whatever the structure says
        return plain
    return min(plain, _histogram_distance(_evened_levels(before), _evened_levels(after)))


def _levels(frame: SmallFrame) -> npt.NDArray[np.intp]:
    """(H, W, 3) histogram bins 0.._BINS-1."""
    return (frame // (256 // _BINS)).astype(np.intp)


def _evened_levels(frame: SmallFrame) -> npt.NDArray[np.intp]:
    """(H, W, 3) bins over three standard deviations round the mean of each channel."""
    values = frame.astype(np.float32)
    deviation = np.maximum(values.std(axis=(0, 1)), 4.0)
    standard = (values - values.mean(axis=(0, 1))) / deviation
    return ((np.clip(standard, -2.99, 2.99) + 3) / 6 * _BINS).astype(np.intp)


def _histogram_distance(before: npt.NDArray[np.intp], after: npt.NDArray[np.intp]) -> float:
    """Half the L1 distance of the histograms' shares, averaged over the channels: 0..1."""
    distance = 0.0
    for channel in range(3):
        first, second = (
            np.bincount(levels[..., channel].reshape(-1), minlength=_BINS) / (_SMALL_BYTES // 3)
            for levels in (before, after)
        )
        distance += float(np.abs(first - second).sum()) / 2
    return distance / 3


def _structure_distance(before: SmallFrame, after: SmallFrame) -> float:
    """0 when the middle of either picture is somewhere in the other, 1 when nothing corresponds."""
    first, second = (cv2.cvtColor(frame, cv2.COLOR_RGB2GRAY).astype(np.float32) for frame in (before, after))
    is_flat = [float(picture.std()) < _FLAT_DEVIATION for picture in (first, second)]
    if any(is_flat):
        return 0.0 if all(is_flat) else 1.0
    best = max(_best_correlation(_middle(first), second), _best_correlation(_middle(second), first))
    return min(1.0, 1.0 - best)


def _middle(picture: npt.NDArray[np.float32]) -> npt.NDArray[np.float32]:
    margin_y, margin_x = (int(side * _SEARCH_SHARE) for side in picture.shape)
    return picture[margin_y:-margin_y, margin_x:-margin_x]


def _best_correlation(part: npt.NDArray[np.float32], picture: npt.NDArray[np.float32]) -> float:
    if float(part.std()) < _FLAT_DEVIATION:
        return 0.0
    return float(cv2.matchTemplate(picture, part, cv2.TM_CCOEFF_NORMED).max())
