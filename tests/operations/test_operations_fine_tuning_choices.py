"""What a person chooses about a fine-tuning becomes the configuration that says it."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from sa2va_desktop.operations.fine_tuning import Method, SampleTask, SourceKind
from sa2va_desktop.operations.fine_tuning_choices import (
    FineTuningWish,
    samples_by_task,
    suggested_folder,
    trained_model,
    usual_method,
)

WISH = FineTuningWish(Path("/models/nano"), Path("/home/user/street.sa2va"), Path("/home/user/street-model"))


def test_a_wish_is_a_training_on_the_project_and_after_its_start_on_the_copy() -> None:
    config = WISH.config()

    assert [(each.kind, each.path) for each in config.sources] == [(SourceKind.PROJECT, WISH.project)]
    assert (config.model, config.out) == (WISH.model, WISH.folder / "training")
    assert (config.schedule.minutes, config.schedule.steps) == (45.0, None)
    assert WISH.config_on_copy().sources[0].path == Path("/home/user/street-model/street.sa2va")
    assert trained_model(WISH.folder).is_relative_to(config.out)


def test_tasks_steps_scenes_and_rank_are_told() -> None:
    config = replace(
        WISH, tasks=(SampleTask.REGION,), rehearses=True, minutes=None, steps=30, rank=16, method=Method.FULL
    ).config()

    assert config.sources[0].tasks == (SampleTask.REGION,)
    assert [each.kind for each in config.sources] == [SourceKind.PROJECT, SourceKind.SCENES]
    assert config.sources[1].weight < config.sources[0].weight
    assert (config.schedule.minutes, config.schedule.steps) == (None, 30)
    assert config.losses.points < WISH.config().losses.points
    assert (config.adaptation.rank, config.adaptation.alpha, config.adaptation.method) == (16, 32, Method.FULL)


def test_a_small_model_is_trained_as_a_whole_and_a_released_one_by_lora() -> None:
    assert usual_method(is_embedded=True)[0] is Method.FULL
    assert usual_method(is_embedded=False) == (Method.LORA, 4e-5)


def test_the_suggested_folder_is_new_and_beside_the_project_unless_that_is_no_place(tmp_path: Path) -> None:
    project, elsewhere = tmp_path / "street.sa2va", tmp_path / "documents"
    (tmp_path / "street-model").mkdir()

    beside = suggested_folder(project, elsewhere=elsewhere, is_untitled=False)
    other = suggested_folder(project, elsewhere=elsewhere, is_untitled=True)

    assert beside == tmp_path / "street-model-2"
    assert other == elsewhere / "street-model"


def test_counts_are_by_task_and_nought_for_what_is_not_named() -> None:
    assert samples_by_task({"region": 3}) == {
        SampleTask.REFERRING: 0,
        SampleTask.GROUNDED_CAPTION: 0,
        SampleTask.REGION: 3,
        SampleTask.CHAT: 0,
    }
