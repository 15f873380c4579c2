"""How much is asked again: which objects, and how many questions at most."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtWidgets import (
    QCheckBox,
    QDialog,
    QDialogButtonBox,
    QFormLayout,
    QLabel,
    QSpinBox,
    QVBoxLayout,
    QWidget,
)

from sa2va_desktop.annotation.records import ObjectId
from sa2va_desktop.operations.review.asking import QuestionPlan
from sa2va_desktop.translation import translate

_MOST = 5000


class AskingDialog(QDialog):
    """Args:
    limit: questions at most, to begin with.
    plan: what would be asked, of these objects (None: all), with so many questions at most.
    submit: is told the same at the end.
    """

    def __init__(
        self,
        selected: Sequence[ObjectId],
        limit: int,
        plan: Callable[[Sequence[ObjectId] | None, int], QuestionPlan],
        submit: Callable[[Sequence[ObjectId] | None, int], object],
        parent: QWidget,
    ) -> None:
        super().__init__(parent)
        self._selected, self._plan, self._submit = list(selected), plan, submit
        self.setWindowTitle(self.tr("Check by Asking Again"))
        words = QLabel(
            self.tr(
                "The model is asked for each object again, by its expression, name or label, on a frame of each stretch. "
                "What it finds is compared with the mask; masks stay as they are."
            ),
            self,
        )
        words.setWordWrap(True)
        self.limit = QSpinBox(self)
        self.limit.setRange(1, _MOST)
        self.limit.setValue(limit)
        self.only_selected = QCheckBox(self.tr("Only the selected objects"), self)
        self.only_selected.setEnabled(bool(self._selected))
        self.told = QLabel(self)
        self.told.setWordWrap(True)
        self.told.setProperty("role", "hint")
        kinds = QDialogButtonBox.StandardButton
        self.buttons = QDialogButtonBox(kinds.Ok | kinds.Cancel, self)
        self.buttons.button(kinds.Ok).setText(self.tr("Ask"))
        form = QFormLayout()
        form.addRow(self.tr("Questions at most"), self.limit)
        form.addRow("", self.only_selected)
        column = QVBoxLayout(self)
        column.setContentsMargins(16, 14, 16, 12)
        column.setSpacing(10)
        column.addWidget(words)
        column.addLayout(form)
        column.addWidget(self.told)
        column.addWidget(self.buttons)
        self.setMinimumWidth(420)
        self.limit.valueChanged.connect(lambda _value: self._tell())
        self.only_selected.toggled.connect(lambda _on: self._tell())
        self.buttons.accepted.connect(self._take)
        self.buttons.rejected.connect(self.reject)
        self._tell()

    def _wanted(self) -> Sequence[ObjectId] | None:
        return self._selected if self.only_selected.isChecked() else None

    def _tell(self) -> None:
        plan = self._plan(self._wanted(), self.limit.value())
        count = len(plan.questions)
        asked = translate("AskingDialog", "%n question(s)", n=count)
        parts = [self.tr("{0}: each object once every {1} frames.").format(asked, plan.step)]
        if not count:
            parts = [
                self.tr(
                    "There is nothing to ask: every mask is settled, or no object has a name, label or text."
                )
            ]
        elif plan.unnamed:
            parts.append(
                translate(
                    "AskingDialog",
                    "%n object(s) cannot be asked for: they have no name, label or text.",
                    n=len(plan.unnamed),
                )
            )
        self.told.setText(" ".join(parts))
        self.buttons.button(QDialogButtonBox.StandardButton.Ok).setEnabled(count > 0)

    def _take(self) -> None:
        self.accept()
        self._submit(self._wanted(), self.limit.value())
