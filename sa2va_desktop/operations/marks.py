"""What a person marked of one object on one frame: points, a box, a rough or exact mask. Edited, stored, sent.

Marks are kept beside the mask they made, as a setting of the project named after object and frame: they come back with
the frame, can be changed and sent again, and are undone with the mask.
"""

from __future__ import annotations

import base64
import binascii
import json
from collections.abc import Iterable
from dataclasses import dataclass, replace

from sa2va_desktop.annotation.changes import Change
from sa2va_desktop.annotation.project import Project
from sa2va_desktop.annotation.records import FrameState, MediaItem, ObjectId
from sa2va_desktop.annotation.rle import (
    BoolMask,
    MaskRle,
    RleError,
    mask_to_rle,
    rle_from_bytes,
    rle_to_bytes,
    rle_to_mask,
)
from sa2va_desktop.editing.commands import set_setting
from sa2va_desktop.errors import ProjectError, UsageError
from sa2va_desktop.inference.api import ObjectPrompt, PointPrompt
from sa2va_desktop.translation import translate

BoxXyxy = tuple[float, float, float, float]

_PREFIX = "marks/"


@dataclass(frozen=True)
class Marks:
    """Marks of one object on one frame, in picture coordinates. Every change gives a new value.

    Attributes:
        points: in the order of clicking; label 1 in, 0 out.
        box_xyxy: left, top, right, bottom (exclusive); see `box_between`.
        mask: a scribble, lasso or brushed mask. `click` takes it as a hint to be refined, `track` as it is.
    """

    points: tuple[PointPrompt, ...] = ()
    box_xyxy: BoxXyxy | None = None
    mask: MaskRle | None = None

    @property
    def is_empty(self) -> bool:
        return not self.points and self.box_xyxy is None and self.mask is None

    @property
    def says_inside(self) -> bool:
        """Something says where the object is; exclusions alone do not."""
        return self.box_xyxy is not None or self.mask is not None or any(point.label for point in self.points)

    def with_point(self, point_xy: tuple[float, float], *, is_inside: bool = True) -> Marks:
        return replace(self, points=(*self.points, PointPrompt(point_xy, int(is_inside))))

    def with_points(self, points: Iterable[PointPrompt]) -> Marks:
        """With more points, those of a scribble say."""
        return replace(self, points=(*self.points, *points))

    def with_moved_point(self, index: int, point_xy: tuple[float, float]) -> Marks:
        points = list(self.points)
        points[index] = replace(points[index], point_xy=point_xy)
        return replace(self, points=tuple(points))

    def without_point(self, index: int) -> Marks:
        return replace(self, points=self.points[:index] + self.points[index + 1 :])

    def with_box(self, box_xyxy: BoxXyxy | None) -> Marks:
        return replace(self, box_xyxy=box_xyxy)

    def with_mask(self, mask: MaskRle | None) -> Marks:
        return replace(self, mask=mask)

    def with_drawn_mask(self, mask: BoolMask) -> Marks:
        """With a mask given as (H, W) bool."""
        return self.with_mask(mask_to_rle(mask))

    def as_prompt(self, object_index: int, frame_index: int) -> ObjectPrompt:
        """What the predictor is sent."""
        mask = None if self.mask is None else rle_to_mask(self.mask)
        return ObjectPrompt(object_index, frame_index, self.points, self.box_xyxy, mask)


def box_between(corner_xy: tuple[float, float], other_xy: tuple[float, float]) -> BoxXyxy:
    """The box of a drag in any direction."""
    (x0, y0), (x1, y1) = corner_xy, other_xy
    return (min(x0, x1), min(y0, y1), max(x0, x1), max(y0, y1))


def check_marks(item: MediaItem, frame_index: int, marks: Marks) -> None:
    """Refuse marks that nothing can be made of.

    Raises:
        UsageError: no such frame, no mark at all, only marks that say "not here", a point outside the picture, a box
            without area, or a mask of another size.
    """
    where = translate("operations", "frame {0}").format(frame_index)
    if not 0 <= frame_index < item.frame_count:
        raise UsageError(
            translate("operations", "{0}: the frames are 0 to {1}").format(where, item.frame_count - 1)
        )
    if marks.is_empty:
        raise UsageError(
            translate("operations", "{0}: expected a point, a box or a mask, found none").format(where)
        )
    if not marks.says_inside:
        raise UsageError(
            translate(
                "operations", "{0}: expected at least one point inside the object, found only points outside"
            ).format(where)
        )
    for point in marks.points:
        x, y = point.point_xy
        if not (0 <= x < item.width and 0 <= y < item.height):
            raise UsageError(
                translate("operations", "{0}: the point {1:g},{2:g} is outside the {3}x{4} picture").format(
                    where, x, y, item.width, item.height
                )
            )
    if marks.box_xyxy is not None:
        _check_box(item, where, marks.box_xyxy)
    if marks.mask is not None and marks.mask.size_hw != (item.height, item.width):
        found = f"{marks.mask.width}x{marks.mask.height}"
        raise UsageError(
            translate("operations", "{0}: the mask is {1} but the picture is {2}x{3}").format(
                where, found, item.width, item.height
            )
        )
    if marks.mask is not None and marks.mask.is_empty:
        raise UsageError(
            translate("operations", "{0}: expected a mask with at least one pixel, found an empty one").format(
                where
            )
        )


def _check_box(item: MediaItem, where: str, box_xyxy: BoxXyxy) -> None:
    x0, y0, x1, y1 = box_xyxy
    if not (x0 < x1 and y0 < y1 and x0 < item.width and y0 < item.height and x1 > 0 and y1 > 0):
        shown = ",".join(f"{value:g}" for value in box_xyxy)
        raise UsageError(
            translate(
                "operations", "{0}: expected a box X0,Y0,X1,Y1 with an area in the {1}x{2} picture, found {3}"
            ).format(where, item.width, item.height, shown)
        )


def marks_of(project: Project, object_id: ObjectId, frame_index: int) -> Marks | None:
    """The marks that made an object's mask on a frame, or None. They stay when the mask is edited by hand later.

    Raises:
        ProjectError: the project holds something else under that name.
    """
    text = project.settings.get(_name(object_id, frame_index))
    if text is None:
        return None
    try:
        return _from_json(text)
    except (
        ValueError,
        KeyError,
        TypeError,
        IndexError,
        OverflowError,
        RecursionError,
        RleError,
        binascii.Error,
    ) as error:
        raise ProjectError(
            translate("operations", "the marks of object {0} on frame {1} cannot be read: {2}").format(
                object_id, frame_index, error
            )
        ) from error


def marked_frames(project: Project, object_id: ObjectId) -> list[int]:
    """Frames on which a person marked the object, ascending."""
    prefix = f"{_PREFIX}{object_id}/"
    numbers = (name.removeprefix(prefix) for name in project.settings if name.startswith(prefix))
    return sorted(int(number) for number in numbers if number.isdecimal())


def settled_by_marks(project: Project, object_id: ObjectId) -> set[int]:
    """Key frames that a person marked; unlike those of the language model, no automatic work replaces them."""
    track = project.track(object_id)
    frames = (f for f in marked_frames(project, object_id) if f in track)
    return {f for f in frames if track[f].state is FrameState.PROMPTED}


def put_marks(project: Project, object_id: ObjectId, frame_index: int, marks: Marks | None) -> list[Change]:
    """Store marks beside the mask, or forget them with None."""
    name = _name(object_id, frame_index)
    if marks is None and name not in project.settings:
        return []
    return set_setting(project, name, None if marks is None else _to_json(marks))


def forget_marks(project: Project, object_ids: Iterable[ObjectId]) -> list[Change]:
    """All marks of objects, to be removed together with them."""
    return [
        change
        for object_id in object_ids
        for frame_index in marked_frames(project, object_id)
        for change in put_marks(project, object_id, frame_index, None)
    ]


def _name(object_id: ObjectId, frame_index: int) -> str:
    return f"{_PREFIX}{object_id}/{frame_index}"


def _to_json(marks: Marks) -> str:
    mask = None if marks.mask is None else base64.b64encode(rle_to_bytes(marks.mask)).decode("ascii")
    points = [[*point.point_xy, point.label] for point in marks.points]
    return json.dumps({"points": points, "box": marks.box_xyxy, "mask": mask})


def _from_json(text: str) -> Marks:
    stored = json.loads(text)
    mask, box = stored["mask"], stored["box"]
    return Marks(
        points=tuple(PointPrompt((float(x), float(y)), int(label)) for x, y, label in stored["points"]),
        box_xyxy=None if box is None else (float(box[0]), float(box[1]), float(box[2]), float(box[3])),
        mask=None if mask is None else rle_from_bytes(base64.b64decode(mask, validate=True)),
    )
