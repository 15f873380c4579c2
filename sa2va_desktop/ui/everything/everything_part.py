"""Everything about proposals in one window: the controller, the list in its dock, and the tool on the canvas."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject

from sa2va_desktop.ui.everything.everything_controller import EverythingController
from sa2va_desktop.ui.everything.everything_panel import EverythingPanel
from sa2va_desktop.ui.everything.proposal_tool import ProposalTool

if TYPE_CHECKING:
    from sa2va_desktop.ui.main_window import MainWindow


class EverythingPart(QObject):
    """Made by the main window once its controllers are there; the panel is put into a dock by `WindowDocks`."""

    def __init__(self, window: MainWindow) -> None:
        super().__init__(window)
        self._window = window
        self.controller = EverythingController(
            window.document,
            window.view_state,
            window.presenter,
            window.model,
            window.finder,
            window.runner,
            window.messages,
            self,
        )
        self.panel = EverythingPanel(self.controller)
        self.tool = ProposalTool(self.controller, self)
        self.controller.open_changed.connect(self._show)
        window.tools.chosen.connect(lambda _name: self._keep_canvas())

    def handlers(self) -> Mapping[str, Callable[[], object]]:
        """By the ids of the action table."""
        return {"tool.everything": self.controller.open}

    def _show(self, is_open: bool) -> None:
        window = self._window
        window.tools.lend_canvas(self.tool if is_open else None)
        window.option_bar.show_tool("everything" if is_open else window.tools.name)
        window.docks.show_everything(is_open)
        window.action_state.refresh()

    def _keep_canvas(self) -> None:
        """Another tool is in the hand; it gets the canvas when the proposals are done with."""
        if self.controller.is_open:
            self._window.tools.lend_canvas(self.tool)
