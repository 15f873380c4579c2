"""A project beside a ground truth: partners are found without names, and each trouble is one place."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from support.documents import clip, thing

from sa2va_desktop.annotation.project import Project
from sa2va_desktop.annotation.records import FrameState, MediaId, ObjectFrame, ObjectId
from sa2va_desktop.annotation.rle import MaskRle, mask_to_rle
from sa2va_desktop.datasets.dataset_format import ExportOptions
from sa2va_desktop.datasets.formats.davis import FORMAT as DAVIS
from sa2va_desktop.editing import commands
from sa2va_desktop.errors import CancelledError
from sa2va_desktop.evaluation.segmentation import boundary_measure
from sa2va_desktop.operations.comparing import (
    ClipComparison,
    DisagreementKind,
    compare_with_truth,
    disagreements,
    overall,
)
from sa2va_desktop.operations.export import annotated_clips, write_export
from sa2va_desktop.operations.import_dataset import ImportRequest
from sa2va_desktop.tasks import CancelToken


def box(x0: int, x1: int) -> MaskRle:
    mask = np.zeros((6, 8), np.bool_)
    mask[1:5, x0:x1] = True
    return mask_to_rle(mask)


def project_of(*tracks: dict[int, MaskRle]) -> Project:
    project = Project()
    project.apply(commands.put_media(project, clip(1)))
    for number, track in enumerate(tracks, start=1):
        project.apply(commands.put_object(project, thing(number, name=f"thing {number}")))
        frames = {index: ObjectFrame(rle, FrameState.TRACKED) for index, rle in track.items()}
        project.apply(commands.put_track(project, ObjectId(number), frames))
    return project


def compared(truth: Project, ours: Project, folder: Path) -> list[ClipComparison]:
    write_export(
        annotated_clips(truth),
        format_id=DAVIS.format_id,
        out=folder / "truth",
        options=ExportOptions(write_images=False),
    )
    request = ImportRequest(folder / "truth", DAVIS.format_id, tuple(ours.media.values()))
    clips = dict(zip(ours.media, annotated_clips(ours, list(ours.media)), strict=True))
    return list(compare_with_truth(request, clips, boundary_measure, CancelToken()))


def test_objects_are_paired_by_where_they_are_and_troubles_are_stretches(tmp_path: Path) -> None:
    everywhere = range(4)
    truth = project_of({f: box(0, 3) for f in everywhere}, {f: box(5, 8) for f in everywhere})
    left = {0: box(0, 3), 1: box(0, 1), 2: box(0, 2), 3: box(0, 3)}
    right = {f: box(5, 8) for f in (0, 1)}
    nonsense = {f: box(3, 5) for f in (2, 3)}
    ours = project_of(right, left, nonsense)

    [comparison] = compared(truth, ours, tmp_path)

    assert comparison.media_id == MediaId(1)
    assert [pair.object_id for pair in comparison.pairs] == [2, 1, 3]
    assert [frame.iou for frame in comparison.pairs[0].frames] == pytest.approx([1, 1 / 3, 2 / 3, 1])
    places = disagreements(comparison.pairs)
    assert [(p.kind, p.object_id, p.frame_range, p.frame_index) for p in places] == [
        (DisagreementKind.MISSING, 1, (2, 4), 2),
        (DisagreementKind.EXTRA, 3, (2, 4), 2),
        (DisagreementKind.DIFFERENT, 2, (1, 3), 1),
    ]
    assert places[0].truth == box(5, 8)
    assert [p.kind for p in disagreements(comparison.pairs, limit=0.2)] == [
        DisagreementKind.MISSING,
        DisagreementKind.EXTRA,
    ]
    assert overall(comparison.pairs)[0] == pytest.approx((0.75 + 0.5 + 0.5) / 3)


def test_an_equal_project_agrees_everywhere(tmp_path: Path) -> None:
    truth = project_of({f: box(f, f + 3) for f in range(4)})

    [comparison] = compared(truth, truth, tmp_path)

    assert overall(comparison.pairs) == (1.0, 1.0)
    assert disagreements(comparison.pairs, limit=1.0) == []


def test_a_truth_of_other_media_is_told(tmp_path: Path) -> None:
    ours = Project()
    ours.apply(commands.put_media(ours, replace(clip(1, path="/media/another.mp4"), edge_hash="another")))

    [comparison] = compared(project_of({0: box(0, 3)}), ours, tmp_path)

    assert (comparison.name, comparison.media_id) == ("clip", None)
    with pytest.raises(ValueError, match="nothing"):
        overall(comparison.pairs)


def test_comparing_can_be_cancelled(tmp_path: Path) -> None:
    truth = project_of({0: box(0, 3)})
    write_export(
        annotated_clips(truth),
        format_id="davis",
        out=tmp_path / "truth",
        options=ExportOptions(write_images=False),
    )
    request = ImportRequest(tmp_path / "truth", "davis", tuple(truth.media.values()))
    token = CancelToken()
    token.cancel()

    with pytest.raises(CancelledError):
        list(compare_with_truth(request, {}, boundary_measure, token))
