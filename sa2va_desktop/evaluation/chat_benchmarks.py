"""Multiple choice and yes or no: MME, MMBench, SEED, AI2D, MMStar, MMMU, SQA, Video-MME, and sets that need a judge.

Questions are put as in the published evaluation of Sa2VA with VLMEvalKit.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterator, Sequence
from pathlib import Path

from sa2va_desktop.datasets.benchmark_records import (
    BenchmarkSample,
    FigureTable,
    Prediction,
    SampleKind,
    Scored,
    StoredPrediction,
)
from sa2va_desktop.datasets.imported_clip import ImportedClip
from sa2va_desktop.evaluation.benchmark import Benchmark, Row, SubmittedFile, figures_of
from sa2va_desktop.evaluation.chat_answers import (
    NO_OPTION,
    ChatResult,
    accuracy_figures,
    chosen_option,
    mme_figures,
    yes_or_no,
)
from sa2va_desktop.evaluation.chat_sets import ChatRow, read_chat_rows

_CHINESE = re.compile("[\u4e00-\u9fff]")
_LETTER = "\nAnswer with the option's letter from the given choices directly."
_LETTER_CHINESE = "\n请直接回答选项字母。"
_WORD = "Answer the question using a single word or phrase."
_VIDEO = (
    "\nThese are the frames of a video. Select the best answer to the following multiple-choice question based on the "
    "video. Respond with only the letter (A, B, C, or D) of the correct option.\n"
)


class ChatSet(Benchmark):
    """Option accuracy, by exact matching."""

    benchmark_id = "choice"
    title = "Multiple choice"
    tradition = "option accuracy by exact matching, without a judge model (VLMEvalKit)"

    def __init__(self, path: Path) -> None:
        super().__init__(lambda: iter(()))
        self._path = path

    def samples(self) -> Iterator[BenchmarkSample]:
        for number, row in enumerate(read_chat_rows(self._path)):
            clip = _clip_of(row)
            yield BenchmarkSample(
                f"{number}:{row.index}", SampleKind.CHAT, self.question(row), clip, row.pictures, details=row
            )

    def question(self, row: ChatRow) -> str:
        text = f"{row.fields['hint']}\n{row.question}" if row.fields.get("hint", "") else row.question
        text += "".join(f"\n{letter}. {option}" for letter, option in row.options.items())
        is_chinese = bool(_CHINESE.search(text))
        if row.options:
            return text + (_LETTER_CHINESE if is_chinese else _LETTER)
        return text + ("\n请直接回答问题。" if is_chinese else "\nAnswer the question directly.")

    def score(self, sample: BenchmarkSample, prediction: Prediction) -> Scored:
        row = sample.details
        assert isinstance(row, ChatRow)
        read = self.read(row, prediction.text)
        is_right = read != NO_OPTION and read.lower() == row.answer.lower()
        kept = {
            "index": row.index,
            "category": row.category,
            "pair": row.fields.get("image_path", ""),
            "right": is_right,
            "truth": bool(row.answer),
            "read": read,
        }
        return Scored(kept, float(is_right) if row.answer else None)

    def read(self, row: ChatRow, text: str) -> str:
        """What the answer means."""
        return chosen_option(text, row.options)

    def tables(self, rows: Sequence[Row]) -> list[FigureTable]:
        results = [_result(row) for row in rows]
        unread = sum(result.has_truth and not result.is_read for result in results)
        notes = (f"{unread} answers named no single option and count as wrong",) if unread else ()
        parts = accuracy_figures(results)
        if not parts:
            missing = figures_of({"accuracy": None}, note="the file has no answers; hand in the submission")
            return [FigureTable(self.title, self.tradition, missing)]
        figures = {
            (name if part == "overall" else part): value
            for part, values in parts.items()
            for name, value in values.items()
        }
        return [FigureTable(self.title, self.tradition, figures_of(figures), notes)]

    def submission(self, stored: Iterator[StoredPrediction]) -> Iterator[SubmittedFile]:
        """`predictions.tsv`: the columns of the set without pictures, and `prediction`."""
        said = {each.key: each.prediction.text for each in stored}
        out, writer = io.StringIO(), None
        for number, row in enumerate(read_chat_rows(self._path)):
            key = f"{number}:{row.index}"
            if key not in said:
                continue
            if writer is None:
                names = [name for name in row.fields if name != "prediction"]
                writer = csv.DictWriter(out, [*names, "prediction"], dialect="excel-tab", extrasaction="ignore")
                writer.writeheader()
            writer.writerow({**row.fields, "prediction": said[key]})
        if writer is not None:
            yield SubmittedFile("predictions.tsv", out.getvalue().encode("utf-8", "backslashreplace"))


class YesNoSet(ChatSet):
    benchmark_id = "yes-no"
    title = "Yes or no"

    def question(self, row: ChatRow) -> str:
        asks_for_it = "yes or no" in row.question.lower()
        return f"{row.question}{'' if asks_for_it else ' Please answer yes or no.'} {_WORD}"

    def read(self, row: ChatRow, text: str) -> str:
        return yes_or_no(text)


class Mme(YesNoSet):
    """Two questions a picture; a category's score is accuracy plus accuracy of pictures with both right."""

    benchmark_id = "mme"
    title = "MME"
    tradition = "MME: percent of right answers + percent of pictures with both right, summed over categories"

    def question(self, row: ChatRow) -> str:
        return f"{row.question} {_WORD}"

    def tables(self, rows: Sequence[Row]) -> list[FigureTable]:
        results = [_result(row) for row in rows]
        scores: dict[str, float | None] = {**mme_figures(results)} or {"perception": None}
        return [FigureTable(self.title, self.tradition, figures_of(scores, unit=""))]


class VideoChoice(ChatSet):
    """Video-MME: the options stand in the question."""

    benchmark_id = "video-mme"
    title = "Video-MME, without subtitles"

    def question(self, row: ChatRow) -> str:
        options = "".join(f"\n{letter}. {option}" for letter, option in row.options.items())
        return f"{_VIDEO}\nQuestion: {row.question}{options}{_LETTER}"


class JudgedSet(ChatSet):
    """Free answers, which a judge model has to read: nothing is computed, the submission is what counts."""

    benchmark_id = "judged"
    title = "Free answers"
    tradition = "needs a judge model, which is not part of this program"

    def question(self, row: ChatRow) -> str:
        return row.question

    def score(self, sample: BenchmarkSample, prediction: Prediction) -> Scored:
        return Scored({})

    def tables(self, rows: Sequence[Row]) -> list[FigureTable]:
        missing = figures_of({"score": None}, note="hand in predictions.tsv to a judge model")
        return [FigureTable(self.title, self.tradition, missing)]


def _clip_of(row: ChatRow) -> ImportedClip | None:
    if row.media is None:
        return None
    name = row.media.name
    is_clip = row.media.is_dir() or row.media.suffix.lower() in (".mp4", ".avi", ".mkv", ".mov", ".webm")
    return ImportedClip(name, 0, 0, () if is_clip else (name,), media=row.media, is_clip=is_clip)


def _result(row: Row) -> ChatResult:
    return ChatResult(
        row["index"], row["category"], row["pair"], row["right"], row["truth"], row["read"] != NO_OPTION
    )
