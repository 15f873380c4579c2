"""A batch goes on where it was stopped, keeps what failed apart, and writes the same bytes however often it was stopped."""

from __future__ import annotations

import json
import os
from collections.abc import Iterator, Sequence
from pathlib import Path

import pytest
from filelock import FileLock
from support.batches import (
    RECIPE,
    content_of,
    load_deadly,
    load_mortal,
    load_nothing,
    load_scripted,
    make_recipe,
    make_sources,
)
from support.scripted_predictor import Script, ScriptedObject, ScriptedPredictor

from sa2va_desktop.errors import CancelledError, FolderNotEmptyError, InputError, ModelError
from sa2va_desktop.operations.batch.clip_job import ClipJob
from sa2va_desktop.operations.batch.clip_result import (
    ClipResult,
    ResultError,
    result_from_bytes,
    result_to_bytes,
)
from sa2va_desktop.operations.batch.engine import LocalEngine
from sa2va_desktop.operations.batch.ray_engine import RayEngine, RayWorkers
from sa2va_desktop.operations.batch.recipe import Recipe
from sa2va_desktop.operations.batch.run import run_batch
from sa2va_desktop.tasks import CancelToken

TESTS = Path(__file__).parents[2]


class PowerCut(BaseException):
    """The process ends here."""


class Interrupted:
    """An engine that breaks off after some clips."""

    def __init__(self, after: int) -> None:
        self.after = after
        self.worked_on: list[str] = []

    def run(self, jobs: Sequence[ClipJob], recipe: Recipe, token: CancelToken) -> Iterator[ClipResult]:
        for number, result in enumerate(LocalEngine(load_scripted).run(jobs, recipe, token)):
            if number == self.after:
                raise PowerCut
            self.worked_on.append(result.name)
            yield result


def test_a_batch_that_was_stopped_goes_on_and_ends_with_the_same_bytes(tmp_path: Path) -> None:
    sources, recipe = make_sources(tmp_path / "in", 6), make_recipe(tmp_path)
    run_batch(recipe, sources, tmp_path / "whole", LocalEngine(load_scripted))

    with pytest.raises(PowerCut):
        run_batch(recipe, sources, tmp_path / "cut", Interrupted(3))
    (tmp_path / "cut/clips/clip001.json").write_bytes(b"{half")  # as a disk that loses power may leave it
    rest = Interrupted(99)
    outcome = run_batch(recipe, sources, tmp_path / "cut", rest)

    assert rest.worked_on == ["clip001", "clip003", "clip004", "clip005"]
    assert (outcome.clip_count, outcome.done_now, outcome.failed) == (6, 4, 0)
    assert content_of(tmp_path / "cut") == content_of(tmp_path / "whole")
    assert (tmp_path / "whole/dataset/Annotations/480p/clip005/00001.png").is_file()


@pytest.fixture
def importable_support(monkeypatch: pytest.MonkeyPatch) -> None:
    """Workers of Ray import what they load from this tree, as an installed program would from its own."""
    monkeypatch.setenv("PYTHONPATH", os.pathsep.join(map(str, (TESTS, TESTS.parent))))


@pytest.mark.usefixtures("importable_support")
def test_a_lost_worker_of_ray_does_its_clips_again_with_the_same_bytes(tmp_path: Path) -> None:
    sources, died = make_sources(tmp_path / "in", 5), tmp_path / "died"
    recipe = make_recipe(tmp_path, checkpoint=died.as_posix())
    run_batch(recipe, sources, tmp_path / "local", LocalEngine(load_scripted))

    run_batch(recipe, sources, tmp_path / "ray", RayEngine(load_mortal, RayWorkers(count=1)))

    assert died.exists()
    assert content_of(tmp_path / "ray") == content_of(tmp_path / "local")


@pytest.mark.slow
@pytest.mark.usefixtures("importable_support")
def test_a_model_that_no_worker_can_load_is_one_sentence(tmp_path: Path) -> None:
    with pytest.raises(ModelError, match="there is no such checkpoint"):
        run_batch(
            make_recipe(tmp_path),
            make_sources(tmp_path / "in", 1),
            tmp_path / "out",
            RayEngine(load_nothing, RayWorkers()),
        )


@pytest.mark.slow
@pytest.mark.usefixtures("importable_support")
def test_a_clip_that_breaks_every_worker_ends_the_batch_in_one_sentence(tmp_path: Path) -> None:
    engine = RayEngine(load_deadly, RayWorkers())
    with pytest.raises(ModelError, match="Ray ended the batch"):
        run_batch(make_recipe(tmp_path), make_sources(tmp_path / "in", 1), tmp_path / "out", engine)


def test_a_clip_that_fails_is_told_and_tried_again(tmp_path: Path) -> None:
    sources, recipe = make_sources(tmp_path / "in", 2), make_recipe(tmp_path)
    broken = tmp_path / "in" / "broken.mp4"
    broken.write_bytes(b"no video")

    outcome = run_batch(recipe, [*sources, broken], tmp_path / "out", LocalEngine(load_scripted))

    assert (outcome.failed, outcome.done_now) == (1, 3)
    report = json.loads((tmp_path / "out/report.json").read_text("utf-8"))
    assert [bool(clip["error"]) for clip in report["clip_results"]] == [False, False, True]
    assert "broken" in (tmp_path / "out/report.html").read_text("utf-8")
    again = run_batch(recipe, [*sources, broken], tmp_path / "out", LocalEngine(load_scripted))
    assert (again.failed, again.done_now) == (1, 1)


def test_thresholds_leave_objects_out_and_flag_frames(tmp_path: Path) -> None:
    text = RECIPE.replace("flag_below_iou = 0.99", "flag_below_iou = 1.0\ndrop_below_frames = 2")

    def load(recipe: Recipe) -> ScriptedPredictor:
        short = ScriptedObject("short", (0, 0, 9, 9), frame_range=(0, 1))
        return ScriptedPredictor(Script((ScriptedObject("long", (4, 4, 9, 9)), " and ", short)))

    outcome = run_batch(
        make_recipe(tmp_path, text=text), make_sources(tmp_path / "in", 1), tmp_path / "out", LocalEngine(load)
    )

    assert outcome.failed == 0
    report = json.loads((tmp_path / "out/report.json").read_text("utf-8"))
    [long, short] = report["clip_results"][0]["objects"]
    assert (long["dropped"], long["label"], long["flagged_frames"]) == ("", "box", 2)
    assert short["dropped"] == "on 1 frames, fewer than 2"
    result = result_from_bytes((tmp_path / "out/clips/clip000.json").read_bytes())
    assert [item.name for item in result.project.objects.values()] == ["long"]


def test_instructions_that_found_nothing_stand_in_the_report(tmp_path: Path) -> None:
    recipe = make_recipe(tmp_path, text=f'{RECIPE}\n[[instructions]]\ntask = "grounded-caption"\n')
    nothing = LocalEngine(lambda _recipe: ScriptedPredictor(Script(("Nothing of that.",))))

    run_batch(recipe, make_sources(tmp_path / "in", 1), tmp_path / "out", nothing)

    report = json.loads((tmp_path / "out/report.json").read_text("utf-8"))
    assert set(report["instructions"]) == {each.text for each in recipe.instructions}
    assert {sum(counted.values()) for counted in report["instructions"].values()} == {0}
    assert "<td>grounded-caption</td>" in (tmp_path / "out/report.html").read_text("utf-8")


def test_a_cancelled_batch_keeps_what_is_done_and_exports_nothing(tmp_path: Path) -> None:
    token = CancelToken()

    with pytest.raises(CancelledError):
        run_batch(
            make_recipe(tmp_path),
            make_sources(tmp_path / "in", 3),
            tmp_path / "out",
            LocalEngine(load_scripted),
            on_clip=lambda result: token.cancel(),
            token=token,
        )

    assert [path.name for path in (tmp_path / "out/clips").iterdir()] == ["clip000.json"]
    assert not (tmp_path / "out/dataset").exists()


def test_a_folder_of_something_else_or_of_another_recipe_is_left_alone(tmp_path: Path) -> None:
    sources, recipe = make_sources(tmp_path / "in", 1), make_recipe(tmp_path)
    with pytest.raises(FolderNotEmptyError, match="found other files"):
        run_batch(recipe, sources, tmp_path / "in", LocalEngine(load_scripted))
    run_batch(recipe, sources, tmp_path / "out", LocalEngine(load_scripted))

    other = make_recipe(tmp_path, text=RECIPE.replace("the box", "the ball"))
    with pytest.raises(FolderNotEmptyError, match="another recipe"):
        run_batch(other, sources, tmp_path / "out", LocalEngine(load_scripted))
    with FileLock(tmp_path / "out/.lock"), pytest.raises(InputError, match="another process"):
        run_batch(recipe, sources, tmp_path / "out", LocalEngine(load_scripted))
    with pytest.raises(InputError, match="found none"):
        run_batch(recipe, [], tmp_path / "new", LocalEngine(load_scripted))


@pytest.mark.parametrize("data", [b"", b"{}", b"[]", b'{"records": [["frame", "{}"]], "frames": []}', b"\xff"])
def test_bytes_that_are_no_result_give_one_error(data: bytes) -> None:
    with pytest.raises(ResultError):
        result_from_bytes(data)


def test_a_result_survives_writing_and_reading(tmp_path: Path) -> None:
    run_batch(
        make_recipe(tmp_path), make_sources(tmp_path / "in", 1), tmp_path / "out", LocalEngine(load_scripted)
    )
    data = (tmp_path / "out/clips/clip000.json").read_bytes()

    assert result_to_bytes(result_from_bytes(data)) == data


def test_a_source_keeps_its_name_and_its_result_whatever_is_given_beside_it(tmp_path: Path) -> None:
    recipe, out = make_recipe(tmp_path), tmp_path / "out"
    first, second = (make_sources(tmp_path / name, 1) for name in "ab")
    run_batch(recipe, first + second, out, LocalEngine(load_scripted))
    kept = content_of(out / "clips")

    outcome = run_batch(recipe, second, out, LocalEngine(load_nothing))
    assert (outcome.clip_count, outcome.done_now) == (1, 0)
    outcome = run_batch(recipe, second + first, out, LocalEngine(load_nothing))
    assert (outcome.clip_count, outcome.done_now) == (2, 0)

    assert content_of(out / "clips") == kept
    assert len(json.loads((out / "batch.json").read_text())["sources"]) == 2


def test_a_source_that_has_changed_is_asked_again_and_one_that_is_gone_is_not(tmp_path: Path) -> None:
    sources, recipe, out = make_sources(tmp_path / "in", 3), make_recipe(tmp_path), tmp_path / "out"
    run_batch(recipe, sources, out, LocalEngine(load_scripted))
    (out / "batch.json.part").write_bytes(b"{")

    (sources[0] / "00001.png").write_bytes((sources[1] / "00000.png").read_bytes())
    sources[2].rename(tmp_path / "elsewhere")
    rest = Interrupted(99)
    run_batch(recipe, sources, out, rest)

    assert rest.worked_on == ["clip000"]


def test_a_batch_that_was_killed_before_its_description_was_whole_can_begin_again(tmp_path: Path) -> None:
    sources, recipe, out = make_sources(tmp_path / "in", 1), make_recipe(tmp_path), tmp_path / "out"
    out.mkdir()
    (out / "batch.json.part").write_bytes(b'{"batch"')

    assert run_batch(recipe, sources, out, LocalEngine(load_scripted)).done_now == 1


def test_a_clip_that_breaks_in_an_unknown_way_keeps_no_other_from_its_turn(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    def load(recipe: Recipe) -> ScriptedPredictor:
        predictor = load_scripted(recipe)
        ask = predictor.ask

        def odd_ask(*args: object, **options: object):
            if not predictor.requests and not odd:
                odd.append(True)
                raise ValueError("no such axis")
            return ask(*args, **options)  # type: ignore[arg-type]

        predictor.ask = odd_ask  # type: ignore[method-assign]
        return predictor

    odd: list[bool] = []
    sources, recipe = make_sources(tmp_path / "in", 2), make_recipe(tmp_path)

    outcome = run_batch(recipe, sources, tmp_path / "out", LocalEngine(load))

    assert (outcome.done_now, outcome.failed) == (2, 1)
    result = result_from_bytes((tmp_path / "out/clips/clip000.json").read_bytes())
    assert result.error == "Unexpected: ValueError('no such axis')"
    assert "clip000 could not be worked on" in caplog.text
    assert run_batch(recipe, sources, tmp_path / "out", LocalEngine(load)).done_now == 1


def test_the_data_set_can_be_written_in_another_format_without_asking_again(tmp_path: Path) -> None:
    sources = make_sources(tmp_path / "in", 1)
    run_batch(make_recipe(tmp_path), sources, tmp_path / "out", LocalEngine(load_scripted))

    other = make_recipe(tmp_path, text=RECIPE.replace('"davis"', '"youtube-vis"'))
    outcome = run_batch(other, sources, tmp_path / "out", LocalEngine(load_scripted))

    assert outcome.done_now == 0
    assert not (tmp_path / "out/dataset/Annotations").exists()
    assert list((tmp_path / "out/dataset").rglob("instances.json"))


def test_figures_of_the_wrong_kind_are_no_result(tmp_path: Path) -> None:
    run_batch(
        make_recipe(tmp_path), make_sources(tmp_path / "in", 1), tmp_path / "out", LocalEngine(load_scripted)
    )
    fields = json.loads((tmp_path / "out/clips/clip000.json").read_bytes())
    fields["summaries"] = [[1, 2, 3, 4, 5, 6, 7]]

    with pytest.raises(ResultError):
        result_from_bytes(json.dumps(fields).encode())
