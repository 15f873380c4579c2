"""What can be chosen about an export beside its format: pictures, frames, what goes in, splits, and the format's own choices."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication, Signal
from PySide6.QtWidgets import (
    QCheckBox,
    QComboBox,
    QFormLayout,
    QHBoxLayout,
    QLabel,
    QSpinBox,
    QVBoxLayout,
    QWidget,
)

from sa2va_desktop.operations.export import ExportOptions
from sa2va_desktop.operations.export_selection import AS_IMPORTED
from sa2va_desktop.operations.format_catalog import FormatRow

_NONE, _SHARES = "", "shares"


class ExportForm(QWidget):
    """Editors only; what they say is read from `options`, `split_text` and the boxes.

    Signals:
        changed(): something else is chosen, so that losses are others.
    """

    changed = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._choices: dict[str, QComboBox] = {}
        self.only_shown = QCheckBox(self.tr("Only the shown picture or clip"), self)
        self.only_confirmed = QCheckBox(self.tr("Only masks that are confirmed or locked"), self)
        self.with_pictures = QCheckBox(self.tr("Write the pictures, too"), self)
        self.with_pictures.setChecked(True)
        self.hash_frames = QCheckBox(self.tr("Hash every frame in the side file"), self)
        self.hash_frames.setToolTip(
            self.tr(
                "Proves which frame each mask belongs to, without the pictures; every frame is decoded for it"
            )
        )
        self.step = QSpinBox(self)
        self.step.setRange(0, 10_000)
        self.step.setSpecialValueText(self.tr("as usual in the format"))
        self.step.setPrefix(self.tr("one in "))
        self.step.setMinimumWidth(180)
        self.splits = SplitRow(self)
        self._rows = QFormLayout()  # the format's own choices above those of all formats
        self._rows.setContentsMargins(0, 0, 0, 0)
        self._rows.setVerticalSpacing(8)
        self._lay_out()
        for box in (self.only_shown, self.only_confirmed, self.with_pictures):
            box.toggled.connect(self.changed)
        self.with_pictures.toggled.connect(self.hash_frames.setDisabled)
        self.hash_frames.setDisabled(True)
        self.step.valueChanged.connect(self.changed)

    def show_format(self, row: FormatRow) -> None:
        """Offer what the format lets a person choose."""
        for _ in range(len(self._choices)):
            self._rows.removeRow(0)
        self._choices.clear()
        for place, choice in enumerate(row.choices):
            box = QComboBox(self)
            for value, words in choice.values.items():
                box.addItem(QCoreApplication.translate("datasets", words), value)
            box.currentIndexChanged.connect(lambda _row: self.changed.emit())
            self._rows.insertRow(place, QCoreApplication.translate("datasets", choice.title), box)
            self._choices[choice.name] = box

    def options(self) -> ExportOptions:
        return ExportOptions(
            write_images=self.with_pictures.isChecked(),
            frame_step=self.step.value() or None,
            choices={name: str(box.currentData()) for name, box in self._choices.items()},
            hash_frames=self.hash_frames.isChecked() and self.hash_frames.isEnabled(),
        )

    def choose(self, name: str, value: str) -> None:
        """Set a choice of the format. Raises KeyError when it has none of that name."""
        box = self._choices[name]
        box.setCurrentIndex(box.findData(value))

    def _lay_out(self) -> None:
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(8)
        self._rows.addRow(self.tr("Frames"), self.step)
        self._rows.addRow(self.splits.label, self.splits)
        layout.addLayout(self._rows)
        for box in (self.only_shown, self.only_confirmed, self.with_pictures, self.hash_frames):
            layout.addWidget(box)


class SplitRow(QWidget):
    """No splits, those of an imported data set, or shares in per cent. Whole clips only.

    Attributes:
        label: says what the row is; whoever has the row lays it out.
    """

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.kind = QComboBox(self)
        self.kind.addItem(self.tr("No splits"), _NONE)
        self.kind.addItem(self.tr("As they were imported"), AS_IMPORTED)
        self.kind.addItem(self.tr("By shares"), _SHARES)
        self.val = self._percent(20, self.tr("val "))
        self.test = self._percent(0, self.tr("test "))
        self.seed = QSpinBox(self)
        self.seed.setRange(0, 999_999)
        self.seed.setPrefix(self.tr("seed "))
        self.seed.setFixedWidth(112)
        self.seed.setToolTip(
            self.tr("Another number deals the clips in another way; the same one always alike")
        )
        layout = QHBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(8)
        self.label = QLabel(self.tr("Splits"), self)
        self.label.setBuddy(self.kind)
        for widget in (self.kind, self.val, self.test, self.seed):
            layout.addWidget(widget)
        layout.addStretch(1)
        self.kind.currentIndexChanged.connect(lambda _row: self._show_shares())
        self._show_shares()

    def text(self) -> str:
        """As `export_selection.split_clips` takes it."""
        kind = str(self.kind.currentData())
        if kind != _SHARES:
            return kind
        shares = {"val": self.val.value(), "test": self.test.value()}
        shares = {"train": 100 - sum(shares.values()), **shares}
        return ",".join(f"{name}={share / 100:g}" for name, share in shares.items() if share > 0)

    def suggest(self, *, has_imported: bool) -> None:
        """Begin with the splits that the clips bring along, if they do."""
        self.kind.setCurrentIndex(self.kind.findData(AS_IMPORTED if has_imported else _NONE))

    def _percent(self, value: int, prefix: str) -> QSpinBox:
        box = QSpinBox(self)
        box.setRange(0, 49)
        box.setValue(value)
        box.setPrefix(prefix)
        box.setSuffix(" %")
        box.setFixedWidth(104)
        return box

    def _show_shares(self) -> None:
        for widget in (self.val, self.test, self.seed):
            widget.setVisible(self.kind.currentData() == _SHARES)
