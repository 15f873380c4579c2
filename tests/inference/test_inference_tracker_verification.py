"""A stand-alone SAM 2 is verified: one of the public networks, whole, with finite numbers."""

from __future__ import annotations

from collections.abc import Generator
from pathlib import Path

import pytest
import torch
from support.sam2_folders import MINIATURES, public_state, tracker_folder, write_public_file

from sa2va_desktop.errors import CheckpointError
from sa2va_desktop.inference import verification
from sa2va_desktop.inference.sam2_files import recognised
from sa2va_desktop.inference.verification import verify_tracker
from sa2va_desktop.inference.verification_report import VerificationReport
from sa2va_desktop.tasks import CancelToken, Progress


@pytest.fixture(autouse=True)
def miniatures(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(verification, "recognised", lambda shapes, file: recognised(shapes, file, MINIATURES))


def run(source: Path) -> tuple[list[Progress], VerificationReport]:
    steps: Generator[Progress, None, VerificationReport] = verify_tracker(source, token=CancelToken())
    seen = []
    while True:
        try:
            seen.append(next(steps))
        except StopIteration as end:
            return seen, end.value


def test_a_file_and_what_it_was_converted_to_are_sound(tmp_path: Path) -> None:
    for source in (write_public_file(tmp_path / "any.pt"), tracker_folder(tmp_path / "folder")):
        steps, report = run(source)

        assert report.is_sound
        assert report.family == "SAM 2.1 miniature"
        assert report.tensors == len(steps) == len(public_state())
        assert steps[-1].done == steps[-1].total == report.read_bytes
        [sentence] = report.sentences()
        assert sentence.startswith(f"{report.tensors} tensors")


def test_numbers_that_are_none_and_matrices_of_nothing_are_named(tmp_path: Path) -> None:
    state = public_state()
    state["no_obj_ptr"][0, 0] = torch.nan
    state["maskmem_tpos_enc"][0] = torch.inf
    file = tmp_path / "any.pt"
    torch.save({"model": state}, file)

    _, report = run(file)

    assert report.problem_count == 2
    assert any(problem.startswith("no_obj_ptr: 1 number") for problem in report.problems)


def test_what_is_no_public_network_is_refused(tmp_path: Path) -> None:
    file = tmp_path / "any.pt"
    torch.save({"model": {"weight": torch.zeros(3)}}, file)

    with pytest.raises(CheckpointError, match="holds no public SAM 2 network"):
        run(file)
