"""Every format that is read, on random documents: what it holds comes back, what it loses was said, and no damage to
its files does more than leave something out or stop with one sentence."""

from __future__ import annotations

import os
import shutil
import tempfile
import tracemalloc
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from support.export_documents import clip_lists, damageable_clip
from support.file_damage import Damage, damages
from support.loss_measure import invented, measure_losses
from support.properties import property_settings

from sa2va_desktop.datasets.annotated_clip import AnnotatedClip
from sa2va_desktop.datasets.dataset_format import ExportOptions, export_dataset, readable_formats
from sa2va_desktop.datasets.holds import LossKind
from sa2va_desktop.datasets.imported_clip import ImportReport
from sa2va_desktop.datasets.side_file import SIDE_FILE
from sa2va_desktop.errors import FormatError
from sa2va_desktop.tasks import CancelToken

UNMEASURED = {LossKind.OTHER, LossKind.FIRST_FRAME, LossKind.OUTLINE}
"""What only one format counts, what readers of others ignore and ours do not, and pixels of outlines."""

SHARE = 1.0 if os.environ.get("SA2VA_PROPERTY_EXAMPLES") else 0.025
"""Of the usual 200 examples some five a format; a run that asks for a number gets that number for every format."""

DAMAGE_SHARE = 1.0 if os.environ.get("SA2VA_PROPERTY_EXAMPLES") else 0.03
MEMORY_LIMIT_BYTES = 1500 << 20
"""Room for the largest mask that is read, 256 megapixels, in a few copies; a file that says more is refused."""

FORMAT_IDS = sorted(readable_formats())


@pytest.mark.parametrize("format_id", FORMAT_IDS)
def test_losses_that_are_told_are_those_that_are_found(format_id: str) -> None:
    @property_settings(share=SHARE)
    @given(clip_lists())
    def check(clips: list[AnnotatedClip]) -> None:
        dataset_format = readable_formats()[format_id]
        told = {
            loss.kind: loss.count
            for loss in dataset_format.losses(clips, ExportOptions(write_images=False))
            if loss.kind not in UNMEASURED
        }
        with tempfile.TemporaryDirectory() as folder:
            out = Path(folder) / "out"
            try:
                export_dataset(clips, format_id=format_id, out=out, options=ExportOptions(write_images=False))
            except FormatError:
                return  # it cannot hold this document at all
            assert dataset_format.recognises(out)
            report = ImportReport()
            read = list(dataset_format.read(out, report, CancelToken()))
        assert report.problems == []
        found = measure_losses(clips, read, dataset_format.holds)
        differing = {
            kind.value: f"told {told.get(kind, 0)}, found {found.get(kind, 0)}"
            for kind in LossKind
            if kind not in UNMEASURED and told.get(kind, 0) != found.get(kind, 0)
        }
        assert differing == {}
        holds = dataset_format.holds
        if holds.holes and holds.parts and holds.overlap and not holds.outline:
            assert invented(clips, read) == []

    check()


@pytest.fixture(scope="module")
def exported(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """A small document in every format that can be read."""
    root = tmp_path_factory.mktemp("exported")
    clips = [damageable_clip()]
    for format_id in FORMAT_IDS:
        export_dataset(clips, format_id=format_id, out=root / format_id)
    return {format_id: root / format_id for format_id in FORMAT_IDS}


@pytest.mark.parametrize("format_id", FORMAT_IDS)
def test_damage_leaves_something_out_or_stops_with_one_sentence(
    format_id: str, exported: dict[str, Path]
) -> None:
    dataset_format = readable_formats()[format_id]
    files = sorted(
        path.relative_to(exported[format_id]) for path in exported[format_id].rglob("*") if path.is_file()
    )
    told = [path for path in files if path.suffix != ".jpg" and path.name != SIDE_FILE]

    @property_settings(share=DAMAGE_SHARE)
    @given(st.sampled_from(told), damages())
    def check(name: Path, damage: Damage) -> None:
        with tempfile.TemporaryDirectory() as folder:
            out = Path(folder) / "out"
            shutil.copytree(exported[format_id], out)
            path = out / name
            damaged = damage.of(path.read_bytes())
            path.unlink()
            if damaged is not None:
                path.write_bytes(damaged)
            before = content(out)
            report = ImportReport()
            tracemalloc.start()
            try:
                dataset_format.recognises(out)
                for clip in dataset_format.read(out, report, CancelToken()):
                    assert all(
                        mask.rle.size_hw == (clip.height, clip.width)
                        for each in clip.objects
                        for mask in each.track.values()
                    )
            except FormatError as error:
                report.add("", str(error))
            finally:
                peak_bytes = tracemalloc.get_traced_memory()[1]
                tracemalloc.stop()
            assert all(len(each.sentence.splitlines()) == 1 for each in report.problems)
            assert peak_bytes < MEMORY_LIMIT_BYTES
            assert content(out) == before

    check()


def content(folder: Path) -> dict[Path, bytes]:
    return {path: path.read_bytes() for path in folder.rglob("*") if path.is_file()}
