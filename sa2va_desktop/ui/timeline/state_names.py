"""The names of frame states for people."""

from __future__ import annotations

from sa2va_desktop.annotation.records import FrameState
from sa2va_desktop.translation import translate


def state_name(state: FrameState) -> str:
    """A few words in the language of the interface."""
    names = {
        FrameState.UNTOUCHED: translate("FrameState", "nothing yet"),
        FrameState.PROMPTED: translate("FrameState", "key frame"),
        FrameState.TRACKED: translate("FrameState", "tracked"),
        FrameState.EDITED: translate("FrameState", "edited by hand"),
        FrameState.ABSENT: translate("FrameState", "absent"),
        FrameState.OCCLUDED: translate("FrameState", "occluded"),
        FrameState.STALE: translate("FrameState", "out of date"),
        FrameState.FLAGGED: translate("FrameState", "worth a second look"),
        FrameState.CONFIRMED: translate("FrameState", "confirmed"),
        FrameState.LOCKED: translate("FrameState", "locked"),
    }
    return names[state]
