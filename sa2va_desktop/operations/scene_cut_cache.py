"""Scene cuts that were found, kept between sessions: one small file a clip, named by the clip's content."""

from __future__ import annotations

import json
import logging
import os
from pathlib import Path

from sa2va_desktop.annotation.records import MediaItem
from sa2va_desktop.operations.scene_cuts import CutMap
from sa2va_desktop.settings.paths import cache_folder

RULE = 1
"""Goes up when `media.scene_cuts` finds other cuts than before, so that older files are not believed."""

_log = logging.getLogger(__name__)


def read_cuts(item: MediaItem) -> CutMap:
    """What was found in an earlier session; empty when nothing was, or by another rule, or the file is damaged."""
    if not item.edge_hash:
        return CutMap()
    try:
        stored = json.loads(_file(item).read_text("utf-8"))
        if stored["rule"] != RULE or stored["frame_count"] != item.frame_count:
            return CutMap()
        cuts = CutMap()
        found = [int(frame) for frame in stored["found"]]
        for start, stop in stored["searched"]:
            cuts = cuts.with_searched((int(start), int(stop)), (f for f in found if start <= f < stop))
        return cuts
    except FileNotFoundError:
        return CutMap()
    except (OSError, ValueError, KeyError, TypeError, OverflowError) as error:
        _log.info("Scene cuts of '%s' are searched again: %s", item.path, error)
        return CutMap()


def write_cuts(item: MediaItem, cuts: CutMap) -> None:
    """Keep what was found. A disk that cannot take it costs the next session a second search, and no more."""
    if not item.edge_hash:  # nobody could tell whose cuts they are
        return
    path = _file(item)
    stored = {
        "rule": RULE,
        "frame_count": item.frame_count,
        "found": sorted(cuts.found),
        "searched": [list(each) for each in cuts.searched],
    }
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        new = path.with_name(f"{path.name}.{os.getpid()}.new")
        new.write_text(json.dumps(stored), "utf-8")
        new.replace(path)
    except OSError as error:
        _log.info("Scene cuts of '%s' are not kept: %s", item.path, error)


def _file(item: MediaItem) -> Path:
    return cache_folder() / "scene-cuts" / f"{item.size_bytes}-{item.edge_hash}.json"
