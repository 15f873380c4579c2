"""What is different between two masks of one picture: what came, what went, what stayed."""

from __future__ import annotations

from dataclasses import dataclass

from sa2va_desktop.annotation.rle import BoolMask, MaskRle, empty_rle, mask_to_rle
from sa2va_desktop.editing.mask_window import PixelBox, read_window, shifted_rle, union_box


@dataclass(frozen=True)
class MaskDifference:
    """From one mask to another of the same picture.

    Attributes:
        before: the mask as it is.
        added, removed, kept: three masks without a common pixel: in the new one only, in the old one only, in both.
    """

    before: MaskRle
    added: MaskRle
    removed: MaskRle
    kept: MaskRle

    @classmethod
    def between(cls, before: MaskRle | None, after: MaskRle | None) -> MaskDifference:
        """None is a mask without any pixel; at most one of them may be None.

        Raises:
            ValueError: the masks are of pictures of two sizes, or both are None.
        """
        known = before if before is not None else after
        if known is None:
            raise ValueError("expected two masks, found none")
        old = before if before is not None else empty_rle(*known.size_hw)
        new = after if after is not None else empty_rle(*known.size_hw)
        if old.size_hw != new.size_hw:
            raise ValueError(
                f"expected masks of one size, found {old.width}x{old.height} and {new.width}x{new.height}"
            )
        box = union_box(old, new)
        was, comes = read_window(old, box), read_window(new, box)
        parts = (comes & ~was, was & ~comes, was & comes)
        added, removed, kept = (_of_box(part, box, old.size_hw) for part in parts)
        return cls(old, added, removed, kept)

    @property
    def is_nothing(self) -> bool:
        return self.added.is_empty and self.removed.is_empty

    @property
    def iou(self) -> float:
        """0..1, of both masks; 1.0 when both are empty."""
        union = self.added.area + self.removed.area + self.kept.area
        return self.kept.area / union if union else 1.0

    @property
    def added_share(self) -> float:
        """Pixels that came, as a share of the mask before; of an empty one as a share of the new one."""
        return self.added.area / (self.before.area or self.added.area or 1)

    @property
    def removed_share(self) -> float:
        """Pixels that went, as a share of the mask before."""
        return self.removed.area / (self.before.area or 1)


def _of_box(part: BoolMask, box: PixelBox, size_hw: tuple[int, int]) -> MaskRle:
    return shifted_rle(mask_to_rle(part), box, size_hw)
