"""One call of the mask decoder or the memory encoder for all objects of a frame.

The meaning of every step is SAM 2's (sam2 1.1.0, `modeling/sam2_base.py`); ours differs by the batch over objects,
by the language token, and by resizing only the mask that was chosen.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import torch
import torch.nn.functional as F
from torch import Tensor

from sa2va_desktop.inference.grounding.features import FrameFeatures
from sa2va_desktop.inference.grounding.model import DecoderRole, GroundingModel

_ABSENT_LOGIT = -1024.0  # what SAM 2 writes over the mask of an absent object
_SURE_LOGIT = 10.0  # a mask prompt becomes logits of this size


@dataclass(frozen=True, eq=False)
class DecodedObjects:
    """All objects of one call on one frame; s is the side of the low-resolution mask.

    Attributes:
        low_res_logits: (N, s, s) float32 of the chosen mask.
        predicted_ious: (N,) of the chosen mask, 0..1.
        object_scores: (N,) logits.
        pointers: (N, C) object pointers, the learned "no object" pointer where the score says absent.
        candidate_logits, candidate_ious: (N, m, s, s) and (N, m), m = 3 or 1.
    """

    low_res_logits: Tensor
    predicted_ious: Tensor
    object_scores: Tensor
    pointers: Tensor
    candidate_logits: Tensor
    candidate_ious: Tensor

    def only(self, position: int) -> DecodedObjects:
        """One object, N = 1."""
        return DecodedObjects(*(tensor[position : position + 1] for tensor in self._fields()))

    @classmethod
    def joined(cls, parts: Sequence[DecodedObjects]) -> DecodedObjects:
        """All objects of all parts, in their order."""
        return cls(*(torch.cat(tensors) for tensors in zip(*(part._fields() for part in parts))))

    def _fields(self) -> tuple[Tensor, ...]:
        return (
            self.low_res_logits,
            self.predicted_ious,
            self.object_scores,
            self.pointers,
            self.candidate_logits,
            self.candidate_ious,
        )


def without_memory(model: GroundingModel, features: FrameFeatures) -> Tensor:
    """(1, C, h, w): what the decoder sees on a prompted frame, which attends to no memory."""
    return features.top + model.network.no_mem_embed.view(1, -1, 1, 1)


def decode(
    model: GroundingModel,
    role: DecoderRole,
    features: FrameFeatures,
    image: Tensor,
    sparse: Tensor,
    dense: Tensor | None = None,
    *,
    multimask: bool,
    is_gated: bool,
) -> DecodedObjects:
    """Decode N objects at once.

    Args:
        image: (N, C, h, w) features after memory attention, or (1, C, h, w) shared by all objects.
        sparse: (N, K, C) prompt tokens.
        dense: (N or 1, C, h, w) mask prompt; None for the learned "no mask".
        multimask: choose the best of three masks by predicted IoU instead of taking the single one.
        is_gated: write over the mask of an object whose score says that it is absent.
    """
    object_count = sparse.shape[0]
    fine = features.fine_for(role)
    logits, ious, tokens, scores = model.decoder(role)(
        image_embeddings=image.expand(object_count, -1, -1, -1),
        image_pe=model.dense_position,
        sparse_prompt_embeddings=sparse,
        dense_prompt_embeddings=model.unprompted[1] if dense is None else dense,
        multimask_output=multimask,
        repeat_image=False,
        high_res_features=[fine.stride4, fine.stride8],
    )
    logits, ious, scores = logits.float(), ious.float(), scores.float()[:, 0]
    best = ious.argmax(dim=1)
    rows = torch.arange(object_count, device=best.device)
    pointers = _present_pointers(model, tokens[rows, best], scores > 0)
    if is_gated:
        logits = torch.where((scores > 0)[:, None, None, None], logits, _ABSENT_LOGIT)
    return DecodedObjects(logits[rows, best], ious[rows, best], scores, pointers, logits, ious)


def _present_pointers(model: GroundingModel, tokens: Tensor, is_present: Tensor) -> Tensor:
    projected = model.network.obj_ptr_proj(tokens).float()
    return torch.where(is_present[:, None], projected, model.network.no_obj_ptr.float())


def language_tokens(model: GroundingModel, embeddings: Tensor) -> Tensor:
    """Prompt tokens of `[SEG]` embeddings: two "not a point" tokens, then the embedding.

    Args:
        embeddings: (N, C).

    Returns:
        (N, 3, C).
    """
    nowhere = model.unprompted[0].expand(embeddings.shape[0], -1, -1)
    return torch.cat((nowhere, embeddings.to(nowhere)[:, None]), dim=1)


def untold_tokens(model: GroundingModel, object_count: int) -> Tensor:
    """(N, 2, C) prompt tokens of objects that are tracked, not prompted."""
    return model.unprompted[0].expand(object_count, -1, -1)


def mask_as_output(model: GroundingModel, features: FrameFeatures, masks: Tensor) -> DecodedObjects:
    """Take given masks as the result; the tracking decoder runs only for the object pointers.

    Args:
        masks: (N, 1, image_size, image_size) float, 0 or 1.
    """
    side = model.config.low_res_size
    sure_logits = masks * (2 * _SURE_LOGIT) - _SURE_LOGIT
    low_res_logits = F.interpolate(sure_logits, size=(side, side), mode="bilinear", antialias=True)
    network = model.network
    _, dense = model.prompt_tokens(None, network.mask_downsample(masks))
    sparse = untold_tokens(model, masks.shape[0])
    decoded = decode(
        model, DecoderRole.TRACKING, features, features.top, sparse, dense, multimask=False, is_gated=False
    )
    is_present = masks.flatten(1).any(dim=1)
    pointers = torch.where(is_present[:, None], decoded.pointers, network.no_obj_ptr.float())
    scores = torch.where(is_present, _SURE_LOGIT, -_SURE_LOGIT)
    ones = torch.ones_like(scores)
    return DecodedObjects(low_res_logits[:, 0], ones, scores, pointers, low_res_logits, ones[:, None])


def encode_memory(
    model: GroundingModel,
    features: FrameFeatures,
    low_res_logits: Tensor,
    object_scores: Tensor,
    *,
    is_prompted: bool,
) -> Tensor:
    """Spatial memories of N objects on one frame.

    Args:
        low_res_logits: (N, s, s) float32.
        object_scores: (N,) logits; where they say absent, SAM 2.1 marks the memory as such.
        is_prompted: the masks come from prompts on this frame, not from memory.

    Returns:
        (N, M, h, w), before the rounding that storing them brings.
    """
    # As in memory attention: a CPU works faster on one object at a time.
    together = 1 if low_res_logits.device.type == "cpu" else len(low_res_logits)
    is_solid = is_prompted and model.config.has_solid_prompts
    memories = torch.cat(
        [_spatial_memories(model, features, part, is_solid=is_solid) for part in low_res_logits.split(together)]
    )
    if model.config.absent_memory_code:
        is_absent = (object_scores <= 0).to(memories)[:, None, None, None]
        memories = memories + is_absent * model.network.no_obj_embed_spatial[..., None, None]
    return memories


def _spatial_memories(
    model: GroundingModel, features: FrameFeatures, low_res_logits: Tensor, *, is_solid: bool
) -> Tensor:
    side = model.config.image_size
    logits = F.interpolate(low_res_logits[:, None], size=(side, side), mode="bilinear", align_corners=False)
    inside = (logits > 0).float() if is_solid else logits.sigmoid_()
    scaled = inside.mul_(20).sub_(10)  # the scale and bias of the released models
    return model.network.memory_encoder(features.top, scaled, skip_mask_sigmoid=True)["vision_features"]
