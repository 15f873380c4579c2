"""Projects for the window: what reads and makes them, and the open one. The window knows nothing of `storage`."""

from sa2va_desktop.storage.loading import LoadedProject, create_project, create_untitled_project, load_project
from sa2va_desktop.storage.recovery import is_untitled, recoverable_projects
from sa2va_desktop.storage.session import OpenProject, start_session

__all__ = [
    "LoadedProject",
    "OpenProject",
    "create_project",
    "create_untitled_project",
    "is_untitled",
    "load_project",
    "recoverable_projects",
    "start_session",
]
