"""One picture with the first samples of an evaluation: what was asked, answered and found, what is meant, right or wrong.

The samples are the first ones in the order of the benchmark, so that failures stand in it as often as they happen.
"""

from __future__ import annotations

import io
from collections.abc import Sequence
from pathlib import Path

import cv2
import numpy as np
import numpy.typing as npt
from PIL import Image, ImageDraw, ImageFont

from sa2va_desktop.annotation.rle import BoolMask, rle_to_mask
from sa2va_desktop.datasets.benchmark_records import StoredPrediction
from sa2va_desktop.operations.evaluate import Benchmark, Evaluation
from sa2va_desktop.operations.evaluation_files import JournalRow
from sa2va_desktop.operations.evaluation_report import shown_picture
from sa2va_desktop.operations.instructions import GROUNDED_CAPTION_QUESTION
from sa2va_desktop.operations.region_prompts import OUTLINE_QUESTION, REGION_QUESTION
from sa2va_desktop.operations.whole_file import write_whole

COLUMNS, ROWS = 5, 6
MAX_BYTES = 400_000
_CELL_WIDTH, _PICTURE_HEIGHT = 236, 177
_GAP, _BAR, _LINE = 10, 5, 15
_TEXT_LINES = 3
_FONT_PX = 12
_BACKGROUND, _INK, _FAINT = (255, 255, 255), (28, 33, 40), (87, 96, 106)
_FOUND: tuple[tuple[int, int, int], ...] = ((0, 240, 255), (255, 0, 200), (190, 255, 0), (120, 80, 255))
"""Strong colours that few things have; further objects begin anew."""
_RIGHT, _WRONG, _MEANT = (26, 127, 55), (207, 34, 46), (255, 255, 255)

_LEGEND = "Striped: what the model found.   White outline: what is meant.   The first samples in their order, none left out."
_SHORT = {
    "": "(a click)",
    REGION_QUESTION: "(what is this?)",
    OUTLINE_QUESTION: "(what is this?)",
    GROUNDED_CAPTION_QUESTION: "(describe, with masks)",
}
"""Wordings that are always the same, in a few words."""

Pixels = npt.NDArray[np.uint8]
_Font = ImageFont.FreeTypeFont | ImageFont.ImageFont


def write_contact_sheet(evaluation: Evaluation, benchmark: Benchmark, path: Path) -> int:
    """Draw the first samples that have a score and a picture.

    Returns: how many are on the sheet.

    Raises:
        OutputError: the disk refused.
    """
    cells: list[Image.Image] = []
    for row in evaluation.rows:
        stored = evaluation.stored(row.sample) if not row.error and row.quality is not None else None
        picture = shown_picture(stored, benchmark) if stored is not None else None
        if stored is not None and picture is not None:
            cells.append(_cell(row, stored, picture))
        if len(cells) == COLUMNS * ROWS:
            break
    write_whole(path, _small_png(_joined(cells)))
    return len(cells)


def is_right(row: JournalRow) -> bool:
    """As the benchmark says, else by half of what can be reached."""
    said = row.row.get("right")
    return said if isinstance(said, bool) else (row.quality or 0.0) >= 0.5


def _cell(row: JournalRow, stored: StoredPrediction, picture: Pixels) -> Image.Image:
    cell = Image.new("RGB", (_CELL_WIDTH, _PICTURE_HEIGHT + _BAR + _TEXT_LINES * _LINE + 4), _BACKGROUND)
    shown = Image.fromarray(_with_masks(picture, stored))
    shown.thumbnail((_CELL_WIDTH, _PICTURE_HEIGHT), Image.Resampling.LANCZOS)
    cell.paste(shown, ((_CELL_WIDTH - shown.width) // 2, (_PICTURE_HEIGHT - shown.height) // 2))
    pen, font = ImageDraw.Draw(cell), ImageFont.load_default(_FONT_PX)
    mark, colour = ("right", _RIGHT) if is_right(row) else ("wrong", _WRONG)
    pen.rectangle((0, _PICTURE_HEIGHT, _CELL_WIDTH, _PICTURE_HEIGHT + _BAR - 1), fill=colour)
    top = _PICTURE_HEIGHT + _BAR + 2
    mark = f"{mark} {row.quality:.2f}" if row.quality not in (0.0, 1.0) else mark
    pen.text((_CELL_WIDTH, top), mark, fill=colour, font=font, anchor="ra")
    asked = _SHORT.get(stored.question, " ".join(stored.question.split()))
    room = _CELL_WIDTH - pen.textlength(f"  {mark}", font)
    pen.text((0, top), _cut(asked, room, pen, font), fill=_INK, font=font)
    answer = stored.prediction.text or ("" if stored.question else f"IoU {row.quality:.2f}")
    for number, line in enumerate(_wrapped(answer, _TEXT_LINES - 1, pen, font), start=1):
        pen.text((0, top + number * _LINE), line, fill=_FAINT, font=font)
    return cell


def _with_masks(picture: Pixels, stored: StoredPrediction) -> Pixels:
    """Found objects striped, each in its colour, over a fainter picture; what is meant outlined in white on black."""
    size_hw = (picture.shape[0], picture.shape[1])
    shown = (0.75 * picture + 0.25 * 235).astype(np.uint8)
    for number, track in enumerate(stored.prediction.objects):
        rle = track[stored.shown_position] if stored.shown_position < len(track) else None
        if rle is not None and rle.size_hw == size_hw:
            mask = rle_to_mask(rle)
            colour = _FOUND[number % len(_FOUND)]
            shown[mask] = picture[mask]
            shown[mask & _stripes(size_hw)] = colour
            _outline(shown, mask, colour, 2)
    truth = stored.shown_truth
    if truth is not None and truth.size_hw == size_hw:
        _outline(shown, rle_to_mask(truth), (0, 0, 0), 4)
        _outline(shown, rle_to_mask(truth), _MEANT, 2)
    return shown


def _stripes(size_hw: tuple[int, int]) -> BoolMask:
    """A quarter of the pixels: what is below stays to be seen, with its colours."""
    period = max(9, round(max(size_hw) / 24))
    rows, columns = np.ogrid[: size_hw[0], : size_hw[1]]
    return (rows + columns) % period < period / 4


def _outline(picture: Pixels, mask: BoolMask, colour: tuple[int, int, int], width: int) -> None:
    contours, _ = cv2.findContours(mask.astype(np.uint8), cv2.RETR_CCOMP, cv2.CHAIN_APPROX_NONE)
    cv2.drawContours(picture, contours, -1, colour, width)


def _cut(text: str, room: float, pen: ImageDraw.ImageDraw, font: _Font) -> str:
    if pen.textlength(text, font) <= room:
        return text
    while text and pen.textlength(f"{text}…", font) > room:
        text = text[:-1]
    return f"{text.rstrip()}…"


def _wrapped(text: str, limit: int, pen: ImageDraw.ImageDraw, font: _Font) -> list[str]:
    """At most `limit` lines; the last one is cut."""
    lines: list[str] = []
    words = text.split()
    while words and len(lines) < limit - 1:
        count = len(words)
        while count > 1 and pen.textlength(" ".join(words[:count]), font) > _CELL_WIDTH:
            count -= 1
        lines.append(_cut(" ".join(words[:count]), _CELL_WIDTH, pen, font))
        words = words[count:]
    return [*lines, _cut(" ".join(words), _CELL_WIDTH, pen, font)] if words else lines


def _joined(cells: Sequence[Image.Image]) -> Image.Image:
    if not cells:
        return Image.new("RGB", (_CELL_WIDTH, _LINE), _BACKGROUND)
    width, height = cells[0].size
    rows = -(-len(cells) // COLUMNS)
    size = (COLUMNS * (width + _GAP) - _GAP, rows * (height + _GAP) + _LINE)
    sheet = Image.new("RGB", size, _BACKGROUND)
    for number, cell in enumerate(cells):
        sheet.paste(cell, (number % COLUMNS * (width + _GAP), number // COLUMNS * (height + _GAP)))
    pen = ImageDraw.Draw(sheet)
    pen.text((0, rows * (height + _GAP)), _LEGEND, fill=_FAINT, font=ImageFont.load_default(_FONT_PX))
    return sheet


def _small_png(sheet: Image.Image) -> bytes:
    """With as many colours as `MAX_BYTES` allows."""
    for colours in (256, 128, 64, 32, 16):
        data = io.BytesIO()
        sheet.quantize(colours, dither=Image.Dither.NONE).save(data, "PNG", optimize=True)
        if data.tell() <= MAX_BYTES:
            break
    return data.getvalue()
