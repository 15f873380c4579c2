"""Expressions about clips: MeViS, Ref-YouTube-VOS, Ref-DAVIS17, ReVOS, Ref-SAV, and any data set of that kind."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import replace
from typing import Any

import cv2
import numpy as np

from sa2va_desktop.annotation.rle import mask_to_rle, rle_to_mask
from sa2va_desktop.datasets.benchmark_records import (
    BenchmarkSample,
    Figure,
    FigureTable,
    Prediction,
    SampleKind,
    Scored,
    StoredPrediction,
)
from sa2va_desktop.datasets.coco_rle import rle_to_coco
from sa2va_desktop.datasets.imported_clip import ImportedClip, ImportedExpression
from sa2va_desktop.evaluation.benchmark import Benchmark, Row, SubmittedFile, figures_of
from sa2va_desktop.evaluation.expressions import (
    ExpressionScore,
    grouped_figures,
    mevis_figures,
    visible_figures,
)
from sa2va_desktop.evaluation.sample_masks import masks_of, meant_mask, predicted_mask
from sa2va_desktop.evaluation.segmentation import boundary_measure, clip_score, region_similarity
from sa2va_desktop.evaluation.video_objects import (
    ObjectScore,
    Tradition,
    mean_over_objects,
    merge_by_first,
    score_unsupervised,
)

_VISIBLE = "frames on which the object is visible only; not a published figure"


class VideoExpressions(Benchmark):
    """The per-expression tradition: J and F over all frames, each expression by itself."""

    benchmark_id = "video-expressions"
    title = "Expressions about clips"
    rule = "first"
    tradition = Tradition.PER_EXPRESSION.value
    top_folder: str | None = None
    """Of submitted masks; None: no server takes them."""

    def samples(self) -> Iterator[BenchmarkSample]:
        for clip in self._read():
            for number, expression in enumerate(clip.expressions):
                name = expression.key or str(number)
                yield BenchmarkSample(
                    f"{clip.name}/{name}", SampleKind.REFERRING, expression.text, clip, details=expression
                )

    def score(self, sample: BenchmarkSample, prediction: Prediction) -> Scored:
        clip, expression = _parts(sample)
        if not expression.is_told:
            return Scored({})
        j: list[float] = []
        f: list[float] = []
        visible: list[bool] = []
        more: list[list[float]] = []
        size_hw = (clip.height, clip.width)
        for frame in range(len(clip.frames)):
            truth = meant_mask(clip, expression.objects, frame, size_hw)
            found = predicted_mask(prediction.objects, frame, size_hw, sample.key)
            j.append(region_similarity(found, truth))
            f.append(boundary_measure(found, truth))
            visible.append(bool(truth.any()))
            more.append(self._more(clip, frame, found, truth))
        score = clip_score(j, f, visible)
        row: dict[str, Any] = {"J": score.region_j, "F": score.boundary_f, "frames": score.frame_count}
        if score.visible_j is not None:
            row.update({"visible J": score.visible_j, "visible F": score.visible_f})
        row.update(zip(self._more_names(), np.mean(more, axis=0).tolist() if more else (), strict=True))
        if (type_id := self._type_of(expression)) is not None:
            row["type"] = type_id
        return Scored(row, score.j_and_f, *_shown(clip, expression, visible))

    def tables(self, rows: Sequence[Row]) -> list[FigureTable]:
        scores = [_expression_score(row) for row in rows if "J" in row]
        note = "the data set keeps its masks to itself; hand in the submission" if rows and not scores else ""
        wanted = mevis_figures(scores) or dict.fromkeys(("J", "F", "J&F"), None)
        own = self._published(scores)
        found = own or [FigureTable(self.title, self.tradition, figures_of(wanted, note=note))]
        if seen := visible_figures(scores):
            found.append(FigureTable(f"{self.title}, visible frames", _VISIBLE, figures_of(seen)))
        return found

    def submission(self, stored: Iterator[StoredPrediction]) -> Iterator[SubmittedFile]:
        if self.top_folder is None:
            return
        for each in stored:
            masks = masks_of(each.prediction.objects, len(each.frame_names), each.size_hw)
            for name, rle in zip(each.frame_names, masks, strict=True):
                picture = rle_to_mask(rle).astype(np.uint8) * 255
                _, data = cv2.imencode(".png", picture)
                yield SubmittedFile(
                    f"{self.top_folder}{each.group}/{each.name}/{name.rsplit('.', 1)[0]}.png", data.tobytes()
                )

    def _published(self, scores: Sequence[ExpressionScore]) -> list[FigureTable]:
        """Tables in place of the plain one."""
        return []

    def _more_names(self) -> tuple[str, ...]:
        return ()

    def _more(self, clip: ImportedClip, frame: int, found: Any, truth: Any) -> list[float]:
        """Further measures of one frame, in the order of `_more_names`."""
        return []

    def _type_of(self, expression: ImportedExpression) -> int | None:
        value = expression.extras.get("type_id")
        return value if isinstance(value, int) and not isinstance(value, bool) else None


class ProjectExpressions(VideoExpressions):
    """A project's own texts, asked as the window asks them; stills count as clips of one frame."""

    benchmark_id = "project"
    title = "Expressions of a project"
    rule = "union"
    frames = "uniform:5"

    def score(self, sample: BenchmarkSample, prediction: Prediction) -> Scored:
        scored = super().score(sample, prediction)
        return replace(scored, row={**scored.row, "meant": min(2, len(sample.details.objects))})

    def tables(self, rows: Sequence[Row]) -> list[FigureTable]:
        figures = []
        for number, name in enumerate(("nothing", "one object", "several objects")):
            same = [(row["J"] + row["F"]) / 2 for row in rows if row["meant"] == number]
            if same:
                figures.append(Figure(f"J&F, {name}", 100 * float(np.mean(same)), count=len(same)))
        return [
            *super().tables(rows),
            FigureTable(f"{self.title}, by what is meant", self.tradition, tuple(figures)),
        ]


class Mevis(VideoExpressions):
    benchmark_id = "mevis"
    title = "MeViS"
    server = "the MeViS server"
    tradition = f"{Tradition.PER_EXPRESSION.value}; rounded at the end (MeViS)"
    top_folder = ""


class RefYoutubeVos(VideoExpressions):
    benchmark_id = "ref-youtube-vos"
    title = "Ref-YouTube-VOS"
    server = "the Ref-YouTube-VOS server"
    top_folder = "Annotations/"


class _ForScript(VideoExpressions):
    """Handed in is `results.json`, which the published evaluation script of Sa2VA takes."""

    def submission(self, stored: Iterator[StoredPrediction]) -> Iterator[SubmittedFile]:
        videos: dict[str, dict[str, Any]] = {}
        for each in stored:
            masks = masks_of(each.prediction.objects, len(each.frame_names), each.size_hw)
            videos.setdefault(each.group, {})[each.name] = {
                "video_id": each.group,
                "exp_id": each.name,
                "text_prediction": each.prediction.text,
                "frames": list(each.frame_names),
                "exp": each.question,
                "prediction_masks": [rle_to_coco(rle) for rle in masks],
            }
        if videos:
            yield SubmittedFile("results.json", json.dumps(videos, ensure_ascii=False).encode())


class Revos(_ForScript):
    """Also A and R; expressions that mean nothing are in no group."""

    benchmark_id = "revos"
    title = "ReVOS"
    tradition = f"{Tradition.PER_EXPRESSION.value}; each expression rounded to 0.01, overall = mean of the groups (ReVOS)"
    groups = {0: "referring", 1: "reasoning"}
    measures: tuple[str, ...] = ("J", "F", "A", "R")

    def _more_names(self) -> tuple[str, ...]:
        return ("A", "R")

    def _more(self, clip: ImportedClip, frame: int, found: Any, truth: Any) -> list[float]:
        everything = meant_mask(clip, range(len(clip.objects)), frame, truth.shape)
        robust = 1 - np.count_nonzero(found & ~truth) / (np.count_nonzero(everything) + 1e-6)
        return [float(np.mean(found == truth)), max(robust, 0.0)]

    def _published(self, scores: Sequence[ExpressionScore]) -> list[FigureTable]:
        found = grouped_figures(scores, self.groups, self.measures)
        return [
            FigureTable(f"{self.title}, {group}", self.tradition, figures_of(values))
            for group, values in found.items()
        ]


class RefSav(Revos):
    """Long and short texts; A without R."""

    benchmark_id = "ref-sav"
    title = "Ref-SAV"
    tradition = f"{Tradition.PER_EXPRESSION.value}; each expression rounded to 0.01, overall = mean of the groups (Ref-SAV)"
    groups = {0: "long", 1: "short"}
    measures = ("J", "F", "A")

    def _type_of(self, expression: ImportedExpression) -> int | None:
        told = super()._type_of(expression)
        return told if told is not None else {"long": 0, "short": 1}.get(expression.length)


class RefDavis(_ForScript):
    """Both traditions of Ref-DAVIS17, which cannot be compared with each other."""

    benchmark_id = "ref-davis"
    title = "Ref-DAVIS17"
    tradition = f"{Tradition.PER_EXPRESSION.value} (VISA, Sa2VA)"
    annotators = 4

    def late_tables(
        self, keys: Iterable[str], prediction_of: Callable[[str], Prediction | None]
    ) -> list[FigureTable]:
        known = set(keys)
        by_annotator: list[list[ObjectScore]] = [[] for _ in range(self.annotators)]
        left_out = 0
        for clip in self._read():
            asked = [f"{clip.name}/{each.key or number}" for number, each in enumerate(clip.expressions)]
            if not known.intersection(asked):
                continue
            if not known.issuperset(asked) or not self._is_in_fours(clip):
                left_out += 1
                continue
            for annotator, scores in enumerate(by_annotator):
                scores += self._of_annotator(clip, annotator, prediction_of)
        means = [mean_over_objects(Tradition.REF_DAVIS_BY_ANNOTATOR, scores) for scores in by_annotator]
        found = [mean for mean in means if mean is not None]
        notes = ["masks of imported objects have no void pixels, so none are left out"]
        if left_out:
            notes.append(f"{left_out} clips were left out: not all asked, or not four expressions an object")
        values: dict[str, float | None] = dict.fromkeys(("J", "F", "J&F"), None)
        if len(found) == self.annotators:
            j, f = (
                100 * float(np.mean(part)) for part in ([m.j.mean for m in found], [m.f.mean for m in found])
            )
            values = {"J": j, "F": f, "J&F": (j + f) / 2}
        return [
            FigureTable(
                f"{self.title}, by annotator",
                Tradition.REF_DAVIS_BY_ANNOTATOR.value,
                figures_of(values, note="needs clips with four expressions for each object, all of them asked"),
                tuple(notes),
            )
        ]

    def _is_in_fours(self, clip: ImportedClip) -> bool:
        keys = {each.key for each in clip.expressions}
        wanted = {str(number) for number in range(len(clip.expressions))}
        is_whole = bool(keys) and keys == wanted and len(keys) % self.annotators == 0
        return is_whole and all(each.is_told and len(each.objects) == 1 for each in clip.expressions)

    def _of_annotator(
        self, clip: ImportedClip, annotator: int, prediction_of: Callable[[str], Prediction | None]
    ) -> list[ObjectScore]:
        size_hw, frames = (clip.height, clip.width), range(len(clip.frames))
        by_key = {each.key: each for each in clip.expressions}
        truth, found = [], []
        for index in range(len(by_key) // self.annotators):
            expression = by_key[str(self.annotators * index + annotator)]
            prediction = prediction_of(f"{clip.name}/{expression.key}") or Prediction("")
            truth.append([meant_mask(clip, expression.objects, frame, size_hw) for frame in frames])
            found.append([predicted_mask(prediction.objects, frame, size_hw) for frame in frames])
        return score_unsupervised(clip.name, merge_by_first(truth, size_hw), merge_by_first(found, size_hw))


def _parts(sample: BenchmarkSample) -> tuple[ImportedClip, ImportedExpression]:
    clip, expression = sample.clip, sample.details
    assert clip is not None
    assert isinstance(expression, ImportedExpression)
    return clip, expression


def _shown(clip: ImportedClip, expression: ImportedExpression, visible: Sequence[bool]) -> tuple[int, Any]:
    """The middle one of the frames on which something is meant, and what is meant there."""
    seen = [index for index, is_visible in enumerate(visible) if is_visible] or list(range(len(visible)))
    frame = seen[len(seen) // 2]
    return frame, mask_to_rle(meant_mask(clip, expression.objects, frame, (clip.height, clip.width)))


def _expression_score(row: Row) -> ExpressionScore:
    return ExpressionScore(
        row["J"],
        row["F"],
        row.get("type"),
        row.get("A"),
        row.get("R"),
        row.get("visible J"),
        row.get("visible F"),
    )
