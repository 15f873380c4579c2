"""Names a missing system library in one sentence before Qt aborts the process without naming it. Imports no Qt."""

from __future__ import annotations

import ctypes
import os
import sys
from collections.abc import Callable, Mapping

from sa2va_desktop.errors import Sa2vaDesktopError

_ALWAYS = {
    "libEGL.so.1": "libegl1",
    "libGL.so.1": "libgl1",
    "libxkbcommon.so.0": "libxkbcommon0",
    "libdbus-1.so.3": "libdbus-1-3",
    "libfontconfig.so.1": "libfontconfig1",
}
_XCB = {
    "libxcb-cursor.so.0": "libxcb-cursor0",
    "libxcb-icccm.so.4": "libxcb-icccm4",
    "libxcb-image.so.0": "libxcb-image0",
    "libxcb-keysyms.so.1": "libxcb-keysyms1",
    "libxcb-randr.so.0": "libxcb-randr0",
    "libxcb-render-util.so.0": "libxcb-render-util0",
    "libxcb-shape.so.0": "libxcb-shape0",
    "libxcb-shm.so.0": "libxcb-shm0",
    "libxcb-sync.so.1": "libxcb-sync1",
    "libxcb-xfixes.so.0": "libxcb-xfixes0",
    "libxcb-xkb.so.1": "libxcb-xkb1",
    "libxkbcommon-x11.so.0": "libxkbcommon-x11-0",
}


class PlatformError(Sa2vaDesktopError):
    """This machine lacks something that a window needs."""


def _can_load(library: str) -> bool:
    try:
        ctypes.CDLL(library)
    except OSError:
        return False
    return True


def require_platform_libraries(
    environment: Mapping[str, str] = os.environ,
    *,
    can_load: Callable[[str], bool] = _can_load,
    system: str = sys.platform,
) -> None:
    """Check what Qt will load. Only Linux leaves that to the person.

    Raises:
        PlatformError: which libraries are missing and the packages that have them, or that there is no display.
    """
    if not system.startswith("linux"):
        return
    wanted = dict(_ALWAYS)
    platform = environment.get("QT_QPA_PLATFORM", "").partition(":")[0]
    has_wayland = bool(environment.get("WAYLAND_DISPLAY"))
    if not platform and not has_wayland and not environment.get("DISPLAY"):
        raise PlatformError(
            "There is no display to open a window on: expected DISPLAY or WAYLAND_DISPLAY to be set "
            "(QT_QPA_PLATFORM=offscreen runs without one)."
        )
    if platform == "xcb" or (not platform and not has_wayland):
        wanted |= _XCB
    missing = [library for library in wanted if not can_load(library)]
    if missing:
        packages = " ".join(wanted[library] for library in missing)
        noun = "library" if len(missing) == 1 else "libraries"
        raise PlatformError(
            f"The window needs the system {noun} {', '.join(missing)}; on Debian or Ubuntu: "
            f"sudo apt-get install {packages}."
        )
