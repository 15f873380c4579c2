"""Pictures for the Qwen-VL families: stills and frames of a clip as rows of the language model's input.

Every picture is encoded by itself, frames of a clip too, because the published runtime shows them as stills.
"""

from __future__ import annotations

import hashlib
from collections import OrderedDict
from typing import TYPE_CHECKING

import numpy as np
import torch
from torch import Tensor

from sa2va_desktop.inference.api import ShownPictures, TraceSink
from sa2va_desktop.inference.devices import translated_memory_errors
from sa2va_desktop.inference.encoded_pictures import EncodedPictures, check_shown
from sa2va_desktop.inference.memory_ladder import Stage
from sa2va_desktop.inference.prompt import Pictures
from sa2va_desktop.inference.qwen_vl_pictures import PatchLayout, picture_patches, resized_picture
from sa2va_desktop.modeling.language_model import PictureGrid
from sa2va_desktop.modeling.qwen_vl import PictureRows, QwenVlNetwork
from sa2va_desktop.tasks import CancelToken
from sa2va_desktop.translation import translate

if TYPE_CHECKING:
    from sa2va_desktop.inference.checkpoint import Checkpoint

_KEPT_PICTURES = 8  # the frames of a clip, and what other turns of the conversation show


class QwenVlPictureEncoder:
    """Follows the PictureEncoder protocol for the Qwen-VL families."""

    def __init__(self, checkpoint: Checkpoint) -> None:
        if not isinstance(checkpoint.network, QwenVlNetwork):
            raise TypeError(f"expected a Qwen-VL network, found {type(checkpoint.network).__name__}")
        self._checkpoint = checkpoint
        self._network = checkpoint.network
        self._layout = PatchLayout.of(checkpoint.network.config)
        self._kept: OrderedDict[bytes, PictureRows] = OrderedDict()

    def encode(
        self, shown: ShownPictures, cancel: CancelToken, trace: TraceSink | None = None
    ) -> EncodedPictures:
        """See `PictureEncoder.encode`; a cancel is obeyed between pictures."""
        check_shown(shown)
        keys: list[bytes] = []
        grids: list[PictureGrid] = []
        rows: list[PictureRows] = []
        for frame_index in shown.language_frames:
            cancel.raise_if_cancelled()
            picture = resized_picture(shown.frames.read_rgb(frame_index), self._layout)
            grid = self._layout.grid(picture)
            key = _key(picture, grid)
            keys.append(key)
            grids.append(grid)
            rows.append(self.rows_of(picture, grid, key, is_traced=trace is not None))
        encoded = EncodedPictures(
            layout=Pictures(tuple(self._layout.token_count(grid) for grid in grids)),
            features=torch.cat([picture_rows.features for picture_rows in rows]),
            key=b"".join(keys),
            deepstack=tuple(
                torch.cat(levels) for levels in zip(*(each.deepstack for each in rows), strict=True)
            ),
            grids=tuple(grids),
        )
        if trace is not None:
            _record(encoded, rows, trace)
        return encoded

    def rows_of(self, picture: Tensor, grid: PictureGrid, key: bytes, *, is_traced: bool) -> PictureRows:
        """Rows of one picture; with a trace everything is computed again."""
        if not is_traced and key in self._kept:
            self._kept.move_to_end(key)
            return self._kept[key]
        # A picture cannot be read in parts, so running out of memory costs what else is kept.
        [rows] = self._checkpoint.ladder.in_parts(Stage.VISION, 1, lambda *_part: self._read(picture, grid))
        self._kept[key] = rows
        while len(self._kept) > _KEPT_PICTURES:
            self._kept.popitem(last=False)
        return rows

    def _read(self, picture: Tensor, grid: PictureGrid) -> PictureRows:
        checkpoint = self._checkpoint
        with translated_memory_errors(translate("inference", "the picture was read")), torch.inference_mode():
            patches = picture_patches(picture.to(checkpoint.device), self._layout)
            return self._network.encode_picture(patches.to(checkpoint.dtype), grid)


def _key(picture: Tensor, grid: PictureGrid) -> bytes:
    digest = hashlib.blake2b(picture.numpy().tobytes(), digest_size=16).digest()
    return digest + b"".join(length.to_bytes(4) for length in grid)


def _record(encoded: EncodedPictures, rows: list[PictureRows], trace: TraceSink) -> None:
    trace.record("image_grid_thw", np.array(encoded.grids, np.int64))
    for index, picture_rows in enumerate(rows):
        _record_rows(f"vision_features_{index}", picture_rows.features, 16, trace)
    for level, features in enumerate(encoded.deepstack):
        _record_rows(f"deepstack_{level}", features, 32, trace)


def _record_rows(name: str, features: Tensor, step: int, trace: TraceSink) -> None:
    values = features.float()
    stats = torch.stack((values.mean(), values.std(), values.amin(), values.amax()))
    trace.record(f"{name}_slice", values[::step].cpu().numpy())
    trace.record(f"{name}_stats", stats.cpu().numpy())
