"""Which conversations can be had about a clip: its expressions, captions and turns, in portions that make one sample each."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field

from sa2va_desktop.training.fine_tuning.config import SeveralObjects
from sa2va_desktop.training.fine_tuning.sample import SampleTask
from sa2va_desktop.training.fine_tuning.sources.located_clip import LocatedClip
from sa2va_desktop.training.fine_tuning.sources.talk_units import talk_units
from sa2va_desktop.training.fine_tuning.sources.text_units import caption_units, referring_units, region_units
from sa2va_desktop.training.fine_tuning.sources.units import LeftOut, Unit


@dataclass
class Plan:
    """The units of a clip, and what was left out of them."""

    units: list[Unit] = field(default_factory=list)
    left_out: Counter[LeftOut] = field(default_factory=Counter)


def plan_units(
    located: LocatedClip,
    tasks: Sequence[SampleTask] = (),
    several: SeveralObjects = SeveralObjects.UNION,
) -> Plan:
    """All units of a clip, in a stable order. `tasks`: only these, () for all."""
    plan = Plan()
    units = [
        *referring_units(located, plan.left_out, several),
        *region_units(located, plan.left_out),
        *caption_units(located),
        *talk_units(located, plan.left_out),
    ]
    plan.units = [unit for unit in units if not tasks or unit.task in tasks]
    return plan
