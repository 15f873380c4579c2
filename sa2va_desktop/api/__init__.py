"""The application from Python: open a project, ask, click, track, edit and export, over the operations of the window.

Everything here runs on the calling thread, and every change is on the disk when the call that made it returns. One
project, and one model, belong to the thread that opened them. See docs/manual/python.md, whose examples the tests run.
"""

from __future__ import annotations

from sa2va_desktop.annotation.records import FrameState
from sa2va_desktop.api.media import ScriptMedia
from sa2va_desktop.api.model import ScriptModel, load_model
from sa2va_desktop.api.objects import ScriptObject
from sa2va_desktop.api.project import ScriptProject, open_project
from sa2va_desktop.api.turn import ScriptAnswer
from sa2va_desktop.errors import Sa2vaDesktopError

__all__ = [
    "FrameState",
    "Sa2vaDesktopError",
    "ScriptAnswer",
    "ScriptMedia",
    "ScriptModel",
    "ScriptObject",
    "ScriptProject",
    "load_model",
    "open_project",
]
