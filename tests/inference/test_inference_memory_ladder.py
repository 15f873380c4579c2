"""The ladder alone: parts that are done stay done, each step is said once, and the end is one sentence."""

from __future__ import annotations

import gc
import weakref

import pytest

from sa2va_desktop.errors import OutOfMemoryError
from sa2va_desktop.inference.memory_ladder import MemoryLadder, Relief, Stage
from sa2va_desktop.inference.memory_plan import Budget


class Device:
    """Work on it fails while more than `room` items are wanted at once."""

    def __init__(self, room: int) -> None:
        self.room = room
        self.done: list[tuple[int, int]] = []

    def work(self, start: int, stop: int) -> list[int]:
        if stop - start > self.room:
            raise OutOfMemoryError("full")
        self.done.append((start, stop))
        return list(range(start, stop))


@pytest.mark.parametrize("room", [1, 2, 3, 4, 8])
@pytest.mark.parametrize("count", [1, 3, 8, 13])
def test_work_in_parts_is_done_once_and_in_order(room: int, count: int):
    device, ladder = Device(room), MemoryLadder(Budget(objects_at_once=8))

    parts = ladder.in_parts(Stage.TRACK, count, device.work)

    assert [item for part in parts for item in part] == list(range(count))
    assert all(stop - start <= room for start, stop in device.done)


def test_a_part_that_is_done_is_not_done_again():
    device, ladder = Device(8), MemoryLadder(Budget(objects_at_once=8))
    parts = ladder.parts(Stage.TRACK, 16, device.work)
    next(parts)

    device.room = 2
    list(parts)

    assert device.done == [(0, 8), (8, 10), (10, 12), (12, 14), (14, 16)]


def test_each_step_is_said_once_and_holds_for_later_work():
    device, ladder = Device(2), MemoryLadder(Budget(tiles_at_once=8))

    ladder.in_parts(Stage.VISION, 8, device.work)
    ladder.in_parts(Stage.VISION, 8, device.work)

    assert ladder.budget.tiles_at_once == 2
    assert ladder.take_notices() == [
        "Memory ran out while the picture was read; it goes on with fewer tiles at once (4).",
        "Memory ran out while the picture was read; it goes on with fewer tiles at once (2).",
    ]
    assert ladder.take_notices() == []


def test_fewer_than_there_are_is_tried_at_once():
    device, ladder = Device(1), MemoryLadder(Budget(tiles_at_once=64))

    ladder.in_parts(Stage.VISION, 2, device.work)

    assert len(ladder.take_notices()) == 1


def test_what_is_kept_is_given_up_after_the_parts_are_smallest():
    given_up: list[str] = []
    device = Device(0)

    def give_up() -> bool:
        given_up.append("cache")
        device.room = 1
        return True

    ladder = MemoryLadder(Budget(objects_at_once=2), reliefs=[Relief(give_up, "{0}: the cache is gone.")])

    ladder.in_parts(Stage.TRACK, 2, device.work)

    assert given_up == ["cache"]
    assert ladder.take_notices()[-1] == "objects were tracked: the cache is gone."


def test_a_relief_is_kept_from_stages_that_need_it():
    relief = Relief(lambda: True, "{0}", frozenset({Stage.DECODE}))
    ladder = MemoryLadder(reliefs=[relief])

    with pytest.raises(OutOfMemoryError):
        ladder.attempt(Stage.CLICK, lambda: Device(0).work(0, 1))


def test_the_end_is_one_sentence():
    ladder = MemoryLadder(reliefs=[Relief(lambda: False, "never said")])

    with pytest.raises(
        OutOfMemoryError, match=r"^Memory ran out while a frame was looked at, even in .* would help\.$"
    ):
        ladder.attempt(Stage.ENCODE, lambda: Device(0).work(0, 1))

    assert ladder.take_notices() == []


def test_what_failed_is_undone_before_it_is_tried_again():
    log: list[str] = []
    device, ladder = Device(1), MemoryLadder(Budget(prefill_chunk=64))
    device.room = 32

    ladder.in_parts(Stage.PREFILL, 64, device.work, lambda: log.append("undone"))

    assert log == ["undone"]


def test_the_failed_attempt_is_gone_before_memory_is_released():
    class Activation:
        pass

    held: list[weakref.ref[Activation]] = []
    alive: list[bool] = []

    def work() -> int:
        activation = Activation()
        held.append(weakref.ref(activation))
        if len(held) == 1:
            raise OutOfMemoryError("full")
        return 1

    def release() -> None:
        alive.append(held[0]() is not None)

    gc.disable()
    try:
        MemoryLadder(reliefs=[Relief(lambda: True, "{0}")], release=release).attempt(Stage.DECODE, work)
    finally:
        gc.enable()

    assert alive == [False]


def test_other_errors_pass():
    with pytest.raises(ValueError, match="not memory"):
        MemoryLadder().attempt(Stage.DECODE, lambda: (_ for _ in ()).throw(ValueError("not memory")))
