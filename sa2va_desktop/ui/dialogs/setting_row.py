"""One row of the settings dialog: label, explanation, an editor that suits the setting, and what is wrong with a value."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QCheckBox,
    QComboBox,
    QDoubleSpinBox,
    QFileDialog,
    QGridLayout,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QPushButton,
    QSpinBox,
    QToolButton,
    QWidget,
)

from sa2va_desktop.errors import InputError
from sa2va_desktop.settings.store import SettingsStore
from sa2va_desktop.settings.table import CONTEXT, Setting, SettingValue
from sa2va_desktop.translation import translate
from sa2va_desktop.ui.theme import Theme

_EDITOR_WIDTH = 210
_WIDE = 1_000_000_000
"""Editors let any number through, so that a bad one can be refused in words instead of being changed in silence."""


class SettingRow(QWidget):
    """Writes a good value at once; a bad one stays in the editor with a sentence under it, and the setting as it was."""

    def __init__(self, setting: Setting, store: SettingsStore, theme: Theme, parent: QWidget) -> None:
        super().__init__(parent)
        self.setting = setting
        self._store = store
        self._theme = theme
        self._is_showing = False
        self.title = translated(setting.label)
        self.help = translated(setting.help) if setting.help else ""
        self.editor, self._show_value = self._make_editor()
        self.editor.setAccessibleName(self.title)
        self.editor.setAccessibleDescription(self.help)
        self.problem = QLabel(self)
        self.problem.setProperty("role", "problem")
        self.problem.setWordWrap(True)
        self.reset = QToolButton(self)
        self.reset.setToolTip(self.tr("Back to the default"))
        self.reset.setAccessibleName(self.tr("Reset {0}").format(self.title))
        self.reset.clicked.connect(self._reset)
        self._lay_out()
        theme.changed.connect(self._show_icon)
        self._show_icon()
        self.refresh()

    def matches(self, words: list[str]) -> bool:
        """Whether all words, in lower case, occur in what the row says."""
        text = f"{self.title} {self.help} {self.setting.key} {' '.join(self._choice_titles())}".casefold()
        return all(word in text for word in words)

    def refresh(self) -> None:
        """Show the stored value."""
        self._is_showing = True
        self._show_value(self._store.get(self.setting.key))
        self._is_showing = False
        self._show_problem("")
        self.reset.setVisible(self._store.is_changed(self.setting.key))

    def show_storage_problem(self, error: OSError) -> None:
        """The value holds, but the file could not be written."""
        sentence = self.tr("It holds until the program ends; the settings file cannot be written: {0}")
        self._show_problem(sentence.format(error.strerror or error))

    # ---- inside

    def _lay_out(self) -> None:
        title = QLabel(self.title, self)
        title.setBuddy(self.editor)
        explanation = QLabel(self.help, self)
        explanation.setProperty("role", "hint")
        explanation.setWordWrap(True)
        grid = QGridLayout(self)
        grid.setContentsMargins(0, 8, 0, 8)
        grid.setHorizontalSpacing(14)
        grid.setVerticalSpacing(2)
        grid.setColumnStretch(0, 1)
        grid.addWidget(title, 0, 0)
        grid.addWidget(explanation, 1, 0)
        grid.addWidget(self.problem, 2, 0, 1, 2)
        grid.addLayout(self._controls(), 0, 1, 2, 1, Qt.AlignmentFlag.AlignTop)

    def _controls(self) -> QHBoxLayout:
        row = QHBoxLayout()
        row.setSpacing(6)
        slot = QWidget(self)  # keeps its width, so that editors stand in one column
        slot.setFixedWidth(26)
        inside = QHBoxLayout(slot)
        inside.setContentsMargins(0, 0, 0, 0)
        inside.addWidget(self.reset)
        row.addWidget(slot)
        row.addWidget(self.editor)
        if self.setting.is_folder:
            choose = QPushButton(self.tr("Folder…"), self)
            choose.setAccessibleName(self.tr("Choose a folder for {0}").format(self.title))
            choose.clicked.connect(self._choose_folder)
            self.editor.setFixedWidth(_EDITOR_WIDTH - choose.sizeHint().width() - 6)
            row.addWidget(choose)
        else:
            self.editor.setFixedWidth(_EDITOR_WIDTH)
        return row

    def _make_editor(self) -> tuple[QWidget, Callable[[SettingValue], object]]:
        default = self.setting.default
        if self.setting.choices:
            return self._choice_editor()
        if isinstance(default, bool):
            tick = QCheckBox(self)
            tick.toggled.connect(self._take)
            return tick, lambda value: tick.setChecked(bool(value))
        if isinstance(default, int):
            return self._whole_number_editor()
        if isinstance(default, float):
            return self._number_editor()
        line = QLineEdit(self)
        line.editingFinished.connect(lambda: self._take(line.text()))
        return line, lambda value: line.setText(str(value))

    def _choice_editor(self) -> tuple[QWidget, Callable[[SettingValue], object]]:
        box = QComboBox(self)
        for value, title in zip(self.setting.choices, self._choice_titles()):
            box.addItem(title, value)
        box.currentIndexChanged.connect(lambda _row: self._take(box.currentData()))
        return box, lambda value: box.setCurrentIndex(max(0, box.findData(value)))

    def _whole_number_editor(self) -> tuple[QWidget, Callable[[SettingValue], object]]:
        spin = QSpinBox(self)
        spin.setRange(-_WIDE, _WIDE)
        spin.setSingleStep(int(self.setting.step))
        spin.setKeyboardTracking(False)
        spin.setSuffix(self._suffix())
        spin.valueChanged.connect(self._take)
        return spin, lambda value: spin.setValue(int(value))

    def _number_editor(self) -> tuple[QWidget, Callable[[SettingValue], object]]:
        spin = QDoubleSpinBox(self)
        spin.setRange(-_WIDE, _WIDE)
        spin.setSingleStep(self.setting.step)
        spin.setKeyboardTracking(False)
        spin.setSuffix(self._suffix())
        spin.valueChanged.connect(self._take)
        return spin, lambda value: spin.setValue(float(value))

    def _suffix(self) -> str:
        return f" {translated(self.setting.unit)}" if self.setting.unit else ""

    def _choice_titles(self) -> list[str]:
        return [translated(text) for text in self.setting.choice_labels or self.setting.choices]

    def _take(self, value: SettingValue) -> None:
        if self._is_showing:
            return
        try:
            self._store.set(self.setting.key, value)
        except InputError:
            self._show_problem(self._refusal(value))
        except OSError as error:
            self.refresh()
            self.show_storage_problem(error)
        else:
            self.refresh()

    def _refusal(self, value: SettingValue) -> str:
        low, high = self.setting.minimum, self.setting.maximum
        kept = self._store.get(self.setting.key)
        if low is not None and high is not None:
            sentence = self.tr("Expected {0} to {1}, found {2}; {3} is kept.")
            return sentence.format(f"{low:g}", f"{high:g}", value, kept)
        return self.tr("{0} is not possible here; {1} is kept.").format(value, kept)

    def _show_problem(self, sentence: str) -> None:
        self.problem.setText(sentence)
        self.problem.setVisible(bool(sentence))

    def _reset(self) -> None:
        self._take(self.setting.default)

    def _choose_folder(self) -> None:
        dialog = QFileDialog(self, self.title)
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.setFileMode(QFileDialog.FileMode.Directory)
        dialog.fileSelected.connect(self._take)
        dialog.open()

    def _show_icon(self) -> None:
        self.reset.setIcon(self._theme.icon("restore", "text_dim"))


def translated(text: str) -> str:
    """A text of the settings table in the language of the window."""
    return translate(CONTEXT, text)
