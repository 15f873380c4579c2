"""Masks of others' own sample files, as their readers or the plainest decoders give them."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import numpy as np
from common import check, main
from PIL import Image

Masks = Iterator[np.ndarray]


@check
def pycocotools(source: Path, expected: dict) -> Masks:
    from pycocotools.coco import COCO

    paths = [source] if source.is_file() else sorted(source.rglob("*.json"))
    for path in paths:
        whole = COCO(str(path))
        for annotation in whole.anns.values():
            yield whole.annToMask(annotation)


@check
def pycocotools_results(source: Path, expected: dict) -> Masks:
    from pycocotools import mask as coco_mask

    for each in json.loads(source.read_text(encoding="utf-8")):
        yield coco_mask.decode(each["segmentation"])


@check
def pycocotools_masklets(source: Path, expected: dict) -> Masks:
    from pycocotools import mask as coco_mask

    for path in sorted(source.glob("*.json")):
        for row in json.loads(path.read_text(encoding="utf-8"))["masklet"]:
            for each in row:
                yield coco_mask.decode(each)


@check
def panopticapi(source: Path, expected: dict) -> Masks:
    from stubs import module_of

    colors = module_of(expected["checkouts"]["cocodataset/panopticapi"], ".", "panopticapi.utils")
    for told in json.loads(source.read_text(encoding="utf-8"))["annotations"]:
        with Image.open(source.with_suffix("") / told["file_name"]) as picture:
            numbers = colors.rgb2id(np.array(picture))
        for each in told["segments_info"]:
            yield numbers == each["id"]


@check
def pillow_indices(source: Path, expected: dict) -> Masks:
    below = source / "SegmentationObject"
    for path in sorted((below if below.is_dir() else source).rglob("*.png")):
        with Image.open(path) as picture:
            indices = np.array(picture)
        for number in np.unique(indices):
            if number not in (0, 255):
                yield indices == number


@check
def datumaro_mots(source: Path, expected: dict) -> Masks:
    yield from _datumaro(source, "mots")


@check
def datumaro_voc(source: Path, expected: dict) -> Masks:
    yield from _datumaro(source, "voc_segmentation")


@check
def x_anylabeling(source: Path, expected: dict) -> Masks:
    from x_anylabeling_reads import masks

    yield from masks(source)


def _datumaro(source: Path, name: str) -> Masks:
    import datumaro as dm

    for item in dm.Dataset.import_from(str(source), name):
        for each in item.annotations:
            if each.type == dm.AnnotationType.mask:
                yield each.image


@check
def labelme(source: Path, expected: dict) -> Masks:
    from labelme._label_file import LabelFile
    from labelme.utils.shape import shape_to_mask

    for path in sorted(source.glob("*.json")):
        opened = LabelFile(str(path))
        told = json.loads(path.read_text(encoding="utf-8"))
        size = (told["imageHeight"], told["imageWidth"])
        groups: dict = {}
        for number, shape in enumerate(opened.shapes):
            if shape["shape_type"] in ("line", "point", "linestrip"):
                continue
            group = number if shape["group_id"] is None else (shape["label"], shape["group_id"])
            if shape["shape_type"] == "mask":
                mask = np.zeros(size, bool)
                (left, top), (right, bottom) = np.asarray(shape["points"]).astype(int)
                mask[top : bottom + 1, left : right + 1] = shape["mask"]
            else:
                mask = shape_to_mask(size, shape["points"], shape["shape_type"])
            groups[group] = groups.get(group, np.zeros(size, bool)) | mask
        yield from groups.values()


@check
def label_studio(source: Path, expected: dict) -> Masks:
    """Of regions that the SDK turns into COCO, as pycocotools fills them."""
    import tempfile

    from label_studio_sdk.converter import Converter
    from pycocotools.coco import COCO

    with tempfile.TemporaryDirectory() as work:
        converter = Converter(str(source.with_name("label_config.xml")), work, download_resources=False)
        converter.convert_to_coco(str(source), work, output_image_dir=work, is_dir=False)
        whole = COCO(str(Path(work) / "result.json"))
        for annotation in whole.anns.values():
            yield whole.annToMask(annotation)


if __name__ == "__main__":
    main()
