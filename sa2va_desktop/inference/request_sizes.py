"""How large a request is going to be, as far as that can be told before anything is computed."""

from __future__ import annotations

from sa2va_desktop.inference.api import AskRequest, ShownPictures, TrackRequest
from sa2va_desktop.inference.checkpoint import Checkpoint
from sa2va_desktop.inference.memory_sizes import RequestSizes

_EXPECTED_OBJECTS = 4
"""Of an answer that is not written yet."""
_EXPECTED_TEXT = 128
"""Tokens around the pictures of a prompt."""
_PATCH_SIDE = 28
_MOST_PICTURE_TOKENS = 1280
"""For towers that read pictures of any size: pixels of a side that become one token, and tokens of one picture."""


def ask_sizes(request: AskRequest, checkpoint: Checkpoint) -> RequestSizes:
    """Pictures count as the most tiles that they may be cut into."""
    shown = [] if request.shown is None else [request.shown]
    tiles = sum(_tiles(each, checkpoint) for each in shown)
    tokens = sum(_tokens(each, checkpoint) for each in shown)
    if request.history is not None:
        tokens += len(request.history.ids)
    start, stop = request.frame_range
    has_frames = request.segmented is not None
    return RequestSizes(
        tiles=tiles,
        tokens=tokens + _EXPECTED_TEXT,
        new_tokens=request.max_new_tokens,
        objects=_objects(request.max_segments) if has_frames else 0,
        frames=stop - start if has_frames else 0,
        key_frames=len(request.language_frames) if has_frames else 0,
    )


def track_sizes(request: TrackRequest) -> RequestSizes:
    """Of marks on a clip; no language takes part."""
    start, stop = request.frame_range
    by_object: dict[int, set[int]] = {}
    for prompt in request.prompts:
        by_object.setdefault(prompt.object_index, set()).add(prompt.frame_index)
    return RequestSizes(
        objects=len(by_object),
        frames=stop - start,
        key_frames=max((len(frames) for frames in by_object.values()), default=0),
    )


def _objects(max_segments: int | None) -> int:
    return _EXPECTED_OBJECTS if max_segments is None else min(max_segments, _EXPECTED_OBJECTS)


def _tiles(shown: ShownPictures, checkpoint: Checkpoint) -> int:
    # A still that is cut is shown once more as a whole.
    most = checkpoint.max_tiles + 1 if checkpoint.max_tiles > 1 else 1
    return len(shown.language_frames) if shown.is_video else most


def _tokens(shown: ShownPictures, checkpoint: Checkpoint) -> int:
    if checkpoint.sizes.vision is not None:
        return _tiles(shown, checkpoint) * checkpoint.sizes.vision.tokens
    height, width = shown.frames.size_hw
    return len(shown.language_frames) * min(_MOST_PICTURE_TOKENS, height * width // _PATCH_SIDE**2 + 1)
