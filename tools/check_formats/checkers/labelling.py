"""Reads exports with the codecs and readers of LabelMe, CVAT, Label Studio and supervision."""

from __future__ import annotations

import json
from pathlib import Path
from xml.etree import ElementTree

import numpy as np
from common import check, main, same_masks


@check
def cvat(folder: Path, expected: dict) -> str:
    from cvat_sdk.masks import decode_mask

    found = []
    for path in sorted(folder.rglob("annotations.xml")):
        for image in ElementTree.parse(path).getroot().iter("image"):
            size = (int(image.get("height")), int(image.get("width")))
            for mask in image.iter("mask"):
                left, top, width, height = (int(mask.get(key)) for key in ("left", "top", "width", "height"))
                counts = [int(each) for each in mask.get("rle").split(",")]
                points = [*counts, left, top, left + width - 1, top + height - 1]
                found.append(decode_mask(points, image_width=size[1], image_height=size[0]))
    return f"cvat_sdk.masks.decode_mask: {same_masks(found, expected['masks'])}"


@check
def label_studio(folder: Path, expected: dict) -> str:
    from label_studio_sdk.converter.brush import decode_rle, mask2rle

    found = []
    for path in sorted(folder.glob("*.json")):
        tasks = json.loads(path.read_text(encoding="utf-8"))
        for task in tasks:
            for result in (task.get("annotations") or [{}])[0].get("result", []):
                if result["type"] != "brushlabels":
                    continue
                pixels = decode_rle(result["value"]["rle"])
                shape = (result["original_height"], result["original_width"], 4)
                found.append(np.reshape(pixels, shape)[..., 3] > 0)
                result["value"]["rle"] = mask2rle(found[-1].astype(np.uint8) * 255)
        written = Path(expected["write_to"], path.name)
        written.parent.mkdir(exist_ok=True)
        written.write_text(json.dumps(tasks), encoding="utf-8")
    return f"label_studio_sdk brush.decode_rle: {same_masks(found, expected['masks'])}"


@check
def labelme(folder: Path, expected: dict) -> str:
    from labelme.utils.shape import shape_to_mask

    try:
        from labelme._label_file import LabelFile
    except ImportError:
        from labelme.label_file import LabelFile
    found = []
    for path in sorted(folder.rglob("*.json")):
        opened = LabelFile(str(path))
        raw = json.loads(path.read_text(encoding="utf-8"))
        for shape in opened.shapes:
            canvas = np.zeros((raw["imageHeight"], raw["imageWidth"]), bool)
            if shape["shape_type"] == "mask":
                (left, top), (right, bottom) = np.asarray(shape["points"]).astype(int)
                canvas[top : bottom + 1, left : right + 1] = shape["mask"]
            else:
                canvas = shape_to_mask(canvas.shape, shape["points"], shape["shape_type"])
            found.append(canvas)
    return f"labelme 6.3.1 LabelFile: {same_masks(found, expected['masks'])}"


@check
def yolo(folder: Path, expected: dict) -> str:
    import supervision

    root = folder
    split = next(path for path in sorted((root / "labels").iterdir()) if path.is_dir())
    data = supervision.DetectionDataset.from_yolo(
        images_directory_path=str(root / "images" / split.name),
        annotations_directory_path=str(split),
        data_yaml_path=str(root / "data.yaml"),
        force_masks=True,
    )
    lines = sum(len(path.read_text().splitlines()) for path in split.glob("*.txt"))
    count = sum(len(found) for _, _, found in data)
    assert count == lines > 0, (count, lines)
    return f"supervision {supervision.__version__} from_yolo: {count} instances, as many as lines"


if __name__ == "__main__":
    main()
