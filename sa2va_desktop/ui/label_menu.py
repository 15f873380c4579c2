"""Labels (categories) of the selected objects: chosen, made, renamed, coloured and deleted from one menu."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QObject, QPoint, Signal
from PySide6.QtGui import QColor, QKeySequence
from PySide6.QtWidgets import QColorDialog, QInputDialog, QLineEdit, QMenu, QWidget

from sa2va_desktop.annotation.records import AnnotationObject, Category, CategoryId
from sa2va_desktop.ui.color_dot import color_dot, mark_current, menu_text
from sa2va_desktop.ui.document import Document
from sa2va_desktop.ui.object_commands import ObjectCommands


class LabelMenu(QObject):
    """Belongs to the window; dialogs are opened over it and never waited for.

    Signals:
        schema_wanted(): all labels are to be edited.
    """

    schema_wanted = Signal()

    def __init__(self, document: Document, commands: ObjectCommands, window: QWidget) -> None:
        super().__init__(window)
        self._document = document
        self._commands = commands
        self._window = window

    def popup(self, at: QPoint) -> None:
        """Show the menu for the selected objects at a global position."""
        menu = self.make(self._window)
        menu.aboutToHide.connect(menu.deleteLater)
        menu.popup(at)
        menu.setActiveAction(menu.actions()[0])

    def make(self, parent: QWidget) -> QMenu:
        """The menu for the objects that are selected now; a submenu of the objects' menu, too."""
        menu = QMenu(self.tr("La&bel"), parent)
        items = self._commands.selected()
        shared = {item.category_id for item in items}
        for category in self._document.project.schema_categories():
            keys = QKeySequence(category.hotkey).toString(QKeySequence.SequenceFormat.NativeText)
            title = menu_text(category.name)
            action = menu.addAction(color_dot(category.color), f"{title}\t{keys}" if keys else title)
            mark_current(action, shared == {category.category_id})
            action.triggered.connect(self._setter(items, category.category_id))
        menu.addAction(self.tr("New Label…"), lambda: self._ask_for_new(items))
        if shared - {None}:
            menu.addAction(self.tr("No Label"), self._setter(items, None))
        menu.addAction(self.tr("Edit Labels…"), self.schema_wanted.emit)
        if len(shared) == 1:
            category_id = shared.pop()
            if category_id is not None:
                self._add_edits(menu, self._document.project.categories[category_id])
        return menu

    # ---- inside

    def _setter(self, items: list[AnnotationObject], category_id: CategoryId | None) -> Callable[[], None]:
        return lambda: self._commands.set_category(items, category_id)

    def _add_edits(self, menu: QMenu, category: Category) -> None:
        name = menu_text(category.name)
        menu.addSeparator()
        menu.addAction(self.tr("Rename “{0}”…").format(name), lambda: self._ask_for_name(category))
        menu.addAction(self.tr("Colour of “{0}”…").format(name), lambda: self._ask_for_color(category))
        menu.addAction(
            self.tr("Delete “{0}” from the Project").format(name),
            lambda: self._commands.remove_category(category.category_id),
        )

    def _ask_for_new(self, items: list[AnnotationObject]) -> None:
        self._ask(self.tr("New Label"), "", lambda name: self._commands.add_category(items, name))

    def _ask_for_name(self, category: Category) -> None:
        self._ask(
            self.tr("Rename Label"),
            category.name,
            lambda name: self._commands.rename_category(category.category_id, name),
        )

    def _ask(self, title: str, name: str, done: Callable[[str], None]) -> None:
        dialog = QInputDialog(self._window)
        dialog.setWindowTitle(title)
        dialog.setLabelText(self.tr("Name of the label:"))
        dialog.setTextEchoMode(QLineEdit.EchoMode.Normal)
        dialog.setTextValue(name)
        dialog.textValueSelected.connect(lambda text: done(text) if text.strip() else None)
        dialog.finished.connect(dialog.deleteLater)
        dialog.open()

    def _ask_for_color(self, category: Category) -> None:
        dialog = QColorDialog(QColor(*category.color), self._window)
        dialog.setWindowTitle(self.tr("Colour of {0}").format(category.name))
        dialog.colorSelected.connect(
            lambda color: self._commands.recolor_category(
                category.category_id, (color.red(), color.green(), color.blue())
            )
        )
        dialog.finished.connect(dialog.deleteLater)
        dialog.open()
