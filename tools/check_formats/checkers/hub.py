"""Reads tables with the libraries of the Hugging Face hub and WebDataset."""

from __future__ import annotations

from pathlib import Path

from common import check, main


@check
def parquet(folder: Path, expected: dict) -> str:
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
        for name, feature in data.features.items():
            if type(feature).__name__ == "Image" and len(data):
                first = next((row[name] for row in data if row[name] is not None), None)
                assert first is None or first.size == (expected["size"][1], expected["size"][0]), first
    assert rows > 0
    return f"datasets {datasets.__version__}: {rows} rows of {len(files)} files"


if __name__ == "__main__":
    main()
