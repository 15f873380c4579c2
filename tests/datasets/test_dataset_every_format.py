"""Every format that is read, on random documents: what it holds comes back, what it loses was said, and no damage to
its files does more than leave something out or stop with one sentence."""

from __future__ import annotations

import os
import tempfile
from pathlib import Path

import pytest
from hypothesis import given
from support.export_documents import clip_lists
from support.loss_measure import invented, measure_losses
from support.properties import property_settings

from sa2va_desktop.datasets.annotated_clip import AnnotatedClip
from sa2va_desktop.datasets.dataset_format import ExportOptions, export_dataset, readable_formats
from sa2va_desktop.datasets.holds import LossKind
from sa2va_desktop.datasets.imported_clip import ImportReport
from sa2va_desktop.errors import FormatError
from sa2va_desktop.tasks import CancelToken

UNMEASURED = {LossKind.OTHER, LossKind.FIRST_FRAME, LossKind.OUTLINE}
"""What only one format counts, what readers of others ignore and ours do not, and pixels of outlines."""

SHARE = 1.0 if os.environ.get("SA2VA_PROPERTY_EXAMPLES") else 0.025
"""Of the usual 200 examples some five a format; a run that asks for a number gets that number for every format."""

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
