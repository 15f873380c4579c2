"""Counts of masks by label, object or clip: frames, states, areas, scores, gaps, verdicts, values of attributes.

`statistics_of` takes what it needs on the document's thread; `rows_of` counts, which unpacks masks, on a worker.
"""

from __future__ import annotations

import csv
import enum
import io
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path

import numpy as np

from sa2va_desktop.annotation.frame_review import FrameReview, Verdict
from sa2va_desktop.annotation.project import Project
from sa2va_desktop.annotation.records import FrameState, MediaId, ObjectFrame
from sa2va_desktop.datasets.csv_files import safe_cell
from sa2va_desktop.errors import ProjectError
from sa2va_desktop.operations.whole_file import write_whole
from sa2va_desktop.tasks import CancelToken
from sa2va_desktop.translation import translate

Cell = str | int | float | None


class StatisticsBy(enum.Enum):
    """What one row is about."""

    LABEL = "label"
    OBJECT = "object"
    CLIP = "clip"


@dataclass(frozen=True)
class CountedObject:
    """One object as it was when the counting began; `values` are of each attribute, as text."""

    name: str
    label: str
    clip: str
    media_id: MediaId
    picture_px: int
    track: Mapping[int, ObjectFrame]
    reviews: Mapping[int, FrameReview]
    values: Mapping[str, tuple[str, ...]]


@dataclass(frozen=True)
class StatisticsRow:
    """Counts of one label, object or clip. Shares are 0..1; None where there is nothing to count.

    Attributes:
        frame_count: records; seen_count: of those with a mask.
        confirmed_share: of the records that a person confirmed, locked or drew.
        mean_area_px, mean_area_share: of the seen masks; the latter of their pictures.
        mean_iou, lowest_iou: SAM 2's own estimates.
        gap_count: times that an object goes and comes back.
        damaged_count: masks that cannot be read, which count nowhere else.
        values: each attribute with how often it has which value, such as "colour: red 2, blue".
    """

    name: str
    label: str
    clip: str
    object_count: int
    frame_count: int
    seen_count: int
    states: Mapping[FrameState, int]
    confirmed_share: float | None
    mean_area_px: float | None
    mean_area_share: float | None
    mean_iou: float | None
    lowest_iou: float | None
    gap_count: int
    flagged_count: int
    rejected_count: int
    comment_count: int
    damaged_count: int
    values: str


def statistics_of(project: Project) -> list[CountedObject]:
    """What is to be counted; copies of dictionaries, not of masks."""
    found = []
    for media_id, item in project.media.items():
        for each in project.objects_of(media_id):
            category = project.categories.get(each.category_id) if each.category_id is not None else None
            values = {
                project.attributes[attribute_id].name: tuple(
                    dict.fromkeys(_text(key.value) for key in value.keys)
                )
                for attribute_id, value in project.values_of(each.object_id).items()
            }
            found.append(
                CountedObject(
                    each.name,
                    category.name if category is not None else "",
                    Path(item.path).name,
                    media_id,
                    item.height * item.width,
                    project.track_as_it_is(each.object_id),
                    dict(project.reviews_of(each.object_id)),
                    values,
                )
            )
    return found


def rows_of(
    objects: Sequence[CountedObject],
    by: StatisticsBy,
    token: CancelToken | None = None,
    on_progress: Callable[[int, int], None] = lambda done, total: None,
) -> list[StatisticsRow]:
    """Count, in the order in which the things first come.

    Raises: CancelledError.
    """
    groups: dict[object, list[CountedObject]] = {}
    for number, each in enumerate(objects):
        key = {StatisticsBy.LABEL: each.label, StatisticsBy.OBJECT: number, StatisticsBy.CLIP: each.media_id}[
            by
        ]
        groups.setdefault(key, []).append(each)
    rows = []
    for done, members in enumerate(groups.values(), start=1):
        rows.append(_row(members, by, token))
        on_progress(done, len(groups))
    return rows


def _row(members: Sequence[CountedObject], by: StatisticsBy, token: CancelToken | None) -> StatisticsRow:
    areas: list[int] = []
    shares: list[float] = []
    damaged = 0
    for each in members:
        for frame in each.track.values():
            if token is not None:
                token.raise_if_cancelled()
            if frame.rle.is_empty:
                continue
            try:
                area = int(frame.rle.passing_runs()[1::2].sum(dtype=np.int64))
            except ProjectError:
                damaged += 1
                continue
            areas.append(area)
            shares.append(area / each.picture_px)
    frames = [frame for each in members for frame in each.track.values()]
    reviews = [review for each in members for review in each.reviews.values()]
    states = Counter(frame.state for frame in frames)
    ious = [
        frame.predicted_iou for frame in frames if frame.predicted_iou is not None and not frame.rle.is_empty
    ]
    first = members[0]
    is_object = by is StatisticsBy.OBJECT
    return StatisticsRow(
        name={StatisticsBy.LABEL: first.label, StatisticsBy.OBJECT: first.name, StatisticsBy.CLIP: first.clip}[
            by
        ],
        label=first.label if is_object else "",
        clip=first.clip if is_object else "",
        object_count=len(members),
        frame_count=len(frames),
        seen_count=len(areas),
        states=states,
        confirmed_share=_share(sum(frame.state.is_protected for frame in frames), len(frames)),
        mean_area_px=_mean(areas),
        mean_area_share=_mean(shares),
        mean_iou=_mean(ious),
        lowest_iou=min(ious, default=None),
        gap_count=sum(_gaps(each.track) for each in members),
        flagged_count=states[FrameState.FLAGGED],
        rejected_count=sum(review.verdict is Verdict.REJECTED for review in reviews),
        comment_count=sum(bool(review.comment) for review in reviews),
        damaged_count=damaged,
        values=_values(members),
    )


def _gaps(track: Mapping[int, ObjectFrame]) -> int:
    """Stretches without a mask, or without a record, between two masks."""
    seen = sorted(index for index, frame in track.items() if not frame.rle.is_empty)
    return sum(after - before > 1 for before, after in pairwise(seen))


def _values(members: Sequence[CountedObject]) -> str:
    counts: dict[str, Counter[str]] = {}
    for each in members:
        for name, values in each.values.items():
            counts.setdefault(name, Counter()).update(values)
    told = []
    for name, found in counts.items():
        several = [f"{value} {count}" if len(members) > 1 else value for value, count in found.most_common()]
        told.append(f"{name}: {', '.join(several)}")
    return "; ".join(told)


def _text(value: object) -> str:
    if isinstance(value, bool):
        return translate("operations", "yes") if value else translate("operations", "no")
    return f"{value:g}" if isinstance(value, float) else str(value)


def _mean(values: Sequence[float]) -> float | None:
    return sum(values) / len(values) if values else None


def _share(part: int, whole: int) -> float | None:
    return part / whole if whole else None


# ---- as a table


@dataclass(frozen=True)
class Column:
    """`key` is the same in every language; `of` gives the cell of a row; `unit` is "px", "%" or ""."""

    key: str
    title: str
    of: Callable[[StatisticsRow], Cell]
    unit: str = ""

    def shown(self, row: StatisticsRow) -> str:
        """The cell in words."""
        cell = self.of(row)
        if cell is None:
            return "—"
        if self.unit == "%":
            return f"{100 * float(cell):.1f} %"
        if isinstance(cell, float):
            return f"{cell:.0f}" if self.unit == "px" else f"{cell:.2f}"
        return str(cell)


def columns_of(by: StatisticsBy) -> list[Column]:
    """The columns of a table, in their order."""
    names = {
        StatisticsBy.LABEL: translate("operations", "Label"),
        StatisticsBy.OBJECT: translate("operations", "Object"),
        StatisticsBy.CLIP: translate("operations", "Clip"),
    }
    found = [Column(by.value, names[by], lambda row: row.name)]
    if by is StatisticsBy.OBJECT:
        found.append(Column("label", names[StatisticsBy.LABEL], lambda row: row.label))
        found.append(Column("clip", names[StatisticsBy.CLIP], lambda row: row.clip))
    else:
        found.append(Column("objects", translate("operations", "Objects"), lambda row: row.object_count))
    found += [
        Column("frames", translate("operations", "Frames"), lambda row: row.frame_count),
        Column("masks", translate("operations", "Masks"), lambda row: row.seen_count),
        Column("confirmed", translate("operations", "Settled"), lambda row: row.confirmed_share, "%"),
        Column("mean_area_px", translate("operations", "Mean area"), lambda row: row.mean_area_px, "px"),
        Column(
            "mean_area_share", translate("operations", "Of the picture"), lambda row: row.mean_area_share, "%"
        ),
        Column("mean_iou", translate("operations", "Mean score"), lambda row: row.mean_iou),
        Column("lowest_iou", translate("operations", "Lowest score"), lambda row: row.lowest_iou),
        Column("gaps", translate("operations", "Gaps"), lambda row: row.gap_count),
        Column("flagged", translate("operations", "Flagged"), lambda row: row.flagged_count),
        Column("rejected", translate("operations", "Rejected"), lambda row: row.rejected_count),
        Column("comments", translate("operations", "Comments"), lambda row: row.comment_count),
    ]
    titles = {
        FrameState.PROMPTED: translate("operations", "Key frames"),
        FrameState.TRACKED: translate("operations", "Tracked"),
        FrameState.EDITED: translate("operations", "Drawn"),
        FrameState.ABSENT: translate("operations", "Absent"),
        FrameState.OCCLUDED: translate("operations", "Occluded"),
        FrameState.STALE: translate("operations", "Out of date"),
        FrameState.CONFIRMED: translate("operations", "Confirmed"),
        FrameState.LOCKED: translate("operations", "Locked"),
    }
    found += [Column(state.name.lower(), title, _count_of(state)) for state, title in titles.items()]
    found.append(Column("unreadable", translate("operations", "Unreadable"), lambda row: row.damaged_count))
    found.append(Column("values", translate("operations", "Values"), lambda row: row.values))
    return found


def _count_of(state: FrameState) -> Callable[[StatisticsRow], Cell]:
    return lambda row: row.states.get(state, 0)


def as_csv(rows: Iterable[StatisticsRow], by: StatisticsBy, *, delimiter: str = ",") -> str:
    """A table with the keys of the columns as its first line; no cell is taken for a formula by a spreadsheet."""
    columns, text = columns_of(by), io.StringIO()
    table = csv.writer(text, delimiter=delimiter, lineterminator="\r\n" if delimiter == "," else "\n")
    table.writerow([column.key for column in columns])
    for row in rows:
        table.writerow([_cell(column.of(row)) for column in columns])
    return text.getvalue()


def _cell(cell: Cell) -> str:
    if cell is None:
        return ""
    if isinstance(cell, str):
        return safe_cell(" ".join(cell.split()))
    return f"{cell:.6g}" if isinstance(cell, float) else str(cell)


def write_csv(path: Path, rows: Iterable[StatisticsRow], by: StatisticsBy) -> None:
    """The table as a file, whole or not at all.

    Raises:
        OutputError: it cannot be written.
    """
    write_whole(path, as_csv(rows, by).encode("utf-8", "backslashreplace"))
