"""Reads tables with the libraries of the Hugging Face hub, WebDataset and pandas, pictures and clips with Pillow and PyAV."""

from __future__ import annotations

import itertools
import shutil
from pathlib import Path

import numpy as np
from common import check, main, same_masks
from PIL import Image


@check
def parquet(folder: Path, expected: dict) -> str:
    if list(folder.rglob("*.tar")):
        return _shards(folder, expected["size"])
    import datasets

    files = {
        path.parent.name + path.stem.split("-")[0]: str(path) for path in sorted(folder.rglob("*.parquet"))
    }
    rows = 0
    for path in files.values():
        data = datasets.load_dataset(
            "parquet", data_files=path, split="train", cache_dir=str(folder.parent / "cache")
        )
        rows += len(data)
        written = Path(expected["write_to"], Path(path).relative_to(folder))
        written.parent.mkdir(parents=True, exist_ok=True)
        data.to_parquet(str(written))
        for name, feature in data.features.items():
            if type(feature).__name__ == "Image" and len(data):
                first = next((row[name] for row in data if row[name] is not None), None)
                assert first is None or first.size == (expected["size"][1], expected["size"][0]), first
    assert rows > 0
    return f"datasets {datasets.__version__}: {rows} rows of {len(files)} files"


def _shards(folder: Path, size: list) -> str:
    import webdataset

    told = []
    for below in sorted({path.parent for path in folder.rglob("*.tar")}):
        paths = sorted(str(path) for path in below.glob("*.tar"))
        samples = list(webdataset.WebDataset(paths, shardshuffle=False).decode("pil"))
        kinds = sorted(set(itertools.chain.from_iterable(samples)) - {"__key__", "__url__", "__local_path__"})
        assert samples
        assert len({each["__key__"] for each in samples}) == len(samples)
        for picture in (each["jpg"] for each in samples if "jpg" in each):
            assert picture.size == (size[1], size[0]), picture.size
        told.append(f"{len(samples)} {below.name} with {', '.join(kinds)}")
    return f"webdataset {webdataset.__version__}: {'; '.join(told)}"


@check
def csv(folder: Path, expected: dict) -> str:
    import pandas
    from pycocotools import mask as coco_mask

    tables = {path.stem: pandas.read_csv(path) for path in sorted(folder.glob("*.csv"))}
    objects = tables["objects"]
    masks = [
        coco_mask.decode({"size": [row.height, row.width], "counts": row.mask})
        for row in objects.itertuples()
        if isinstance(row.mask, str)
    ]
    said = same_masks((each for each in masks if each.any()), expected["masks"])
    assert set(objects["clip"]) | set(tables["texts"]["clip"]) <= set(tables["clips"]["clip"])
    shutil.copytree(folder, expected["write_to"])
    for name, table in tables.items():
        table.to_csv(Path(expected["write_to"], f"{name}.csv"), index=False)
    rows = ", ".join(f"{name} {table.shape[0]} x {table.shape[1]}" for name, table in tables.items())
    return f"pandas {pandas.__version__}: {rows}; {said}"


@check
def mattes(folder: Path, expected: dict) -> str:
    found = []
    for path in sorted(folder.rglob("*.png")):
        with Image.open(path) as picture:
            assert picture.mode == "L", picture.mode
            values = np.array(picture)
        assert set(np.unique(values)) <= {0, 255}
        found += [values > 0] if values.any() else []
    return f"Pillow: {same_masks(found, expected['masks'])}"


@check
def cut_outs(folder: Path, expected: dict) -> str:
    found = []
    for path in sorted(folder.rglob("*.png")):
        with Image.open(path) as picture:
            assert picture.mode == "RGBA", picture.mode
            pixels = np.array(picture)
        assert set(np.unique(pixels[..., 3])) <= {0, 255}
        found += [pixels[..., 3] > 0] if pixels[..., 3].any() else []
    return f"Pillow: alpha of {same_masks(found, expected['masks'])}"


@check
def gif(folder: Path, expected: dict) -> str:
    [path] = folder.glob("*.gif")
    with Image.open(path) as picture:
        assert picture.size == (expected["size"][1], expected["size"][0]), picture.size
        times = []
        for number in range(picture.n_frames):
            picture.seek(number)
            times.append(picture.info["duration"])
    assert len(times) == expected["frames"], times
    return f"Pillow: {len(times)} frames of {'/'.join(map(str, sorted(set(times))))} ms; {_decoded(path, expected)}"


@check
def overlay(folder: Path, expected: dict) -> str:
    [path] = folder.glob("*.mp4")
    return _decoded(path, expected)


def _decoded(path: Path, expected: dict) -> str:
    import av

    with av.open(str(path)) as container:
        frames = [(frame.time, frame.height, frame.width) for frame in container.decode(video=0)]
    times = [time for time, _, _ in frames]
    assert len(frames) == expected["frames"], frames
    assert times == sorted(set(times))
    assert all(abs(side - wanted) < 2 for side, wanted in zip(frames[0][1:], expected["size"], strict=True))
    return f"PyAV {av.__version__}: {len(frames)} frames at {', '.join(f'{time:.2f}' for time in times)} s"


if __name__ == "__main__":
    main()
