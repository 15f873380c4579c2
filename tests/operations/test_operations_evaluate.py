"""An evaluation asks each sample once, survives being stopped, and ends with the same report and submission."""

from __future__ import annotations

import base64
import io
import json
import zipfile
from collections.abc import Iterator
from dataclasses import replace
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import pytest
from filelock import FileLock
from PIL import Image
from support.benchmark_clips import LEFT, RIGHT, caption_clip, picture_clip, region_clip, video_clip
from support.scripted_predictor import Script, ScriptedObject, ScriptedPredictor

from sa2va_desktop.datasets.imported_clip import ImportedClip
from sa2va_desktop.errors import FolderNotEmptyError, InputError, OutOfMemoryError, OutputError, UsageError
from sa2va_desktop.evaluation.benchmark import Benchmark, SubmittedFile
from sa2va_desktop.evaluation.benchmarks import benchmark_of
from sa2va_desktop.evaluation.caption_benchmarks import GroundedCaptions, RegionCaptions
from sa2va_desktop.evaluation.picture_benchmarks import ReasonSeg, RefCoco
from sa2va_desktop.evaluation.video_benchmarks import Mevis, RefYoutubeVos
from sa2va_desktop.operations.evaluate import Evaluation, EvaluationSettings, evaluate
from sa2va_desktop.operations.evaluation_asking import AskSettings
from sa2va_desktop.operations.evaluation_report import write_report, write_submission

SETTINGS = EvaluationSettings("somewhere", "mevis", "val")
FINDS_LEFT = Script(("It is ", ScriptedObject("", LEFT), "."))


class Dying(ScriptedPredictor):
    """Runs out of memory when it is asked for the n-th time."""

    def __init__(self, dies_at: int) -> None:
        super().__init__(FINDS_LEFT)
        self.dies_at = dies_at

    def ask(self, *args: Any, **named: Any) -> Iterator[Any]:
        if len(self.requests) == self.dies_at:
            raise OutOfMemoryError("The scripted device ran out of memory.")
        return super().ask(*args, **named)


def two_clips(folder: Path) -> list[ImportedClip]:
    return [
        video_clip(folder, "v1", [("left", (0,), {}), ("right?", (1,), {})]),
        video_clip(folder, "v2", [("left", (0,), {}), ("<b>none</b>", (), {})]),
    ]


def written(evaluation: Evaluation, benchmark: Benchmark, out: Path) -> tuple[bytes, bytes]:
    write_report(evaluation, benchmark, out)
    write_submission(evaluation, benchmark, out)
    return (out / "report.json").read_bytes(), (out / "submission.zip").read_bytes()


def test_stopped_at_any_sample_it_ends_with_the_same_report_and_submission(tmp_path: Path) -> None:
    benchmark = Mevis(lambda: iter(two_clips(tmp_path / "data")))
    whole = written(
        evaluate(benchmark, ScriptedPredictor(FINDS_LEFT), SETTINGS, tmp_path / "whole"),
        benchmark,
        tmp_path / "whole",
    )

    for stop in range(4):
        out = tmp_path / f"stopped{stop}"
        with pytest.raises(OutOfMemoryError):
            evaluate(benchmark, Dying(stop), SETTINGS, out)
        again = ScriptedPredictor(FINDS_LEFT)
        evaluation = evaluate(benchmark, again, SETTINGS, out)

        assert (evaluation.asked_now, len(again.requests)) == (4 - stop, 4 - stop)
        assert written(evaluation, benchmark, out) == whole


def test_line_that_was_being_written_when_the_process_died_is_asked_again(tmp_path: Path) -> None:
    benchmark = Mevis(lambda: iter(two_clips(tmp_path / "data")))
    out = tmp_path / "out"
    first = written(evaluate(benchmark, ScriptedPredictor(FINDS_LEFT), SETTINGS, out), benchmark, out)
    journal = out / "journal.jsonl"
    journal.write_bytes(journal.read_bytes()[:-25])

    evaluation = evaluate(benchmark, ScriptedPredictor(FINDS_LEFT), SETTINGS, out)

    assert evaluation.asked_now == 1
    assert written(evaluation, benchmark, out) == first
    assert [json.loads(line)["run"] for line in journal.read_text().splitlines()]


def test_another_checkpoint_in_the_same_folder_is_asked_anew(tmp_path: Path) -> None:
    """As after another fine-tuning: no row of the earlier weights counts for the new ones."""
    weights, out = tmp_path / "model" / "model.safetensors", tmp_path / "out"
    weights.parent.mkdir()
    benchmark = Mevis(lambda: iter(two_clips(tmp_path / "data")))
    asked = []
    for content in (b"\1" * 10_000, b"\1" * 10_000, b"\1" * 5_000 + b"\2" * 5_000):
        weights.write_bytes(content)
        predictor = ScriptedPredictor(FINDS_LEFT)
        predictor._description = replace(predictor.description, folder=str(weights.parent))
        asked.append(evaluate(benchmark, predictor, SETTINGS, out).asked_now)

    assert asked == [4, 0, 4]


def test_a_damaged_line_costs_its_own_sample_and_no_other_run(tmp_path: Path) -> None:
    benchmark = Mevis(lambda: iter(two_clips(tmp_path / "data")))
    out = tmp_path / "out"
    evaluate(benchmark, ScriptedPredictor(FINDS_LEFT), SETTINGS, out)
    evaluate(benchmark, ScriptedPredictor(FINDS_LEFT, name="other"), SETTINGS, out)
    journal = out / "journal.jsonl"
    lines = journal.read_bytes().splitlines(keepends=True)
    lines[2] = b"\0" * 40 + b"\n"
    lines[3] = lines[3].replace(b'"place": ', b'"place": "x" , "": ')
    journal.write_bytes(b"".join(lines))

    same = evaluate(benchmark, ScriptedPredictor(FINDS_LEFT), SETTINGS, out)
    other = evaluate(benchmark, ScriptedPredictor(FINDS_LEFT, name="other"), SETTINGS, out)

    assert (same.asked_now, other.asked_now) == (2, 0)
    assert journal.read_bytes().startswith(b"".join(lines))


def test_a_journal_of_another_program_is_left_alone(tmp_path: Path) -> None:
    (tmp_path / "journal.jsonl").write_bytes(b"# my diary\nno newline")

    with pytest.raises(FolderNotEmptyError):
        evaluate(Mevis(lambda: iter([])), ScriptedPredictor(FINDS_LEFT), SETTINGS, tmp_path)

    assert (tmp_path / "journal.jsonl").read_bytes() == b"# my diary\nno newline"


def test_another_model_or_setting_in_the_same_folder_begins_anew(tmp_path: Path) -> None:
    benchmark = Mevis(lambda: iter(two_clips(tmp_path / "data")))
    out = tmp_path / "out"
    evaluate(benchmark, ScriptedPredictor(FINDS_LEFT), SETTINGS, out)

    other = evaluate(benchmark, ScriptedPredictor(FINDS_LEFT, name="other"), SETTINGS, out)
    longer = EvaluationSettings("somewhere", "mevis", "val", asking=AskSettings(max_new_tokens=7))
    changed = evaluate(benchmark, ScriptedPredictor(FINDS_LEFT), longer, out)
    same = evaluate(benchmark, ScriptedPredictor(FINDS_LEFT), SETTINGS, out)

    assert (other.asked_now, changed.asked_now, same.asked_now) == (4, 4, 0)


def test_limit_takes_the_first_samples_and_goes_on_to_all(tmp_path: Path) -> None:
    benchmark = Mevis(lambda: iter(two_clips(tmp_path / "data")))
    first = EvaluationSettings("somewhere", "mevis", "val", limit=1)

    part = evaluate(benchmark, ScriptedPredictor(FINDS_LEFT), first, tmp_path / "out")
    rest = evaluate(benchmark, ScriptedPredictor(FINDS_LEFT), SETTINGS, tmp_path / "out")
    again = evaluate(benchmark, ScriptedPredictor(FINDS_LEFT), first, tmp_path / "out")

    assert [len(each.rows) for each in (part, rest, again)] == [1, 4, 1]
    assert (rest.asked_now, again.asked_now) == (3, 0)
    assert [each.value for each in again.tables[0].figures] == [100, 100, 100]


def test_prompts_frames_and_objects_are_those_of_the_published_evaluation(tmp_path: Path) -> None:
    asked = ScriptedPredictor(Script((ScriptedObject("", LEFT), ScriptedObject("", RIGHT))))
    evaluate(Mevis(lambda: iter(two_clips(tmp_path / "data"))), asked, SETTINGS, tmp_path / "clips")
    clip = picture_clip(tmp_path, "p", [("a cat", (0, 1))])
    still = ScriptedPredictor(Script((ScriptedObject("", LEFT), ScriptedObject("", RIGHT))))
    both = evaluate(RefCoco(lambda: iter([clip])), still, SETTINGS, tmp_path / "stills")
    reason = ScriptedPredictor(FINDS_LEFT)
    evaluate(ReasonSeg(lambda: iter([clip])), reason, SETTINGS, tmp_path / "reason")

    texts = [request.text for request in asked.requests]  # type: ignore[union-attr]
    assert texts[:2] == ["Please segment left.", " right? Please respond with a segmentation mask."]
    first, picture = asked.requests[0], still.requests[0]
    assert (first.language_frames, first.frame_range, first.max_segments) == ((0, 1, 2), (0, 3), 1)  # type: ignore[union-attr]
    assert picture.text == " Please segment a cat in this image."  # type: ignore[union-attr]
    assert next(each.value for each in both.tables[0].figures) == pytest.approx(100)  # both masks together
    assert reason.requests[0].text == "What is a cat in this image? Please output segmentation mask."  # type: ignore[union-attr]


def test_frames_that_the_data_set_does_not_name_are_not_shown(tmp_path: Path) -> None:
    clip = video_clip(tmp_path, "v1", [("left", (0,), {})], frames=5)
    some = ImportedClip(**{**vars(clip), "frames": ("00000", "00002", "00004")})
    predictor = ScriptedPredictor(FINDS_LEFT)

    evaluation = evaluate(Mevis(lambda: iter([some])), predictor, SETTINGS, tmp_path / "out")

    assert predictor.requests[0].frames.frame_count == 3  # type: ignore[union-attr]
    [stored] = evaluation.predictions()
    assert (stored.shown_position, stored.shown_frame) == (1, 2)


def test_samples_that_cannot_be_shown_are_told_and_tried_again(tmp_path: Path) -> None:
    clips = two_clips(tmp_path / "data")
    broken = [ImportedClip(**{**vars(clips[0]), "media": tmp_path / "gone"}), clips[1]]
    out = tmp_path / "out"

    evaluation = evaluate(Mevis(lambda: iter(broken)), ScriptedPredictor(FINDS_LEFT), SETTINGS, out)
    write_report(evaluation, Mevis(lambda: iter(broken)), out)
    mended = evaluate(Mevis(lambda: iter(clips)), ScriptedPredictor(FINDS_LEFT), SETTINGS, out)

    assert (evaluation.failed, mended.failed, mended.asked_now) == (2, 0, 2)
    assert "gone" in json.loads((out / "report.json").read_text())["errors"][0]["error"]


def test_folders_of_others_running_evaluations_and_empty_sets_are_refused(tmp_path: Path) -> None:
    clips = two_clips(tmp_path / "data")
    benchmark = Mevis(lambda: iter(clips))
    with pytest.raises(FolderNotEmptyError, match="expected a new folder or one of an evaluation"):
        evaluate(benchmark, ScriptedPredictor(), SETTINGS, tmp_path / "data")
    (tmp_path / "out").mkdir()
    with FileLock(tmp_path / "out" / ".evaluate.lock"), pytest.raises(InputError, match="another process"):
        evaluate(benchmark, ScriptedPredictor(), SETTINGS, tmp_path / "out")
    with pytest.raises(UsageError, match="found no sample of split 'val'"):
        evaluate(Mevis(lambda: iter([])), ScriptedPredictor(), SETTINGS, tmp_path / "empty")


class Page(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.sources: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        self.sources += [value or "" for name, value in attrs if name in ("src", "href")]


def test_report_page_stands_alone_and_escapes_everything(tmp_path: Path) -> None:
    benchmark = Mevis(lambda: iter(two_clips(tmp_path / "data")))
    predictor = ScriptedPredictor(Script(("<script>alert(1)</script>", ScriptedObject("", LEFT))))
    evaluation = evaluate(benchmark, predictor, SETTINGS, tmp_path / "out")

    write_report(evaluation, benchmark, tmp_path / "out")

    text = (tmp_path / "out" / "report.html").read_text()
    page = Page()
    page.feed(text)
    assert "script" not in page.tags
    assert page.tags.count("img") == 4  # two worst, two best
    assert all(source.startswith("data:image/jpeg;base64,") for source in page.sources)
    assert "&lt;b&gt;none&lt;/b&gt;" in text
    assert "rounded at the end (MeViS)" in text
    assert "scripted" in text


@pytest.mark.parametrize(("kind", "top"), [(Mevis, "v1/0/"), (RefYoutubeVos, "Annotations/v1/0/")])
def test_submission_as_zip_and_folder(tmp_path: Path, kind: type[Benchmark], top: str) -> None:
    benchmark = kind(lambda: iter(two_clips(tmp_path / "data")))
    out = tmp_path / "out"
    evaluation = evaluate(benchmark, ScriptedPredictor(FINDS_LEFT), SETTINGS, out)

    paths = write_submission(evaluation, benchmark, out, form="both")

    assert paths == [out / "submission.zip", out / "submission"]
    with zipfile.ZipFile(paths[0]) as archive:
        names = archive.namelist()
    assert len(names) == 12
    assert names[0] == f"{top}00000.png"
    assert all((paths[1] / name).is_file() for name in names)


def test_names_that_lead_out_of_the_folder_are_not_written(tmp_path: Path) -> None:
    class Hostile(Mevis):
        def submission(self, stored: Iterator[Any]) -> Iterator[SubmittedFile]:
            yield SubmittedFile("../outside.png", b"x")

    benchmark = Hostile(lambda: iter(two_clips(tmp_path / "data")))
    evaluation = evaluate(benchmark, ScriptedPredictor(FINDS_LEFT), SETTINGS, tmp_path / "out")

    for form in ("zip", "folder"):
        with pytest.raises(OutputError, match="cannot be a file name"):
            write_submission(evaluation, benchmark, tmp_path / "out", form=form)
    assert not list(tmp_path.rglob("outside.png"))


def test_grounded_captions_and_regions(tmp_path: Path) -> None:
    script = Script((ScriptedObject("a cat", LEFT), " near ", ScriptedObject("a dog", RIGHT), "."))
    captions = evaluate(
        GroundedCaptions(lambda: iter([caption_clip(tmp_path, "p1")])),
        ScriptedPredictor(script),
        SETTINGS,
        tmp_path / "gcg",
    )
    asked = ScriptedPredictor(Script(("region1 is a small cat",)))
    regions = evaluate(
        RegionCaptions(lambda: iter([region_clip(tmp_path, "p2")])), asked, SETTINGS, tmp_path / "regions"
    )

    [row] = captions.rows
    assert row.row["phrases"] == ["a cat", "a dog"]
    assert row.row["caption"] == "a cat near a dog."
    assert next(each.value for each in captions.tables[0].figures) == pytest.approx(100)
    assert [each.row["caption"] for each in regions.rows] == ["a small cat", "a small cat"]
    assert asked.requests[0].region_masks[0].sum() == 400  # type: ignore[union-attr]


def test_pictures_that_were_cut_out_of_a_clip_are_asked_as_pictures(tmp_path: Path) -> None:
    clip = region_clip(tmp_path, "p")
    cut = ImportedClip(**{**vars(clip), "frame_indices": (7,), "is_clip": True})
    asked = ScriptedPredictor(Script(("a cat",)))

    evaluation = evaluate(RegionCaptions(lambda: iter([cut])), asked, SETTINGS, tmp_path / "out")

    assert evaluation.failed == 0
    assert [request.is_video for request in asked.requests] == [False, False]  # type: ignore[union-attr]


def test_words_about_a_clip_are_asked_over_all_of_it_and_masks_over_its_beginning(tmp_path: Path) -> None:
    clip = video_clip(tmp_path, "v1", [("left", (0,), {})], frames=9)
    table = tmp_path / "Video-MME.json"
    table.write_text(json.dumps([{"question": "Who?", "answer": "A", "A": "x", "B": "y", "image_path": "v1"}]))
    masks, words = ScriptedPredictor(FINDS_LEFT), ScriptedPredictor(Script(("A",)))

    evaluate(Mevis(lambda: iter([clip])), masks, SETTINGS, tmp_path / "masks")
    answers = evaluate(benchmark_of(table), words, SETTINGS, tmp_path / "words")

    assert masks.requests[0].language_frames == (0, 1, 2, 3, 4)  # type: ignore[union-attr]
    assert words.requests[0].language_frames == (0, 2, 4, 6, 8)  # type: ignore[union-attr]
    assert [each.value for each in answers.tables[0].figures] == [100]


def test_several_pictures_of_a_question_are_shown_as_a_clip(tmp_path: Path) -> None:
    first, second = (io.BytesIO(), io.BytesIO())
    Image.effect_noise((24, 16), 90).save(first, "PNG")
    Image.effect_noise((12, 40), 90).save(second, "PNG")
    images = str([base64.b64encode(each.getvalue()).decode() for each in (first, second)])
    table = tmp_path / "MMMU.jsonl"
    table.write_text(json.dumps({"question": "Which?", "answer": "A", "A": "x", "B": "y", "image": images}))
    asked = ScriptedPredictor(Script(("A",)))

    evaluation = evaluate(benchmark_of(table), asked, SETTINGS, tmp_path / "out")

    [request] = asked.requests
    assert evaluation.failed == 0
    assert (request.is_video, request.language_frames) == (True, (0, 1))  # type: ignore[union-attr]
    assert request.frames.read_rgb(1).shape == (16, 24, 3)  # type: ignore[union-attr]
