"""The pipeline over a small project: who is shown what, what is kept and discarded, and what a second run asks."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from support.pipeline_parts import (
    FRAMES,
    SIZE_HW,
    ScriptedWriter,
    Turns,
    add_object,
    box_rle,
    tracked_project,
)

from sa2va_desktop.annotation.records import ExpressionState, TextSegment
from sa2va_desktop.annotation.rle import MaskRle, empty_rle
from sa2va_desktop.errors import OutOfMemoryError
from sa2va_desktop.operations.frame_choice import uniform_frames
from sa2va_desktop.operations.headless_run import run_to_end
from sa2va_desktop.operations.media_items import open_item
from sa2va_desktop.operations.outlined_crop import OUTLINE_RGB
from sa2va_desktop.operations.pipeline.candidates import Choice, choose, snapshots
from sa2va_desktop.operations.pipeline.describer import read_verdict
from sa2va_desktop.operations.pipeline.expression_writer import ExpressionWriter
from sa2va_desktop.operations.pipeline.filters import Filters
from sa2va_desktop.operations.pipeline.pipeline_run import PipelineModels, StageDone, pipeline_events
from sa2va_desktop.operations.pipeline.recipe import Recipe, read_recipe, recipe_folders
from sa2va_desktop.operations.pipeline.stage_cache import StageCache
from sa2va_desktop.operations.pipeline.text_review import edit_text
from sa2va_desktop.operations.pipeline.track_iou import TrackFit
from sa2va_desktop.storage.session import OpenProject
from sa2va_desktop.tasks import CancelToken


def answer(question: str) -> str:
    if "Describe this object" in question:
        return "A grey box."
    if "Say in one or two sentences where" in question:
        return "It is on the left."
    if "how it moves" in question:
        return "It stands still."
    return "the grey box on the left"


@pytest.fixture
def session(tmp_path: Path) -> Iterator[OpenProject]:
    with tracked_project(tmp_path, "dog", "cat") as opened:
        yield opened


@pytest.fixture
def recipe() -> Recipe:
    return read_recipe(recipe_folders(None))


class Run:
    """One run of the pipeline with scripted parts."""

    def __init__(self, session: OpenProject, recipe: Recipe, *, again: bool = False) -> None:
        self.session, self.recipe = session, recipe
        self.describer = ScriptedWriter(answer, "writer")
        self.checker = ScriptedWriter(lambda _question: "Yes, both do.", "checker")
        self.turns = Turns()
        self.choice: Choice = choose(snapshots(session.project, recipe.name), recipe.filters, again=again)
        self.steps: list[StageDone] = []

    def go(self) -> ExpressionWriter:
        writer = ExpressionWriter(self.session, self.recipe)
        models = PipelineModels(self.turns.opener(self.describer), self.turns.opener(self.checker))  # type: ignore[arg-type]
        candidates = self.choice.candidates
        events = pipeline_events(self.recipe, candidates, models, open_item, StageCache(), CancelToken())
        error = run_to_end(writer, events, on_event=self._note)
        if error is not None:
            raise error
        return writer

    def _note(self, event: object) -> None:
        if isinstance(event, StageDone):
            self.steps.append(event)


def test_every_stage_is_shown_its_pictures_and_told_the_text_so_far(
    session: OpenProject, recipe: Recipe
) -> None:
    run = Run(session, recipe)
    run.go()

    own = run.describer.asked[4:7]  # of the first object, after both were described twice
    assert [each[0] for each in run.describer.asked[:4]] == [1, 1, 1, 1]
    assert [each[0] for each in own] == [1, 8, 1]
    assert "A grey box." in own[0][2]
    assert "It is on the left." in own[1][2]
    assert "The 8 pictures" in own[1][2]
    assert "It stands still." in own[2][2]
    crop, bare = run.describer.pictures[0][0], run.describer.pictures[1][0]
    assert (crop.shape, crop.max()) == (bare.shape, 50), "the frame on which it is largest, the sixth"
    assert crop.shape[0] < SIZE_HW[0] + 1
    assert sorted({tuple(pixel) for pixel in bare.reshape(-1, 3)}) == [(50, 50, 50), (255, 255, 255)]
    for picture in (run.describer.pictures[4][0], *run.describer.pictures[5]):
        assert picture.shape == (*SIZE_HW, 3)
        assert (picture == OUTLINE_RGB).all(axis=2).any()
    levels = [int(np.median(picture[:, :, 1])) for picture in run.describer.pictures[5]]
    assert levels == [10 * index for index in uniform_frames(range(FRAMES), 8)]
    assert "With: A grey box." in run.checker.asked[0][2]


def test_the_models_are_in_memory_in_turns(session: OpenProject, recipe: Recipe) -> None:
    run = Run(session, recipe)
    run.go()

    assert run.turns.log == ["+writer", "-writer", "+checker", "-checker", "+writer", "-writer"]
    assert (run.steps[-1].done, run.steps[-1].total) == (16, 16)


def test_texts_are_proposed_with_their_stages_and_how_they_were_made(
    session: OpenProject, recipe: Recipe
) -> None:
    Run(session, recipe).go()

    dog = next(each for each in session.project.objects.values() if each.name == "dog")
    long, short = session.project.expressions_about(dog.object_id)
    assert (long.text, long.length) == ("A grey box. It is on the left. It stands still.", "long")
    assert long.segments == (
        TextSegment(0, 11, "object"),
        TextSegment(12, 30, "scene"),
        TextSegment(31, 47, "video"),
    )
    assert (short.text, short.length, short.state) == (
        "the grey box on the left",
        "short",
        ExpressionState.PROPOSED,
    )
    made = json.loads(long.extras)["pipeline"]
    assert (made["recipe"], made["version"]) == ("ref-sav", 1)
    assert made["stages"]["check"]["model"] == "checker"
    assert made["stages"]["video"]["frames"] == list(uniform_frames(range(FRAMES), 8))
    assert (long.model_name, bool(long.created_at)) == ("writer", True)
    assert "how it moves" in long.prompt
    assert long.round_trip_iou == pytest.approx((12 * 12 * 12) / (11 * 12 * 12 + 16 * 16))


def test_one_undo_takes_all_texts_away(session: OpenProject, recipe: Recipe) -> None:
    Run(session, recipe).go()
    assert len(session.project.expressions) == 4

    session.undo()

    assert not session.project.expressions


@pytest.mark.parametrize(
    ("reply", "note"),
    [
        ("No. One says cat.", "Not consistent: No. One says cat."),
        ("Perhaps.", "The checker said neither yes nor no: Perhaps."),
    ],
)
def test_what_the_checker_refuses_is_kept_as_rejected_with_the_reason(
    session: OpenProject, recipe: Recipe, reply: str, note: str
) -> None:
    run = Run(session, recipe)
    run.checker = ScriptedWriter(lambda _question: reply, "checker")

    writer = run.go()

    assert (writer.written_count, writer.discarded_count) == (0, 2)
    found = list(session.project.expressions.values())
    assert {(each.state, each.text, each.note) for each in found} == {
        (ExpressionState.REJECTED, "A grey box.", note)
    }
    assert len(run.describer.asked) == 4, "nothing more is asked about them"
    assert run.turns.log == ["+writer", "-writer", "+checker", "-checker"]


def test_a_second_run_leaves_out_what_is_written_and_asks_nothing_twice(
    session: OpenProject, recipe: Recipe
) -> None:
    Run(session, recipe).go()
    assert not Run(session, recipe).choice.candidates

    accepted = next(iter(session.project.expressions.values()))
    again = Run(session, recipe, again=True)
    again.go()

    assert (again.describer.asked, again.checker.asked, again.describer.found) == ([], [], [])
    assert all(step.is_cached for step in again.steps if step.stage != "round_trip")
    assert len(session.project.expressions) == 4, "the texts before gave way"
    assert accepted.expression_id not in session.project.expressions


@pytest.mark.parametrize("change", [lambda text: text + " indeed", lambda text: text.split(".")[0] + "."])
def test_texts_that_a_person_changed_stay_when_they_are_written_again(
    session: OpenProject, recipe: Recipe, change: Callable[[str], str]
) -> None:
    Run(session, recipe).go()
    mine = next(iter(session.project.expressions.values()))
    words = change(mine.text)
    assert words != mine.text
    session.do("Edit Text", edit_text(session.project, mine.expression_id, words))

    again = Run(session, recipe, again=True)
    again.go()

    assert session.project.expressions[mine.expression_id].text == words
    assert len(session.project.expressions) == 5, "the others gave way"


def test_answers_of_another_length_are_tried_again(session: OpenProject, recipe: Recipe) -> None:
    Run(session, recipe).go()

    longer = Run(session, replace(recipe, max_new_tokens=recipe.max_new_tokens + 1), again=True)
    longer.go()

    assert longer.describer.asked
    assert longer.describer.found


def test_a_run_that_breaks_keeps_its_answers_for_the_next(session: OpenProject, recipe: Recipe) -> None:
    broken = Run(session, recipe)

    def fail(question: str) -> str:
        if len(broken.describer.asked) == 7:
            raise OutOfMemoryError("no room")
        return answer(question)

    broken.describer = ScriptedWriter(fail, "writer")
    with pytest.raises(OutOfMemoryError):
        broken.go()
    assert not session.project.expressions

    resumed = Run(session, recipe)
    resumed.go()

    assert len(resumed.describer.asked) == 4, "the phrase of the first and three stages of the second object"
    assert not resumed.checker.asked
    assert len(session.project.expressions) == 4


def test_another_prompt_or_mask_is_another_question(
    session: OpenProject, recipe: Recipe, tmp_path: Path
) -> None:
    Run(session, recipe).go()
    (tmp_path / "own").mkdir()
    (tmp_path / "own/video.txt").write_text("And how it moves? {scene_text}")

    run = Run(session, read_recipe(recipe_folders(None, tmp_path / "own")), again=True)
    run.go()

    assert [each[0] for each in run.describer.asked] == [8, 8], "only what rests on the changed prompt is asked"


def test_a_clip_that_cannot_be_read_costs_its_own_objects_only(
    session: OpenProject, recipe: Recipe, tmp_path: Path
) -> None:
    run = Run(session, recipe)
    for path in (tmp_path / "clip").iterdir():
        path.unlink()

    writer = run.go()

    assert [text.split(":")[0] for text in writer.failures] == ["dog", "cat"]


def test_filters_leave_objects_out_with_the_reason(tmp_path: Path, recipe: Recipe) -> None:
    with tracked_project(tmp_path, "dog", "away", "tiny") as session:
        item = add_object(session, "none")
        session.do("Clear", [])
        taken = snapshots(session.project, recipe.name)

        choice = choose(taken, Filters(least_area=0.01, least_visible=0.5, least_duration_s=0.1))

        assert [each.about.name for each in choice.candidates] == ["dog", "none"]
        assert {each.name: reason for each, reason in choice.left_out} == {
            "away": "It is seen on 17% of its frames; 50% are wanted.",
            "tiny": "It covers 0.13% of the picture at most; 1.00% are wanted.",
        }
        assert item in session.project.objects
        late = choose(taken, Filters(least_duration_s=60.0))
        assert late.left_out[0][1].endswith("60.0 s are wanted.")


def test_object_ids_that_are_not_there_are_named(session: OpenProject, recipe: Recipe) -> None:
    with pytest.raises(KeyError, match="99"):
        snapshots(session.project, recipe.name, [99])  # type: ignore[list-item]


@pytest.mark.parametrize(
    ("reply", "expected"),
    [
        ("Yes, they match", True),
        ("**Yes**", True),
        ("no", False),
        ("Not at all", False),
        ("Inconsistent: one is red", False),
        ("Nobody knows", None),
        ("The red one", None),
        ("是，一致", True),
        ("不一致", False),
        ("", None),
    ],
)
def test_the_first_word_of_a_checker_decides(reply: str, expected: bool | None) -> None:
    assert read_verdict(reply).is_consistent is expected


def track_iou(truth: dict[int, MaskRle], found: list[tuple[int, list[MaskRle]]]) -> float:
    fit = TrackFit({index: (rle,) for index, rle in truth.items()})
    for frame_index, masks in found:
        fit.add(frame_index, masks)
    return fit.iou


def test_iou_over_the_track_sums_over_recorded_frames() -> None:
    truth = {0: box_rle(0, 10), 1: box_rle(0, 10), 2: empty_rle(*SIZE_HW)}

    assert track_iou(truth, [(0, [box_rle(0, 10)]), (1, [box_rle(0, 10)]), (7, [box_rle(0, 10)])]) == 1.0
    assert track_iou(truth, [(0, [box_rle(0, 10)])]) == 0.5
    # 75 pixels of 150 on the first frame, none of 100 on the second, 100 too many on the third.
    found = [(0, [box_rle(5, 10), box_rle(0, 5)]), (2, [box_rle(0, 10)])]
    assert track_iou(truth, found) == 75 / 350
    assert track_iou({0: empty_rle(*SIZE_HW)}, []) == 1.0
