"""Where settings, session state, caches and logs live; `SA2VA_DESKTOP_HOME` moves all of them below one folder."""

from __future__ import annotations

import os
from pathlib import Path

import platformdirs

_APP = "sa2va-desktop"
HOME_VARIABLE = "SA2VA_DESKTOP_HOME"


def config_folder() -> Path:
    """Holds `settings.toml`, which a person may edit."""
    return _folder("config", platformdirs.user_config_path(_APP, appauthor=False))


def state_folder() -> Path:
    """Holds what the window remembers by itself: geometry, recent files, where one was in a project."""
    return _folder("state", platformdirs.user_state_path(_APP, appauthor=False))


def data_folder() -> Path:
    """Holds what was fetched and is dear to get again: models."""
    return _folder("data", platformdirs.user_data_path(_APP, appauthor=False))


def cache_folder() -> Path:
    """Everything in it can be deleted at any time."""
    return _folder("cache", platformdirs.user_cache_path(_APP, appauthor=False))


def log_folder() -> Path:
    return _folder("log", platformdirs.user_log_path(_APP, appauthor=False))


def _folder(name: str, default: Path) -> Path:
    home = os.environ.get(HOME_VARIABLE)
    return Path(home) / name if home else default
