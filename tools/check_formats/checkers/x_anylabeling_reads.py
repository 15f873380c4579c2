"""Opens label files with X-AnyLabeling's own class, without its windows and models."""

from __future__ import annotations

import importlib
import importlib.metadata
import io
import os
import sys
from collections.abc import Iterator
from pathlib import Path

import cv2
import numpy as np
from common import check, main, same_masks
from PIL import Image
from stubs import bare_packages, pretend, pretend_missing

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")


def _label_file() -> type:
    place = Path(str(importlib.metadata.distribution("x-anylabeling-cvhub").locate_file("anylabeling")))
    labeling = "anylabeling.views.labeling"
    bare_packages(place, ("anylabeling", "anylabeling.views", labeling, f"{labeling}.utils"))
    pretend(
        *(f"{labeling}.{name}" for name in ("logger", "label_converter")),
        *(f"{labeling}.widgets.{name}" for name in ("polygon_sides_dialog", "popup")),
        "anylabeling.services.auto_labeling.utils",
    )
    pretend_missing()
    utils = sys.modules[f"{labeling}.utils"]
    for module, names in (
        ("_io", ("io_open",)),
        ("image", ("get_pil_img_dim",)),
        ("image_tags", ("normalize_image_tags",)),
        ("shape", ("rectangle_from_diagonal",)),
    ):
        found = importlib.import_module(f"{labeling}.utils.{module}")
        for name in names:
            setattr(utils, name, getattr(found, name))
    return importlib.import_module(f"{labeling}.label_file").LabelFile


def masks(folder: Path) -> Iterator[np.ndarray]:
    """Of each object: shapes of one label and group together, filled as its export of masks does."""
    label_file = _label_file()
    for path in sorted(folder.rglob("*.json")):
        opened = label_file(str(path))
        with Image.open(io.BytesIO(opened.image_data)) as picture:
            size = picture.size
        groups: dict = {}
        for shape in opened.shapes:
            canvas = np.zeros((size[1], size[0]), np.uint8)
            points = np.array([(point.x(), point.y()) for point in shape.points]).round().astype(np.int32)
            cv2.fillPoly(canvas, [points], 1)
            groups.setdefault((shape.label, shape.group_id or id(shape)), []).append(canvas)
        for pieces in groups.values():
            yield np.any(pieces, axis=0)


@check
def x_anylabeling(folder: Path, expected: dict) -> str:
    version = importlib.metadata.version("x-anylabeling-cvhub")
    return f"X-AnyLabeling {version} LabelFile: {same_masks(masks(folder), expected['masks'])}"


if __name__ == "__main__":
    main()
