"""Answers of stages that were given already, kept on disk: one small file each, so that a killed run goes on where it was."""

from __future__ import annotations

import hashlib
import json
import logging
import os
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from sa2va_desktop.annotation.records import MediaItem
from sa2va_desktop.annotation.rle import MaskRle
from sa2va_desktop.operations.pipeline.stage_pictures import PICTURES_RULE
from sa2va_desktop.settings.paths import cache_folder

_MOST_BYTES = 1 << 20
_log = logging.getLogger(__name__)


def media_key(item: MediaItem) -> str:
    """What tells the file's content; a file that was never looked at goes by its path."""
    return item.full_hash or (f"{item.size_bytes}-{item.edge_hash}" if item.edge_hash else item.path)


def masks_digest(masks: Iterable[tuple[int, MaskRle]]) -> str:
    """Equal for equal masks on equal frames. Masks are unpacked."""
    digest = hashlib.sha256()
    for frame_index, rle in masks:
        place = (frame_index, rle.height, rle.width, rle.x0, rle.y0, rle.box_width, rle.box_height)
        digest.update(repr(place).encode())
        digest.update(rle.runs.tobytes())
    return digest.hexdigest()


def answer_key(stage: str, item: MediaItem, masks: str, model: str, question: str, limits: object) -> str:
    """What an answer rests on: another picture, mask, model or prompt is another key."""
    parts = (PICTURES_RULE, stage, media_key(item), masks, model, question, limits)
    return hashlib.sha256(json.dumps(parts, ensure_ascii=False, default=str).encode()).hexdigest()


class StageCache:
    """Reads and writes below one folder; everything in it can be deleted at any time."""

    def __init__(self, folder: Path | None = None) -> None:
        """`folder` None is the one below the cache folder of the application."""
        self._folder = folder or cache_folder() / "expressions"

    def get(self, key: str) -> Mapping[str, Any] | None:
        """What was put there, or None; a damaged file counts as none."""
        path = self._path(key)
        try:
            if path.stat().st_size > _MOST_BYTES:
                return None
            found = json.loads(path.read_text("utf-8"))
        except FileNotFoundError:
            return None
        except (OSError, ValueError) as error:
            _log.info("An answer is asked for again: %s", error)
            return None
        return found if isinstance(found, dict) else None

    def put(self, key: str, value: Mapping[str, Any]) -> None:
        """Keep it. A disk that cannot take it costs the next run a second answer, and no more."""
        path = self._path(key)
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            new = path.with_name(f"{path.name}.{os.getpid()}.new")
            new.write_text(json.dumps(value, ensure_ascii=False), "utf-8")
            new.replace(path)
        except OSError as error:
            _log.info("An answer is not kept: %s", error)

    def _path(self, key: str) -> Path:
        return self._folder / key[:2] / f"{key}.json"
