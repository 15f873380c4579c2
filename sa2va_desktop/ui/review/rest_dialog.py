"""Confirming what is hardly doubtful, all at once."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtWidgets import QDialog, QDialogButtonBox, QFormLayout, QLabel, QSpinBox, QVBoxLayout, QWidget

from sa2va_desktop.operations.review.places import LIMIT
from sa2va_desktop.translation import translate


class RestDialog(QDialog):
    """Args:
    count: how many masks have less doubt than a score (0..1) and are not settled.
    confirm: is told the score.
    """

    def __init__(
        self, count: Callable[[float], int], confirm: Callable[[float], object], parent: QWidget
    ) -> None:
        super().__init__(parent)
        self._count, self._confirm = count, confirm
        self.setWindowTitle(self.tr("Confirm the Rest"))
        words = QLabel(
            self.tr(
                "Masks of this clip with less doubt than this are confirmed without a look; "
                "no automatic work changes them any more. One step of undo takes it back."
            ),
            self,
        )
        words.setWordWrap(True)
        self.limit = QSpinBox(self)
        self.limit.setRange(1, 100)
        self.limit.setSuffix(" %")
        self.limit.setValue(round(100 * LIMIT / 2))
        self.told = QLabel(self)
        self.told.setProperty("role", "hint")
        kinds = QDialogButtonBox.StandardButton
        self.buttons = QDialogButtonBox(kinds.Ok | kinds.Cancel, self)
        self.buttons.button(kinds.Ok).setText(self.tr("Confirm"))
        form = QFormLayout()
        form.addRow(self.tr("Doubt below"), self.limit)
        column = QVBoxLayout(self)
        column.setContentsMargins(16, 14, 16, 12)
        column.setSpacing(10)
        column.addWidget(words)
        column.addLayout(form)
        column.addWidget(self.told)
        column.addWidget(self.buttons)
        self.setMinimumWidth(400)
        self.limit.valueChanged.connect(lambda _value: self._tell())
        self.buttons.accepted.connect(self._take)
        self.buttons.rejected.connect(self.reject)
        self._tell()

    def _tell(self) -> None:
        count = self._count(self.limit.value() / 100)
        self.told.setText(translate("RestDialog", "%n mask(s)", n=count))
        self.buttons.button(QDialogButtonBox.StandardButton.Ok).setEnabled(count > 0)

    def _take(self) -> None:
        self.accept()
        self._confirm(self.limit.value() / 100)
