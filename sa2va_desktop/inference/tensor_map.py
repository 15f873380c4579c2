"""Maps the tensors of a checkpoint onto the parameters of a network: strictly, each exactly once.

A family declares rules; this module applies them and lists whatever does not fit. Knows no family.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import torch
from torch import Tensor

from sa2va_desktop.errors import CheckpointError
from sa2va_desktop.translation import translate

_LISTED = 8  # names in one message

Split = Callable[[Tensor], Sequence[Tensor]]


@dataclass(frozen=True)
class Rule:
    """Stored names that match `pattern` fully become `targets` (templates for `re.Match.expand`).

    `split` makes as many tensors as there are targets out of the stored one; None with one target takes it as it is.
    """

    pattern: str
    targets: tuple[str, ...]
    split: Split | None = None


def split_thirds(stacked: Tensor) -> Sequence[Tensor]:
    """Query, key and value stacked along the first axis."""
    return stacked.chunk(3, dim=0)


@dataclass(frozen=True)
class Assignment:
    """Where one stored tensor goes. No targets: it is declared as ignorable."""

    targets: tuple[str, ...]
    split: Split | None

    def pieces(self, tensor: Tensor) -> list[tuple[str, Tensor]]:
        values = [tensor] if self.split is None else list(self.split(tensor))
        return list(zip(self.targets, values, strict=True)) if self.targets else []

    def joined(self, rows: int, values: Mapping[str, Tensor]) -> Tensor:
        """The stored tensor that `pieces` would take apart into these values, one for each target.

        Args:
            rows: length of the stored tensor along its first axis.
        """
        if self.split is None:
            return values[self.targets[0]]
        # Every split deals out rows. Which ones go where is seen by splitting their numbers.
        places = self.split(torch.arange(rows)[:, None])
        parts = [values[target] for target in self.targets]
        stored = parts[0].new_empty((rows, *parts[0].shape[1:]))
        for place, part in zip(places, parts, strict=True):
            stored[place[:, 0]] = part
        return stored


def plan_assignments(
    stored_shapes: Mapping[str, tuple[int, ...]],
    wanted_shapes: Mapping[str, tuple[int, ...]],
    *,
    rules: Iterable[Rule],
    ignorable: Iterable[str] = (),
    folder: Path,
) -> dict[str, Assignment]:
    """Decide for every stored tensor where it goes, before a byte of it is read.

    Args:
        stored_shapes: what the files hold.
        wanted_shapes: parameters and buffers of the network; every one must be filled exactly once.
        rules: the first one that matches wins.
        ignorable: patterns of stored names that are dropped on purpose.
        folder: for messages only.

    Raises:
        CheckpointError: an unknown, missing, doubly filled or misshapen tensor; the message lists them.
    """
    compiled = [(re.compile(rule.pattern), rule) for rule in rules]
    dropped = [re.compile(pattern) for pattern in ignorable]
    plan: dict[str, Assignment] = {}
    filled: dict[str, str] = {}
    extra: list[str] = []
    for name, shape in stored_shapes.items():
        if any(pattern.fullmatch(name) for pattern in dropped):
            plan[name] = Assignment((), None)
            continue
        assignment = _assign(name, compiled)
        if assignment is None or not set(assignment.targets) <= wanted_shapes.keys():
            extra.append(name)
            continue
        _check_shapes(name, shape, assignment, wanted_shapes, folder)
        for target in assignment.targets:
            if target in filled:
                raise CheckpointError(
                    translate("inference", "{0}: {1} and {2} both claim to be {3}.").format(
                        folder, name, filled[target], target
                    )
                )
            filled[target] = name
        plan[name] = assignment
    missing = sorted(wanted_shapes.keys() - filled.keys())
    if extra:
        raise CheckpointError(
            translate("inference", "{0} has {1} that this model family does not know.").format(
                folder, _listed(extra)
            )
        )
    if missing:
        raise CheckpointError(
            translate("inference", "{0} lacks the weights of {1}.").format(folder, _listed(missing))
        )
    return plan


def _assign(name: str, compiled: Iterable[tuple[re.Pattern[str], Rule]]) -> Assignment | None:
    for pattern, rule in compiled:
        match = pattern.fullmatch(name)
        if match:
            return Assignment(tuple(match.expand(target) for target in rule.targets), rule.split)
    return None


def _check_shapes(
    name: str,
    shape: tuple[int, ...],
    assignment: Assignment,
    wanted_shapes: Mapping[str, tuple[int, ...]],
    folder: Path,
) -> None:
    """Applies the split to a meta tensor: shapes without memory."""
    try:
        values = assignment.pieces(torch.empty(shape, device="meta"))
    except (RuntimeError, ValueError):  # cannot be cut into that many parts
        values = []
    if not values or any(tuple(value.shape) != tuple(wanted_shapes[target]) for target, value in values):
        wanted = [list(wanted_shapes[target]) for target in assignment.targets]
        expected = f"{wanted[0]}" if len(wanted) == 1 else f"{len(wanted)} stacked parts of {wanted[0]}"
        raise CheckpointError(
            translate("inference", "{0}: tensor {1} must have shape {2}, found {3}.").format(
                folder, name, expected, list(shape)
            )
        )


def _listed(names: Sequence[str]) -> str:
    shown = ", ".join(names[:_LISTED])
    if len(names) > _LISTED:
        shown = translate("inference", "{0} and {1} more").format(shown, len(names) - _LISTED)
    return translate("inference", "%n tensor(s) ({0})", n=len(names)).format(shown)
