"""Scores of a model on unseen clips and pictures, following the runtime's `consistent` procedure with our own graph."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import torch
import torch.nn.functional as F
from torch import Tensor

from sa2va_desktop.scenes.clip import Clip
from sa2va_desktop.training.nano.grounding_graph import ImageFeatures, Memory
from sa2va_desktop.training.nano.language import build_turn, normalised_tiles, run_language
from sa2va_desktop.training.nano.nano_model import NanoModel
from sa2va_desktop.training.nano.tokenizer import NanoTokenizer

BoolClip = npt.NDArray[np.bool_]
_KEY_FRAMES = 5


@dataclass(frozen=True)
class ClipScore:
    """Result of one expression on one clip.

    Attributes:
        region_j: mean over frames of the IoU; 1 where both masks are empty.
        is_right: whether the masks overlap the named object more than any other.
        chance_right: rate of a guess among the objects of the clip.
    """

    clip: str
    text: str
    region_j: float
    is_right: bool
    chance_right: float


@torch.no_grad()
def seg_embedding(
    model: NanoModel, tokenizer: NanoTokenizer, text: str, pictures: npt.NDArray[np.uint8]
) -> Tensor:
    """Prompt vector (C,) for a typed text about pictures (B, S, S, 3) uint8, teacher-forced with the usual answer."""
    tokens = model.image_tokens(normalised_tiles(pictures))
    states = run_language(model, tokenizer, [build_turn(tokenizer, text)], tokens).seg_states
    return model.text_hidden_fcs(states)[0]


@torch.no_grad()
def segment_clip(
    model: NanoModel, tokenizer: NanoTokenizer, frames: npt.NDArray[np.uint8], text: str
) -> BoolClip:
    """Masks (T, H, W) of a typed text: key frames by the tuned decoder, the others tracked both ways."""
    graph, count = model.grounding, len(frames)
    side = graph.config.image_size
    keys = sorted(set(np.linspace(0, count - 1, min(_KEY_FRAMES, count)).astype(int).tolist()))
    small = np.stack([_squeezed(frame, side) for frame in frames])
    tile_px = model.sizes.tile_px
    embedding = seg_embedding(model, tokenizer, text, np.stack([_squeezed(frames[k], tile_px) for k in keys]))
    images = torch.from_numpy(small).permute(0, 3, 1, 2).float()
    features = [graph.encode(images[index : index + 1]) for index in range(count)]
    row = torch.zeros(1, dtype=torch.long)
    masks = np.zeros(frames.shape[:3], np.bool_)
    conditioning: dict[int, Memory] = {}
    for key in keys:
        output = graph.decode(
            graph.tuned_decoder,
            features[key],
            graph.no_memory(features[key]),
            row,
            seg_embedding=embedding[None],
        )
        masks[key] = _full_mask(output.logits, frames.shape[1:3], side)
        prompt = F.interpolate(
            torch.from_numpy(masks[key])[None, None].float(), size=(side, side), mode="nearest"
        )
        logits, pointer = graph.mask_as_output(features[key], row, prompt)
        conditioning[key] = graph.remember(features[key], row, logits, pointer)
    _track(model, features, conditioning, masks, frames.shape[1:3])
    return masks


def _track(
    model: NanoModel,
    features: list[ImageFeatures],
    conditioning: dict[int, Memory],
    masks: BoolClip,
    size_hw: tuple[int, int],
) -> None:
    """Fill `masks` between the key frames, forward in time; the first frame is always a key frame."""
    graph = model.grounding
    side = graph.config.image_size
    row = torch.zeros(1, dtype=torch.long)
    tracked: dict[int, Memory] = {}
    for frame in range(len(features)):
        if frame in conditioning:
            continue
        near = [
            (frame - index, tracked[index]) for index in range(frame - 1, frame - 8, -1) if index in tracked
        ]
        recalled = graph.recall(
            features[frame],
            row,
            conditioning=[(memory, index < frame) for index, memory in conditioning.items()],
            tracked=near,
        )
        output = graph.decode(graph.network.sam_mask_decoder, features[frame], recalled, row)
        masks[frame] = _full_mask(output.logits, size_hw, side)
        tracked[frame] = graph.remember(features[frame], row, graph.full_size(output.logits), output.pointer)


def score_clip(model: NanoModel, tokenizer: NanoTokenizer, clip: Clip, text: str, object_id: int) -> ClipScore:
    """Segment a clip by a typed text and compare with the truth."""
    return compare(clip, text, object_id, segment_clip(model, tokenizer, clip.frames, text))


def compare(clip: Clip, text: str, object_id: int, predicted: BoolClip) -> ClipScore:
    """Score masks (T, H, W) that were predicted for one object of a clip."""
    overlap = {thing.object_id: _overlap(predicted, clip.ids == thing.object_id) for thing in clip.objects}
    best = max(overlap, key=lambda k: overlap[k])
    right = best == object_id and overlap[best] > 0.05
    return ClipScore(clip.name, text, region_j(predicted, clip.ids == object_id), right, 1 / len(clip.objects))


def region_j(predicted: BoolClip, truth: BoolClip) -> float:
    """J of a track: mean IoU over frames, 1 where both are empty; (T, H, W) each."""
    union = (predicted | truth).sum(axis=(1, 2))
    shared = (predicted & truth).sum(axis=(1, 2))
    return float(np.where(union > 0, shared / np.maximum(union, 1), 1.0).mean())


def _overlap(predicted: BoolClip, truth: BoolClip) -> float:
    """IoU over all pixels of the clip, where empty frames count nothing."""
    return float((predicted & truth).sum() / max((predicted | truth).sum(), 1))


def _squeezed(frame: npt.NDArray[np.uint8], side: int) -> npt.NDArray[np.uint8]:
    from PIL import Image

    return np.asarray(Image.fromarray(frame).resize((side, side), Image.Resampling.BICUBIC))


def _full_mask(logits: Tensor, size_hw: tuple[int, int], side: int) -> BoolClip:
    """Low-resolution logits to a mask at picture size: bilinear to the square, then to the picture."""
    square = F.interpolate(logits, size=(side, side), mode="bilinear", align_corners=False)
    return (F.interpolate(square, size=size_hw, mode="bilinear", align_corners=False)[0, 0] > 0).numpy()
