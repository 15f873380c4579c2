"""A checkpoint as it is fine-tuned: samples in, losses with gradients out.

Prompt, pictures, states, prompt vectors and key-frame masks are those of the runtime, number for number; only that
gradients flow. Nothing here knows where samples come from or how weights are stepped and stored.
"""

from __future__ import annotations

import contextlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
import torch
import torch.nn.functional as F
from torch import Tensor, nn

from sa2va_desktop.inference.api import RgbFrame
from sa2va_desktop.inference.checkpoint import Checkpoint, load_checkpoint
from sa2va_desktop.inference.devices import pick_device
from sa2va_desktop.inference.prompt import PromptAssembler
from sa2va_desktop.training.fine_tuning.adapters import TrainedTensors, adapt
from sa2va_desktop.training.fine_tuning.config import FineTuningConfig, Method, SegTokens
from sa2va_desktop.training.fine_tuning.encoding import SampleEncoder
from sa2va_desktop.training.fine_tuning.kept_tensors import KeptTensors
from sa2va_desktop.training.fine_tuning.loss_parts import LossParts
from sa2va_desktop.training.fine_tuning.losses import (
    mask_iou,
    point_cross_entropy,
    point_dice,
    sample_at,
    uncertain_points,
    weighted_mean,
)
from sa2va_desktop.training.fine_tuning.mask_choice import ComparedMask, choose_masks, target_mask
from sa2va_desktop.training.fine_tuning.mask_decoding import MaskDecoding
from sa2va_desktop.training.fine_tuning.sample import TrainingSample
from sa2va_desktop.training.fine_tuning.seg_vocabulary import OTHER_SEG_TOKENS, add_seg_tokens
from sa2va_desktop.training.fine_tuning.text_reading import TextPass, TextReading, faults_of


@dataclass(frozen=True, eq=False)
class MaskPass:
    """N compared masks of a batch.

    Attributes:
        chosen: position of the sample in the batch, and which mask of it.
        vectors: (V, C) float32 prompt vectors, one for each token that is compared.
        logits: (N, s, s) float32.
        targets: (N, side, side) float32, 0 or 1.
    """

    chosen: Sequence[tuple[int, ComparedMask]]
    vectors: Tensor
    logits: Tensor
    targets: Tensor

    @property
    def weights(self) -> Tensor:
        """(N,) how often each counts."""
        return torch.tensor([mask.weight for _, mask in self.chosen], device=self.logits.device)


def open_graph(config: FineTuningConfig) -> FineTuningGraph:
    """Load the checkpoint and mark what is trained. Slow, and as large as the model.

    Raises:
        CheckpointError: the folder cannot be used.
        UsageError: there is no such device.
        OutOfMemoryError: the weights do not fit.
    """
    device = pick_device(config.device)
    dtype = training_dtype(config.schedule.precision, device)
    adaptation = config.adaptation
    # On a GPU, frozen weights are kept as they are computed with. The CPU's kernels want float32.
    is_frozen_small = dtype != torch.float32 and adaptation.method is Method.LORA and device.type == "cuda"
    checkpoint = load_checkpoint(config.model, device=device, dtype=dtype if is_frozen_small else torch.float32)
    if adaptation.seg_tokens is SegTokens.MULTIPLE:
        add_seg_tokens(checkpoint.network, checkpoint.tokenizer)
    adapt(checkpoint.network, adaptation, is_recomputed=config.schedule.checkpointing)
    return FineTuningGraph(checkpoint, config, dtype=dtype)


def training_dtype(precision: str, device: torch.device) -> torch.dtype:
    """What "auto", "bf16" or "fp32" is on a device: a CPU is not faster in bfloat16 at the sizes that it can train."""
    if precision == "auto":
        has_it = device.type == "cuda" and torch.cuda.is_bf16_supported(including_emulation=False)
        return torch.bfloat16 if has_it else torch.float32
    return {"bf16": torch.bfloat16, "fp32": torch.float32}[precision]


class FineTuningGraph:
    """Follows the TrainingGraph protocol. Used by one process on one device."""

    def __init__(
        self,
        checkpoint: Checkpoint,
        config: FineTuningConfig,
        *,
        dtype: torch.dtype = torch.float32,
    ) -> None:
        """
        Args:
            checkpoint: whose trained parameters require a gradient.
            dtype: what autocast computes in; float32 computes everything in float32.
        """
        self.checkpoint = checkpoint
        self.dtype = dtype
        self._config = config
        self._network = checkpoint.network
        encoder = SampleEncoder(
            checkpoint.tokenizer,
            PromptAssembler(checkpoint.tokenizer, checkpoint.template, checkpoint.marks),
            max_tokens=min(config.max_tokens, checkpoint.network.config.max_positions),
            seg_tokens=config.adaptation.seg_tokens,
        )
        kept = KeptTensors.beside(checkpoint.device)
        self._reading = TextReading(checkpoint, encoder, kept)
        self._masks = MaskDecoding(
            self._network, checkpoint.device, kept, is_recomputed=config.schedule.checkpointing
        )

    @property
    def module(self) -> nn.Module:
        return self._network

    @property
    def precision(self) -> str:
        """See `TrainingGraph.precision`."""
        return "fp32" if self.dtype == torch.float32 else "bf16"

    @property
    def added_tokens(self) -> tuple[str, ...]:
        """See `TrainingGraph.added_tokens`."""
        is_multiple = self._config.adaptation.seg_tokens is SegTokens.MULTIPLE
        return OTHER_SEG_TOKENS if is_multiple else ()

    def trained_tensors(self) -> TrainedTensors:
        """See `TrainingGraph.trained_tensors`."""
        return TrainedTensors(self._network)

    def losses(self, samples: Sequence[TrainingSample], rng: np.random.Generator) -> LossParts:
        """See `TrainingGraph.losses`. Equal states of `rng` and weights give equal losses, dropout included."""
        weights = self._config.losses
        with self._seeded(rng):
            text = self.read(samples)
            language, accuracy, tokens = self._language_loss(text)
            chosen = [
                (row, mask)
                for row, (sample, encoded) in enumerate(zip(samples, text.encoded, strict=True))
                for mask in choose_masks(sample, encoded, weights, rng)
            ]
            parts, figures = {"language": language}, {"token_accuracy": accuracy}
            if chosen:
                masks = self.decode(samples, text, chosen)
                parts |= self._mask_losses(masks)
                figures |= _mask_figures(masks)
        total = weights.language * language + self._in_step(samples, has_masks=bool(chosen))
        if chosen:
            total = total + weights.mask * parts["mask"] + weights.dice * parts["dice"]
        values = {name: float(value.detach()) for name, value in parts.items()}
        return LossParts(total, values, figures, tokens, len(chosen))

    def read(self, samples: Sequence[TrainingSample]) -> TextPass:
        """See `TextReading.read`."""
        with self._computing():
            return self._reading.read(samples)

    def decode(
        self, samples: Sequence[TrainingSample], text: TextPass, chosen: Sequence[tuple[int, ComparedMask]]
    ) -> MaskPass:
        """Masks of some `[SEG]`s on some frames, at least one.

        Raises:
            SampleError: a frame cannot be read.
        """
        tokens = list(dict.fromkeys((row, mask.place) for row, mask in chosen))
        images = list(dict.fromkeys((row, mask.frame_index) for row, mask in chosen))
        with self._computing():
            states = torch.stack([text.states[row, place] for row, place in tokens])
            vectors = self._network.project_seg(states).float()
        with self._computing(is_grounding=True):
            levels = self._masks.levels([_frame(samples[row], frame) for row, frame in images])
            vector_rows = [tokens.index((row, mask.place)) for row, mask in chosen]
            frame_rows = [images.index((row, mask.frame_index)) for row, mask in chosen]
            logits = self._masks.logits(levels, frame_rows, vectors[vector_rows])
        targets = [
            target_mask(samples[row], text.encoded[row].segs[mask.seg].object_index, mask.frame_index)
            for row, mask in chosen
        ]
        return MaskPass(chosen, vectors, logits, torch.stack(targets).to(logits.device))

    def _language_loss(self, text: TextPass) -> tuple[Tensor, float, int]:
        """Mean cross-entropy of the answers' tokens, the share that would be written so, and how many there are."""
        rows: list[int] = []
        places: list[int] = []
        wanted: list[int] = []
        for row, each in enumerate(text.encoded):
            learnt = [place for place, is_answer in enumerate(each.is_answer) if is_answer]
            rows += [row] * len(learnt)
            places += [place - 1 for place in learnt]
            wanted += [each.ids[place] for place in learnt]
        with self._computing():
            logits = self._network.language.logits(text.states[rows, places])
        target = torch.tensor(wanted, device=logits.device)
        accuracy = float((logits.argmax(dim=-1) == target).float().mean())
        return F.cross_entropy(logits.float(), target), accuracy, len(wanted)

    def _mask_losses(self, masks: MaskPass) -> dict[str, Tensor]:
        config = self._config.losses
        points = uncertain_points(
            masks.logits, points=config.points, oversample=config.oversample, importance=config.importance
        )
        found, wanted = sample_at(masks.logits, points), sample_at(masks.targets, points)
        return {
            "mask": weighted_mean(point_cross_entropy(found, wanted), masks.weights),
            "dice": weighted_mean(point_dice(found, wanted), masks.weights),
        }

    def _in_step(self, samples: Sequence[TrainingSample], *, has_masks: bool) -> Tensor:
        """0 with a gradient of 0 to parts that a batch has no use for, so that all processes have the same gradients."""
        unused: list[nn.Module] = []
        if not has_masks:
            unused += [self._network.text_hidden_fcs, self._network.seg_mask_decoder]
        if all(sample.frames is None for sample in samples):
            names = ("mlp1", "vision_model", "visual")
            unused += [getattr(self._network, name) for name in names if hasattr(self._network, name)]
        zero = torch.zeros((), device=self.checkpoint.device)
        for module in unused:
            for parameter in module.parameters():
                if parameter.requires_grad:
                    zero = zero + 0.0 * parameter.sum()
        return zero

    @contextlib.contextmanager
    def _computing(self, *, is_grounding: bool = False) -> Iterator[None]:
        """Autocast where it applies; SAM 2 computes in float32 on a CPU, as in the runtime."""
        device = self.checkpoint.device.type
        is_rounded = self.dtype != torch.float32 and not (is_grounding and device == "cpu")
        with torch.autocast(device, dtype=torch.bfloat16, enabled=is_rounded):
            yield

    @contextlib.contextmanager
    def _seeded(self, rng: np.random.Generator) -> Iterator[None]:
        """Dropout and points come from `rng`, so that a training that goes on is the one that was interrupted."""
        device = self.checkpoint.device
        with torch.random.fork_rng(devices=[device] if device.type == "cuda" else []):
            torch.manual_seed(int(rng.integers(2**62)))
            yield


def _mask_figures(masks: MaskPass) -> dict[str, float]:
    figures = {"mask_iou": float(weighted_mean(mask_iou(masks.logits, masks.targets), masks.weights))}
    if len(masks.vectors) > 1:
        figures["seg_spread"] = float(masks.vectors.detach().std(dim=0).mean())
    return figures


def _frame(sample: TrainingSample, frame_index: int) -> RgbFrame:
    assert sample.frames is not None  # an encoded sample with masks has frames
    with faults_of(sample):
        return sample.frames.read_rgb(frame_index)
