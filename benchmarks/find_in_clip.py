"""How well a thing is found by a sentence in drawn clips in which it comes and goes, and what that costs.

For each clip the frames that are found are compared with those on which at least half of the thing is in the picture:
precision and recall of frames, and for each true border the distance to the nearest found one. The other table asks how
the number of questions grows with the length of the clip, up to an hour, which it does not beyond the chosen effort.
"""

from __future__ import annotations

import argparse
import statistics
import time
from collections.abc import Sequence
from contextlib import nullcontext
from dataclasses import asdict, dataclass

from machine import RESULTS, machine, write_result

from sa2va_desktop.annotation.records import MediaId
from sa2va_desktop.assembly import load_predictor
from sa2va_desktop.inference.api import Predictor
from sa2va_desktop.operations.find_in_clip import FindEffort, FramesSeen, PreparedFind, find_events
from sa2va_desktop.operations.sightings import FindRecord, presence_spans
from sa2va_desktop.scenes.coming_and_going import ComingAndGoing, coming_and_going
from sa2va_desktop.tasks import CancelToken

SEED = 5
FPS = 12  # of drawn clips; an hour is 43,200 frames


@dataclass(frozen=True)
class Figures:
    """Of one clip. `border_errors`: frames, one for each true border; `missed`: visits of which nothing was found."""

    sentence: str
    frame_count: int
    questions: int
    seconds: float
    precision: float
    recall: float
    border_errors: tuple[int, ...]
    missed: int
    first_found_s: float


def search(predictor: Predictor, clip: ComingAndGoing, questions: int) -> Figures:
    """Search a whole clip for its thing."""
    prepared = PreparedFind(MediaId(1), clip.sentence, (0, clip.frame_count), questions)
    record, began, first_found_s = FindRecord(), time.monotonic(), 0.0
    for event in find_events(predictor, prepared, lambda: nullcontext(clip), CancelToken()):
        if isinstance(event, FramesSeen):
            record = record.with_seen(event.sightings)
            if not first_found_s and any(each.is_present for each in event.sightings):
                first_found_s = time.monotonic() - began
    spans = [(span.start, span.stop) for span in presence_spans(record.sightings, prepared.frame_range)]
    found, true = _frames(spans), _frames(clip.spans)
    both = len(found & true)
    return Figures(
        clip.sentence,
        clip.frame_count,
        record.questions,
        round(time.monotonic() - began, 2),
        both / len(found) if found else float(not true),
        both / len(true) if true else 1.0,
        tuple(_border_errors(clip.spans, spans)),
        sum(found.isdisjoint(range(*span)) for span in clip.spans),
        round(first_found_s, 2),
    )


def _frames(spans: Sequence[tuple[int, int]]) -> set[int]:
    return {frame for span in spans for frame in range(*span)}


def _border_errors(true: Sequence[tuple[int, int]], found: Sequence[tuple[int, int]]) -> list[int]:
    """Of visits that were found at all."""
    seen = _frames(found)
    errors = []
    for span in true:
        if not seen.isdisjoint(range(*span)):
            errors.append(min(abs(span[0] - start) for start, _ in found))
            errors.append(min(abs(span[1] - stop) for _, stop in found))
    return errors


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--model", default="sa2va-nano")
    parser.add_argument("--clips", type=int, default=20)
    parser.add_argument("--frames", type=int, default=600)
    parser.add_argument("--efforts", nargs="*", default=[each.name.lower() for each in FindEffort])
    parser.add_argument("--minutes", type=int, nargs="*", default=[1, 5, 20, 60])
    parser.add_argument("--long-clips", type=int, default=3)
    args = parser.parse_args()
    predictor = load_predictor(args.model)
    rows: dict[str, object] = {}
    for effort in [FindEffort[name.upper()] for name in args.efforts]:
        clips = (coming_and_going(SEED, index, frame_count=args.frames) for index in range(args.clips))
        rows[f"{args.frames} frames, {effort.name.lower()}"] = _summary(
            [search(predictor, clip, effort.value) for clip in clips]
        )
    for minutes in args.minutes:
        count = minutes * 60 * FPS
        clips = (coming_and_going(SEED, 100 + index, frame_count=count) for index in range(args.long_clips))
        rows[f"{minutes} min, usual"] = _summary(
            [search(predictor, clip, FindEffort.USUAL.value) for clip in clips]
        )
    predictor.close()
    result = {"model": args.model, "seed": SEED, "machine": machine(), "rows": rows}
    write_result(RESULTS / "find_in_clip.json", result)


def _summary(figures: Sequence[Figures]) -> dict[str, object]:
    errors = [error for each in figures for error in each.border_errors]
    summary = {
        "clips": len(figures),
        "questions": statistics.mean(each.questions for each in figures),
        "seconds": round(statistics.mean(each.seconds for each in figures), 1),
        "precision": round(statistics.mean(each.precision for each in figures), 3),
        "recall": round(statistics.mean(each.recall for each in figures), 3),
        "missed_visits": sum(each.missed for each in figures),
        "visits": sum(each.missed + len(each.border_errors) // 2 for each in figures),
        "border_error_median": statistics.median(errors) if errors else None,
        "border_error_p90": sorted(errors)[int(0.9 * (len(errors) - 1))] if errors else None,
        "first_found_s": round(statistics.mean(each.first_found_s for each in figures), 2),
        "each": [asdict(each) for each in figures],
    }
    print({name: value for name, value in summary.items() if name != "each"}, flush=True)
    return summary


if __name__ == "__main__":
    main()
