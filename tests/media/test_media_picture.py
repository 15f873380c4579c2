"""Stills come out as 8-bit RGB the way they are meant to be looked at."""

from __future__ import annotations

from pathlib import Path

import cv2
import numpy as np
import pytest
from PIL import Image

from sa2va_desktop.errors import MediaError
from sa2va_desktop.media.opening import open_media
from sa2va_desktop.media.orientation import orient, orientation_of_matrix, oriented_size_hw

ORIENTATION_TAG = 0x0112


def colourful(height: int = 40, width: int = 64) -> np.ndarray:
    """Four flat quarters and a mark in one corner, so that every turn and mirror image differs."""
    picture = np.zeros((height, width, 3), np.uint8)
    picture[: height // 2, : width // 2] = (200, 30, 30)
    picture[: height // 2, width // 2 :] = (30, 200, 30)
    picture[height // 2 :, : width // 2] = (30, 30, 200)
    picture[: height // 4, : width // 4] = (240, 240, 240)
    return picture


def shown(path: Path) -> np.ndarray:
    with open_media(path) as reader:
        picture = reader.read_rgb(0)
        assert reader.size_hw == picture.shape[:2]
        assert picture.dtype == np.uint8
        assert picture.flags.c_contiguous
        return picture


@pytest.mark.parametrize("suffix", ["png", "webp", "tiff", "bmp", "gif", "ppm"])
def test_lossless_formats_come_back_exactly(suffix: str, tmp_path: Path) -> None:
    path = tmp_path / f"a.{suffix}"
    Image.fromarray(colourful()).save(path, **({"lossless": True} if suffix == "webp" else {}))

    np.testing.assert_array_equal(shown(path), colourful())


@pytest.mark.parametrize("code", range(1, 9))
@pytest.mark.parametrize("suffix", ["jpg", "png", "webp", "tiff"])
def test_exif_orientation_is_applied(suffix: str, code: int, tmp_path: Path) -> None:
    path = tmp_path / f"a.{suffix}"
    exif = Image.Exif()
    exif[ORIENTATION_TAG] = code
    Image.fromarray(colourful()).save(
        path, exif=exif, **({"quality": 100} if suffix in ("jpg", "webp") else {})
    )

    picture = shown(path)

    expected = orient(colourful(), code)
    assert picture.shape == expected.shape
    assert np.abs(picture.astype(int) - expected).mean() < 6


@pytest.mark.parametrize("code", range(1, 9))
@pytest.mark.parametrize("mode", ["L", "I;16"])
def test_orientation_of_uncompressed_and_deep_tiff_is_applied_once(
    mode: str, code: int, tmp_path: Path
) -> None:
    path = tmp_path / "a.tiff"
    stored = np.arange(40 * 64).reshape(40, 64) // 11
    values = stored.astype(np.uint16) * 200 if mode == "I;16" else stored.astype(np.uint8)
    Image.fromarray(values).save(path, tiffinfo={ORIENTATION_TAG: code})

    picture = shown(path)

    expected = orient(np.repeat(stored.astype(np.uint8)[..., None], 3, axis=2), code)
    correlation = np.corrcoef(picture[..., 0].ravel(), expected[..., 0].ravel())[0, 1]
    assert picture.shape == expected.shape
    assert correlation > 0.999


def test_orienting_follows_exif_by_where_the_first_pixel_goes() -> None:
    picture = np.zeros((2, 3, 3), np.uint8)
    picture[0, 0] = 255
    corner_of_code = {1: (0, 0), 2: (0, 2), 3: (1, 2), 4: (1, 0), 5: (0, 0), 6: (0, 1), 7: (2, 1), 8: (2, 0)}

    for code, corner in corner_of_code.items():
        turned = orient(picture, code)
        assert turned.shape[:2] == oriented_size_hw((2, 3), code)
        assert turned[corner].tolist() == [255, 255, 255], code


def test_a_matrix_that_is_no_quarter_turn_is_ignored() -> None:
    tilted = np.array([60_000, 20_000, 0, -20_000, 60_000, 0, 0, 0, 1 << 30], "=i4").tobytes()
    skewed = np.array([1 << 16, 1 << 16, 0, 0, 1 << 16, 0, 0, 0, 1 << 30], "=i4").tobytes()

    assert orientation_of_matrix(skewed) == 1
    assert orientation_of_matrix(tilted) == 1
    assert orientation_of_matrix(b"short") == 1


def test_transparency_lies_over_white(tmp_path: Path) -> None:
    rgba = np.zeros((4, 4, 4), np.uint8)
    rgba[..., 0] = 200
    rgba[0, 0, 3], rgba[1, 1, 3] = 255, 51
    Image.fromarray(rgba).save(tmp_path / "a.png")

    picture = shown(tmp_path / "a.png")

    assert picture[0, 0].tolist() == [200, 0, 0]
    assert picture[2, 2].tolist() == [255, 255, 255]
    assert picture[1, 1].tolist() == [244, 204, 204]


def test_a_transparent_palette_entry_lies_over_white(tmp_path: Path) -> None:
    indexed = Image.fromarray(np.array([[0, 1]], np.uint8), "P")
    indexed.putpalette([10, 20, 30, 40, 50, 60])
    indexed.save(tmp_path / "a.png", transparency=1)

    assert shown(tmp_path / "a.png").tolist() == [[[10, 20, 30], [255, 255, 255]]]


@pytest.mark.parametrize(("mode", "suffix"), [("L", "png"), ("1", "png"), ("P", "png"), ("LA", "png"), ("CMYK", "tiff"), ("CMYK", "jpg")])  # fmt: skip
def test_other_pixel_layouts_become_rgb(mode: str, suffix: str, tmp_path: Path) -> None:
    source = Image.fromarray(colourful()).convert(mode)
    source.save(tmp_path / f"a.{suffix}")

    picture = shown(tmp_path / f"a.{suffix}")

    assert np.abs(picture.astype(int) - np.asarray(source.convert("RGB"))).mean() < 4


@pytest.mark.parametrize("suffix", ["png", "tiff"])
@pytest.mark.parametrize("channels", [1, 3])
def test_16_bit_pictures_are_stretched_over_their_own_range(channels: int, suffix: str, tmp_path: Path) -> None:
    ramp = np.linspace(1000, 3000, 200 * 100).astype(np.uint16).reshape(100, 200)
    values = ramp if channels == 1 else np.stack([ramp, ramp, ramp // 2], axis=2)
    cv2.imwrite(str(tmp_path / f"a.{suffix}"), values)

    picture = shown(tmp_path / f"a.{suffix}")

    assert picture.min() == 0
    assert picture.max() == 255
    assert (np.diff(picture[50, :, 1].astype(int)) >= 0).all()
    if channels == 3:
        # OpenCV stores blue first: our red is the halved channel.
        assert picture[..., 0].max() < picture[..., 2].max()


def test_16_bit_alpha_lies_over_white(tmp_path: Path) -> None:
    values = np.zeros((10, 20, 4), np.uint16)
    values[..., :3] = np.linspace(0, 60_000, 20).astype(np.uint16)[None, :, None]
    values[5:, :, 3] = 65_535
    cv2.imwrite(str(tmp_path / "a.png"), values)

    picture = shown(tmp_path / "a.png")

    assert (picture[:5] == 255).all()
    assert picture[7, 0].tolist() == [0, 0, 0]


@pytest.mark.parametrize("channels", [1, 3])
def test_float_pictures_are_stretched_and_what_is_no_number_is_black(channels: int, tmp_path: Path) -> None:
    values = np.linspace(-2.0, 5.0, 60 * 60, dtype=np.float32).reshape(60, 60)
    values[0, 0], values[59, 59] = np.nan, np.inf
    stored = values if channels == 1 else np.stack([values] * 3, axis=2)
    cv2.imwrite(str(tmp_path / "a.tiff"), stored)

    picture = shown(tmp_path / "a.tiff")

    assert picture[0, 0].tolist() == [0, 0, 0]
    assert picture[59, 59].tolist() == [255, 255, 255]
    assert abs(int(picture[30, 0, 0]) - 128) < 5


def test_a_flat_16_bit_picture_is_black(tmp_path: Path) -> None:
    cv2.imwrite(str(tmp_path / "a.png"), np.full((5, 5), 700, np.uint16))

    assert not shown(tmp_path / "a.png").any()


@pytest.mark.filterwarnings("ignore:Corrupt EXIF")
def test_a_damaged_exif_block_does_not_hide_the_picture(tmp_path: Path) -> None:
    Image.fromarray(colourful()).save(tmp_path / "a.jpg", exif=b"Exif\0\0II*\0\xff\xff\xff\x7f")

    assert shown(tmp_path / "a.jpg").shape == (40, 64, 3)


@pytest.mark.parametrize("suffix", ["png", "jpg", "webp", "tiff", "bmp"])
def test_a_truncated_picture_says_so_when_it_is_read(suffix: str, tmp_path: Path) -> None:
    noise = np.random.default_rng(0).integers(0, 256, (64, 64, 3), dtype=np.uint8)
    Image.fromarray(noise).save(tmp_path / "whole", format={"jpg": "JPEG"}.get(suffix, suffix.upper()))
    content = (tmp_path / "whole").read_bytes()
    path = tmp_path / f"a.{suffix}"
    path.write_bytes(content[: len(content) // 2])

    with pytest.raises(MediaError, match=rf"^'{path}' is damaged .*\.$"), open_media(path) as reader:
        reader.read_rgb(0)


def test_further_pages_are_mentioned(tmp_path: Path) -> None:
    pages = [Image.fromarray(colourful()), Image.fromarray(colourful()[::-1].copy())]
    pages[0].save(tmp_path / "a.tiff", save_all=True, append_images=pages[1:])

    with open_media(tmp_path / "a.tiff") as reader:
        assert reader.frame_count == 1
        assert reader.index.notices == (
            f"'{tmp_path / 'a.tiff'}' has several pages or frames; the first is shown.",
        )
