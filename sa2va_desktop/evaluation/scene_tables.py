"""The table of aims on unseen scenes, and what is behind each of its rows."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from statistics import fmean, median

from sa2va_desktop.datasets.benchmark_records import Aim, Figure, FigureTable
from sa2va_desktop.evaluation.benchmark import Row
from sa2va_desktop.evaluation.scene_plan import (
    HEADLINE_KINDS,
    HEADLINE_QUESTIONS,
    SceneTask,
)

_AIMS = {
    "still": Aim(0.80),
    "clip": Aim(0.75),
    "several": Aim(0.70),
    "click": Aim(0.80),
    "region": Aim(0.85),
    "grounded": Aim(0.70),
    "question": Aim(0.80),
    "absent": Aim(0.80),
    "first mask": Aim(2.0, is_most=True),
    "frames": Aim(10.0),
}
_HEADLINE = {kind.value for kind in HEADLINE_KINDS}
_DEFINED = (
    "cIoU: sum of intersections over sum of unions; J&F: mean over all frames and expressions; exact: the nouns and colours "
    "that are named are the true ones and no others; chance: see the manual"
)


def scene_tables(rows: Sequence[Row]) -> list[FigureTable]:
    """The table of aims first; 0..1 all of it but the speeds. Rows of scenes with held-out pairs have tables of their own."""
    usual = [row for row in rows if not row["held_out"]]
    by_task = {task: [row for row in usual if row["task"] == task.value] for task in SceneTask}
    return [
        FigureTable("Aims on unseen scenes", _DEFINED, tuple(_aims(by_task)), tuple(_machines(rows))),
        *_referring("Referring expressions, stills", by_task[SceneTask.STILL], _still_figures),
        *_referring("Referring expressions, clips", by_task[SceneTask.CLIP], _clip_figures),
        *_several(by_task[SceneTask.SEVERAL]),
        *_grounded(by_task[SceneTask.GROUNDED]),
        *_questions(by_task[SceneTask.QUESTION]),
        *_absent(by_task[SceneTask.ABSENT], by_task[SceneTask.STILL]),
        *_marks(by_task),
        *_held_out([row for row in rows if row["held_out"]]),
    ]


def _aims(by_task: dict[SceneTask, list[Row]]) -> list[Figure]:
    still = [row for row in by_task[SceneTask.STILL] if row["kind"] in _HEADLINE]
    clip = [row for row in by_task[SceneTask.CLIP] if row["kind"] in _HEADLINE]
    several, click = by_task[SceneTask.SEVERAL], by_task[SceneTask.CLICK]
    region, grounded = by_task[SceneTask.REGION], by_task[SceneTask.GROUNDED]
    questions = [row for row in by_task[SceneTask.QUESTION] if row["kind"] in _question_kinds()]
    absent = by_task[SceneTask.ABSENT]
    first = [row["first_mask_s"] for row in by_task[SceneTask.CLIP] if "first_mask_s" in row]
    speeds = [row["frames_per_s"] for row in by_task[SceneTask.TRACK] if "frames_per_s" in row]
    return [
        _aim("still", "referring segmentation, stills, cIoU", _ciou(still), len(still), _guessed_ciou(still)),
        _aim("clip", "referring video segmentation, J&F", _j_and_f(clip), len(clip), _one_of_things(clip)),
        _aim("several", "several objects, all right at IoU 0.5", _share(several), len(several), _mean(several, "guess")),
        _aim("click", "click to mask, mIoU", _mean(click, "IoU"), len(click)),
        _aim("region", "region caption, exact noun and attribute", _share(region), len(region), _commonest(region)),
        _aim("grounded", "GCG, phrase-mask pairs right at IoU 0.5, F1", _pair_f1(grounded), len(grounded)),
        _aim("question", "closed questions", _by_kind(questions, _share), len(questions), _by_kind(questions, _commonest)),
        _aim("absent", '"not there" answered with no mask', _share(absent), len(absent)),
        _aim("first mask", "first mask after an instruction about a clip", _median(first), len(first), unit="s"),
        _aim("frames", "tracking one object", _median(speeds), len(speeds), unit="frames/s"),
    ]  # fmt: skip


def _aim(
    key: str, name: str, value: float | None, count: int, chance: float | None = None, *, unit: str = ""
) -> Figure:
    return _figure(name, value, count, chance, unit=unit, aim=_AIMS[key])


def _figure(
    name: str,
    value: float | None,
    count: int,
    chance: float | None = None,
    *,
    unit: str = "",
    aim: Aim | None = None,
) -> Figure:
    note = "" if value is not None else "no sample of that kind"
    return Figure(name, value, unit, note, count, chance, aim)


def _referring(
    title: str, rows: Sequence[Row], figures: Callable[[str, Sequence[Row]], list[Figure]]
) -> list[FigureTable]:
    if not rows:
        return []
    kinds = list(dict.fromkeys(row["kind"] for row in rows))
    kinds.sort(
        key=lambda kind: (
            kind not in _HEADLINE,
            [each.value for each in HEADLINE_KINDS].index(kind) if kind in _HEADLINE else 0,
        )
    )
    counted = [row for row in rows if row["kind"] in _HEADLINE]
    found = figures("all that count", counted) if counted else []
    for kind in kinds:
        name = kind.replace("_", " ") + ("" if kind in _HEADLINE else " (does not count)")
        found += figures(name, [row for row in rows if row["kind"] == kind])
    return [
        FigureTable(title, "by kind of expression; chance: one thing of the scene, whichever", tuple(found))
    ]


def _still_figures(name: str, rows: Sequence[Row]) -> list[Figure]:
    return [
        _figure(f"{name}, cIoU", _ciou(rows), len(rows), _guessed_ciou(rows)),
        _figure(f"{name}, mIoU", _mean(rows, "IoU"), len(rows)),
        _figure(f"{name}, right object", _mean(rows, "object"), len(rows), _one_of_things(rows)),
    ]


def _clip_figures(name: str, rows: Sequence[Row]) -> list[Figure]:
    return [
        _figure(f"{name}, J&F", _j_and_f(rows), len(rows)),
        _figure(f"{name}, right object", _mean(rows, "object"), len(rows), _one_of_things(rows)),
    ]


def _several(rows: Sequence[Row]) -> list[FigureTable]:
    found = [
        _figure(f"{count} things, all right", _share(same), len(same), _mean(same, "guess"))
        for count in sorted({row["kind"] for row in rows})
        if (same := [row for row in rows if row["kind"] == count])
    ]
    named, right = sum(row["named"] for row in rows), sum(row["found"] for row in rows)
    found += [
        _figure("masks as many as things", fmean(row["masks"] == row["named"] for row in rows) if rows else None, len(rows)),
        _figure("all right, in the order of the words", _mean(rows, "in order"), len(rows)),
        _figure("single things right", right / named if named else None, named),
    ]  # fmt: skip
    note = "right: one mask for each thing that is named, in any order, and none too many; chance: so many things, whichever"
    return [FigureTable("Several objects", note, tuple(found))] if rows else []


def _grounded(rows: Sequence[Row]) -> list[FigureTable]:
    true, pairs, found = (sum(row[name] for row in rows) for name in ("true", "pairs", "found"))
    masks = sum(row["masks"] for row in rows)
    figures = (
        _figure("F1 of pairs", _pair_f1(rows), len(rows)),
        _figure("true things with a right pair (recall)", found / true if true else None, true),
        _figure("pairs that are right (precision)", found / pairs if pairs else None, pairs),
        _figure("true things with a mask, whatever the phrase", masks / true if true else None, true),
        _figure("pictures with all the right words", _mean(rows, "words"), len(rows)),
        _figure("pictures with all pairs right", _share(rows), len(rows)),
    )
    note = "a pair is right if its mask and one true thing have IoU >= 0.5 and its phrase names that thing's noun and colour, and no others"
    return [FigureTable("Grounded captions", note, figures)] if rows else []


def _questions(rows: Sequence[Row]) -> list[FigureTable]:
    found = []
    for kind in sorted({row["kind"] for row in rows}, key=lambda kind: (kind not in _question_kinds(), kind)):
        same = [row for row in rows if row["kind"] == kind]
        name = kind if kind in _question_kinds() else f"{kind} (does not count)"
        found.append(_figure(name, _share(same), len(same), _commonest(same)))
    note = "same words after normalising; the row in the aims is the mean of the kinds; chance: always the commonest answer"
    return [FigureTable("Closed questions", note, tuple(found))] if rows else []


def _absent(absent: Sequence[Row], present: Sequence[Row]) -> list[FigureTable]:
    found = [
        _figure(f"{kind}: no mask", _share(same), len(same))
        for kind in sorted({row["kind"] for row in absent})
        if (same := [row for row in absent if row["kind"] == kind])
    ]
    counted = [row for row in present if row["kind"] in _HEADLINE]
    refused = _mean(counted, "refused")
    found.append(_figure("things that are there: no mask all the same", refused, len(counted)))
    said_so = _share(absent)
    balanced = None if said_so is None or refused is None else (said_so + 1 - refused) / 2
    found.append(_figure("there or not, both weighed the same", balanced, len(absent) + len(counted), 0.5))
    return [FigureTable("Things that are not there", "an answer without any mask pixel says so", tuple(found))]


def _marks(by_task: dict[SceneTask, list[Row]]) -> list[FigureTable]:
    click, track, region = (by_task[task] for task in (SceneTask.CLICK, SceneTask.TRACK, SceneTask.REGION))
    stills = [row["first_mask_s"] for row in by_task[SceneTask.STILL] if "first_mask_s" in row]
    figures = (
        _figure("click: IoU of at least 0.5", _share(click), len(click)),
        _figure("click, carried through a clip, J&F", _j_and_f(track), len(track)),
        _figure("region caption, right noun", _mean(region, "noun"), len(region)),
        _figure("first mask after an instruction about a picture", _median(stills), len(stills), unit="s"),
    )
    return [
        FigureTable("Clicks, marked things, pictures", "one click at the deepest point of a thing", figures)
    ]


def _held_out(rows: Sequence[Row]) -> list[FigureTable]:
    by_task = {task: [row for row in rows if row["task"] == task.value] for task in SceneTask}
    found: list[Figure] = []
    for kind in sorted({row["kind"] for row in by_task[SceneTask.STILL]}):
        same = [row for row in by_task[SceneTask.STILL] if row["kind"] == kind]
        found += _still_figures(f"stills, {kind.replace('_', ' ')}", same)
    if by_task[SceneTask.CLIP]:
        found += _clip_figures("clips", by_task[SceneTask.CLIP])
    if region := by_task[SceneTask.REGION]:
        found.append(_figure("region caption, exact", _share(region), len(region), _commonest(region)))
    note = "asked about a colour and noun that no training scene shows together"
    return [FigureTable("Held-out pairs", note, tuple(found))] if found else []


def _machines(rows: Sequence[Row]) -> list[str]:
    """Where the speeds were measured, and how many processes wanted to run there: above the cores, others were in the way."""
    found = []
    for name in dict.fromkeys(row["machine"] for row in rows if "machine" in row):
        loads = [row["load"] for row in rows if row.get("machine") == name and "load" in row]
        busy = f", median load {median(loads):.1f}" if loads else ""
        found.append(f"speeds: medians, measured while this was asked, on {name}{busy}")
    return found


def _question_kinds() -> set[str]:
    return {kind.value for kind in HEADLINE_QUESTIONS}


def _ciou(rows: Sequence[Row]) -> float | None:
    union = sum(row["U"] for row in rows)
    return sum(row["I"] for row in rows) / union if union else None


def _guessed_ciou(rows: Sequence[Row]) -> float | None:
    union = sum(row["guess U"] for row in rows)
    return sum(row["guess I"] for row in rows) / union if union else None


def _pair_f1(rows: Sequence[Row]) -> float | None:
    both = sum(row["true"] + row["pairs"] for row in rows)
    return 2 * sum(row["found"] for row in rows) / both if both else None


def _j_and_f(rows: Sequence[Row]) -> float | None:
    return fmean((row["J"] + row["F"]) / 2 for row in rows) if rows else None


def _one_of_things(rows: Sequence[Row]) -> float | None:
    return fmean(1 / row["things"] for row in rows) if rows else None


def _mean(rows: Sequence[Row], name: str) -> float | None:
    return fmean(float(row[name]) for row in rows) if rows else None


def _share(rows: Sequence[Row]) -> float | None:
    return _mean(rows, "right")


def _commonest(rows: Sequence[Row]) -> float | None:
    """How often the answer that is right most often is right."""
    return Counter(row["wanted"] for row in rows).most_common(1)[0][1] / len(rows) if rows else None


def _by_kind(rows: Sequence[Row], figure: Callable[[Sequence[Row]], float | None]) -> float | None:
    kinds = sorted({row["kind"] for row in rows})
    values = [figure([row for row in rows if row["kind"] == kind]) for kind in kinds]
    return fmean(value for value in values if value is not None) if values else None


def _median(values: Sequence[float]) -> float | None:
    return median(values) if values else None
