"""A poisoned data set: each broken item is named, and skipped or refused as chosen."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from PIL import Image
from support.training_sources import data_set, training_config

from sa2va_desktop.errors import InputError
from sa2va_desktop.training.fine_tuning.config import FineTuningConfig, OnFault
from sa2va_desktop.training.fine_tuning.sample import SampleError
from sa2va_desktop.training.fine_tuning.sources import faults
from sa2va_desktop.training.fine_tuning.sources.opening import open_sources

SQUARE = [4, 4, 20, 4, 20, 20, 4, 20]


def poisoned(folder: Path, spoil: Callable[[dict[str, Any], Path], None]) -> Path:
    """Five pictures with a square each, of which the third is spoilt."""
    (folder / "images").mkdir(parents=True)
    items = []
    for number in range(5):
        Image.fromarray(np.full((32, 48, 3), 40 * number, np.uint8)).save(folder / "images" / f"p{number}.png")
        items.append({"image": f"p{number}.png", "mask": [[SQUARE]], "text": [f"square {number}"]})
    spoil(items[2], folder / "images" / "p2.png")
    (folder / "annotations.json").write_text(json.dumps(items), encoding="utf-8")
    return folder


def lose_the_picture(item: dict[str, Any], picture: Path) -> None:
    picture.unlink()


def cut_the_picture(item: dict[str, Any], picture: Path) -> None:
    picture.write_bytes(picture.read_bytes()[:20])


def change_the_picture(item: dict[str, Any], picture: Path) -> None:
    item |= {"height": 32, "width": 48}
    Image.new("RGB", (50, 30)).save(picture)


def leave_the_picture(item: dict[str, Any], picture: Path) -> None:
    item["mask"] = [[[100, 100, 120, 100, 120, 120]]]


def say_nothing(item: dict[str, Any], picture: Path) -> None:
    item["text"] = ["  "]


def no_number(item: dict[str, Any], picture: Path) -> None:
    item["mask"] = [[[4, 4, float("nan"), 4, 20, 20, 4, 20]]]


def no_end(item: dict[str, Any], picture: Path) -> None:
    item["mask"] = [[[4, 4, float("inf"), 4, 20, 20, 4, 20]]]


SPOILT = [
    (lose_the_picture, "p2.png"),
    (cut_the_picture, "p2.png"),
    (change_the_picture, "48x32, but 'p2.png' is 50x30"),
    (leave_the_picture, "no pixel within the picture"),
    (say_nothing, "expected a text"),
    (no_number, "NaN"),
    (no_end, "Infinity"),
]


def config_of(folder: Path, spoil: Callable[[dict[str, Any], Path], None], **more: Any) -> FineTuningConfig:
    return training_config(folder, data_set(poisoned(folder / "set", spoil)), **more)


@pytest.mark.parametrize(("spoil", "said"), SPOILT)
def test_a_broken_item_is_named_and_left_out(
    tmp_path: Path, spoil: Callable[[dict[str, Any], Path], None], said: str
) -> None:
    config = config_of(tmp_path, spoil)

    with open_sources(config) as sources:
        (source,) = sources
        places = {
            source.training.sample(n, np.random.default_rng(0)).place for n in range(len(source.training))
        }
        summary = sources.faults.summary()

    lines = [
        json.loads(line) for line in (config.out / faults.FAULTS_FILE).read_text(encoding="utf-8").splitlines()
    ]
    assert places == {f"set: p{number}.png" for number in (0, 1, 3, 4)}
    assert any(said in f"{line['place']}: {line['fault']}" for line in lines)
    assert all("[2]" in line["place"] or "p2.png" in line["place"] for line in lines)
    assert len(source.statement.faults) == source.statement.fault_count == len(lines)
    assert "cannot be used" in summary
    assert str(config.out / faults.FAULTS_FILE) in summary


@pytest.mark.parametrize(("spoil", "said"), SPOILT)
def test_training_does_not_begin_where_faults_are_refused(
    tmp_path: Path, spoil: Callable[[dict[str, Any], Path], None], said: str
) -> None:
    config = config_of(tmp_path, spoil, on_fault=OnFault.REFUSE)

    with pytest.raises(InputError) as caught:
        open_sources(config)

    assert "p2.png" in str(caught.value) or "[2]" in str(caught.value)


def test_a_picture_that_breaks_later_is_an_error_when_it_is_drawn_and_noted_once(tmp_path: Path) -> None:
    config = config_of(tmp_path, lambda item, picture: None)

    with open_sources(config) as sources:
        source = sources[0].training
        at = {source.sample(n, np.random.default_rng(0)).place: n for n in range(len(source))}["set: p2.png"]
        (tmp_path / "set" / "images" / "p2.png").write_bytes(b"\x89PNG")
    with open_sources(replace(config, on_fault=OnFault.SKIP)) as sources:
        assert len(sources[0].training) == 4
    Image.fromarray(np.zeros((32, 48, 3), np.uint8)).save(tmp_path / "set" / "images" / "p2.png")
    with open_sources(config) as sources:
        data = (tmp_path / "set" / "images" / "p2.png").read_bytes()
        (tmp_path / "set" / "images" / "p2.png").write_bytes(data[:-30])
        for _ in range(3):
            with pytest.raises(SampleError, match=r"p2\.png"):
                sources[0].training.sample(at, np.random.default_rng(0))
        assert sources.faults.count == 1
        assert sources.faults.faults[0].is_late
        assert sources[0].training.sample((at + 1) % 5, np.random.default_rng(0)).frames is not None


def test_a_plan_writes_nothing(tmp_path: Path) -> None:
    config = config_of(tmp_path, say_nothing)

    with open_sources(config, writes_report=False) as sources:
        assert sources.faults.count == 1

    assert not config.out.exists()


def test_the_report_in_memory_is_bounded(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(faults, "KEPT", 2)
    report = faults.FaultReport(tmp_path / "faults.jsonl")

    for number in range(5):
        report.add("set", f"item {number}", "is broken")
    report.close()

    assert len(report.faults) == 2
    assert report.sentences("set")[:2] == ("item 0: is broken", "item 1: is broken")
    assert "3" in report.sentences("set")[2]
    assert len((tmp_path / "faults.jsonl").read_text(encoding="utf-8").splitlines()) == 5


def test_a_file_that_ends_too_early_gives_what_came_before(tmp_path: Path) -> None:
    folder = poisoned(tmp_path / "set", lambda item, picture: None)
    text = (folder / "annotations.json").read_text(encoding="utf-8")
    (folder / "annotations.json").write_text(text[: text.index("square 3")], encoding="utf-8")

    with open_sources(training_config(tmp_path, data_set(folder))) as sources:
        assert len(sources[0].training) == 2  # the third picture might have gone on
        assert sources.faults.count == 1
    with pytest.raises(InputError, match=r"annotations\.json"):
        open_sources(training_config(tmp_path, data_set(folder), on_fault=OnFault.REFUSE))
