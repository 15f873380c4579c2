"""Shapes of CVAT's XML as masks, and what CVAT puts between two key frames of a track.

Sources: the XML format's description in CVAT's documentation, `cvat_sdk.masks` (masks: row-major runs inside their own
box) and the server's `dataset_manager/annotation.py` (interpolation), followed, not copied.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import chain
from xml.etree.ElementTree import Element

import numpy as np
import numpy.typing as npt

from sa2va_desktop.annotation.rle import MaskRle, mask_to_rle
from sa2va_desktop.datasets.json_fields import whole_field
from sa2va_desktop.datasets.mask_shapes import ellipse_rle, rectangle_rle
from sa2va_desktop.datasets.polygons import polygons_to_rle_coco
from sa2va_desktop.errors import FormatError
from sa2va_desktop.translation import translate

Numbers = npt.NDArray[np.float64]

_KEYS = {"box": ("xtl", "ytl", "xbr", "ybr"), "ellipse": ("cx", "cy", "rx", "ry")}


@dataclass(frozen=True)
class CvatShape:
    """One shape on one frame.

    Attributes:
        kind: "mask", "polygon", "box" or "ellipse".
        numbers: polygon: (N, 2) points; box: left, top, right, bottom; ellipse: centre and radii; mask: nothing.
        rotation: degrees clockwise around the centre, of boxes and ellipses.
        mask: of a "mask".
        attributes: texts by name.
    """

    kind: str
    numbers: Numbers
    frame: int = 0
    rotation: float = 0.0
    is_outside: bool = False
    is_occluded: bool = False
    mask: MaskRle | None = None
    attributes: Mapping[str, str] = field(default_factory=dict)

    def is_same_but_for_frame(self, other: CvatShape) -> bool:
        """Whether it was made from `other` for another frame, and nothing moved."""
        return (
            self.numbers is other.numbers
            and self.mask is other.mask
            and self.attributes is other.attributes
            and (self.rotation, self.is_outside) == (other.rotation, other.is_outside)
        )

    def rle(self, size_hw: tuple[int, int]) -> MaskRle:
        """The shape filled, cut at the picture. Raises: FormatError."""
        if self.mask is not None:
            return self.mask
        if self.kind == "polygon":
            return polygons_to_rle_coco([self.numbers], size_hw)
        if self.kind == "ellipse":
            x, y, radius_x, radius_y = self.numbers.tolist()
            return ellipse_rle(x, y, radius_x, radius_y, size_hw, degrees=self.rotation)
        left, top, right, bottom = self.numbers.tolist()
        return rectangle_rle((left, top, right - left, bottom - top), size_hw, degrees=self.rotation)


def mask_fields(rle: MaskRle) -> dict[str, str]:
    """XML attributes of a mask that is not empty: the document's own runs, which are counted the same way."""
    return {
        "rle": ", ".join(map(str, rle.runs.tolist())),
        "left": str(rle.x0),
        "top": str(rle.y0),
        "width": str(rle.box_width),
        "height": str(rle.box_height),
    }


def shape_of(element: Element, size_hw: tuple[int, int]) -> CvatShape:
    """A shape of a picture or of a track. Raises: FormatError: another kind, or numbers that are none."""
    kind = element.tag
    if kind == "mask":
        numbers, mask = np.zeros(0), _mask(element, size_hw)
    elif kind == "polygon":
        numbers, mask = _points(element.get("points", "")), None
    elif kind in _KEYS:
        numbers, mask = np.array([_number(element, key) for key in _KEYS[kind]]), None
    else:
        raise FormatError(
            translate("datasets", "expected a mask, polygon, box or ellipse, found <{0:.60}>").format(kind)
        )
    return CvatShape(
        kind,
        numbers,
        whole_field({"frame": _whole(element, "frame", "0")}, "frame"),
        _number(element, "rotation", "0"),
        element.get("outside") == "1",
        element.get("occluded") == "1",
        mask,
        attributes_of(element),
    )


def attributes_of(element: Element) -> dict[str, str]:
    """Names and texts of the `<attribute>`s of a shape or track."""
    return {each.get("name", ""): each.text or "" for each in element.iter("attribute")}


def track_shapes(shapes: Sequence[CvatShape], stop: int, step: int = 1) -> Iterator[CvatShape]:
    """The shapes of a track on each frame where it is known, outside ones too, as CVAT fills the gaps.

    Boxes, ellipses and polygons move evenly from one key frame to the next, and the last one stays to the end; masks are
    only where they are. Shapes that the file has between key frames are taken as they stand.

    Args:
        shapes: ascending by frame.
        stop: the frame after the last one of the clip.
        step: frames between two that CVAT shows.
    """
    for here, there in zip(shapes, [*shapes[1:], None]):
        yield here
        until = there.frame if there is not None else stop
        between = range(here.frame + step, until, step)
        if here.kind == "mask" and not here.is_outside:
            continue
        can_move = there is not None and there.kind == here.kind and not here.is_outside
        for frame in between:
            if can_move and there is not None:
                yield _between(here, there, frame)
            else:
                yield replace(here, frame=frame)


def _between(here: CvatShape, there: CvatShape, frame: int) -> CvatShape:
    share = (frame - here.frame) / (there.frame - here.frame)
    if here.kind == "polygon":
        return replace(here, frame=frame, numbers=_polygon_between(here.numbers, there.numbers, share))
    turn = (there.rotation - here.rotation + 180) % 360 - 180  # the shorter way round
    return replace(
        here,
        frame=frame,
        numbers=here.numbers + (there.numbers - here.numbers) * share,
        rotation=(here.rotation + turn * share) % 360,
    )


def _polygon_between(here: Numbers, there: Numbers, share: float) -> Numbers:
    """Each point goes to the one that is as far along the other outline, so that counts may differ.

    CVAT leaves out points of the result that are close to each other; here all are kept.
    """
    left, right = (np.concatenate([points, points[:1]]) for points in (here, there))
    along_left, along_right = _along(left), _along(right)
    partners = [[_nearest(place, along_right)] for place in along_left]
    taken = set(chain.from_iterable(partners))
    for number, place in enumerate(along_right):
        if number not in taken:
            partners[_nearest(place, along_left)].append(number)
    points = [
        left[number] + (right[partner] - left[number]) * share
        for number, own in enumerate(partners)
        for partner in sorted(own)
    ]
    return np.array(points[:-1])


def _along(points: Numbers) -> Numbers:
    lengths = np.concatenate([[0.0], np.cumsum(np.hypot(*np.diff(points, axis=0).T))])
    return lengths / (lengths[-1] or 1.0)


def _nearest(place: float, along: Numbers) -> int:
    return int(np.argmin(np.abs(along - place)))


def _mask(element: Element, size_hw: tuple[int, int]) -> MaskRle:
    fields = {key: _whole(element, key) for key in ("left", "top", "width", "height")}
    left = whole_field(fields, "left", high=size_hw[1] - 1)
    top = whole_field(fields, "top", high=size_hw[0] - 1)
    width = whole_field(fields, "width", low=1, high=size_hw[1] - left)
    height = whole_field(fields, "height", low=1, high=size_hw[0] - top)
    try:
        counts = np.array([int(each) for each in element.get("rle", "").split(",")], np.int64)
    except (ValueError, OverflowError):
        raise FormatError(
            translate("datasets", "expected run lengths as rle, found {0:.60}").format(repr(element.get("rle")))
        ) from None
    if counts.min() < 0 or (counts > width * height).any() or counts.sum() != width * height:
        raise FormatError(
            translate("datasets", "expected run lengths of {0} pixels, found {1}").format(
                width * height, int(counts.sum())
            )
        )
    flat = np.repeat(np.arange(len(counts)) % 2 == 1, counts)
    mask = np.zeros(size_hw, np.bool_)
    mask[top : top + height, left : left + width] = flat.reshape(height, width)
    return mask_to_rle(mask)


def _points(text: str) -> Numbers:
    try:
        points = np.array([[float(number) for number in point.split(",")] for point in text.split(";")])
    except ValueError:
        points = np.zeros(0)
    if points.ndim != 2 or points.shape[1] != 2 or len(points) < 3 or not np.isfinite(points).all():
        raise FormatError(
            translate("datasets", "expected at least 3 points x,y;x,y;…, found {0:.60}").format(repr(text))
        )
    return points


def _number(element: Element, key: str, default: str = "") -> float:
    text = element.get(key, default)
    try:
        value = float(text)
    except ValueError:
        value = np.nan
    if not np.isfinite(value):
        raise FormatError(
            translate("datasets", "expected a number as {0!r}, found {1:.60}").format(key, repr(text))
        )
    return value


def _whole(element: Element, key: str, default: str = "") -> int | str:
    text = element.get(key, default).strip()
    return int(text) if text.isascii() and text.removeprefix("-").isdecimal() and len(text) < 12 else text
