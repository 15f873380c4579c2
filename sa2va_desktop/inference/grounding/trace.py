"""Collects the intermediates of one language-grounded run and hands them on under the names of the golden files."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt
import torch
from torch import Tensor

from sa2va_desktop.inference.api import TraceSink

if TYPE_CHECKING:
    from sa2va_desktop.inference.grounding.decoding import DecodedObjects
    from sa2va_desktop.inference.grounding.features import FineFeatures

Array = npt.NDArray[np.generic]


class GroundingTrace:
    """Keeps everything until `finish`, so its memory grows with the clip; only `trace` uses it.

    Frames arrive in the order of tracking and leave in the order of time.
    """

    def __init__(self, sink: TraceSink) -> None:
        self._sink = sink
        self._per_frame: dict[str, dict[int, Array]] = {}

    def _keep(self, name: str, frame_index: int, value: Tensor | Array) -> None:
        array = value.detach().float().cpu().numpy().copy() if isinstance(value, Tensor) else value
        self._per_frame.setdefault(name, {})[frame_index] = array

    def frame_encoded(self, frame_index: int, pixels: Tensor, top: Tensor, fine: FineFeatures) -> None:
        """The normalised input (1, 3, S, S) and the features of a frame; of features only the first frame's."""
        self._keep("sam_input_slice", frame_index, _every(pixels[0], 64))
        self._keep("sam_input_stats", frame_index, _stats(pixels[0]))
        if "sam_fpn_seen" in self._per_frame:
            return
        self._per_frame["sam_fpn_seen"] = {}
        for level, features in enumerate((fine.stride4, fine.stride8, top)):
            sampled = _every(features[0], features.shape[-1] // 8)
            self._sink.record(f"fpn{level}_frame0_slice", sampled.float().cpu().numpy().copy())
            self._sink.record(f"fpn{level}_frame0_stats", _stats(features[0]).cpu().numpy())

    def decoded(self, frame_index: int, decoded: DecodedObjects) -> None:
        self._keep("sam_low_res_logits", frame_index, decoded.low_res_logits)
        self._keep("sam_low_res_stats", frame_index, torch.stack([_stats(x) for x in decoded.low_res_logits]))
        self._keep("sam_low_res_multimask_logits_s4", frame_index, _every(decoded.candidate_logits[0], 4))
        self._keep("sam_ious", frame_index, decoded.candidate_ious)
        self._keep("sam_obj_score_logits", frame_index, decoded.object_scores[:, None])
        self._keep("sam_obj_ptr", frame_index, decoded.pointers)

    def memory_encoded(self, frame_index: int, features: Tensor) -> None:
        """Memory encoder output (N, M, h, w) before rounding; the first object's is kept."""
        self._keep("memory_features_slice", frame_index, _every(features[0], 8))
        self._keep("memory_features_stats", frame_index, _stats(features[0]))

    def conditioned(self, frame_index: int, features: Tensor) -> None:
        """Features after memory attention (N, C, h, w); the first object's are kept."""
        self._keep("memory_conditioned_slice", frame_index, _every(features[0], 8))
        self._keep("memory_conditioned_stats", frame_index, _stats(features[0]))

    def masks(self, frame_index: int, masks: npt.NDArray[np.bool_]) -> None:
        """Final masks (N, H, W) of one frame."""
        self._keep("final_masks", frame_index, masks)

    def finish(self) -> None:
        """Record what was collected, frames stacked behind the object axis where there is one."""
        for name, frames in self._per_frame.items():
            if not frames:
                continue
            order = sorted(frames)
            axis = 1 if name in _PER_OBJECT else 0
            self._sink.record(name, np.stack([frames[frame] for frame in order], axis=axis))
            if name == "memory_conditioned_slice":
                self._sink.record("memory_conditioned_frame_idx", np.array(order, np.int64))


_PER_OBJECT = {
    "sam_low_res_logits",
    "sam_low_res_stats",
    "sam_ious",
    "sam_obj_score_logits",
    "sam_obj_ptr",
    "final_masks",
}


def _every(features: Tensor, step: int) -> Tensor:
    return features[..., ::step, ::step]


def _stats(values: Tensor) -> Tensor:
    values = values.float()
    return torch.stack((values.mean(), values.std(), values.min(), values.max()))
