"""Index masks keep their numbers; anything else is refused in one sentence."""

from __future__ import annotations

import os
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from sa2va_desktop.errors import MediaError
from sa2va_desktop.media.index_picture import read_index_picture


@pytest.mark.parametrize(("mode", "has_palette"), [("P", True), ("L", False)])
def test_values_are_returned_as_stored(tmp_path: Path, mode: str, has_palette: bool) -> None:
    values = np.array([[0, 1, 2], [3, 254, 255]], np.uint8)
    picture = Image.frombytes(mode, (3, 2), values.tobytes())
    if has_palette:
        picture.putpalette(list(range(256)) * 3)
    picture.save(tmp_path / "mask.png")

    found, found_palette = read_index_picture(tmp_path / "mask.png")

    assert np.array_equal(found, values)
    assert found_palette is has_palette


def test_colour_picture_is_refused(tmp_path: Path) -> None:
    Image.new("RGB", (4, 4)).save(tmp_path / "colour.png")

    with pytest.raises(MediaError, match=r"colour\.png.*mode RGB"):
        read_index_picture(tmp_path / "colour.png")


def test_huge_mask_is_refused_from_its_header(tmp_path: Path) -> None:
    Image.new("L", (400, 400)).save(tmp_path / "huge.png")

    with pytest.raises(MediaError, match=r"400x400.*0\.1 megapixels"):
        read_index_picture(tmp_path / "huge.png", max_megapixels=0.1)


@pytest.mark.parametrize("content", [b"", b"no picture", b"\x89PNG\r\n\x1a\n\0\0"])
def test_damaged_mask_is_named(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "broken.png").write_bytes(content)

    with pytest.raises(MediaError, match=r"broken\.png"):
        read_index_picture(tmp_path / "broken.png")


def test_formats_that_start_foreign_programs_are_not_opened(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    started: list[object] = []
    monkeypatch.setattr("PIL.EpsImagePlugin.Ghostscript", lambda *arguments: started.append(arguments))
    header = '%!PS-Adobe-3.0 EPSF-3.0\n%%BoundingBox: 0 0 4 4\n%ImageData: 4 4 8 1 0 1 1 "x"\n%%EndComments\n'
    (tmp_path / "mask.png").write_text(header + "showpage\n%%EOF\n")

    with pytest.raises(MediaError, match=r"mask\.png"):
        read_index_picture(tmp_path / "mask.png")

    assert not started


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="no pipes with names on this system")
def test_a_pipe_is_refused_instead_of_waited_for(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe.png")

    with pytest.raises(MediaError, match="not a regular file"):
        read_index_picture(tmp_path / "pipe.png")
