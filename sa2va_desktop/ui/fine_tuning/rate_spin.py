"""A field for a learning rate: typed and shown as 2e-4, changed by factors."""

from __future__ import annotations

import re

from PySide6.QtGui import QValidator
from PySide6.QtWidgets import QDoubleSpinBox, QWidget

_DECIMALS = 9
_LEAST, _MOST = 1e-7, 0.1
_FACTOR = 1.25
_NUMBER = re.compile(r"[0-9.,]*(e-?[0-9]*)?")


class RateSpin(QDoubleSpinBox):
    """Two digits are kept: 2.5e-04 is shown as 2.5e-4."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setDecimals(_DECIMALS)
        self.setRange(_LEAST, _MOST)

    # ---- Qt

    def textFromValue(self, value: float) -> str:
        digits, power = f"{value:.1e}".split("e")
        return f"{digits.removesuffix('.0')}e{int(power)}"

    def valueFromText(self, text: str) -> float:
        try:
            return float(text.replace(",", "."))
        except ValueError:
            return self.value()

    def validate(self, text: str, position: int) -> tuple[QValidator.State, str, int]:
        if not _NUMBER.fullmatch(text.lower()):
            return QValidator.State.Invalid, text, position
        try:
            is_rate = _LEAST <= float(text.replace(",", ".")) <= _MOST
        except ValueError:
            is_rate = False
        return (QValidator.State.Acceptable if is_rate else QValidator.State.Intermediate), text, position

    def stepBy(self, steps: int) -> None:
        self.setValue(self.value() * _FACTOR**steps)
