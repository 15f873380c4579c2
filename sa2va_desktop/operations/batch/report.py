"""What a person should look at after a batch: figures in `report.json`, and a page with pictures of the weakest results."""

from __future__ import annotations

import base64
import html
import io
import json
from collections import Counter
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import numpy as np
from PIL import Image

from sa2va_desktop import __version__
from sa2va_desktop.datasets.formats.overlay import draw_overlay
from sa2va_desktop.datasets.losses import Loss
from sa2va_desktop.errors import MediaError
from sa2va_desktop.operations.batch.clip_result import ClipResult, ObjectSummary
from sa2va_desktop.operations.batch.recipe import Recipe
from sa2va_desktop.operations.export import annotated_clips
from sa2va_desktop.operations.whole_file import write_whole

SHOWN = 24
"""Pictures on the page: the objects with the lowest predicted IoU, and each clip once."""
PICTURE_SIDE = 320
_COUNTED = ("objects", "dropped", "frames", "flagged_frames")
"""Of each instruction, in the order of the page's columns."""

_STYLE = """
body { font: 15px/1.45 system-ui, sans-serif; margin: 2rem auto; max-width: 70rem; padding: 0 1rem; color: #1c2128; }
table { border-collapse: collapse; width: 100%; margin: 1rem 0; } th, td { text-align: left; padding: .3rem .6rem;
border-bottom: 1px solid #d0d7de; } td.n { text-align: right; font-variant-numeric: tabular-nums; }
.grid { display: grid; grid-template-columns: repeat(auto-fill, minmax(18rem, 1fr)); gap: 1rem; }
figure { margin: 0; } img { width: 100%; border-radius: 4px; } figcaption { font-size: 13px; }
@media (prefers-color-scheme: dark) { body { background: #16191d; color: #e6e9ec; } th, td { border-color: #3a4149; } }
"""


def write_report(out: Path, recipe: Recipe, results: Sequence[ClipResult], losses: Sequence[Loss]) -> None:
    """`report.json` is the same for the same results; times and hosts are on the page only."""
    figures = _figures(recipe, results, losses)
    text = json.dumps(figures, ensure_ascii=False, indent=1, allow_nan=False) + "\n"
    write_whole(out / "report.json", text.encode("utf-8", "backslashreplace"))
    page = "".join(_page(recipe, results, figures))
    write_whole(out / "report.html", page.encode("utf-8", "xmlcharrefreplace"))


def _figures(recipe: Recipe, results: Sequence[ClipResult], losses: Sequence[Loss]) -> dict[str, Any]:
    clips: list[dict[str, Any]] = []
    # Those that found nothing at all stand there with zeros.
    instructions = {each.text: Counter(dict.fromkeys(_COUNTED, 0)) for each in recipe.instructions}
    for result in results:
        clips.append(
            {
                "name": result.name,
                "source": result.source,
                "error": result.error,
                "objects": [vars(each) for each in result.summaries],
            }
        )
        for each in result.summaries:
            counted = instructions.setdefault(each.instruction, Counter(dict.fromkeys(_COUNTED, 0)))
            counted["objects"] += 1
            counted["dropped"] += bool(each.dropped)
            counted["flagged_frames"] += each.flagged_frames
            counted["frames"] += each.frame_count
    kept = [each for clip in clips for each in clip["objects"] if not each["dropped"]]
    return {
        "version": __version__,
        "clips": len(clips),
        "failed": sum(bool(clip["error"]) for clip in clips),
        "nothing_found": sum(
            not clip["error"] and not any(not o["dropped"] for o in clip["objects"]) for clip in clips
        ),
        "objects_kept": len(kept),
        "objects_dropped": sum(bool(o["dropped"]) for clip in clips for o in clip["objects"]),
        "frames": sum(o["frame_count"] for o in kept),
        "flagged_frames": sum(o["flagged_frames"] for o in kept),
        "instructions": {text: dict(counted) for text, counted in instructions.items()},
        "losses": [{"kind": str(loss.kind), "what": loss.what, "count": loss.count} for loss in losses],
        "clip_results": clips,
    }


def _page(recipe: Recipe, results: Sequence[ClipResult], figures: dict[str, Any]) -> Iterator[str]:
    yield '<!doctype html><html lang="en"><meta charset="utf-8"><title>Batch report</title>'
    yield f"<style>{_STYLE}</style><h1>Batch report</h1>"
    model = html.escape(recipe.model.checkpoint)
    yield f"<p>Sa2VA Desktop {html.escape(__version__)}, checkpoint {model}</p><table>"
    names = {
        "clips": "Clips",
        "failed": "Clips that failed",
        "nothing_found": "Clips in which nothing was found",
        "objects_kept": "Objects",
        "objects_dropped": "Objects left out by the thresholds",
        "frames": "Masks",
        "flagged_frames": "Masks flagged for review",
    }
    for key, title in names.items():
        yield f'<tr><td>{title}</td><td class="n">{figures[key]}</td></tr>'
    for loss in figures["losses"]:
        yield f'<tr><td>Not held by the format: {html.escape(loss["what"])}</td><td class="n">{loss["count"]}</td></tr>'
    yield "</table><h2>Instructions</h2><table><tr><th>Instruction<th>Objects<th>Left out<th>Masks<th>Flagged</tr>"
    for text, counted in figures["instructions"].items():
        cells = "".join(f'<td class="n">{counted[key]}</td>' for key in _COUNTED)
        yield f"<tr><td>{html.escape(text or _untyped(recipe))}</td>{cells}</tr>"
    yield "</table>"
    yield from _failures(figures)
    yield from _pictures(results)
    seconds = [float(result.made.get("seconds", 0)) for result in results if not result.error]
    hosts = sorted({str(result.made.get("host", "")) for result in results})
    yield f"<p>{sum(seconds):.0f} s of work on {html.escape(', '.join(hosts))}</p></html>\n"


def _untyped(recipe: Recipe) -> str:
    """What stands for instructions that are a task of their own and have no text."""
    tasks = dict.fromkeys(each.task.value.replace("_", "-") for each in recipe.instructions if not each.text)
    return ", ".join(tasks)


def _failures(figures: dict[str, Any]) -> Iterator[str]:
    failed = [clip for clip in figures["clip_results"] if clip["error"]]
    if failed:
        yield "<h2>Failed</h2><table><tr><th>Clip<th>Why</tr>"
        for clip in failed:
            yield f"<tr><td>{html.escape(clip['name'])}</td><td>{html.escape(clip['error'])}</td></tr>"
        yield "</table>"


def _pictures(results: Sequence[ClipResult]) -> Iterator[str]:
    """The weakest kept object of each clip, weakest first."""
    weakest: list[tuple[float, int, ObjectSummary]] = []
    for place, result in enumerate(results):
        kept = [each for each in result.summaries if not each.dropped and each.mean_iou is not None]
        if kept:
            worst = min(kept, key=lambda each: each.mean_iou or 0.0)
            weakest.append((worst.mean_iou or 0.0, place, worst))
    weakest.sort(key=lambda each: each[:2])
    if not weakest:
        return
    yield '<h2>Weakest results</h2><div class="grid">'
    for iou, place, summary in weakest[:SHOWN]:
        result = results[place]
        said = f"{result.name}: {summary.instruction or summary.name}, predicted IoU {iou:.2f}"
        yield f"<figure>{_picture(result)}<figcaption>{html.escape(said)}</figcaption></figure>"
    yield "</div>"


def _picture(result: ClipResult) -> str:
    """The frame with the most mask as an image element, or why there is none."""
    [clip] = annotated_clips(result.project, list(result.project.media))
    areas = {
        frame: sum(record.rle.area for _, record in clip.masks_on(frame)) for frame in clip.annotated_frames()
    }
    frame = max(areas, key=lambda each: areas[each], default=0)
    assert clip.open_frames is not None
    try:
        with clip.open_frames() as reader:
            drawn = draw_overlay(np.asarray(reader.read_rgb(frame)), list(clip.masks_on(frame)))
    except MediaError as error:
        return f"<p>{html.escape(str(error))}</p>"
    picture = Image.fromarray(drawn)
    picture.thumbnail((PICTURE_SIDE, PICTURE_SIDE))
    buffer = io.BytesIO()
    picture.save(buffer, "JPEG", quality=85)
    return f'<img alt="" src="data:image/jpeg;base64,{base64.b64encode(buffer.getvalue()).decode("ascii")}">'
