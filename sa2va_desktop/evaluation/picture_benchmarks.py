"""Expressions about pictures: RefCOCO, RefCOCO+, RefCOCOg, gRefCOCO, ReasonSeg, and any data set of that kind."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from sa2va_desktop.annotation.rle import BoolMask, mask_to_rle
from sa2va_desktop.datasets.benchmark_records import (
    BenchmarkSample,
    FigureTable,
    Prediction,
    SampleKind,
    Scored,
)
from sa2va_desktop.datasets.imported_clip import ImportedClip, ImportedExpression
from sa2va_desktop.evaluation.benchmark import Benchmark, Row, figures_of
from sa2va_desktop.evaluation.referring import (
    GeneralizedTotals,
    ReferringScore,
    ReferringTotals,
    score_picture,
)
from sa2va_desktop.evaluation.sample_masks import meant_mask, predicted_mask

_KEPT = "the data set keeps its masks to itself"


class PictureExpressions(Benchmark):
    """cIoU, gIoU and P@X over one flat pool of expressions; all masks of an answer count as one."""

    benchmark_id = "picture-expressions"
    title = "Expressions about pictures"
    tradition = (
        "cIoU: sum of intersections over sum of unions; gIoU: mean IoU, 1 where both are empty (LISA, Sa2VA); "
        "P@X with IoU >= X over expressions with a target"
    )

    def samples(self) -> Iterator[BenchmarkSample]:
        for clip in self._read():
            for number, expression in enumerate(clip.expressions):
                yield BenchmarkSample(
                    f"{clip.name}/{expression.key or number}",
                    SampleKind.REFERRING,
                    _asked_text(expression),
                    clip,
                    is_question=expression.length == "long",
                    details=expression,
                )

    def score(self, sample: BenchmarkSample, prediction: Prediction) -> Scored:
        clip, expression = sample.clip, sample.details
        assert clip is not None
        assert isinstance(expression, ImportedExpression)
        if not expression.is_told:
            return Scored({})
        size_hw = (clip.height, clip.width)
        truth = meant_mask(clip, expression.objects, 0, size_hw)
        found = predicted_mask(prediction.objects, 0, size_hw, sample.key)
        score = score_picture(found, truth, self._ignored(clip, size_hw))
        row = {
            "I": score.intersection,
            "U": score.union,
            "target": score.has_target,
            "none": score.says_none,
        }
        quality = score.iou if score.union else 1.0
        return Scored(row, quality, 0, mask_to_rle(truth))

    def tables(self, rows: Sequence[Row]) -> list[FigureTable]:
        totals = ReferringTotals()
        for score in _scores(rows):
            totals.add(score)
        note = _KEPT if rows and not totals.count else ""
        return [FigureTable(self.title, self.tradition, figures_of(totals.figures(), note=note))]

    def _ignored(self, clip: ImportedClip, size_hw: tuple[int, int]) -> BoolMask | None:
        return None


class RefCoco(PictureExpressions):
    benchmark_id = "refcoco"
    title = "RefCOCO, RefCOCO+, RefCOCOg"


class ReasonSeg(PictureExpressions):
    """Pixels that the data set marks to be ignored count nowhere."""

    benchmark_id = "reasonseg"
    title = "ReasonSeg"

    def _ignored(self, clip: ImportedClip, size_hw: tuple[int, int]) -> BoolMask | None:
        places = [index for index, each in enumerate(clip.objects) if each.extras.get("is_ignored") is True]
        ignored = meant_mask(clip, places, 0, size_hw)
        return ignored if ignored.any() else None


class GRefCoco(PictureExpressions):
    """Nothing or several things may be meant; a model says "nothing" by an answer without any mask pixel."""

    benchmark_id = "grefcoco"
    title = "gRefCOCO"
    tradition = (
        "gRefCOCO (ReLA): no-target expressions count 1 or 0 in gIoU; N-acc and T-acc in percent; "
        'an answer without mask pixels says "nothing"; P@X with IoU >= X over expressions with a target'
    )

    def tables(self, rows: Sequence[Row]) -> list[FigureTable]:
        published, flat = GeneralizedTotals(), ReferringTotals()
        for score in _scores(rows):
            published.add(score)
            flat.add(score)
        note = _KEPT if rows and not flat.count else ""
        return [
            FigureTable(self.title, self.tradition, figures_of(published.figures(), note=note)),
            FigureTable(
                f"{self.title}, as RefCOCO", PictureExpressions.tradition, figures_of(flat.figures(), note=note)
            ),
        ]


def _asked_text(expression: ImportedExpression) -> str:
    """RefCOCO's evaluations ask with the cleaned form of what a person typed."""
    cleaned = expression.extras.get("sent")
    return cleaned if isinstance(cleaned, str) and cleaned.strip() else expression.text


def _scores(rows: Sequence[Row]) -> Iterator[ReferringScore]:
    for row in rows:
        if "I" in row:
            yield ReferringScore(row["I"], row["U"], row["target"], row["none"])
