"""Says before anyone waits that clicks and tracks will be slow, and which smaller network would be faster."""

from __future__ import annotations

from dataclasses import dataclass

from sa2va_desktop.inference.api import PredictorDescription
from sa2va_desktop.translation import translate

SLOW_FRAME_S = 3.0
"""What a person is told about: one frame of a track takes longer than this."""


@dataclass(frozen=True)
class SlowTracking:
    """
    Attributes:
        sentence: what it will take, and what the smaller network would.
        smaller_title, smaller_name: the smaller public network, and what loads it; "" when there is none.
    """

    sentence: str
    smaller_title: str
    smaller_name: str


def slow_tracking(description: PredictorDescription) -> SlowTracking | None:
    """None where clicks and tracks are quick enough not to be spoken of."""
    speed = description.speed
    if speed is None or max(speed.click_s, speed.track_s) <= SLOW_FRAME_S:
        return None
    sentence = translate(
        "operations",
        "On this CPU, {0} takes about {1} for the first click on a frame and {2} for each tracked frame.",
    ).format(speed.title, spoken_seconds(speed.click_s), spoken_seconds(speed.track_s))
    if speed.smaller_name:
        offer = translate("operations", "Use {0} instead (about {1} and {2})?").format(
            speed.smaller_title, spoken_seconds(speed.smaller_click_s), spoken_seconds(speed.smaller_track_s)
        )
        sentence = f"{sentence} {offer}"
    return SlowTracking(sentence, speed.smaller_title, speed.smaller_name)


def spoken_seconds(seconds: float) -> str:
    """An estimate as it is said: whole seconds, from ten on in steps of five, then minutes, hours and days."""
    if seconds >= 2 * 86400:
        return translate("operations", "{0} days").format(round(seconds / 86400))
    if seconds >= 3 * 3600:
        return translate("operations", "{0} h").format(round(seconds / 3600))
    if seconds >= 120:
        return translate("operations", "{0} min").format(round(seconds / 60))
    whole = 5 * round(seconds / 5) if seconds >= 10 else max(1, round(seconds))
    return translate("operations", "{0} s").format(whole)
