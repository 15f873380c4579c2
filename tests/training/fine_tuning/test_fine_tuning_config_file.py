"""The TOML file of a fine-tuning: what is written is read as the same, and what is wrong is named with file and key."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from sa2va_desktop.errors import InputError
from sa2va_desktop.resources import resource_path
from sa2va_desktop.training.fine_tuning.config import (
    AdaptationConfig,
    FineTuningConfig,
    Method,
    OnFault,
    ScheduleConfig,
    SegTokens,
    SeveralObjects,
    SourceConfig,
    SourceKind,
)
from sa2va_desktop.training.fine_tuning.config_file import read_config, write_config
from sa2va_desktop.training.fine_tuning.sample import SampleTask

PLAIN = """
model = "model"
out = "out"
[[sources]]
kind = "project"
path = "my.sa2va"
[schedule]
steps = 5
"""


def written(folder: Path, text: str) -> Path:
    path = folder / "fine-tune.toml"
    path.write_text(text, encoding="utf-8")
    return path


def test_paths_are_relative_to_the_file_and_the_rest_has_the_published_values(tmp_path: Path) -> None:
    config = read_config(written(tmp_path, PLAIN))

    assert config == FineTuningConfig(
        tmp_path / "model",
        tmp_path / "out",
        (SourceConfig(SourceKind.PROJECT, tmp_path / "my.sa2va"),),
        schedule=ScheduleConfig(steps=5),
    )
    assert (config.losses.mask, config.losses.dice, config.adaptation.rank) == (2.0, 0.5, 128)


def test_what_is_written_is_read_as_the_same(tmp_path: Path) -> None:
    config = FineTuningConfig(
        tmp_path / "models" / 'a "model" \\ é\x7f',
        Path("/elsewhere/out").absolute(),
        (
            SourceConfig(
                SourceKind.DATA_SET,
                tmp_path / "set",
                "refcoco",
                tmp_path / "pictures",
                "train",
                (SampleTask.REFERRING, SampleTask.CHAT),
                SeveralObjects.EACH,
                2.5,
            ),
            SourceConfig(SourceKind.SCENES, nouns=("cup", "chair")),
        ),
        seed=3,
        on_fault=OnFault.REFUSE,
        adaptation=AdaptationConfig(Method.FULL, seg_tokens=SegTokens.REPEAT),
        schedule=ScheduleConfig(epochs=0.5, minutes=7.5, learning_rate=1e-6, checkpointing=True),
    )

    write_config(config, tmp_path / "fine-tune.toml")

    assert read_config(tmp_path / "fine-tune.toml") == config
    assert 'path = "set"' in (tmp_path / "fine-tune.toml").read_text(encoding="utf-8")


def test_the_example_can_be_read() -> None:
    config = read_config(resource_path("training/fine-tune.toml"))

    assert [source.kind for source in config.sources] == [SourceKind.PROJECT, SourceKind.SCENES]


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (PLAIN.replace("steps = 5", "stepz = 5"), "'schedule.stepz' is not known"),
        (PLAIN + 'batch = "two"', "'schedule.batch' is a whole number, found str"),
        (PLAIN + "batch = 0", "'schedule.batch' is between 1 and"),
        (PLAIN + "learning_rate = nan", "'schedule.learning_rate' is a number, found nan"),
        (PLAIN + "betas = [0.9]", "'schedule.betas' is a list of 2"),
        (PLAIN + 'precision = "fp8"', "'schedule.precision' is one of auto, bf16, fp32, found 'fp8'"),
        (PLAIN.replace("steps = 5", ""), "expected a budget"),
        (PLAIN.replace('"project"', '"projekt"'), "'sources.kind' is one of data_set, project, scenes"),
        (PLAIN.replace('path = "my.sa2va"', ""), "source 1 (project): expected the field 'path'"),
        (PLAIN.replace('model = "model"', ""), "'model' is missing"),
        (PLAIN.replace("[[sources]]", "[sources]"), "'sources' is a list"),
        (PLAIN.replace('"my.sa2va"', "1979-05-27"), "'sources.path' is text, found date"),
        ("model = ", "cannot be read"),
    ],
)
def test_what_is_wrong_is_one_sentence_with_file_and_key(tmp_path: Path, text: str, said: str) -> None:
    path = written(tmp_path, text)

    with pytest.raises(InputError) as caught:
        read_config(path)

    assert said in str(caught.value)
    assert "fine-tune.toml" in str(caught.value)


def test_a_configuration_without_sense_is_not_written(tmp_path: Path) -> None:
    config = read_config(written(tmp_path, PLAIN))

    with pytest.raises(InputError, match="at least one"):
        write_config(replace(config, sources=()), tmp_path / "new.toml")

    assert not (tmp_path / "new.toml").exists()
