"""The benchmark scripts run and check what they claim to check; their times are not looked at here."""

from __future__ import annotations

import importlib
import json
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
import torch

Run = Callable[..., dict[str, Any]]
BENCHMARKS = Path(__file__).resolve().parents[3] / "benchmarks"


@pytest.fixture
def run(monkeypatch: pytest.MonkeyPatch) -> Iterator[Run]:
    """Runs a script in this process: one of its own would spend most of its time on imports."""
    threads = torch.get_num_threads()
    monkeypatch.syspath_prepend(str(BENCHMARKS))
    monkeypatch.setenv("PYTHONPATH", str(BENCHMARKS.parent))  # for the processes that a script starts

    def run(script: str, *options: str, out: Path) -> dict[str, Any]:
        monkeypatch.setattr(sys, "argv", [script, *options, "--out", str(out)])
        importlib.import_module(Path(script).stem).main()
        result: dict[str, Any] = json.loads(out.read_text(encoding="utf-8"))
        return result

    yield run
    torch.set_num_threads(threads)


def test_memory_measures_both_lengths_in_processes_of_their_own(run: Run, tmp_path: Path) -> None:
    result = run("memory.py", "--frames", "6", "12", "--objects", "2", out=tmp_path / "memory.json")
    assert [(row["frames"], row["objects"]) for row in result["rows"]] == [(6, 2), (12, 2)]
    assert all(row["peak_mib"] > row["before_tracking_mib"] for row in result["rows"])
    assert result["is_met"] == (result["ratio_long_to_short_by_objects"]["2"] <= 1.05)


def test_tracking_compares_equal_masks(run: Run, tmp_path: Path) -> None:
    result = run(
        "tracking.py",
        *("--network", "miniature", "--objects", "1", "3", "--repeats", "2"),
        out=tmp_path / "tracking.json",
    )
    for row in result["objects"].values():
        assert row["masks"]["worst_difference"] <= 2e-4
        assert 0.01 < row["masks"]["mask_share"] < 0.99
    assert result["frame_over_encoder_plus_objects"]["1"] == 1.0
    assert result["first_mask"]["clip_frames"] == 10


def test_clicks_counts_every_object_in_every_way(run: Run, tmp_path: Path) -> None:
    result = run("clicks.py", "--objects", "2", "--cap", "2", "--goal", "1", out=tmp_path / "clicks.json")
    assert result["mask_grid"]["side"] == 48
    assert len(result["mask_grid"]["objects_below_goal"]) == 2  # no grid gives a perfect mask
    assert set(result["ways"]) == {"window", "points alone", "oracle"}
    for row in result["ways"].values():
        assert (row["failures"], row["clicks_mean"], row["share_within"]["20"]) == (2, 2, 0)
        assert 0.5 < row["iou_after"]["1"] < 1


def test_the_cost_of_a_released_size_is_measured_from_loading_to_the_last_mask(
    run: Run, tmp_path: Path
) -> None:
    result = run(
        "gpu.py",
        *("--shapes", "miniature", "--frames", "6", "--size", "128", "128", "--repeat", "1"),
        *("--prompt-tokens", "32", "--new-tokens", "6"),
        out=tmp_path / "gpu.json",
    )
    (row,) = result["rows"]
    assert row["language"]["same_tokens"]
    assert row["load"]["bytes"] > 2_000_000
    assert all(sides["worst_difference"] <= 2e-4 for sides in row["tracking"].values())
    assert all(ways["first_token_s"] < ways["first_mask_s"] for ways in row["ask"].values())
    assert {ways["published"] for ways in row["ask"].values()} == {"not measured"}


@pytest.mark.skipif(sys.platform != "linux", reason="peak memory is reset by way of /proc")
def test_planned_memory_is_compared_with_what_a_process_takes(run: Run, tmp_path: Path) -> None:
    result = run(
        "memory_plan.py", "--shapes", "nano", "--requests", "still, 1 object", out=tmp_path / "plan.json"
    )

    [row] = result["rows"]
    assert row["measured_mib"] > row["weights_mib"] > 20
    assert row["planned_mib"] > row["weights_mib"]
