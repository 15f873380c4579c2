"""Prompted frames: what a `[SEG]` embedding, points, a box or a mask make of one frame, without any memory."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import torch
import torch.nn.functional as F
from torch import Tensor

from sa2va_desktop.annotation.rle import BoolMask, MaskRle, mask_to_rle, rle_to_mask
from sa2va_desktop.errors import InputError
from sa2va_desktop.inference.api import LowResLogits, ObjectPrompt
from sa2va_desktop.inference.grounding.decoding import (
    DecodedObjects,
    decode,
    language_tokens,
    mask_as_output,
    without_memory,
)
from sa2va_desktop.inference.grounding.features import FrameFeatures
from sa2va_desktop.inference.grounding.mask_output import MaskUpscaler
from sa2va_desktop.inference.grounding.model import DecoderRole, GroundingModel
from sa2va_desktop.translation import translate

_BOX_LABELS = (2, 3)  # how SAM 2 marks the two corners of a box among its points
_MASK_PROMPT_IOU = 1.0
_PRESENT_SCORE = 10.0
_LOGIT_LIMIT = 32.0  # how far SAM 2 lets logits go that it is given again


@dataclass(frozen=True, eq=False)
class PromptedObject:
    """One object on a prompted frame.

    Attributes:
        row: position of the object in its request.
        logits, pointer: what the decoder made, (s, s) and (C,); None where the mask itself is what tracking gets.
    """

    row: int
    rle: MaskRle
    predicted_iou: float
    object_score: float
    logits: Tensor | None = None
    pointer: Tensor | None = None


def decode_language(model: GroundingModel, features: FrameFeatures, embeddings: Tensor) -> DecodedObjects:
    """(N, C) embeddings of `[SEG]` by the tuned decoder as it was trained: one frame alone, no gating."""
    return decode(
        model,
        DecoderRole.LANGUAGE,
        features,
        without_memory(model, features),
        language_tokens(model, embeddings),
        multimask=model.config.multimask,
        is_gated=False,
    )


def prompted_objects(
    decoded: DecodedObjects, rows: Sequence[int], upscaler: MaskUpscaler, *, keeps_logits: bool
) -> list[PromptedObject]:
    """Decoder output as objects. Without `keeps_logits` only the thresholded masks go on to tracking."""
    objects = []
    for position, row in enumerate(rows):
        logits = decoded.low_res_logits[position]
        objects.append(
            PromptedObject(
                row,
                upscaler.to_rle(logits),
                float(decoded.predicted_ious[position]),
                float(decoded.object_scores[position]),
                logits if keeps_logits else None,
                decoded.pointers[position] if keeps_logits else None,
            )
        )
    return objects


def prompt_by_user(
    model: GroundingModel,
    features: FrameFeatures,
    upscaler: MaskUpscaler,
    prompts: Sequence[tuple[int, ObjectPrompt]],
) -> list[PromptedObject]:
    """Objects that a person marked on this frame, each with its row. A mask stays exactly as it was drawn."""
    objects = []
    for row, prompt in prompts:
        if prompt.mask is not None:
            rle = mask_to_rle(prompt.mask)
            score = -_PRESENT_SCORE if rle.is_empty else _PRESENT_SCORE
            objects.append(PromptedObject(row, rle, _MASK_PROMPT_IOU, score))
        else:
            decoded = decode_marks(model, features, prompt, upscaler.size_hw, is_gated=True)
            objects += prompted_objects(decoded, [row], upscaler, keeps_logits=True)
    return objects


def decode_marks(
    model: GroundingModel,
    features: FrameFeatures,
    prompt: ObjectPrompt,
    size_hw: tuple[int, int],
    *,
    is_gated: bool,
    refines: LowResLogits | None = None,
) -> DecodedObjects:
    """Points, a box, and a rough mask of one object. Only a single click, being ambiguous, gives three candidates.

    Args:
        refines: (s, s) logits that the same marks made before the latest one was added; they win over a rough mask.

    Raises:
        InputError: `refines` has another size.
    """
    coords, labels = _point_inputs(prompt, size_hw, model)
    rough: Tensor | None = None
    if refines is not None:
        rough = _known_logits(refines, model)
    elif prompt.mask is not None:
        rough = _mask_logits(prompt.mask, model)
    sparse, dense = model.prompt_tokens((coords, labels), rough)
    is_ambiguous = labels.shape[1] <= 1
    return decode(
        model,
        DecoderRole.TRACKING,
        features,
        without_memory(model, features),
        sparse,
        dense,
        multimask=model.config.multimask and is_ambiguous,
        is_gated=is_gated,
    )


def _point_inputs(
    prompt: ObjectPrompt, size_hw: tuple[int, int], model: GroundingModel
) -> tuple[Tensor, Tensor]:
    """(1, K, 2) coordinates in the square input and (1, K) labels, box corners first."""
    marks: list[tuple[float, float, int]] = []
    if prompt.box_xyxy is not None:
        left, top, right, bottom = prompt.box_xyxy
        marks += [(left, top, _BOX_LABELS[0]), (right, bottom, _BOX_LABELS[1])]
    marks += [(*point.point_xy, point.label) for point in prompt.points]
    if not marks:
        marks = [(0.0, 0.0, -1)]
    coords = square_coordinates([(x, y) for x, y, _ in marks], size_hw, model)
    labels = [label for _, _, label in marks]
    return torch.tensor([coords], device=model.device), torch.tensor([labels], device=model.device)


def square_coordinates(
    points_xy: Sequence[tuple[float, float]], size_hw: tuple[int, int], model: GroundingModel
) -> list[tuple[float, float]]:
    """Picture points as the prompt encoder takes them, in the network's square input."""
    height, width = size_hw
    side = model.config.image_size
    # Ours are positions on the plane; SAM 2 takes pixel indices and adds the half pixel itself.
    return [(x / width * side - 0.5, y / height * side - 0.5) for x, y in points_xy]


def _known_logits(refines: LowResLogits, model: GroundingModel) -> Tensor:
    """Earlier logits as the (1, 1, s, s) that the prompt encoder expects."""
    side = model.config.low_res_size
    if refines.shape != (side, side):
        found = "x".join(map(str, refines.shape))
        raise InputError(
            translate("inference", "The mask to refine has {0} logits but the decoder makes {1}x{1}.").format(
                found, side
            )
        )
    known = torch.from_numpy(np.ascontiguousarray(refines)).to(model.device)
    return known.clamp(-_LOGIT_LIMIT, _LOGIT_LIMIT)[None, None]


def _mask_logits(mask: BoolMask, model: GroundingModel) -> Tensor:
    """A rough mask as the (1, 1, s, s) logits that the prompt encoder expects."""
    side = model.config.low_res_size
    solid = torch.from_numpy(np.ascontiguousarray(mask)).to(model.device).float()[None, None]
    return F.interpolate(solid * 20 - 10, size=(side, side), mode="bilinear", antialias=True)


def memory_inputs(
    model: GroundingModel, features: FrameFeatures, objects: Sequence[PromptedObject]
) -> tuple[Tensor, Tensor, Tensor]:
    """(N, s, s) logits, (N, C) pointers and (N,) object scores that tracking remembers of prompted objects."""
    drawn = [position for position, one in enumerate(objects) if one.logits is None]
    parts = {
        position: (one.logits, one.pointer, one.logits.new_tensor(one.object_score))
        for position, one in enumerate(objects)
        if one.logits is not None and one.pointer is not None
    }
    if drawn:
        squares = torch.stack([_square_mask(objects[position].rle, model) for position in drawn])
        decoded = mask_as_output(model, features, squares)
        parts.update(zip(drawn, zip(decoded.low_res_logits, decoded.pointers, decoded.object_scores)))
    logits, pointers, scores = zip(*(parts[position] for position in range(len(objects))))
    return torch.stack(logits), torch.stack(pointers), torch.stack(scores)


def _square_mask(rle: MaskRle, model: GroundingModel) -> Tensor:
    """(1, image_size, image_size) float of 0 and 1."""
    side = model.config.image_size
    solid = torch.from_numpy(rle_to_mask(rle)).to(model.device).float()[None, None]
    if rle.size_hw == (side, side):
        return solid[0]
    return (F.interpolate(solid, size=(side, side), mode="bilinear", antialias=True)[0] >= 0.5).float()


def check_prompts(prompts: Sequence[ObjectPrompt], frame_count: int, size_hw: tuple[int, int]) -> None:
    """Raises InputError for prompts that name no frame, say nothing, do not fit the picture, or contradict."""
    seen = set()
    for prompt in prompts:
        where = translate("inference", "The prompt of object {0} on frame {1}").format(
            prompt.object_index, prompt.frame_index
        )
        if not 0 <= prompt.frame_index < frame_count:
            raise InputError(
                translate("inference", "{0} names no frame: the clip has frames 0 to {1}.").format(
                    where, frame_count - 1
                )
            )
        if not prompt.points and prompt.box_xyxy is None and prompt.mask is None:
            raise InputError(
                translate("inference", "{0} has neither points nor a box nor a mask.").format(where)
            )
        if prompt.mask is not None and prompt.mask.shape != tuple(size_hw):
            found = "x".join(map(str, prompt.mask.shape[::-1]))
            raise InputError(
                translate("inference", "{0} has a {1} mask but the picture is {2}x{3}.").format(
                    where, found, size_hw[1], size_hw[0]
                )
            )
        if (prompt.object_index, prompt.frame_index) in seen:
            raise InputError(translate("inference", "{0} is given twice.").format(where))
        seen.add((prompt.object_index, prompt.frame_index))
