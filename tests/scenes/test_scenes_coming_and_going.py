"""Drawn clips in which a thing comes and goes: it is in the picture when they say so."""

from __future__ import annotations

import numpy as np
import pytest

from sa2va_desktop.scenes.coming_and_going import coming_and_going
from sa2va_desktop.scenes.rendering import draw_things


@pytest.mark.parametrize("index", [0, 1, 2])
def test_a_thing_is_to_be_seen_in_its_stretches_only(index: int) -> None:
    clip = coming_and_going(5, index, frame_count=400, size_hw=(60, 80))
    object_id = clip.scene.objects[-1].object_id

    def area(frame_index: int) -> int:
        frame, ids = np.zeros((60, 80, 3), np.uint8), np.zeros((60, 80), np.uint8)
        draw_things(clip.scene, frame_index, frame, ids)
        return int((ids == object_id).sum())

    assert len(clip.spans) == 3
    for start, stop in clip.spans:
        middle = area((start + stop) // 2)
        assert middle > 20
        assert area(max(0, start - 8)) == 0
        assert area(min(399, stop + 8)) == 0
        assert 0 < area(start) <= middle * 1.3
    assert clip.read_rgb(0).shape == (60, 80, 3)
    assert clip.spans == coming_and_going(5, index, frame_count=400, size_hw=(60, 80)).spans


def test_too_few_frames_are_refused() -> None:
    with pytest.raises(ValueError, match="too few"):
        coming_and_going(5, 0, frame_count=20)
