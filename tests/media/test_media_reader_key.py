"""Two openings of the same file have one key; another content has another."""

from __future__ import annotations

from pathlib import Path

import numpy as np
from PIL import Image

from sa2va_desktop.media.opening import open_media


def test_media_key_follows_the_content_of_the_file(tmp_path: Path) -> None:
    path = tmp_path / "picture.png"
    Image.fromarray(np.zeros((8, 8, 3), np.uint8)).save(path)
    with open_media(path) as first, open_media(path) as second:
        before = first.media_key
        assert before == second.media_key

    Image.fromarray(np.zeros((9, 8, 3), np.uint8)).save(path)

    with open_media(path) as changed:
        assert changed.media_key != before
