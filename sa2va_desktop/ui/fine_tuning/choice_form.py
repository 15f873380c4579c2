"""What can be chosen about a fine-tuning: the model, what is learned, how long, where; and more for who knows."""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence
from pathlib import Path

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import (
    QCheckBox,
    QComboBox,
    QFormLayout,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QPushButton,
    QSpinBox,
    QVBoxLayout,
    QWidget,
)

from sa2va_desktop.operations.fine_tuning import AdaptationConfig, Method, OnFault, SampleTask
from sa2va_desktop.operations.fine_tuning_choices import FineTuningWish, Length, usual_method
from sa2va_desktop.ui.fine_tuning.base_models import BaseModel
from sa2va_desktop.ui.fine_tuning.rate_spin import RateSpin


class ChoiceForm(QWidget):
    """Editors only; `wish` says what they say.

    Signals:
        changed(): something else is chosen.
        browse_pressed(): a place for the new folder is wanted.
    """

    changed = Signal()
    browse_pressed = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._bases: list[BaseModel] = []
        self._make_fields()
        self._make_advanced()
        self._lay_out()
        self._connect()

    @property
    def base(self) -> BaseModel | None:
        """Where training starts from; None while the models are looked for."""
        row = self.model.currentIndex()
        return self._bases[row] if 0 <= row < len(self._bases) else None

    def show_bases(self, bases: Sequence[BaseModel]) -> None:
        """The first one is chosen, unless another one was."""
        chosen = self.base
        self._bases = [*bases]
        self.model.blockSignals(True)
        self.model.clear()
        for base in bases:
            self.model.addItem(base.title)
        if chosen in self._bases:
            self.model.setCurrentIndex(self._bases.index(chosen))
        self.model.blockSignals(False)
        if self.base != chosen:
            self._change_base()

    def show_counts(self, counts: Mapping[SampleTask, int]) -> None:
        """How many samples the project has of each kind; what it has not cannot be chosen."""
        for task, box in self.tasks.items():
            box.setText(f"{self._task_title(task)} ({counts[task]})")
            box.setEnabled(counts[task] > 0)

    def wish(self, project: Path, device: str) -> FineTuningWish | None:
        """None while no model is there to start from, or nothing is to be learned."""
        base = self.base
        open_tasks = [task for task, box in self.tasks.items() if box.isEnabled()]
        tasks = [task for task in open_tasks if self.tasks[task].isChecked()]
        if base is None or not tasks or not self.folder.text().strip():
            return None
        minutes = float(self.length.currentData().minutes)
        return FineTuningWish(
            model=base.folder,
            project=project,
            folder=Path(os.path.expanduser(self.folder.text().strip())),
            tasks=() if tasks == open_tasks else tuple(tasks),
            rehearses=self.rehearses.isChecked(),
            minutes=None if self.steps.value() else minutes,
            steps=self.steps.value() or None,
            method=self.method.currentData(),
            rank=self.rank.value(),
            learning_rate=self.rate.value(),
            precision=self.precision.currentData(),
            on_fault=self.faults.currentData(),
            device=device,
        )

    # ---- making

    def _make_fields(self) -> None:
        self.model = QComboBox(self)
        self.tasks = {task: QCheckBox(self._task_title(task), self) for task in SampleTask}
        for box in self.tasks.values():
            box.setChecked(True)
        self.rehearses = QCheckBox(self.tr("Also practise on drawn scenes"), self)
        self.rehearses.setToolTip(
            self.tr(
                "Keeps what the embedded model knows of its synthetic scenes. It does not help a model that was trained"
                " on real pictures."
            )
        )
        self.length = QComboBox(self)
        for title, length in (
            (self.tr("Short: {0} minutes, to see whether it works"), Length.SHORT),
            (self.tr("Normal: {0} minutes"), Length.NORMAL),
            (self.tr("Thorough: {0} minutes"), Length.THOROUGH),
        ):
            self.length.addItem(title.format(length.minutes), length)
        self.length.setCurrentIndex(1)
        self.folder = QLineEdit(self)
        self.folder.setPlaceholderText(self.tr("A new folder"))
        self.browse = QPushButton(self.tr("Browse…"), self)
        self.browse.setAutoDefault(False)
        self.frees_model = QCheckBox(self.tr("Unload the window's model meanwhile"), self)
        self.frees_model.setToolTip(
            self.tr("Its memory is free for the training. It is loaded again when you ask something.")
        )

    def _make_advanced(self) -> None:
        self.more = QPushButton(self.tr("More choices"), self)
        self.more.setProperty("link", True)
        self.more.setCheckable(True)
        self.more.setAutoDefault(False)
        self.advanced = QWidget(self)
        self.method = QComboBox(self)
        self.method.addItem(self.tr("As published: LoRA, and what makes masks"), Method.LORA)
        self.method.addItem(self.tr("Everything"), Method.FULL)
        self.method.setToolTip(
            self.tr("Everything is for small models: it takes memory for four times their weights.")
        )
        self.steps = QSpinBox(self)
        self.steps.setRange(0, 10_000_000)
        self.steps.setSpecialValueText(self.tr("as many as fit into the time"))
        self.rate = RateSpin(self)
        self.rank = QSpinBox(self)
        self.rank.setRange(1, 1024)
        self.rank.setValue(AdaptationConfig().rank)
        self.precision = QComboBox(self)
        for title, value in (
            (self.tr("best for the device"), "auto"),
            (self.tr("bfloat16"), "bf16"),
            (self.tr("float32"), "fp32"),
        ):
            self.precision.addItem(title, value)
        self.faults = QComboBox(self)
        self.faults.addItem(self.tr("are left out"), OnFault.SKIP)
        self.faults.addItem(self.tr("must be mended first"), OnFault.REFUSE)

    def _lay_out(self) -> None:
        learned = QVBoxLayout()
        learned.setSpacing(5)
        for box in self.tasks.values():
            learned.addWidget(box)
        learned.addWidget(self.rehearses)
        place = QHBoxLayout()
        place.setSpacing(8)
        place.addWidget(self.folder, 1)
        place.addWidget(self.browse)
        rows = QFormLayout()
        rows.setVerticalSpacing(10)
        rows.setFieldGrowthPolicy(QFormLayout.FieldGrowthPolicy.AllNonFixedFieldsGrow)
        rows.addRow(self.tr("Model"), self.model)
        rows.addRow(_top_label(self.tr("Learn"), self), learned)
        rows.addRow(self.tr("How long"), self.length)
        rows.addRow(self.tr("Into"), place)
        rows.addRow("", self.frees_model)
        self.folder.setAccessibleName(self.tr("Folder"))
        more = QFormLayout(self.advanced)
        more.setContentsMargins(0, 0, 0, 0)
        more.setVerticalSpacing(8)
        more.setFieldGrowthPolicy(QFormLayout.FieldGrowthPolicy.AllNonFixedFieldsGrow)
        more.addRow(self.tr("Trained"), self.method)
        more.addRow(self.tr("Steps"), self.steps)
        more.addRow(self.tr("Learning rate"), self.rate)
        more.addRow(self.tr("Rank of LoRA"), self.rank)
        more.addRow(self.tr("Precision"), self.precision)
        more.addRow(self.tr("Faulty items"), self.faults)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(8)
        column.addLayout(rows)
        column.addWidget(self.more, 0, Qt.AlignmentFlag.AlignLeft)
        column.addWidget(self.advanced)
        column.addStretch(1)
        self.advanced.hide()

    def _connect(self) -> None:
        self.more.toggled.connect(self.advanced.setVisible)
        self.model.currentIndexChanged.connect(lambda _row: self._change_base())
        self.browse.clicked.connect(self.browse_pressed)
        for box in (*self.tasks.values(), self.rehearses):
            box.toggled.connect(self.changed)
        for choice in (self.length, self.precision, self.faults):
            choice.currentIndexChanged.connect(lambda _row: self.changed.emit())
        self.method.currentIndexChanged.connect(lambda _row: self._change_method())
        self.steps.valueChanged.connect(lambda steps: self.length.setDisabled(steps > 0))
        for number in (self.steps, self.rate, self.rank):
            number.valueChanged.connect(lambda _value: self.changed.emit())
        self.folder.textChanged.connect(self.folder.setToolTip)
        self.folder.textChanged.connect(self.changed)

    # ---- inside

    def _change_base(self) -> None:
        base = self.base
        if base is not None:
            method, rate = usual_method(base.is_embedded)
            self.method.setCurrentIndex(self.method.findData(method))
            self.rate.setValue(rate)
            self.rehearses.setChecked(base.is_embedded)
        self.changed.emit()

    def _change_method(self) -> None:
        self.rank.setEnabled(self.method.currentData() is Method.LORA)
        self.changed.emit()

    def _task_title(self, task: SampleTask) -> str:
        return {
            SampleTask.REFERRING: self.tr("Expressions and their masks"),
            SampleTask.GROUNDED_CAPTION: self.tr("Grounded captions"),
            SampleTask.REGION: self.tr("Descriptions of objects"),
            SampleTask.CHAT: self.tr("Questions and answers in words"),
        }[task]


def _top_label(text: str, parent: QWidget) -> QLabel:
    """A label that stands beside the first of several lines."""
    label = QLabel(text, parent)
    label.setAlignment(Qt.AlignmentFlag.AlignTop)
    return label
