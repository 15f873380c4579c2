"""The settings (Ctrl+,), made from their table; changes apply at once, so there is nothing to confirm or to lose."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QDialog,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QListWidget,
    QMessageBox,
    QPushButton,
    QScrollArea,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from sa2va_desktop.settings.store import SettingsStore
from sa2va_desktop.settings.table import SETTINGS, Section
from sa2va_desktop.ui.actions.action_set import ActionSet
from sa2va_desktop.ui.dialogs.setting_row import SettingRow, translated
from sa2va_desktop.ui.dialogs.shortcut_editor import ShortcutEditor
from sa2va_desktop.ui.theme import Theme


class SettingsDialog(QDialog):
    """Not modal: the effect of a setting can be watched in the window. The last page holds the shortcuts."""

    def __init__(self, settings: SettingsStore, actions: ActionSet, theme: Theme, parent: QWidget) -> None:
        super().__init__(parent)
        self._settings = settings
        self.setWindowTitle(self.tr("Settings"))
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.resize(860, 600)
        self.rows = [SettingRow(setting, settings, theme, self) for setting in SETTINGS.values()]
        self.shortcuts = ShortcutEditor(actions, theme, self)
        self.search = QLineEdit(self)
        self.search.setPlaceholderText(self.tr("Search settings and shortcuts"))
        self.search.setAccessibleName(self.search.placeholderText())
        self.search.setClearButtonEnabled(True)
        self.sections = QListWidget(self)
        self.sections.setFixedWidth(170)
        self.sections.setAccessibleName(self.tr("Groups of settings"))
        self._groups = [self._group(section) for section in Section]
        self._nothing = QLabel(self.tr("No setting has these words."), self)
        self._nothing.setProperty("role", "hint")
        self._pages = QStackedWidget(self)
        self._pages.addWidget(self._settings_page())
        self._pages.addWidget(self.shortcuts)
        for section in Section:
            self.sections.addItem(translated(section.value))
        self.sections.addItem(self.tr("Shortcuts"))
        self._lay_out()
        self.search.textChanged.connect(self._filter)
        self.sections.currentRowChanged.connect(lambda _row: self._show_page())
        self.sections.setCurrentRow(0)
        # A method of a dialog that is gone must not be called; the store knows nothing of Qt's lifetimes.
        settings.on_change(self._follow)
        self.destroyed.connect(lambda: settings.off_change(self._follow))
        self.search.setFocus()

    def show_shortcuts(self) -> None:
        self.search.clear()
        self.sections.setCurrentRow(len(Section))

    def show_setting(self, key: str) -> None:
        """Go to one setting and its editor."""
        row = next(row for row in self.rows if row.setting.key == key)
        self.search.clear()
        self.sections.setCurrentRow(list(Section).index(row.setting.section))
        row.editor.setFocus(Qt.FocusReason.ShortcutFocusReason)

    # ---- inside

    def _group(self, section: Section) -> tuple[QWidget, list[SettingRow]]:
        rows = [row for row in self.rows if row.setting.section is section]
        group = QWidget(self)
        column = QVBoxLayout(group)
        column.setContentsMargins(0, 0, 0, 10)
        column.setSpacing(0)
        heading = QLabel(translated(section.value), group)
        heading.setProperty("role", "title")
        column.addWidget(heading)
        for row in rows:
            column.addWidget(row)
        return group, rows

    def _settings_page(self) -> QWidget:
        body = QWidget(self)
        column = QVBoxLayout(body)
        column.setContentsMargins(20, 8, 20, 8)
        for group, _rows in self._groups:
            column.addWidget(group)
        column.addWidget(self._nothing)
        column.addStretch(1)
        scroll = QScrollArea(self)
        scroll.setWidgetResizable(True)
        scroll.setFrameShape(QScrollArea.Shape.NoFrame)
        scroll.setWidget(body)
        return scroll

    def _lay_out(self) -> None:
        self._reset = QPushButton(self)
        self._reset.setAutoDefault(False)
        self._reset.clicked.connect(self._ask_to_reset)
        close = QPushButton(self.tr("Close"), self)
        close.setDefault(False)
        close.setAutoDefault(False)  # Enter in an editor takes its value and leaves the dialog open
        close.clicked.connect(self.close)
        middle = QHBoxLayout()
        middle.setSpacing(0)
        middle.addWidget(self.sections)
        middle.addWidget(self._pages, 1)
        bottom = QHBoxLayout()
        bottom.addWidget(self._reset)
        bottom.addStretch(1)
        bottom.addWidget(close)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(14, 14, 14, 12)
        outer.setSpacing(10)
        outer.addWidget(self.search)
        outer.addLayout(middle, 1)
        outer.addLayout(bottom)

    @property
    def _shows_shortcuts(self) -> bool:
        return self.sections.currentRow() == len(Section)

    def _filter(self, text: str) -> None:
        settings_page = self._first_section_with(text.casefold().split())
        has_shortcut = self.shortcuts.filter(text)
        if self._shows_shortcuts and not has_shortcut and settings_page is not None:
            self.sections.setCurrentRow(settings_page)
        elif not self._shows_shortcuts and has_shortcut and settings_page is None:
            self.sections.setCurrentRow(len(Section))
        self._show_page()

    def _first_section_with(self, words: list[str]) -> int | None:
        for number, (_group, rows) in enumerate(self._groups):
            if any(row.matches(words) for row in rows):
                return number
        return None

    def _show_page(self) -> None:
        """One group, or with words in the search field all that have them."""
        words = self.search.text().casefold().split()
        self._pages.setCurrentIndex(1 if self._shows_shortcuts else 0)
        self._reset.setText(
            self.tr("Reset All Shortcuts…") if self._shows_shortcuts else self.tr("Reset All Settings…")
        )
        found = False
        for number, (group, rows) in enumerate(self._groups):
            shown = [row for row in rows if row.matches(words)] if words else rows
            for row in rows:
                row.setVisible(row in shown)
            is_shown = bool(shown) if words else number == self.sections.currentRow()
            group.setVisible(is_shown)
            found = found or is_shown
        self._nothing.setVisible(not found)

    def _follow(self, key: str) -> None:
        for row in self.rows:
            if row.setting.key == key:
                row.refresh()
        self.shortcuts.follow(key)

    def _ask_to_reset(self) -> None:
        resets_shortcuts = self._shows_shortcuts
        question = (
            self.tr("Give every action its default keys again?")
            if resets_shortcuts
            else self.tr("Give every setting its default again? Shortcuts stay as they are.")
        )
        box = QMessageBox(
            QMessageBox.Icon.Question,
            self.windowTitle(),
            question,
            QMessageBox.StandardButton.Reset | QMessageBox.StandardButton.Cancel,
            self,
        )
        box.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        box.button(QMessageBox.StandardButton.Reset).clicked.connect(
            self.shortcuts.reset_all if resets_shortcuts else self._reset_settings
        )
        box.open()

    def _reset_settings(self) -> None:
        try:
            self._settings.reset_all()
        except OSError as error:
            self.rows[0].show_storage_problem(error)
