"""Captions: grounded ones (GCG) and those of marked regions."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping, Sequence

import numpy as np

from sa2va_desktop.annotation.records import AnswerTask, ExpressionKind
from sa2va_desktop.annotation.rle import MaskRle, mask_to_rle
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
from sa2va_desktop.evaluation.average_precision import (
    AveragePrecision,
    PictureMatches,
    iou_matrix,
    match_picture,
)
from sa2va_desktop.evaluation.benchmark import Benchmark, ReadClips, Row, SubmittedFile, figures_of
from sa2va_desktop.evaluation.caption_scores import bleu, cider
from sa2va_desktop.evaluation.caption_words import caption_words
from sa2va_desktop.evaluation.grounded_caption import TextSimilarity, matched_phrases, paired_iou
from sa2va_desktop.evaluation.meteor import meteor, why_no_meteor
from sa2va_desktop.evaluation.sample_masks import union

FEWEST_CAPTIONS = 50
"""Below so many, CIDEr says little, because it weighs words by how rare they are in these very captions."""

_REGION_WORDS = re.compile(r"\bregion\s?1\b", re.IGNORECASE)
_LEAD = re.compile(
    r"^\s*(?:the\s+)?(?:(?:region|object|picture|image)\s+)?(?:marked\s+by\s+)?(?:is|shows|depicts)\s+", re.I
)


class GroundedCaptions(Benchmark):
    """AP50, mIoU and recall of masks and phrases, and the words of the caption.

    Args:
        similarity: how alike two phrases are; None: recall is not computed. `similarity_name` stands in the report.
    """

    benchmark_id = "gcg"
    title = "Grounded captions (GCG)"
    tradition = (
        "GLaMM: AP50 by COCO's rules with equal scores; mIoU over greedily paired masks; recall where IoU and likeness "
        "of the phrases are both at least 0.5"
    )

    def __init__(
        self, read: ReadClips, similarity: TextSimilarity | None = None, similarity_name: str = ""
    ) -> None:
        super().__init__(read)
        self._similarity = similarity
        self._similarity_name = similarity_name

    def samples(self) -> Iterator[BenchmarkSample]:
        for clip in self._read():
            captions = tuple(turn.text for turn in clip.turns if turn.task is AnswerTask.GROUNDED_CAPTION)
            if captions:
                yield BenchmarkSample(clip.name, SampleKind.GROUNDED_CAPTION, "", clip, details=captions)

    def score(self, sample: BenchmarkSample, prediction: Prediction) -> Scored:
        clip = sample.clip
        assert clip is not None
        truth = [(each.track[0].rle, each.name) for each in clip.objects if 0 in each.track]
        found = [rle_to_coco(track[0]) for track in prediction.objects]
        meant = [rle_to_coco(rle) for rle, _ in truth]
        overlaps = iou_matrix(found, meant)
        matches = match_picture(found, [1.0] * len(found), meant)
        row = {
            "overlaps": overlaps.tolist(),
            "hits": list(matches.hits),
            "labels": [label for _, label in truth],
            "phrases": list(prediction.spoken_phrases),
            "caption": prediction.text,
            "references": list(sample.details),
        }
        size_hw = (clip.height, clip.width)
        shown = mask_to_rle(union([rle for rle, _ in truth], size_hw, clip.name))
        return Scored(row, paired_iou(overlaps), 0, shown)

    def tables(self, rows: Sequence[Row]) -> list[FigureTable]:
        precision = AveragePrecision()
        for row in rows:
            scores = (1.0,) * len(row["hits"])
            precision.add(PictureMatches(scores, tuple(row["hits"]), len(row["labels"])))
        values = {name: None if value is None else 100 * value for name, value in precision.figures().items()}
        pairs = [paired_iou(_matrix(row)) for row in rows]
        figures = (
            *figures_of(values),
            *figures_of({"mIoU": 100 * float(np.mean(pairs)) if pairs else None}),
            self._recall(rows),
        )
        references = {str(number): row["references"] for number, row in enumerate(rows)}
        candidates = {str(number): row["caption"] for number, row in enumerate(rows)}
        return [
            FigureTable(self.title, self.tradition, figures),
            caption_table(f"{self.title}, words", references, candidates),
        ]

    def submission(self, stored: Iterator[StoredPrediction]) -> Iterator[SubmittedFile]:
        """`ID.json` a picture, as the published evaluation reads them."""
        for each in stored:
            said = {
                "image_id": each.group,
                "caption": each.prediction.text,
                "phrases": list(each.prediction.spoken_phrases),
                "pred_masks": [rle_to_coco(track[0]) for track in each.prediction.objects],
            }
            stem = each.group.rsplit("/", 1)[-1].rsplit(".", 1)[0]
            yield SubmittedFile(f"{stem}.json", json.dumps(said, ensure_ascii=False).encode())

    def _recall(self, rows: Sequence[Row]) -> Figure:
        if self._similarity is None:
            return Figure("recall", None, "%", "needs a folder with bert-base-uncased, see --text-model")
        wanted = sum(len(row["labels"]) for row in rows)
        found = sum(
            matched_phrases(_matrix(row), row["phrases"], row["labels"], self._similarity) for row in rows
        )
        if not wanted:
            return Figure("recall", None, "%", "no phrases in the data set")
        return Figure("recall", 100 * found / wanted, "%", f"likeness of phrases by {self._similarity_name}")


class RegionCaptions(Benchmark):
    """One sample a marked region; several texts about the same region are its references."""

    benchmark_id = "region-captions"
    title = "Captions of marked regions"

    def samples(self) -> Iterator[BenchmarkSample]:
        for clip in self._read():
            texts: dict[int, list[str]] = {}
            for each in clip.expressions:
                if len(each.objects) == 1 and each.kind is ExpressionKind.CAPTION:
                    texts.setdefault(each.objects[0], []).append(each.text)
            for index, references in texts.items():
                region = clip.objects[index].track.get(0)
                if region is not None and not region.rle.is_empty:
                    yield BenchmarkSample(
                        f"{clip.name}/{clip.objects[index].key}",
                        SampleKind.REGION_CAPTION,
                        "",
                        clip,
                        region=region.rle,
                        details=(tuple(references), region.rle),
                    )

    def score(self, sample: BenchmarkSample, prediction: Prediction) -> Scored:
        references, region = sample.details
        assert isinstance(region, MaskRle)
        said = plain_caption(prediction.text)
        words, wanted = (
            set(caption_words(said).split()),
            [set(caption_words(text).split()) for text in references],
        )
        likeness = max((len(words & each) / max(1, len(words | each)) for each in wanted), default=0.0)
        return Scored({"caption": said, "references": list(references)}, likeness, 0, region)

    def tables(self, rows: Sequence[Row]) -> list[FigureTable]:
        return [
            caption_table(
                self.title,
                {str(number): row["references"] for number, row in enumerate(rows)},
                {str(number): row["caption"] for number, row in enumerate(rows)},
            )
        ]

    def submission(self, stored: Iterator[StoredPrediction]) -> Iterator[SubmittedFile]:
        """`captions.json`, a result file for COCO's caption evaluation."""
        found = [
            {"image_id": f"{each.group}/{each.name}", "caption": plain_caption(each.prediction.text)}
            for each in stored
        ]
        if found:
            yield SubmittedFile("captions.json", json.dumps(found, ensure_ascii=False, indent=1).encode())


def plain_caption(text: str) -> str:
    """Without the words that say that a region was marked ("region1 shows …"); the published evaluation drops them, too."""
    flat = " ".join(_REGION_WORDS.sub(" ", text).split())
    return _LEAD.sub("", flat) or flat


def caption_table(
    title: str, references: Mapping[str, Sequence[str]], candidates: Mapping[str, str]
) -> FigureTable:
    """METEOR, CIDEr and BLEU of captions, as far as they can be computed here."""
    tradition = "COCO captions: CIDEr x 100 (CIDEr-D), BLEU over the set, METEOR 1.5"
    if not references:
        missing = dict.fromkeys(("METEOR", "CIDEr", "BLEU-4"), None)
        return FigureTable(title, tradition, figures_of(missing))
    spoken = {key: caption_words(text) for key, text in candidates.items()}
    wanted = {key: [caption_words(text) for text in texts] for key, texts in references.items()}
    missing_meteor = why_no_meteor()
    value = None if missing_meteor else 100 * meteor(wanted, spoken)
    total, _ = cider(wanted, spoken)
    parts = {f"BLEU-{order}": 100 * score for order, score in enumerate(bleu(wanted, spoken), start=1)}
    note = "" if len(wanted) >= FEWEST_CAPTIONS else f"of {len(wanted)} captions only: says little"
    return FigureTable(
        title,
        tradition,
        (
            Figure("METEOR", value, "%", missing_meteor),
            Figure("CIDEr", 100 * total, "", note),
            *figures_of(parts),
        ),
    )


def _matrix(row: Row) -> np.ndarray:
    matrix = np.array(row["overlaps"], np.float64)
    return matrix.reshape(len(row["hits"]) if matrix.size == 0 else matrix.shape[0], len(row["labels"]))
