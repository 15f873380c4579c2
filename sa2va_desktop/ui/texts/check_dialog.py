"""Check Texts by Round Trip: which texts, on how many frames, from which IoU on they are good, and whether low ones are rephrased."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QCheckBox,
    QComboBox,
    QDialog,
    QDialogButtonBox,
    QDoubleSpinBox,
    QFormLayout,
    QHBoxLayout,
    QLabel,
    QSpinBox,
    QWidget,
)

from sa2va_desktop.annotation.records import ExpressionId
from sa2va_desktop.operations.pipeline.check_plan import CheckRules, CheckScope, texts_in_scope
from sa2va_desktop.translation import translate
from sa2va_desktop.ui.dialogs.answer_buttons import deed_and_cancel
from sa2va_desktop.ui.document import Document
from sa2va_desktop.ui.run_progress import duration
from sa2va_desktop.ui.texts.check_runs import CheckWish
from sa2va_desktop.ui.view_state import ViewState

_MOST_FRAMES, _MOST_ATTEMPTS = 500, 12


class CheckDialog(QDialog):
    """Not modal.

    Args:
        selected: texts that are selected in the list.
        submit: puts the wish into the queue; False when that is not possible now.
        seconds_a_text: of the latest run, for the estimate; None while nobody knows.
    """

    def __init__(
        self,
        document: Document,
        view_state: ViewState,
        *,
        selected: Iterable[ExpressionId],
        submit: Callable[[CheckWish], bool],
        seconds_a_text: float | None,
        parent: QWidget,
    ) -> None:
        super().__init__(parent)
        self._document = document
        self._view_state = view_state
        self._selected = tuple(selected)
        self._submit = submit
        self._seconds = seconds_a_text
        self.setWindowTitle(self.tr("Check Texts by Round Trip"))
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setMinimumWidth(460)
        self._make_fields()
        self._lay_out()
        for box in (self.scope, self.look_at):
            box.currentIndexChanged.connect(lambda _row: self._show_state())
        self.rephrase.toggled.connect(lambda _on: self._show_state())
        self.buttons.accepted.connect(self._start)
        self.buttons.rejected.connect(self.reject)
        self._show_state()

    @property
    def rules(self) -> CheckRules:
        """As they are set now."""
        most: dict[str, int | None] = {"one": 1, "some": self.frames.value(), "all": None}
        return CheckRules(
            most_frames=most[self.look_at.currentData()],
            good_iou=self.good.value(),
            rephrases=self.rephrase.isChecked(),
            attempts=self.attempts.value(),
        )

    def texts(self, scope: CheckScope) -> list[ExpressionId]:
        """Those of a scope as the project is now."""
        found = texts_in_scope(
            self._document.project,
            scope,
            selected=self._selected,
            object_ids=self._view_state.selection,
            media_id=self._view_state.media_id,
        )
        return [each.expression_id for each in found]

    # ---- making

    def _make_fields(self) -> None:
        self.scope = QComboBox(self)
        for title, scope in (
            (self.tr("Selected texts ({0})"), CheckScope.SELECTED),
            (self.tr("Texts of the selected objects ({0})"), CheckScope.OBJECTS),
            (self.tr("All without a check ({0})"), CheckScope.UNCHECKED),
            (self.tr("All low ones ({0})"), CheckScope.LOW),
            (self.tr("All proposed ({0})"), CheckScope.PROPOSED),
            (self.tr("All of this clip ({0})"), CheckScope.CLIP),
            (self.tr("All of the project ({0})"), CheckScope.PROJECT),
        ):
            count = len(self.texts(scope))
            if count:
                self.scope.addItem(title.format(count), scope)
        if len(self._selected) == 1 and self.scope.count() > 1:
            self.scope.setCurrentIndex(1)  # the list always has a current text; nobody has chosen it for this
        defaults = CheckRules()
        self.look_at = QComboBox(self)
        self.look_at.addItem(self.tr("Frames spread over the clip"), "some")
        self.look_at.addItem(self.tr("The frame on which it is largest"), "one")
        self.look_at.addItem(self.tr("The whole clip"), "all")
        self.frames = QSpinBox(self)
        self.frames.setRange(2, _MOST_FRAMES)
        self.frames.setValue(defaults.most_frames or _MOST_FRAMES)
        self.frames.setSuffix(self.tr(" frames"))
        self.frames.setToolTip(self.tr("At most so many frames are looked at for each text"))
        self.good = QDoubleSpinBox(self)
        self.good.setRange(0.05, 1.0)
        self.good.setSingleStep(0.05)
        self.good.setValue(defaults.good_iou)
        self.good.setToolTip(self.tr("A text is good when its object is found with this IoU or a better one"))
        self.rephrase = QCheckBox(self.tr("Propose other words for low texts"), self)
        self.rephrase.setToolTip(
            self.tr("The model writes them from the mask; they are checked, too, and stand beside the old ones")
        )
        self.attempts = QSpinBox(self)
        self.attempts.setRange(1, _MOST_ATTEMPTS)
        self.attempts.setValue(defaults.attempts)
        self.attempts.setSuffix(self.tr(" attempts"))
        self.attempts.setToolTip(self.tr("Other wordings and frames, until one is good"))
        self.count = QLabel(self)
        self.count.setTextFormat(Qt.TextFormat.PlainText)
        self.count.setWordWrap(True)
        self.buttons = deed_and_cancel(self.tr("Check"), self)

    def _lay_out(self) -> None:
        layout = QFormLayout(self)
        layout.setContentsMargins(20, 18, 20, 16)
        layout.setVerticalSpacing(10)
        layout.addRow(self.tr("Texts"), self.scope)
        layout.addRow(self.tr("Look at"), _side_by_side(self.look_at, self.frames))
        layout.addRow(self.tr("Good from IoU"), self.good)
        layout.addRow("", _side_by_side(self.rephrase, self.attempts))
        layout.addRow("", self.count)
        layout.addRow(self.buttons)

    # ---- acting

    def _show_state(self) -> None:
        self.frames.setEnabled(self.look_at.currentData() == "some")
        self.attempts.setEnabled(self.rephrase.isChecked())
        scope: CheckScope | None = self.scope.currentData()
        count = len(self.texts(scope)) if scope is not None else 0
        self.buttons.button(QDialogButtonBox.StandardButton.Ok).setEnabled(bool(count))
        if not count:
            self.count.setText(self.tr("There is no text to check: write one, or have some written."))
            return
        told = translate("CheckDialog", "The model is given %n text(s), one after the other", n=count)
        if self._seconds is None:
            self.count.setText(self.tr("{0}.").format(told))
        else:
            self.count.setText(self.tr("{0}: about {1}.").format(told, duration(count * self._seconds)))

    def _start(self) -> None:
        scope: CheckScope | None = self.scope.currentData()
        if scope is not None and self._submit(CheckWish(self.rules, tuple(self.texts(scope)))):
            self.accept()


def _side_by_side(first: QWidget, second: QWidget) -> QHBoxLayout:
    row = QHBoxLayout()
    row.setSpacing(8)
    row.addWidget(first, 1)
    row.addWidget(second)
    return row
