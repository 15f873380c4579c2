"""Verifies YOLO labels as Ultralytics does before it trains."""

from __future__ import annotations

from pathlib import Path

import ultralytics
from common import check, main
from ultralytics.data.utils import check_det_dataset, img2label_paths, verify_image_label


@check
def yolo(folder: Path, expected: dict) -> str:
    told = check_det_dataset(str(folder / "data.yaml"), autodownload=False)
    pictures = sorted(str(path) for path in Path(told["train"]).rglob("*") if path.is_file())
    instances = 0
    for picture, label in zip(pictures, img2label_paths(pictures), strict=True):
        found = verify_image_label((picture, label, "", False, len(told["names"]), 0, 0, False))
        message, corrupt = found[-1], found[-2]
        assert (corrupt, message) == (0, ""), message
        lines = len(Path(label).read_text(encoding="utf-8").splitlines())
        assert lines == len(found[1]) == len(found[3])
        instances += lines
    assert instances
    return f"ultralytics {ultralytics.__version__} verify_image_label: {instances} instances, no file corrupt"


if __name__ == "__main__":
    main()
