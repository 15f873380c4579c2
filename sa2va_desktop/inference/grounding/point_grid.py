"""Many clicks on one frame decoded together, each about a thing of its own: what "segment everything" is made of.

The scores are those of SAM's automatic mask generation (Kirillov et al., "Segment Anything", 2023, section 5 and appendix B):
the network's own estimate of the IoU, and how stable a mask is when its threshold moves.
"""

from __future__ import annotations

import math
from collections.abc import Sequence

import torch
from torch import Tensor

from sa2va_desktop.errors import InputError
from sa2va_desktop.inference.api import ObjectMask, PointMask, PointsRequest
from sa2va_desktop.inference.grounding.decoding import decode, without_memory
from sa2va_desktop.inference.grounding.features import FrameFeatures
from sa2va_desktop.inference.grounding.mask_output import MaskUpscaler
from sa2va_desktop.inference.grounding.model import DecoderRole, GroundingModel
from sa2va_desktop.inference.grounding.prompting import square_coordinates
from sa2va_desktop.translation import translate


def check_points(request: PointsRequest, frame_count: int, size_hw: tuple[int, int]) -> None:
    """Raises InputError for a frame that is not there or a point outside the picture."""
    if not 0 <= request.frame_index < frame_count:
        raise InputError(
            translate("inference", "Points are given on frame {0} but the clip has frames 0 to {1}.").format(
                request.frame_index, frame_count - 1
            )
        )
    height, width = size_hw
    for index, (x, y) in enumerate(request.points_xy):
        if not (math.isfinite(x) and math.isfinite(y) and 0 <= x < width and 0 <= y < height):
            raise InputError(
                translate(
                    "inference", "Point {0}: expected a place in the {1}x{2} picture, found {3:g},{4:g}."
                ).format(index, width, height, x, y)
            )


def point_masks(
    model: GroundingModel,
    features: FrameFeatures,
    upscaler: MaskUpscaler,
    request: PointsRequest,
    part: Sequence[int],
) -> tuple[PointMask, ...]:
    """Candidates of some of the points, by point, the best of each first; those that the request does not want are
    not brought to the picture's size."""
    points = [request.points_xy[index] for index in part]
    coords = torch.tensor(
        [[xy] for xy in square_coordinates(points, upscaler.size_hw, model)], device=model.device
    )
    labels = torch.ones((len(points), 1), dtype=torch.long, device=model.device)
    sparse, dense = model.prompt_tokens((coords, labels), None)
    decoded = decode(
        model,
        DecoderRole.TRACKING,
        features,
        without_memory(model, features),
        sparse,
        dense,
        multimask=model.config.multimask,
        is_gated=False,
    )
    stabilities = stability(decoded.candidate_logits, request.stability_offset)
    is_wanted = (decoded.candidate_ious >= request.min_predicted_iou) & (stabilities >= request.min_stability)
    found = []
    for row, index in enumerate(part):
        wanted = torch.nonzero(is_wanted[row])[:, 0].tolist()
        ious, score = decoded.candidate_ious[row].tolist(), float(decoded.object_scores[row])
        for column in sorted(wanted, key=lambda each: -ious[each]):
            rle = upscaler.to_rle(decoded.candidate_logits[row, column])
            if not rle.is_empty:
                mask = ObjectMask(index, rle, ious[column], score, is_key=True)
                found.append(PointMask(mask, float(stabilities[row, column])))
    return tuple(found)


def stability(logits: Tensor, offset: float) -> Tensor:
    """IoU between the masks at a threshold of +offset and -offset: (N, m, s, s) logits to (N, m); 0 for empty ones.

    The first lies inside the second, so that it is a ratio of areas.
    """
    inner = (logits > offset).flatten(2).sum(dim=2)
    outer = (logits > -offset).flatten(2).sum(dim=2)
    return inner / outer.clamp(min=1)
