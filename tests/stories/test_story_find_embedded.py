"""Find in the clip with the embedded model: on a drawn clip most frames that are found are right, and most are found."""

from __future__ import annotations

from contextlib import nullcontext

import pytest

from sa2va_desktop.annotation.records import MediaId
from sa2va_desktop.assembly import load_predictor
from sa2va_desktop.operations.find_in_clip import FramesSeen, PreparedFind, find_events
from sa2va_desktop.operations.sightings import FindRecord, presence_spans
from sa2va_desktop.scenes.coming_and_going import coming_and_going
from sa2va_desktop.tasks import CancelToken


@pytest.mark.slow
def test_a_thing_that_comes_and_goes_is_found() -> None:
    predictor = load_predictor("sa2va-nano")
    found_and_true, found_count, true_count = 0, 0, 0
    for index in range(3):
        clip = coming_and_going(5, index, frame_count=300)
        record = FindRecord()
        prepared = PreparedFind(MediaId(1), clip.sentence, (0, 300), 60)
        for event in find_events(predictor, prepared, lambda clip=clip: nullcontext(clip), CancelToken()):
            if isinstance(event, FramesSeen):
                record = record.with_seen(event.sightings)
        spans = presence_spans(record.sightings, (0, 300))
        found = {frame for span in spans for frame in range(span.start, span.stop)}
        true = {frame for start, stop in clip.spans for frame in range(start, stop)}
        found_and_true += len(found & true)
        found_count += len(found)
        true_count += len(true)
    predictor.close()

    assert found_and_true / found_count > 0.85
    assert found_and_true / true_count > 0.6  # one of the three is a fish that the model seldom knows
