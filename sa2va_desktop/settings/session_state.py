"""What the window remembers by itself: its geometry, recent projects, and where one was in each of them."""

from __future__ import annotations

import json
import logging
import math
from dataclasses import asdict, dataclass, field, fields
from pathlib import Path
from typing import Any

from sa2va_desktop.settings.store import replace_text

RECENT_LIMIT = 12
_PLACE_LIMIT = 200
_NOTICE_LIMIT = 50
_log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Place:
    """Where one was in a project: enough to come back to the same picture.

    `zoom` is screen pixels per picture pixel, or 0 for "fit"; `center_xy` is the picture point in the middle.
    """

    media_id: int | None = None
    frame_index: int = 0
    frame_range: tuple[int, int] = (0, 0)
    selection: tuple[int, ...] = ()
    zoom: float = 0.0
    center_xy: tuple[float, float] = (0.0, 0.0)
    tool: str = ""


@dataclass
class SessionState:
    """Everything in one JSON file; losing it costs comfort only, so a damaged one is logged and started anew."""

    path: Path
    geometry: str = ""
    layout: str = ""
    recent: list[str] = field(default_factory=list)
    is_welcomed: bool = False
    folders: dict[str, str] = field(default_factory=dict)
    """Where file dialogs begin, by what they look for."""
    prompt: str = ""
    """What was typed and not sent."""
    places: dict[str, Place] = field(default_factory=dict)
    closed_notices: list[str] = field(default_factory=list)
    """Models whose notice of slowness was closed."""
    fine_tuning: tuple[str, str] | None = None
    """Folder of the latest fine-tuning that has not come to its end, and what it is a fine-tuning of."""

    @classmethod
    def load(cls, path: Path) -> SessionState:
        try:
            document = json.loads(path.read_text("utf-8"))
            return cls(
                path=path,
                geometry=str(document.get("geometry", "")),
                layout=str(document.get("layout", "")),
                recent=[str(item) for item in document.get("recent", [])][:RECENT_LIMIT],
                is_welcomed=document.get("is_welcomed") is True,
                folders={str(key): str(value) for key, value in document.get("folders", {}).items()},
                prompt=str(document.get("prompt", "")),
                places=_places_from(path, document.get("places", {})),
                closed_notices=[str(name) for name in document.get("closed_notices", [])][:_NOTICE_LIMIT],
                fine_tuning=_pair_from(document.get("fine_tuning")),
            )
        except FileNotFoundError:
            return cls(path)
        except (OSError, ValueError, TypeError, AttributeError) as error:
            _log.warning("The session state %s cannot be read and is started anew: %s", path, error)
            return cls(path)

    def remember_project(self, project: Path, place: Place | None = None) -> None:
        """Put a project on top of the recent ones and, if given, note where one was."""
        name = str(project)
        self.recent = [name, *(item for item in self.recent if item != name)][:RECENT_LIMIT]
        if place is not None:
            self.places.pop(name, None)
            self.places[name] = place
            while len(self.places) > _PLACE_LIMIT:
                del self.places[next(iter(self.places))]

    def close_notice(self, name: str) -> None:
        """A notice that is not to be shown again."""
        self.closed_notices = [name, *(item for item in self.closed_notices if item != name)][:_NOTICE_LIMIT]

    def place_in(self, project: Path) -> Place | None:
        return self.places.get(str(project))

    def save(self) -> None:
        """Raises OSError when the file cannot be written."""
        document = {
            "geometry": self.geometry,
            "layout": self.layout,
            "recent": self.recent,
            "is_welcomed": self.is_welcomed,
            "folders": self.folders,
            "closed_notices": self.closed_notices,
            "fine_tuning": self.fine_tuning,
            "prompt": self.prompt,
            "places": {name: asdict(place) for name, place in self.places.items()},
        }
        replace_text(self.path, json.dumps(document, indent=1))

    def keep(self) -> None:
        """As `save`; that it cannot be written is logged, because it costs comfort only."""
        try:
            self.save()
        except OSError as error:
            _log.warning("The session state %s cannot be written: %s", self.path, error)


def _pair_from(value: Any) -> tuple[str, str] | None:
    return (str(value[0]), str(value[1])) if isinstance(value, list) and len(value) == 2 else None


def _places_from(path: Path, stored: dict[str, Any]) -> dict[str, Place]:
    """What can be used of them; one that is damaged costs no other."""
    places = {}
    for name, value in stored.items():
        try:
            places[str(name)] = _place_from(value)
        except (ValueError, TypeError, AttributeError, OverflowError) as error:
            _log.warning("The place in %s that %s keeps cannot be used: %s", name, path, error)
    return places


def _place_from(value: dict[str, Any]) -> Place:
    """Raises ValueError, TypeError, AttributeError or OverflowError for what cannot be a place."""
    known = {item.name: value[item.name] for item in fields(Place) if item.name in value}
    start, stop = known.get("frame_range", (0, 0))
    x, y = known.get("center_xy", (0.0, 0.0))
    media_id = known.get("media_id")
    return Place(
        media_id=None if media_id is None else int(media_id),
        frame_index=int(known.get("frame_index", 0)),
        frame_range=(int(start), int(stop)),
        selection=tuple(int(item) for item in known.get("selection", ())),
        zoom=_finite(known.get("zoom", 0.0)),
        center_xy=(_finite(x), _finite(y)),
        tool=str(known.get("tool", "")),
    )


def _finite(value: Any) -> float:
    number = float(value)
    if not math.isfinite(number):
        raise ValueError(f"expected a finite number, found {number}")
    return number
