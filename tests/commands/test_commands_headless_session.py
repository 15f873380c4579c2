"""What headless commands share: the end of the program that started one."""

from __future__ import annotations

import os

import pytest

from sa2va_desktop.commands.headless_session import cancel_with_parent
from sa2va_desktop.tasks import CancelToken


def test_a_command_is_cancelled_once_its_parent_has_ended(monkeypatch: pytest.MonkeyPatch) -> None:
    token = CancelToken()
    check = cancel_with_parent(token)
    check()
    assert not token.is_cancelled

    monkeypatch.setattr(
        os, "getppid", lambda: 1 if os.getpid() != 1 else 2
    )  # another process has taken it over
    check()

    assert token.is_cancelled
