"""What verifying a checkpoint's weights found, as a record without torch."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path

from sa2va_desktop.translation import translate

SHOWN_PROBLEMS = 20


@dataclass(frozen=True)
class FrozenComparison:
    """How the SAM 2 tensors that training leaves alone compare with a public file.

    Attributes:
        equal: tensors with the same values, also when the number type of the checkpoint rounded them.
        rounded: tensors whose values are the public ones rounded to bfloat16, though stored in a wider type.
        different: tensors with other values.
    """

    public_file: Path
    equal: int = 0
    rounded: int = 0
    different: int = 0

    @property
    def count(self) -> int:
        return self.equal + self.rounded + self.different


@dataclass(frozen=True)
class VerificationReport:
    """
    Attributes:
        tensors, read_bytes: what was read.
        ignored: stored tensors among them that carry nothing.
        has_frozen_part: it is a Sa2VA, whose SAM 2 can be compared with the public one.
        frozen: None when no public SAM 2 file was given.
        problems: one sentence for each of the first `SHOWN_PROBLEMS`; `problem_count` counts all.
    """

    folder: Path
    family: str
    tensors: int
    read_bytes: int
    ignored: int = 0
    has_frozen_part: bool = True
    frozen: FrozenComparison | None = None
    problems: tuple[str, ...] = field(default=())
    problem_count: int = 0

    @property
    def is_sound(self) -> bool:
        return self.problem_count == 0

    def sentences(self) -> list[str]:
        """What was looked at and what was found, for a person: problems first."""
        lines = list(self.problems)
        if self.problem_count > len(self.problems):
            lines.append(
                translate("inference", "And %n more.", n=self.problem_count - len(self.problems)).format()
            )
        lines.append(
            translate(
                "inference",
                "%n tensor(s) ({0}) read: each is expected by the family {1}; all numbers are looked at.",
                n=self.tensors,
            ).format(_size(self.read_bytes), self.family)
        )
        return [*lines, self._frozen_sentence()] if self.has_frozen_part else lines

    def _frozen_sentence(self) -> str:
        if self.frozen is None:
            return translate(
                "inference",
                "The frozen SAM 2 tensors were not compared, because the public file sam2_hiera_large.pt was not named.",
            )
        return translate(
            "inference",
            "%n frozen SAM 2 tensor(s) compared with {0}: {1} equal, {2} equal when rounded to bfloat16, {3} different.",
            n=self.frozen.count,
        ).format(self.frozen.public_file.name, self.frozen.equal, self.frozen.rounded, self.frozen.different)


def _size(byte_count: int) -> str:
    return f"{byte_count / 1e9:.2f} GB" if byte_count >= 1e8 else f"{byte_count / 1e6:.1f} MB"
