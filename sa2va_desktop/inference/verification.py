"""Looks at every number of a checkpoint's weights, one stretch of a tensor at a time, without loading the checkpoint.

What is checked: headers and layout (each stored tensor has its one place in the family's network), numbers that are
not finite, matrices that are nothing but zeros (what an interrupted copy leaves), and, with the public SAM 2 file, that
the tensors which training leaves alone are still the public ones.
"""

from __future__ import annotations

import math
from collections.abc import Generator, Mapping
from dataclasses import dataclass, field
from pathlib import Path

import torch
from torch import Tensor

from sa2va_desktop.errors import CheckpointError
from sa2va_desktop.inference.checkpoint_plan import PreparedCheckpoint, prepare_checkpoint
from sa2va_desktop.inference.sam2_files import read_public_tensors, recognised, weights_file
from sa2va_desktop.inference.tensor_files import StoredTensor
from sa2va_desktop.inference.verification_report import SHOWN_PROBLEMS, FrozenComparison, VerificationReport
from sa2va_desktop.tasks import CancelToken, Progress
from sa2va_desktop.translation import translate

STRETCH = 1 << 22
"""Numbers read and looked at in one go."""
SMALLEST_MATRIX = 4096
"""Numbers; a smaller tensor may be all zeros for good reasons."""
ROUNDING = 2.0**-8
"""Largest relative difference that rounding to bfloat16 makes, also when it cuts off."""
_SAM2 = "sam2."
_DECODER = "sam2.sam_mask_decoder."


def verify_checkpoint(
    folder: Path, *, public_sam2: Path | None, token: CancelToken
) -> Generator[Progress, None, VerificationReport]:
    """
    Args:
        public_sam2: the public SAM 2 file that the checkpoint was trained from (`sam2_hiera_large.pt`), or None.

    Raises:
        CheckpointError: the folder could not be loaded, the layout does not fit, or a file is no such SAM 2 file.
        CancelledError: the token was cancelled.
    """
    prepared = prepare_checkpoint(folder)
    public = {} if public_sam2 is None else _public_tensors(public_sam2, prepared)
    total = prepared.plan.total_bytes
    state = _Findings()
    for tensor in prepared.files.tensors.values():
        check = _TensorCheck(public.get(_public_name(prepared, tensor.name) or ""))
        for stretch in prepared.files.stretches(tensor, STRETCH):
            token.raise_if_cancelled()
            check.look_at(stretch)
            state.read_bytes += stretch.nbytes
            yield Progress(state.read_bytes, total, unit="bytes", message=tensor.name)
        state.take(tensor, check)
    return _report(prepared, public_sam2, state)


def verify_tracker(source: Path, *, token: CancelToken) -> Generator[Progress, None, VerificationReport]:
    """The same for a stand-alone SAM 2, a public file or a converted folder: one of the public networks, whole.

    Raises:
        CheckpointError: it cannot be read, or its tensors are not those of a public network.
        CancelledError: the token was cancelled.
    """
    file = weights_file(source)
    tensors = read_public_tensors(file)
    variant = recognised({name: tuple(tensor.shape) for name, tensor in tensors.items()}, file)
    total, state = sum(tensor.nbytes for tensor in tensors.values()), _Findings()
    for name, tensor in tensors.items():
        token.raise_if_cancelled()
        check = _TensorCheck(None)
        check.look_at(tensor)
        state.read_bytes += tensor.nbytes
        yield Progress(state.read_bytes, total, unit="bytes", message=name)
        state.take(StoredTensor(name, file, tuple(tensor.shape), str(tensor.dtype)), check)
    return VerificationReport(
        folder=source,
        family=variant.title,
        tensors=state.tensors,
        read_bytes=state.read_bytes,
        has_frozen_part=False,
        problems=tuple(state.problems),
        problem_count=state.problem_count,
    )


@dataclass
class _TensorCheck:
    """One tensor, looked at stretch by stretch, beside the public tensor that it should equal if there is one."""

    public: Tensor | None
    seen: int = 0
    not_finite: int = 0
    has_value: bool = False
    is_equal: bool = True
    is_close: bool = True
    largest: float = 0.0

    def look_at(self, stretch: Tensor) -> None:
        if stretch.is_floating_point() and stretch.numel():
            lowest, highest = (
                float(end) for end in torch.aminmax(stretch)
            )  # one pass; not a number if any is not
            if not (math.isfinite(lowest) and math.isfinite(highest)):
                self.not_finite += stretch.numel() - int(torch.isfinite(stretch).sum())
            self.has_value = self.has_value or lowest != 0 or highest != 0
        else:
            self.has_value = self.has_value or bool(stretch.any())
        if self.public is not None:
            self._compare(stretch, self.public.reshape(-1)[self.seen : self.seen + stretch.numel()])
        self.seen += stretch.numel()

    def _compare(self, ours: Tensor, public: Tensor) -> None:
        if torch.equal(ours, public.to(ours.dtype)):
            return
        self.is_equal = False
        difference = (ours.float() - public.float()).abs().nan_to_num(torch.inf)
        self.is_close = self.is_close and bool((difference <= ROUNDING * public.float().abs()).all())
        self.largest = max(self.largest, float(difference.max()))


@dataclass
class _Findings:
    tensors: int = 0
    read_bytes: int = 0
    equal: int = 0
    rounded: int = 0
    different: int = 0
    problems: list[str] = field(default_factory=list)
    problem_count: int = 0

    def take(self, tensor: StoredTensor, check: _TensorCheck) -> None:
        """Count what was found in one tensor."""
        self.tensors += 1
        if check.not_finite:
            many = translate("inference", "{0}: %n number(s) are not finite.", n=check.not_finite)
            self._add(many.format(tensor.name))
        if len(tensor.shape) > 1 and check.seen >= SMALLEST_MATRIX and not check.has_value:
            self._add(translate("inference", "{0}: all numbers are zero.").format(tensor.name))
        if check.public is None:
            return
        self.equal += check.is_equal
        self.rounded += check.is_close and not check.is_equal
        if not check.is_close:
            self.different += 1
            different = translate("inference", "{0}: differs from the public SAM 2 file by up to {1:.3g}.")
            self._add(different.format(tensor.name, check.largest))

    def _add(self, problem: str) -> None:
        self.problem_count += 1
        if len(self.problems) < SHOWN_PROBLEMS:
            self.problems.append(problem)


def frozen_name(parameter: str, *, has_original_decoder: bool) -> str | None:
    """Name in the public file of a parameter that training leaves alone; None for all others.

    The mask decoder was trained; where the checkpoint has two, the one called `sam_mask_decoder` is the original.
    """
    if not parameter.startswith(_SAM2) or (parameter.startswith(_DECODER) and not has_original_decoder):
        return None
    return parameter.removeprefix(_SAM2)


def _public_name(prepared: PreparedCheckpoint, stored_name: str) -> str | None:
    places = prepared.plan.places[stored_name]
    has_original = prepared.config.tuned_decoder
    return frozen_name(places[0], has_original_decoder=has_original) if len(places) == 1 else None


def _public_tensors(path: Path, prepared: PreparedCheckpoint) -> Mapping[str, Tensor]:
    """The public file, mapped; its names and shapes must be those of the checkpoint's SAM 2 part."""
    public = read_public_tensors(path)
    for parameter, wanted in prepared.wanted.items():
        if not parameter.startswith(_SAM2):
            continue
        name = parameter.removeprefix(_SAM2)
        found = tuple(public[name].shape) if name in public else None
        if found != tuple(wanted.shape):
            raise CheckpointError(
                translate(
                    "inference",
                    "{0} is not the SAM 2 of this checkpoint: {1} should have shape {2}, found {3}.",
                ).format(path, name, list(wanted.shape), "none" if found is None else list(found))
            )
    return public


def _report(prepared: PreparedCheckpoint, public_sam2: Path | None, state: _Findings) -> VerificationReport:
    frozen = None
    if public_sam2 is not None:
        frozen = FrozenComparison(public_sam2, state.equal, state.rounded, state.different)
    return VerificationReport(
        folder=prepared.folder,
        family=prepared.family.name,
        tensors=state.tensors,
        read_bytes=state.read_bytes,
        ignored=sum(not places for places in prepared.plan.places.values()),
        frozen=frozen,
        problems=tuple(state.problems),
        problem_count=state.problem_count,
    )
