"""Fixtures of the stories."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot
from support.window_driver import WindowDriver


@pytest.fixture
def driver(qtbot: QtBot, tmp_path: Path) -> Iterator[WindowDriver]:
    """No window is open yet; those that are open at the end are closed as a person would."""
    driver = WindowDriver(qtbot, tmp_path)
    yield driver
    driver.close_all()
