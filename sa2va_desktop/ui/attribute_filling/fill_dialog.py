"""Fill by Question: which attributes of which objects, how much is asked, and what is believed."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QAbstractItemView,
    QCheckBox,
    QComboBox,
    QDialog,
    QDialogButtonBox,
    QFormLayout,
    QLabel,
    QListWidget,
    QListWidgetItem,
    QSpinBox,
    QWidget,
)

from sa2va_desktop.annotation.attributes import AttributeId
from sa2va_desktop.annotation.records import ObjectId
from sa2va_desktop.operations.attribute_filling.fill_options import FillOptions
from sa2va_desktop.operations.attribute_filling.fill_plan import askable_attributes, fill_targets
from sa2va_desktop.translation import translate
from sa2va_desktop.ui.attribute_filling.fill_runs import FillWish
from sa2va_desktop.ui.dialogs.answer_buttons import deed_and_cancel
from sa2va_desktop.ui.document import Document
from sa2va_desktop.ui.plain_text import plain_tool_tip
from sa2va_desktop.ui.view_state import ViewState

_MOST_FRAMES = 1000
_LIST_HEIGHT = 104


class FillDialog(QDialog):
    """Not modal; the count follows the choices at once.

    Args:
        submit: puts the wish into the queue; False when that is not possible now.
        options: what is chosen at first.
    """

    def __init__(
        self,
        document: Document,
        view_state: ViewState,
        *,
        submit: Callable[[FillWish], bool],
        options: FillOptions,
        parent: QWidget,
    ) -> None:
        super().__init__(parent)
        self._document = document
        self._view_state = view_state
        self._submit = submit
        self.setWindowTitle(self.tr("Fill Attributes by Question"))
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setMinimumWidth(520)
        self._make_fields(options)
        self._lay_out()
        self._connect()
        self._show_count()

    # ---- making

    def _make_fields(self, options: FillOptions) -> None:
        self.attributes = QListWidget(self)
        self.attributes.setAccessibleName(self.tr("Attributes"))
        self.attributes.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.attributes.setTextElideMode(Qt.TextElideMode.ElideRight)
        self.attributes.setFixedHeight(_LIST_HEIGHT)
        for attribute in askable_attributes(self._document.project):
            row = QListWidgetItem(self.tr("{0}: {1}").format(attribute.name, attribute.question))
            row.setData(Qt.ItemDataRole.UserRole, attribute.attribute_id)
            row.setToolTip(plain_tool_tip(attribute.question))
            row.setFlags(row.flags() | Qt.ItemFlag.ItemIsUserCheckable)
            row.setCheckState(Qt.CheckState.Checked)
            self.attributes.addItem(row)
        self.scope = QComboBox(self)
        self._fill_scope()
        self.frames = _count(self, options.frames)
        self.frames.setToolTip(self.tr("The best frames of each object; the answers count together"))
        self.samples = _count(self, options.samples)
        self.samples.setToolTip(
            self.tr("Spread over the track; where two neighbours differ, frames between them are asked too")
        )
        self.most = _count(self, options.most_questions)
        self.most.setToolTip(self.tr("Frames of one object on which one attribute is asked"))
        self.threshold = QSpinBox(self)
        self.threshold.setRange(0, 100)
        self.threshold.setSuffix(self.tr(" %"))
        self.threshold.setValue(round(100 * options.threshold))
        self.threshold.setToolTip(self.tr("A value of which the model is less sure is left open"))
        self.whole = QCheckBox(self.tr("Show small objects in the whole picture"), self)
        self.whole.setToolTip(
            self.tr(
                "For questions about what is around them; else they are enlarged, which is better for the rest"
            )
        )
        self.whole.setChecked(options.whole_picture)
        self.again = QCheckBox(self.tr("Ask again where there is a proposal"), self)
        self.again.setChecked(options.again)
        self.count = QLabel(self)
        self.count.setTextFormat(Qt.TextFormat.PlainText)
        self.count.setWordWrap(True)
        self.buttons = deed_and_cancel(self.tr("Fill"), self)

    def _fill_scope(self) -> None:
        project, media_id = self._document.project, self._view_state.media_id
        if self._view_state.selection:
            self.scope.addItem(self.tr("Selected objects"), tuple(sorted(self._view_state.selection)))
        if media_id is not None and project.objects_of(media_id):
            shown = tuple(each.object_id for each in project.objects_of(media_id))
            self.scope.addItem(self.tr("Objects of the shown clip"), shown)
        self.scope.addItem(self.tr("All objects of the project"), None)
        for category in project.schema_categories():
            labelled = tuple(
                each.object_id for each in project.objects.values() if each.category_id == category.category_id
            )
            if labelled:
                self.scope.addItem(self.tr("All with the label “{0}”").format(category.name), labelled)

    def _lay_out(self) -> None:
        layout = QFormLayout(self)
        layout.setContentsMargins(20, 18, 20, 16)
        layout.setVerticalSpacing(10)
        layout.addRow(self.tr("Attributes"), self.attributes)
        layout.addRow(self.tr("About"), self.scope)
        layout.addRow(self.tr("Frames for each object"), self.frames)
        layout.addRow(self.tr("Samples where it changes"), self.samples)
        layout.addRow(self.tr("At most, with those between"), self.most)
        layout.addRow(self.tr("Least confidence"), self.threshold)
        layout.addRow("", self.whole)
        layout.addRow("", self.again)
        layout.addRow("", self.count)
        layout.addRow(self.buttons)

    def _connect(self) -> None:
        self.attributes.itemChanged.connect(lambda _row: self._show_count())
        self.scope.currentIndexChanged.connect(lambda _row: self._show_count())
        for spin in (self.frames, self.samples, self.most, self.threshold):
            spin.valueChanged.connect(lambda _value: self._show_count())
        self.again.toggled.connect(lambda _on: self._show_count())
        self.buttons.accepted.connect(self._start)
        self.buttons.rejected.connect(self.reject)

    # ---- what is chosen

    @property
    def options(self) -> FillOptions:
        return FillOptions(
            frames=self.frames.value(),
            samples=self.samples.value(),
            most_questions=self.most.value(),
            threshold=self.threshold.value() / 100,
            again=self.again.isChecked(),
            whole_picture=self.whole.isChecked(),
        )

    def _chosen(self) -> tuple[AttributeId, ...]:
        rows = [self.attributes.item(row) for row in range(self.attributes.count())]
        return tuple(
            row.data(Qt.ItemDataRole.UserRole) for row in rows if row.checkState() is Qt.CheckState.Checked
        )

    def _wanted(self) -> Sequence[ObjectId] | None:
        wanted: Sequence[ObjectId] | None = self.scope.currentData()
        return wanted

    def _show_count(self) -> None:
        if not self.attributes.count():
            self._tell(
                self.tr(
                    "No attribute of the project has a question. Give one a question among the labels first."
                )
            )
            return
        options = self.options
        targets = fill_targets(self._document.project, self._chosen(), self._wanted(), again=options.again)
        if not targets:
            self._tell(self.tr("Nothing is open: these objects have a value for each of the attributes."))
            return
        frames = sum(
            min(
                len(target.track),
                options.most_questions if wanted.attribute.changes_over_time else options.frames,
            )
            for target in targets
            for wanted in target.wanted
        )
        objects = translate("FillDialog", "Asks about %n object(s)", n=len(targets))
        most = translate("FillDialog", "on at most %n frame(s) in all", n=frames)
        self._tell(
            self.tr("{0}, {1}. What was confirmed is not asked and stays.").format(objects, most), is_ready=True
        )

    def _tell(self, sentence: str, *, is_ready: bool = False) -> None:
        self.count.setText(sentence)
        self.buttons.button(QDialogButtonBox.StandardButton.Ok).setEnabled(is_ready)

    def _start(self) -> None:
        wanted = self._wanted()
        object_ids = None if wanted is None else tuple(wanted)
        if self._submit(FillWish(self._chosen(), object_ids, self.options)):
            self.accept()


def _count(parent: QWidget, value: int) -> QSpinBox:
    spin = QSpinBox(parent)
    spin.setRange(1, _MOST_FRAMES)
    spin.setValue(value)
    return spin
