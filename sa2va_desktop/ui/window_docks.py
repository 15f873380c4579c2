"""The panels round the middle of the window, and how to bring one of them up."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Qt
from PySide6.QtWidgets import QDockWidget, QWidget

from sa2va_desktop.ui.actions.table import Menu
from sa2va_desktop.ui.panels.dock_title import DockTitle

if TYPE_CHECKING:
    from sa2va_desktop.ui.main_window import MainWindow

_JOBS_HEIGHT = 280
_TRUTH_SIZE = (300, 400)
_TEXTS_HEIGHT = 480
_OBJECTS_HEIGHT = 130
_REVIEW_SIZE = (320, 520)
_MEDIA_HEIGHT = 120
_PROPERTIES_HEIGHT = 190


class WindowDocks(QObject):
    """Made once the panels and the menus are."""

    def __init__(self, window: MainWindow) -> None:
        super().__init__(window)
        self._window = window
        left, right = Qt.DockWidgetArea.LeftDockWidgetArea, Qt.DockWidgetArea.RightDockWidgetArea
        self._media = media = self._dock("media", self.tr("Media"), window.media_panel, left)
        self._jobs = self._dock("jobs", self.tr("Jobs"), window.jobs_panel, left)
        self._jobs.hide()
        self._objects = objects = self._dock("objects", self.tr("Objects"), window.object_panel, right)
        self._properties = self._dock("properties", self.tr("Attributes"), window.label_part.panel, right)
        self._properties.hide()
        self._texts = self._dock("texts", self.tr("Texts"), window.texts.panel, right)
        self._texts.hide()
        self._texts.visibilityChanged.connect(self._give_back_room)
        self._proposals = self._dock("proposals", self.tr("Proposed values"), window.filling.panel, right)
        self._proposals.hide()
        self._proposals.visibilityChanged.connect(self._give_back_room)
        self._everything = self._dock("everything", self.tr("Everything here"), window.everything.panel, right)
        self._everything.hide()
        self._everything.visibilityChanged.connect(self._give_back_room)
        self._everything.visibilityChanged.connect(self._follow_everything)
        self._has_displaced = False
        self._conversation = self._dock("conversation", self.tr("Conversation"), window.conversation, right)
        self._truth = self._dock("truth", self.tr("Ground truth"), window.truth_panel, left)
        self._truth.hide()
        self._review = self._dock("review", self.tr("Review"), window.review.panel, left)
        self._review.hide()
        window.truth_panel.clear.clicked.connect(self._truth.hide)
        window.resizeDocks([media, objects], [240, 330], Qt.Orientation.Horizontal)
        window.resizeDocks([objects, self._conversation], [220, 480], Qt.Orientation.Vertical)
        self._fill_menu()

    def _fill_menu(self) -> None:
        """A menu of its own: with a row for each panel the whole would be higher than a small screen."""
        view_menu = self._window.actions_by_id.menu(Menu.VIEW)
        view_menu.addSeparator()
        panels = view_menu.addMenu(self.tr("Sho&w Panels"))
        for dock, title in (
            (self._media, self.tr("&Media")),
            (self._objects, self.tr("&Objects")),
            (self._properties, self.tr("&Attributes")),
            (self._conversation, self.tr("&Conversation")),
            (self._truth, self.tr("&Ground truth")),
            (self._review, self.tr("&Review")),
        ):
            dock.toggleViewAction().setText(title)
            panels.addAction(dock.toggleViewAction())

    def focus_prompt(self) -> None:
        """Show the conversation and let the person type."""
        self._texts.hide()
        self._proposals.hide()
        self._conversation.show()
        self._conversation.raise_()
        self._window.conversation.focus_prompt()

    def show_truth(self) -> None:
        """Show the places that disagree and give them the keyboard."""
        window = self._window
        self._truth.show()
        self._truth.raise_()
        window.resizeDocks([self._truth], [max(self._truth.width(), _TRUTH_SIZE[0])], Qt.Orientation.Horizontal)
        window.resizeDocks([self._truth], [max(self._truth.height(), _TRUTH_SIZE[1])], Qt.Orientation.Vertical)
        self._window.truth_panel.focus_list()

    def toggle_jobs(self) -> None:
        """Show the list of jobs and give it the keyboard; from there, hide it."""
        window = self._window
        if window.jobs_panel.isAncestorOf(window.focusWidget()):
            self._jobs.hide()
            window.canvas.setFocus()
            return
        self._jobs.show()
        self._jobs.raise_()
        if self._jobs.height() < _JOBS_HEIGHT:
            window.resizeDocks([self._jobs], [_JOBS_HEIGHT], Qt.Orientation.Vertical)
        window.jobs_panel.focus_list()

    def show_properties(self, is_wanted: bool) -> None:
        """Show the attributes of the selected objects, or hide them; the keyboard stays where it is."""
        self._properties.setVisible(is_wanted)
        if is_wanted:
            docks, heights = [self._objects, self._properties], [_OBJECTS_HEIGHT, _PROPERTIES_HEIGHT]
            self._window.resizeDocks(docks, heights, Qt.Orientation.Vertical)

    def toggle_properties(self) -> None:
        """Show the attributes and give them the keyboard; from there, hide them."""
        window = self._window
        if window.label_part.panel.isAncestorOf(window.focusWidget()):
            self._properties.hide()
            window.canvas.setFocus()
            return
        if self._properties.isHidden():
            self.show_properties(True)
        window.label_part.panel.focus_first()

    def toggle_review(self) -> None:
        """Show the review queue and give it the keyboard; from there, hide it."""
        window = self._window
        if window.review.panel.isAncestorOf(window.focusWidget()):
            self._review.hide()
            window.canvas.setFocus()
        else:
            self.show_review()

    def show_review(self) -> None:
        """Bring the review queue up, below the media, and give it the keyboard."""
        window = self._window
        if self._review.isHidden():
            self._review.show()
            wide = max(self._media.width(), _REVIEW_SIZE[0])
            window.resizeDocks([self._review], [wide], Qt.Orientation.Horizontal)
            docks, heights = [self._media, self._review], [_MEDIA_HEIGHT, _REVIEW_SIZE[1]]
            window.resizeDocks(docks, heights, Qt.Orientation.Vertical)
        self._review.raise_()
        window.review.panel.focus_list()

    def toggle_texts(self) -> None:
        """Show the texts and give them the keyboard; from there, hide them."""
        window = self._window
        if window.texts.panel.isAncestorOf(window.focusWidget()):
            self._texts.hide()
            window.canvas.setFocus()
        else:
            self.show_texts()

    def show_texts(self) -> None:
        """Bring the texts up, in the place of the conversation, and give them the keyboard."""
        self._proposals.hide()
        self._show_list(self._texts)
        self._window.texts.panel.focus_list()

    def toggle_proposals(self) -> None:
        """Show the proposed values and give them the keyboard; from there, hide them."""
        window = self._window
        if window.filling.panel.isAncestorOf(window.focusWidget()):
            self._proposals.hide()
            window.canvas.setFocus()
        else:
            self.show_proposals()

    def show_proposals(self) -> None:
        """Bring the proposed values up, in the place of the conversation, and give them the keyboard."""
        self._texts.hide()
        self._show_list(self._proposals)
        self._window.filling.panel.focus_list()

    def _show_list(self, dock: QDockWidget) -> None:
        if not self._conversation.isHidden():
            self._has_displaced = True
            self._conversation.hide()  # both at once leave neither enough room on a small screen
        dock.show()
        dock.raise_()
        if dock.height() < _TEXTS_HEIGHT:
            docks, heights = [self._objects, dock], [_OBJECTS_HEIGHT, _TEXTS_HEIGHT]
            self._window.resizeDocks(docks, heights, Qt.Orientation.Vertical)

    def show_everything(self, is_wanted: bool) -> None:
        """Bring the things of a frame up, in the place of the conversation, and give them the keyboard; or hide them."""
        if is_wanted:
            self._texts.hide()
            self._proposals.hide()
            self._show_list(self._everything)
            self._window.everything.panel.focus_list()
            return
        had_keyboard = self._everything.isAncestorOf(self._window.focusWidget())
        self._everything.hide()
        if had_keyboard:
            self._window.canvas.setFocus()

    def _follow_everything(self, _is_visible: bool) -> None:
        """A person who closes the dock wants none of them; an arrangement of an earlier session brings it back empty."""
        controller = self._window.everything.controller
        if self._everything.isHidden():
            controller.close()
        elif not controller.is_open:
            self._has_displaced = True
            self._everything.hide()

    def _give_back_room(self, _is_visible: bool) -> None:
        """The conversation comes back where the lists that took its place were closed."""
        lists = (self._texts, self._proposals, self._everything)
        if self._has_displaced and all(dock.isHidden() for dock in lists):
            self._has_displaced = False
            self._conversation.show()

    def _dock(self, name: str, title: str, widget: QWidget, area: Qt.DockWidgetArea) -> QDockWidget:
        dock = QDockWidget(title, self._window)
        dock.setObjectName(name)
        dock.setWidget(widget)
        dock.setTitleBarWidget(DockTitle(dock, self._window.theme))
        dock.setFeatures(
            QDockWidget.DockWidgetFeature.DockWidgetMovable | QDockWidget.DockWidgetFeature.DockWidgetClosable
        )
        self._window.addDockWidget(area, dock)
        return dock
