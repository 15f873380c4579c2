"""The list of models in groups: Sa2VA, networks for clicks and tracks, folders of the person's."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

from PySide6.QtCore import QModelIndex, Qt, Signal
from PySide6.QtGui import QKeyEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QAbstractItemView, QHeaderView, QTreeWidget, QTreeWidgetItem, QWidget

from sa2va_desktop.operations.model_fit import ModelFit
from sa2va_desktop.operations.models import ModelPlace, ModelRow
from sa2va_desktop.ui.models.model_words import download_text, is_here, is_tracker, parameters_text
from sa2va_desktop.ui.theme import Theme

_NAME_ROLE = Qt.ItemDataRole.UserRole
_TITLE, _PARAMETERS, _SIZE, _FIT, _STATE = range(5)


class ModelTree(QTreeWidget):
    """Shows what it is given; knows nothing of jobs.

    Signals:
        chosen(str): another row is current; its name, "" when none is.
        activated_name(str): Enter or a double click on a row.
        delete_pressed(): Del on a row.
    """

    chosen = Signal(str)
    activated_name = Signal(str)
    delete_pressed = Signal()

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._wanted: list[str] = []
        self._items: dict[str, QTreeWidgetItem] = {}
        self._groups_shown: list[QTreeWidgetItem] = []
        self.setAccessibleName(self.tr("Models"))
        self.setHeaderLabels(
            [
                self.tr("Model"),
                self.tr("Weights"),
                self.tr("Download"),
                self.tr("Fits here"),
                self.tr("State"),
            ]
        )
        header = self.header()
        header.setStretchLastSection(False)
        header.setSectionsMovable(False)
        for column in (_PARAMETERS, _SIZE, _FIT):
            header.setSectionResizeMode(column, QHeaderView.ResizeMode.ResizeToContents)
        header.setSectionResizeMode(_TITLE, QHeaderView.ResizeMode.ResizeToContents)
        header.setSectionResizeMode(_STATE, QHeaderView.ResizeMode.Stretch)
        self.setRootIsDecorated(False)
        self.setItemsExpandable(False)
        self.setIndentation(6)
        self.setUniformRowHeights(True)
        self.setAllColumnsShowFocus(True)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setTabKeyNavigation(False)
        self.currentItemChanged.connect(lambda _now, _before: self.chosen.emit(self.current_name))
        self.itemActivated.connect(lambda item, _column: self._activate(item))

    @property
    def current_name(self) -> str:
        """Of the current model; "" when none or a heading is current."""
        item = self.currentItem()
        return str(item.data(0, _NAME_ROLE) or "") if item is not None else ""

    @property
    def shown_names(self) -> list[str]:
        """As they stand in the list now, from top to bottom."""
        return [name for name, item in self._items.items() if not item.isHidden()]

    def show_rows(self, rows: Sequence[ModelRow]) -> None:
        """Make the list anew and keep the current row."""
        current, scrolled = self.current_name, self.verticalScrollBar().value()
        self.blockSignals(True)
        self.clear()
        self._items, self._groups_shown = {}, []
        for title, members in self._groups(rows):
            if members:
                self._add_group(title, members)
        self.expandAll()
        self.blockSignals(False)
        self.filter(" ".join(self._wanted))
        self.verticalScrollBar().setValue(scrolled)
        if current:
            self.go_to(current)

    def show_states(
        self,
        rows: Sequence[ModelRow],
        fits: Mapping[str, ModelFit],
        state_of: Callable[[ModelRow], tuple[str, str]],
    ) -> None:
        """Say what fits, and for each row its state: (words, colour name)."""
        for row in rows:
            item = self._items.get(row.name)
            if item is None:
                continue
            words, color = state_of(row)
            item.setText(_STATE, words)
            item.setForeground(_STATE, self._theme.color(color))
            item.setToolTip(_STATE, words)
            fit = fits.get(row.name)
            if fit is not None:
                item.setText(_FIT, self.tr("yes") if fit.fits else self.tr("no"))
                item.setForeground(_FIT, self._theme.color("good" if fit.fits else "bad"))
                item.setToolTip(_FIT, fit.sentence)
            item.setForeground(_TITLE, self._theme.color("text"))

    def filter(self, text: str) -> None:
        """Show the models that have all the words in their name, family or state."""
        self._wanted = text.casefold().split()
        for item in self._items.values():
            item.setHidden(not self._matches(item))
        shown = [self._items[name] for name in self.shown_names]
        for group in self._groups_shown:
            group.setHidden(not any(item.parent() is group for item in shown))
        current = self._items.get(self.current_name)
        if current.isHidden() if current is not None else self._wanted:
            self.setCurrentIndex(self.indexFromItem(shown[0]) if shown else QModelIndex())

    def go_to(self, name: str) -> None:
        """Make a row current; nothing when there is no such row."""
        item = self._items.get(name)
        if item is not None:
            item.setHidden(False)
            group = item.parent()
            if group is not None:
                group.setHidden(False)
            self.setCurrentItem(item)
            self.scrollToItem(item)

    # ---- inside

    def _groups(self, rows: Sequence[ModelRow]) -> list[tuple[str, list[ModelRow]]]:
        yours = [row for row in rows if row.local is not None and row.local.place is ModelPlace.ADDED]
        trackers = [row for row in rows if is_tracker(row)]
        others = [row for row in rows if row not in yours and row not in trackers]
        return [
            (self.tr("Sa2VA: words, pictures and clips"), others),
            (self.tr("SAM 2 alone: for clicks and tracks"), trackers),
            (self.tr("Your folders"), yours),
        ]

    def _add_group(self, title: str, rows: Sequence[ModelRow]) -> None:
        group = QTreeWidgetItem([title])
        group.setFlags(Qt.ItemFlag.ItemIsEnabled)
        group.setForeground(0, self._theme.color("text_dim"))
        font = group.font(0)
        font.setBold(True)
        group.setFont(0, font)
        self.addTopLevelItem(group)
        self._groups_shown.append(group)
        group.setFirstColumnSpanned(True)
        titles = Counter(row.title for row in rows)
        for row in rows:
            shown_title = row.title if titles[row.title] == 1 else "/".join(Path(row.name).parts[-2:])
            parameters = row.model.parameters if row.model is not None else None
            item = QTreeWidgetItem(group, [shown_title, parameters_text(parameters), download_text(row)])
            item.setData(0, _NAME_ROLE, row.name)
            for column in (_PARAMETERS, _SIZE):
                item.setForeground(column, self._theme.color("text_dim"))
            item.setIcon(
                _TITLE, self._theme.icon("check-circle" if is_here(row) else "circle-outline", "text_dim")
            )
            if row.model is not None:
                item.setToolTip(_TITLE, row.model.repo_id)
                item.setData(
                    _TITLE, Qt.ItemDataRole.WhatsThisRole, f"{row.model.family} {row.model.base_model}"
                )
            self._items[row.name] = item

    def _matches(self, item: QTreeWidgetItem) -> bool:
        about = str(item.data(_TITLE, Qt.ItemDataRole.WhatsThisRole) or "")
        texts = [item.text(_TITLE), str(item.data(0, _NAME_ROLE)), about, item.text(_STATE)]
        found = " ".join(texts).casefold()
        return all(word in found for word in self._wanted)

    def _activate(self, item: QTreeWidgetItem) -> None:
        name = str(item.data(0, _NAME_ROLE) or "")
        if name:
            self.activated_name.emit(name)

    # ---- Qt

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        if self._wanted and not self.shown_names:
            painter = QPainter(self.viewport())
            painter.setPen(self._theme.color("text_dim"))
            room = self.viewport().rect()
            painter.drawText(room, Qt.AlignmentFlag.AlignCenter, self.tr("No model has these words."))
            painter.end()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Delete, Qt.Key.Key_Backspace) and self.current_name:
            self.delete_pressed.emit()
        else:
            super().keyPressEvent(event)
