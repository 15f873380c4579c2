"""The SAM 2 networks of one checkpoint on one device, with what is constant over all frames and objects."""

from __future__ import annotations

import contextlib
import enum
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import torch
import torch.nn.functional as F
from torch import Tensor, nn

from sa2va_desktop.inference.api import GroundingMode
from sa2va_desktop.inference.devices import release_memory, translated_memory_errors
from sa2va_desktop.inference.memory_ladder import MemoryLadder, Result, Stage
from sa2va_desktop.modeling.sam2_network import GroundingConfig
from sa2va_desktop.translation import translate


class DecoderRole(enum.Enum):
    """Which mask decoder: the one tuned together with the language model, or the one that tracks."""

    LANGUAGE = "language"
    TRACKING = "tracking"


@dataclass(frozen=True, eq=False)
class Projection:
    """A 1x1 convolution as a matrix: (out, in) weight and (out,) bias."""

    weight: Tensor
    bias: Tensor

    @classmethod
    def of(cls, convolution: Any) -> Projection:
        return cls(convolution.weight.detach()[:, :, 0, 0], convolution.bias.detach())

    def then(self, following: Projection) -> Projection:
        return Projection(following.weight @ self.weight, following.weight @ self.bias + following.bias)

    def __call__(self, features: Tensor) -> Tensor:
        """(1, in, h, w) to (1, out, h, w). The trunk's output lies channels last, so this moves nothing first."""
        projected = F.linear(features.permute(0, 2, 3, 1), self.weight, self.bias)
        return projected.permute(0, 3, 1, 2).contiguous()


class GroundingModel:
    """Made by the predictor once per checkpoint, used on the model worker only, shared by all its sessions."""

    def __init__(
        self,
        network: nn.Module,
        config: GroundingConfig,
        *,
        device: torch.device | str = "cpu",
        dtype: torch.dtype = torch.float32,
        tuned_decoder: nn.Module | None = None,
        key: str = "",
        ladder: MemoryLadder | None = None,
    ) -> None:
        """Moves the networks to `device` in evaluation mode; weights are float32, and autocast rounds where it may.

        Args:
            network: what `build_sam2_network` made, with its weights.
            dtype: on CUDA, the type that autocast computes in; on a CPU everything is float32.
            tuned_decoder: a checkpoint's `sam_mask_decoder_modified`. Without it the network's own decoder is
                the tuned one and serves both roles, and only the compatible mode exists.
            key: names these weights in the keys of a shared feature cache.
            ladder: what to do when memory runs out; None does less at once and gives nothing else up.
        """
        self.config = config
        self.device = torch.device(device)
        self.dtype = dtype if self.device.type == "cuda" else torch.float32
        self.key = key
        self.ladder = ladder or MemoryLadder(release=lambda: release_memory(self.device))
        # SAM2Base builds its parts at run time; the type checker knows them only as Tensor | Module.
        self.network: Any = self._placed(network)
        self._tuned_decoder: Any = None if tuned_decoder is None else self._placed(tuned_decoder)

    def _placed(self, module: nn.Module) -> nn.Module:
        return module.to(device=self.device, dtype=torch.float32).eval()

    @property
    def modes(self) -> tuple[GroundingMode, ...]:
        """Consistent grounding needs the tuned decoder beside the original one."""
        if self._tuned_decoder is None:
            return (GroundingMode.COMPATIBLE,)
        return (GroundingMode.COMPATIBLE, GroundingMode.CONSISTENT)

    def decoder(self, role: DecoderRole) -> Any:
        if role is DecoderRole.LANGUAGE and self._tuned_decoder is not None:
            return self._tuned_decoder
        return self.network.sam_mask_decoder

    @property
    def distinct_decoders(self) -> dict[DecoderRole, Any]:
        """One entry per decoder that has weights of its own."""
        roles = DecoderRole if self._tuned_decoder is not None else (DecoderRole.TRACKING,)
        return {role: self.decoder(role) for role in roles}

    @cached_property
    def fine_projections(self) -> dict[DecoderRole, tuple[Projection, Projection]]:
        """Per decoder of `distinct_decoders`: trunk output to decoder input at strides 4 and 8.

        The neck's 1x1 convolution and the decoder's follow each other without anything between, so they are one.
        """
        laterals = self.network.image_encoder.neck.convs
        with torch.inference_mode():
            return {
                role: (
                    Projection.of(laterals[3].conv).then(Projection.of(decoder.conv_s0)),
                    Projection.of(laterals[2].conv).then(Projection.of(decoder.conv_s1)),
                )
                for role, decoder in self.distinct_decoders.items()
            }

    @cached_property
    def top_projections(self) -> tuple[Projection, Projection]:
        """The neck's own projections at strides 16 and 32."""
        laterals = self.network.image_encoder.neck.convs
        return Projection.of(laterals[1].conv), Projection.of(laterals[0].conv)

    @contextlib.contextmanager
    def computing(self) -> Iterator[None]:
        """Everything that touches tensors runs inside: no autograd, autocast where it applies, errors translated."""
        autocast: contextlib.AbstractContextManager[object] = contextlib.nullcontext()
        if self.dtype != torch.float32:
            autocast = torch.autocast(self.device.type, dtype=self.dtype)
        doing = translate("inference", "masks were computed")
        with translated_memory_errors(doing), torch.inference_mode(), autocast:
            yield

    def computed(self, stage: Stage, work: Callable[[], Result]) -> Result:
        """Do work that can be repeated inside `computing`, with the ladder beneath it."""
        return self.ladder.attempt(stage, lambda: self._within(work))

    def computed_parts(self, stage: Stage, count: int, work: Callable[[int, int], Result]) -> Iterator[Result]:
        """As `computed`, for `work(start, stop)` over `count` objects, as many at once as the ladder's budget has."""
        return self.ladder.parts(stage, count, lambda start, stop: self._within(lambda: work(start, stop)))

    def _within(self, work: Callable[[], Result]) -> Result:
        with self.computing():
            return work()

    @cached_property
    def dense_position(self) -> Tensor:
        """(1, C, h, w) position code of the image tokens inside the mask decoder."""
        with torch.inference_mode(), torch.autocast(self.device.type, enabled=False):
            return self.network.sam_prompt_encoder.get_dense_pe()

    @cached_property
    def image_position(self) -> Tensor:
        """(1, h*w, C) position code of the image tokens inside memory attention."""
        return self._sine_position(self.network.image_encoder.neck.position_encoding)

    @cached_property
    def memory_position(self) -> Tensor:
        """(1, h*w, M) spatial position code of a stored memory."""
        return self._sine_position(self.network.memory_encoder.position_encoding)

    def _sine_position(self, encoding: nn.Module) -> Tensor:
        side = self.config.feature_size
        with torch.inference_mode():
            return encoding(torch.empty(1, 1, side, side, device=self.device)).flatten(2).transpose(1, 2)

    @cached_property
    def unprompted(self) -> tuple[Tensor, Tensor]:
        """Prompt tokens when nothing is prompted: (1, 2, C) "not a point" twice, and the (1, C, h, w) no-mask map."""
        nowhere = torch.zeros(1, 1, 2, device=self.device), -torch.ones(1, 1, device=self.device)
        return self.prompt_tokens(nowhere, None)

    def prompt_tokens(
        self, points: tuple[Tensor, Tensor] | None, mask_logits: Tensor | None
    ) -> tuple[Tensor, Tensor]:
        """Encode points, (N, K, 2) and (N, K) labels, and (N, 1, s, s) mask logits to sparse and dense prompts.

        Always in float32: half precision would move a point by several pixels.
        """
        dense = None if mask_logits is None else mask_logits.float()
        with torch.inference_mode(), torch.autocast(self.device.type, enabled=False):
            return self.network.sam_prompt_encoder(points=points, boxes=None, masks=dense)
