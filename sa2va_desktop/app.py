"""Builds the window on what `assembly` gives, and runs it. Imports no torch, and Qt only once it can be loaded."""

from __future__ import annotations

import logging
import os
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory
from types import TracebackType
from typing import TYPE_CHECKING

from sa2va_desktop import __version__, assembly
from sa2va_desktop.settings.paths import HOME_VARIABLE, config_folder, state_folder
from sa2va_desktop.settings.session_state import SessionState
from sa2va_desktop.settings.store import SettingsStore
from sa2va_desktop.ui.platform_check import PlatformError, require_platform_libraries

if TYPE_CHECKING:
    from PySide6.QtCore import QtMsgType
    from PySide6.QtWidgets import QApplication

    from sa2va_desktop.ui.main_window import MainWindow
    from sa2va_desktop.ui.services import Services

_log = logging.getLogger(__name__)
_DISPLAY_VARIABLES = ("QT_QPA_PLATFORM", "DISPLAY", "WAYLAND_DISPLAY")
_QT_LEVELS = {"QtDebugMsg": logging.DEBUG, "QtInfoMsg": logging.INFO, "QtWarningMsg": logging.WARNING}


def run_window(paths: Sequence[Path], *, demo: bool = False, screenshot: Path | None = None) -> int:
    """Open the window and stay until it is closed; returns the exit code.

    Args:
        paths: media, or one project; none of them opens the last project again.
        demo: open the bundled clip with its instruction.
        screenshot: with `demo`: run the instruction, save a picture of the window there, close. Returns 0, or 1 when
            that failed. Needs no display.

    Raises:
        PlatformError: the window cannot be shown on this machine, in one sentence.
    """
    if screenshot is not None:
        return _run_screenshot(screenshot)
    application, window = _open_window()
    if demo:
        window.open_demo()
    elif paths:
        window.open_paths(paths)
    else:
        window.reopen_last_project()
    return _leave(window, application.exec())


def _run_screenshot(target: Path) -> int:
    from sa2va_desktop.ui.screenshot_run import ScreenshotRun

    if sys.platform.startswith("linux") and not any(os.environ.get(name) for name in _DISPLAY_VARIABLES):
        os.environ["QT_QPA_PLATFORM"] = "offscreen"
    with _home_of_its_own():
        application, window = _open_window()
        run = ScreenshotRun(window, target)
        run.start()
        application.exec()
    return _leave(window, run.exit_code)


@contextmanager
def _home_of_its_own() -> Iterator[None]:
    """Nobody comes back to this session: its project and state go, and the person's settings do not change the picture."""
    before = os.environ.get(HOME_VARIABLE)
    with TemporaryDirectory(prefix="sa2va-desktop-", ignore_cleanup_errors=True) as folder:
        os.environ[HOME_VARIABLE] = folder
        try:
            yield
        finally:
            if before is None:
                del os.environ[HOME_VARIABLE]
            else:
                os.environ[HOME_VARIABLE] = before


def window_problem() -> str:
    """Why the window could not be shown on this machine, in one sentence; "" when nothing speaks against it."""
    try:
        require_platform_libraries()
    except PlatformError as error:
        return str(error)
    return ""


def _open_window() -> tuple[QApplication, MainWindow]:
    require_platform_libraries()
    from PySide6.QtCore import qInstallMessageHandler

    from sa2va_desktop.ui.termination import Termination

    qInstallMessageHandler(_log_qt_message)
    application = make_application()
    window = make_window(application, default_services())
    window.closed.connect(application.quit)
    window.closed.connect(Termination(window.close, window).release)
    sys.excepthook = partial(_present_mistake, window)
    window.show()
    return application, window


def _log_qt_message(kind: QtMsgType, _context: object, text: str) -> None:
    """What Qt would print goes where our own messages go, except that an offscreen window cannot be raised or moved."""
    if not text.startswith("This plugin does not support"):
        _log.log(_QT_LEVELS.get(kind.name, logging.ERROR), "Qt: %s", text)


def _present_mistake(
    window: MainWindow, kind: type[BaseException], error: BaseException, traceback: TracebackType | None
) -> None:
    """What no part has caught: to the log with its trace, and to the person; the window goes on."""
    _log.error("Uncaught in the window", exc_info=(kind, error, traceback))
    window.messages.present_error(error)


def _leave(window: MainWindow, exit_code: int) -> int:
    """Everything is stored by now. A worker that is still inside foreign code would crash the interpreter's own end."""
    if window.shutdown.has_stuck_threads:
        logging.shutdown()
        sys.stdout.flush()
        sys.stderr.flush()
        os._exit(exit_code)
    return exit_code


def make_application() -> QApplication:
    """The one QApplication of the process."""
    from PySide6.QtWidgets import QApplication

    existing = QApplication.instance()
    application = existing if isinstance(existing, QApplication) else QApplication(sys.argv[:1])
    application.setApplicationName("sa2va-desktop")
    application.setApplicationVersion(__version__)
    # The window closes in steps and says itself when the last thread has ended.
    application.setQuitOnLastWindowClosed(False)
    return application


def default_services() -> Services:
    from sa2va_desktop.ui.services import Services

    return Services(
        load_predictor=assembly.load_predictor,
        demo_clip=assembly.demo_clip,
        verify_checkpoint=assembly.verify_checkpoint,
        model_fits=assembly.model_fits,
        version=__version__,
        device_memory=assembly.device_memory,
        has_model=assembly.has_model,
        boundary=assembly.boundary_measure,
    )


def make_window(application: QApplication, services: Services) -> MainWindow:
    """A window on the person's own settings and session state."""
    from sa2va_desktop.ui.language import install_language
    from sa2va_desktop.ui.main_window import MainWindow
    from sa2va_desktop.ui.theme import Theme

    settings = SettingsStore(config_folder() / "settings.toml")
    install_language(application, settings.text("appearance.language"))
    theme = Theme(application, settings.text("appearance.theme"))
    session_state = SessionState.load(state_folder() / "session.json")
    return MainWindow(services, settings, session_state, theme)
