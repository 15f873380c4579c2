"""cIoU, gIoU, P@X, N-acc and T-acc of referring segmentation in pictures, from whole numbers.

Sources: Lai et al., "LISA", CVPR 2024 (cIoU, gIoU, pixels to ignore); Liu et al., "GRES", CVPR 2023 (expressions
without a target).
"""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np

from sa2va_desktop.annotation.rle import BoolMask

PRECISION_THRESHOLDS = (0.5, 0.6, 0.7, 0.8, 0.9)


@dataclass(frozen=True)
class ReferringScore:
    """One expression: pixels in both masks and in either, without the ignored ones.

    Attributes:
        has_target: the truth means something.
        says_none: the prediction means nothing.
    """

    intersection: int
    union: int
    has_target: bool = True
    says_none: bool = False

    @property
    def iou(self) -> float:
        """0.0 when both are empty."""
        return self.intersection / self.union if self.union else 0.0


def score_picture(
    predicted: BoolMask, truth: BoolMask, ignore: BoolMask | None = None, *, says_none: bool | None = None
) -> ReferringScore:
    """Compare two (H, W) bool masks.

    Args:
        ignore: pixels that count in neither; ReasonSeg marks them.
        says_none: how the model said that nothing is meant; None takes an empty mask for that.
    """
    both, either = predicted & truth, predicted | truth
    if ignore is not None:
        both, either = both & ~ignore, either & ~ignore
    return ReferringScore(
        int(np.count_nonzero(both)),
        int(np.count_nonzero(either)),
        bool(truth.any()),
        not bool(predicted.any()) if says_none is None else says_none,
    )


@dataclass
class ReferringTotals:
    """Sums over one pool of expressions; splits are never averaged. Constant in memory.

    In the tradition of LISA and Sa2VA: cIoU is the sum of intersections over the sum of unions, gIoU the mean of
    intersection / (union + 1e-5), and 1 where both masks are empty.
    """

    intersection: int = 0
    union: int = 0
    giou: float = 0.0
    count: int = 0
    above: dict[float, int] = field(default_factory=lambda: dict.fromkeys(PRECISION_THRESHOLDS, 0))
    targeted: int = 0

    def add(self, score: ReferringScore) -> None:
        self.intersection += score.intersection
        self.union += score.union
        self.giou += score.intersection / (score.union + 1e-5) + (1.0 if score.union == 0 else 0.0)
        self.count += 1
        if score.has_target:
            self.targeted += 1
            for threshold in self.above:
                self.above[threshold] += score.iou >= threshold

    def figures(self) -> dict[str, float | None]:
        """In percent; None where nothing was counted. P@X counts expressions with a target and takes IoU >= X."""
        found: dict[str, float | None] = {
            "cIoU": 100 * self.intersection / (self.union + 1e-10) if self.count else None,
            "gIoU": 100 * self.giou / self.count if self.count else None,
        }
        for threshold, number in self.above.items():
            found[f"P@{threshold:.1f}"] = 100 * number / self.targeted if self.targeted else None
        return found


@dataclass
class GeneralizedTotals:
    """The same of gRefCOCO, where nothing or several things may be meant (the tradition of ReLA).

    Right about nothing: IoU 1 and no pixels counted. Something found where nothing is meant: IoU 0 and all of it in the
    union. Nothing found where something is meant: IoU of the masks, but no intersection.
    """

    intersection: int = 0
    union: int = 0
    iou: float = 0.0
    count: int = 0
    targeted: int = 0
    right_none: int = 0
    right_some: int = 0
    above: dict[float, int] = field(default_factory=lambda: dict.fromkeys(PRECISION_THRESHOLDS, 0))

    def add(self, score: ReferringScore) -> None:
        self.count += 1
        if not score.has_target:
            self.right_none += score.says_none
            self.iou += 1.0 if score.says_none else 0.0
            self.union += 0 if score.says_none else score.union
            return
        self.targeted += 1
        self.right_some += not score.says_none
        intersection = 0 if score.says_none else score.intersection
        iou = intersection / score.union if score.union else 0.0
        self.iou += iou
        self.intersection += intersection
        self.union += score.union
        for threshold in self.above:
            self.above[threshold] += iou >= threshold

    def figures(self) -> dict[str, float | None]:
        """In percent; None where nothing was counted, which the published code shows as 0."""
        without = self.count - self.targeted

        def share(part: float, of: int) -> float | None:
            return 100 * part / of if of else None

        return {
            "gIoU": share(self.iou, self.count),
            "cIoU": share(self.intersection, self.union),
            "N-acc": share(self.right_none, without),
            "T-acc": share(self.right_some, self.targeted),
            **{f"P@{x:.1f}": share(number, self.targeted) for x, number in self.above.items()},
        }
