"""Where an export is suggested: beside the media that a person opened, not inside a data set that was imported."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from support.documents import clip as media_item

from sa2va_desktop.datasets.annotated_clip import AnnotatedClip
from sa2va_desktop.operations.export import suggested_folder


def clip(path: Path, number: int, extras: str = "") -> AnnotatedClip:
    path.parent.mkdir(parents=True, exist_ok=True)
    return AnnotatedClip(path.stem, replace(media_item(number), path=str(path), extras=extras), (), {})


def test_it_lies_beside_what_was_opened_and_never_in_an_imported_data_set(tmp_path: Path) -> None:
    imported = clip(tmp_path / "set" / "JPEGImages" / "a", 1, '{"mevis": {"split": "train"}}')
    opened = clip(tmp_path / "mine" / "b.mp4", 2)
    elsewhere = tmp_path / "Documents"

    assert suggested_folder([imported, opened], "coco", elsewhere) == tmp_path / "mine" / "dataset-coco"
    assert suggested_folder([imported], "coco", elsewhere) == elsewhere / "a-coco"
    (elsewhere / "a-coco").mkdir(parents=True)
    assert suggested_folder([imported], "coco", elsewhere) == elsewhere / "a-coco-2"
