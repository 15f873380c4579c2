"""What an evaluation leaves for people and servers: report.json, report.md, report.html with the best and worst pictures, and what is
handed in.

`report.json` and what is handed in are the same for the same results, also after a restart; times and the machine are on
the page only. The page needs nothing from elsewhere, and everything that a data set or a model said is escaped.
"""

from __future__ import annotations

import base64
import html
import json
import platform
import zipfile
from collections.abc import Iterator
from datetime import UTC, datetime
from itertools import chain
from pathlib import Path, PurePosixPath
from typing import Any

import cv2
import numpy as np
import numpy.typing as npt

from sa2va_desktop.annotation.rle import BoolMask, rle_to_mask
from sa2va_desktop.datasets.benchmark_records import Figure, FigureTable, StoredPrediction
from sa2va_desktop.datasets.export_folder import new_folder_content
from sa2va_desktop.errors import MediaError, OutputError
from sa2va_desktop.media.opening import open_media
from sa2va_desktop.operations.evaluate import Benchmark, Evaluation, SubmissionFile
from sa2va_desktop.operations.evaluation_files import JournalRow
from sa2va_desktop.operations.figure_text import aim_text, figure_text, report_markdown
from sa2va_desktop.operations.whole_file import write_whole
from sa2va_desktop.translation import translate

SHOWN = 6
"""Pictures on either side, best and worst."""
PICTURE_SIDE = 420
ERRORS_SHOWN = 20

_FOUND, _MEANT = (64, 140, 255), (255, 214, 10)
_STYLE = """
body { font: 15px/1.5 system-ui, sans-serif; margin: 2rem auto; max-width: 72rem; padding: 0 1rem; color: #1c2128; }
h1, h2 { line-height: 1.25; } .small { color: #57606a; font-size: 13px; }
table { border-collapse: collapse; margin: .5rem 0 1rem; } th, td { text-align: left; padding: .3rem .8rem .3rem 0;
border-bottom: 1px solid #d0d7de; vertical-align: top; } td.n { text-align: right; font-variant-numeric: tabular-nums; }
.grid { display: grid; grid-template-columns: repeat(auto-fill, minmax(19rem, 1fr)); gap: 1.2rem; }
figure { margin: 0; } img { width: 100%; border-radius: 4px; display: block; } figcaption { font-size: 13px; overflow-wrap: anywhere; }
.found { color: #1f6feb; } .meant { color: #9a6700; }
@media (prefers-color-scheme: dark) { body { background: #16191d; color: #e6e9ec; } th, td { border-color: #3a4149; }
.small { color: #9aa4ae; } .found { color: #6cb0ff; } .meant { color: #ffd60a; } }
"""


def write_report(evaluation: Evaluation, benchmark: Benchmark, out: Path) -> None:
    """`report.json`, `report.md` and `report.html` in `out`. Raises: OutputError."""
    said = json.dumps(report_as_dict(evaluation), ensure_ascii=False, indent=1, allow_nan=False) + "\n"
    page = "".join(_page(evaluation, benchmark))
    write_whole(out / "report.json", said.encode("utf-8", "backslashreplace"))
    write_whole(out / "report.md", report_markdown(evaluation, benchmark).encode("utf-8", "backslashreplace"))
    write_whole(out / "report.html", page.encode("utf-8", "xmlcharrefreplace"))


def report_as_dict(evaluation: Evaluation) -> dict[str, Any]:
    """Figures and settings as JSON values."""
    return {
        "settings": dict(evaluation.settings),
        "samples": len(evaluation.rows),
        "failed": evaluation.failed,
        "tables": [
            {
                "title": table.title,
                "tradition": table.tradition,
                "figures": [
                    {
                        "name": each.name,
                        "value": each.value,
                        "unit": each.unit,
                        **_more_of(each),
                    }
                    for each in table.figures
                ],
                **({"notes": list(table.notes)} if table.notes else {}),
            }
            for table in evaluation.tables
        ],
        "errors": [{"sample": row.sample, "error": row.error} for row in evaluation.rows if row.error],
    }


def _more_of(figure: Figure) -> dict[str, Any]:
    """What only some figures have."""
    aim = figure.aim
    more: dict[str, Any] = {"note": figure.note or None, "count": figure.count, "chance": figure.chance}
    if aim is not None:
        more["aim"] = {"at_most" if aim.is_most else "at_least": aim.bound}
        more["is_met"] = figure.value is not None and aim.margin(figure.value) >= 0
    return {name: value for name, value in more.items() if value is not None}


def write_submission(
    evaluation: Evaluation, benchmark: Benchmark, out: Path, *, form: str = "zip"
) -> list[Path]:
    """What a server, a judge or a script takes: `submission.zip`, or the folder `submission`, or both.

    Args:
        form: "zip", "folder" or "both".

    Returns: what was written; [] where the benchmark has nothing of that kind.

    Raises:
        OutputError: the disk refused, or a name of the data set would leave the folder.
    """
    written: list[Path] = []
    for kind in ("zip", "folder") if form == "both" else (form,):
        files = benchmark.submission(evaluation.predictions())
        first = next(files, None)
        if first is None:
            return written
        every = chain([first], files)
        if kind == "zip":
            written.append(_write_zip(out / "submission.zip", every))
        else:
            with new_folder_content(out / "submission") as folder:
                for file in every:
                    target = folder / _inside(file.path)
                    target.parent.mkdir(parents=True, exist_ok=True)
                    target.write_bytes(file.content)
            written.append(out / "submission")
    return written


def _write_zip(path: Path, files: Iterator[SubmissionFile]) -> Path:
    """One member after the other; times are fixed, so that the same results give the same bytes."""
    part = path.with_suffix(".part")
    try:
        with zipfile.ZipFile(part, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as archive:
            for file in files:
                member = zipfile.ZipInfo(_inside(file.path), (1980, 1, 1, 0, 0, 0))
                member.compress_type, member.external_attr = zipfile.ZIP_DEFLATED, 0o644 << 16
                archive.writestr(member, file.content)
        part.replace(path)
    except OSError as error:
        raise _refused(path, error) from error
    return path


def _inside(name: str) -> str:
    """Raises: OutputError for a name that leads out of the folder; data sets come from strangers."""
    path = PurePosixPath(name)
    if path.is_absolute() or ".." in path.parts or "\\" in name or "\0" in name or ":" in name:
        raise OutputError(
            translate("operations", "a name of the data set cannot be a file name: {0!r}").format(name)
        )
    return path.as_posix()


def _page(evaluation: Evaluation, benchmark: Benchmark) -> Iterator[str]:
    said = evaluation.settings
    title = f"{benchmark.title}: {said['model']}"
    yield f"<!doctype html><html lang='en'><meta charset='utf-8'><title>{_safe(title)}</title><style>{_STYLE}</style>"
    yield "<meta name='viewport' content='width=device-width'>"
    yield f"<h1>{_safe(title)}</h1>"
    yield f"<p>{len(evaluation.rows)} samples, {evaluation.failed} of them without a score.</p>"
    for table in evaluation.tables:
        yield from _table(table)
    if any(each.value is None for table in evaluation.tables for each in table.figures) and benchmark.server:
        yield f"<p>Figures that need masks which are not published come from {_safe(benchmark.server)}.</p>"
    yield "<h2>Settings</h2><table>"
    for name, value in said.items():
        if value in ("", None):
            continue
        yield f"<tr><th>{_safe(name.replace('_', ' '))}</th><td>{_safe(str(value))}</td></tr>"
    made = f"{platform.node()}, {platform.platform()}, {platform.machine()}, Python {platform.python_version()}"
    yield f"<tr><th>machine</th><td>{_safe(made)}</td></tr>"
    yield f"<tr><th>written</th><td>{datetime.now(UTC).isoformat(timespec='seconds')}</td></tr></table>"
    yield from _pictures(evaluation, benchmark)
    errors = [row for row in evaluation.rows if row.error]
    if errors:
        yield "<h2>Samples without a score</h2><table>"
        for row in errors[:ERRORS_SHOWN]:
            yield f"<tr><td>{_safe(row.sample)}</td><td>{_safe(row.error)}</td></tr>"
        yield "</table>"
        if len(errors) > ERRORS_SHOWN:
            yield f"<p>and {len(errors) - ERRORS_SHOWN} more; report.json has all of them.</p>"


def _table(table: FigureTable) -> Iterator[str]:
    yield f"<h2>{_safe(table.title)}</h2><p class='small'>{_safe(table.tradition)}</p><table>"
    for each in table.figures:
        told = [each.note] if each.note and each.value is not None else []
        told += [f"n = {each.count}"] if each.count is not None else []
        told += [f"chance {each.chance:.2f}"] if each.chance is not None else []
        told += [f"aim {aim_text(each)}"] if each.aim is not None else []
        value = _safe(figure_text(each))
        yield f"<tr><th>{_safe(each.name)}</th><td class='n'>{value}</td><td class='small'>{_safe(', '.join(told))}</td></tr>"
    yield "</table>"
    for text in table.notes:
        yield f"<p class='small'>{_safe(text)}</p>"


def _pictures(evaluation: Evaluation, benchmark: Benchmark) -> Iterator[str]:
    """The same samples for the same results: ties are broken by their place."""
    ranked = sorted(
        (row for row in evaluation.rows if row.quality is not None and not row.error),
        key=lambda row: (row.quality, row.place),
    )
    if not ranked:
        return
    worst = ranked[: min(SHOWN, (len(ranked) + 1) // 2)]
    best = ranked[::-1][: min(SHOWN, len(ranked) - len(worst))]
    yield "<p class='small'>In the pictures: <b class='found'>filled</b> is what the model found, "
    yield "<b class='meant'>outlined</b> is what is meant.</p>"
    for heading, rows in (("Worst", worst), ("Best", best)):
        if rows:
            yield f"<h2>{heading}</h2><div class='grid'>"
            for row in rows:
                yield _figure(row, evaluation.stored(row.sample), benchmark)
            yield "</div>"


def _figure(row: JournalRow, stored: StoredPrediction | None, benchmark: Benchmark) -> str:
    quality = 100 * (row.quality or 0.0)
    if stored is None:
        return f"<figure><figcaption>{_safe(row.sample)}: {quality:.1f} %</figcaption></figure>"
    picture = _overlay(stored, benchmark)
    image = f"<img alt='' src='data:image/jpeg;base64,{picture}'>" if picture else ""
    truth = " / ".join(str(text) for text in row.row.get("references", ())) or str(row.row.get("read", ""))
    lines = [f"<b>{quality:.1f} %</b> {_safe(row.sample)}", _safe(stored.question.strip()[:400])]
    if stored.prediction.text:
        lines.append(f"<i>{_safe(stored.prediction.text[:400])}</i>")
    if truth:
        lines.append(f"<span class='small'>{_safe(truth[:400])}</span>")
    return f"<figure>{image}<figcaption>{'<br>'.join(lines)}</figcaption></figure>"


def _overlay(stored: StoredPrediction, benchmark: Benchmark) -> str:
    """Base64 of a small JPEG, "" where there is no picture any more."""
    frame = shown_picture(stored, benchmark)
    if frame is None:
        return ""
    found = np.zeros(frame.shape[:2], np.bool_)
    for track in stored.prediction.objects:
        rle = track[stored.shown_position] if stored.shown_position < len(track) else None
        if rle is not None and rle.size_hw == found.shape:
            found |= rle_to_mask(rle)
    truth = stored.shown_truth
    meant = rle_to_mask(truth) if truth is not None and truth.size_hw == found.shape else np.zeros_like(found)
    return _jpeg(_small(_drawn(frame, found, meant)))


def shown_picture(stored: StoredPrediction, benchmark: Benchmark) -> npt.NDArray[np.uint8] | None:
    """(H, W, 3) RGB, or None where there is no picture any more: a report is still worth writing without it."""
    if stored.media is None:
        return benchmark.picture(stored.key)
    try:
        with open_media(stored.media) as reader:
            return reader.read_rgb(min(stored.shown_frame, reader.frame_count - 1))
    except MediaError:
        return None


def _drawn(frame: npt.NDArray[np.uint8], found: BoolMask, meant: BoolMask) -> npt.NDArray[np.uint8]:
    picture = frame.copy()
    picture[found] = (0.45 * picture[found] + 0.55 * np.array(_FOUND)).astype(np.uint8)
    contours, _ = cv2.findContours(meant.astype(np.uint8), cv2.RETR_CCOMP, cv2.CHAIN_APPROX_NONE)
    width = max(1, round(max(frame.shape[:2]) / 250))
    cv2.drawContours(picture, contours, -1, (0, 0, 0), width + 2)
    cv2.drawContours(picture, contours, -1, _MEANT, width)
    return picture


def _small(picture: npt.NDArray[np.uint8]) -> npt.NDArray[np.uint8]:
    scale = PICTURE_SIDE / max(picture.shape[:2])
    if scale >= 1:
        return picture
    size = (max(1, round(picture.shape[1] * scale)), max(1, round(picture.shape[0] * scale)))
    return np.asarray(cv2.resize(picture, size, interpolation=cv2.INTER_AREA), np.uint8)


def _jpeg(picture: npt.NDArray[np.uint8]) -> str:
    _, data = cv2.imencode(".jpg", cv2.cvtColor(picture, cv2.COLOR_RGB2BGR), [cv2.IMWRITE_JPEG_QUALITY, 85])
    return base64.b64encode(data.tobytes()).decode("ascii")


def _safe(text: str) -> str:
    return html.escape(text, quote=True)


def _refused(path: Path, error: OSError) -> OutputError:
    return OutputError(
        translate("operations", "{0} cannot be written: {1}").format(path, error.strerror or error)
    )
