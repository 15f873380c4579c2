"""Reads exports with Datumaro, and writes them again in Datumaro's own way."""

from __future__ import annotations

from pathlib import Path

import datumaro as dm
from common import check, main, same_masks

_WRITES = {
    "coco": "coco_instances",
    "voc": "voc_segmentation",
    "coco_panoptic": "coco_panoptic",
    "datumaro": "datumaro",
    "cvat": "cvat",
}

_OPTIONS = {"coco": {"segmentation_mode": "mask"}}
"""Unasked it makes polygons of masks, which change on the way."""


def _imported(folder: Path, name: str) -> dm.Dataset:
    return dm.Dataset.import_from(str(folder), name)


def _masks(data: dm.Dataset) -> list:
    return [a.image for item in data for a in item.annotations if a.type == dm.AnnotationType.mask]


def _checked(folder: Path, expected: dict, ours: str, name: str, key: str) -> str:
    data = _imported(folder, name)
    said = same_masks(_masks(data), expected[key])
    if theirs := expected.get("write_to"):
        data.export(theirs, _WRITES[ours], save_media=True, **_OPTIONS.get(ours, {}))
    return f"datumaro {dm.__version__}, {name}: {said}"


@check
def coco(folder: Path, expected: dict) -> str:
    return _checked(folder, expected, "coco", "coco_instances", "masks")


@check
def coco_panoptic(folder: Path, expected: dict) -> str:
    return _checked(folder, expected, "coco_panoptic", "coco_panoptic", "visible")


@check
def datumaro(folder: Path, expected: dict) -> str:
    return _checked(folder, expected, "datumaro", "datumaro", "masks")


@check
def cvat(folder: Path, expected: dict) -> str:
    return _checked(folder, expected, "cvat", "cvat", "masks")


@check
def voc(folder: Path, expected: dict) -> str:
    return _checked(folder, expected, "voc", "voc_segmentation", "visible")


if __name__ == "__main__":
    main()
