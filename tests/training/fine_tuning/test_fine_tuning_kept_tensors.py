"""What frozen networks made is kept within a bound, and is the same as made anew."""

from __future__ import annotations

import numpy as np
import torch
from support.training_samples import NANO, clip_sample, training_config

from sa2va_desktop.training.fine_tuning.graph import open_graph
from sa2va_desktop.training.fine_tuning.kept_tensors import KeptTensors, picture_key


def test_the_least_recently_used_make_room() -> None:
    kept = KeptTensors(limit_bytes=80)
    for name in (b"a", b"b"):
        kept.put(name, (torch.ones(10),))
    kept.get(b"a")

    kept.put(b"c", (torch.ones(10),))
    kept.put(b"large", (torch.ones(21),))

    assert kept.get(b"b") is None
    assert kept.get(b"large") is None
    assert kept.get(b"a") is not None
    assert (len(kept), kept.byte_count) == (2, 80)


def test_a_picture_is_known_by_its_pixels() -> None:
    picture = np.zeros((4, 6, 3), np.uint8)
    other = picture.copy()
    other[0, 0, 0] = 1

    assert picture_key(picture) == picture_key(picture.copy())
    assert picture_key(picture) != picture_key(other)
    assert picture_key(picture) != picture_key(picture.reshape(6, 4, 3))


def test_losses_do_not_change_when_pictures_were_seen_before() -> None:
    graph = open_graph(training_config(NANO))

    first, again = (graph.losses([clip_sample()], np.random.default_rng(0)) for _ in range(2))

    assert first.parts == again.parts
