"""Write Expressions: which recipe, who checks, and which objects pass, with their number before anything is asked."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import shiboken6
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
    QPushButton,
    QWidget,
)

from sa2va_desktop.annotation.records import ObjectId
from sa2va_desktop.operations.models import ModelRow
from sa2va_desktop.operations.pipeline.candidates import TrackSnapshot, snapshots
from sa2va_desktop.operations.pipeline.filters import Filters, TrackFacts, track_facts
from sa2va_desktop.operations.pipeline.recipe import Recipe, RoundTrip, read_recipe, recipe_folders
from sa2va_desktop.translation import translate
from sa2va_desktop.ui.dialogs.answer_buttons import deed_and_cancel
from sa2va_desktop.ui.document import Document
from sa2va_desktop.ui.file_dialogs import FileDialogs
from sa2va_desktop.ui.model_controller import NO_MODEL
from sa2va_desktop.ui.models.model_words import choice_of, is_here, is_tracker
from sa2va_desktop.ui.run_progress import duration
from sa2va_desktop.ui.task_runner import Lane, TaskContext, TaskRunner
from sa2va_desktop.ui.texts.expression_runs import SAME, WriteWish
from sa2va_desktop.ui.view_state import ViewState

Looked = tuple[TrackSnapshot, TrackFacts | None]
_CHANNEL = "write-expressions"


class WriteDialog(QDialog):
    """Not modal. Files are read and masks counted on a worker; the count follows the filters at once.

    Args:
        submit: puts the wish into the queue; False when that is not possible now.
        describer: title of the model that is chosen.
        checkers: other models on this machine, by what chooses them and their title.
        seconds_an_answer: of the latest run, for the estimate; None while nobody knows.
    """

    def __init__(
        self,
        document: Document,
        view_state: ViewState,
        runner: TaskRunner,
        files: FileDialogs,
        *,
        submit: Callable[[WriteWish], bool],
        describer: str,
        checkers: list[tuple[str, str]],
        seconds_an_answer: float | None,
        parent: QWidget,
    ) -> None:
        super().__init__(parent)
        self._document = document
        self._view_state = view_state
        self._runner = runner
        self._files = files
        self._submit = submit
        self._seconds = seconds_an_answer
        self._folder: Path | None = None
        self._recipe: Recipe | None = None
        self._looked: list[Looked] = []
        self.setWindowTitle(self.tr("Write Expressions"))
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setMinimumWidth(540)
        self._make_fields(describer, checkers)
        self._lay_out()
        self._connect()
        self._look()

    @property
    def passing(self) -> list[ObjectId]:
        """The objects that pass the filters as they are now."""
        if self._recipe is None:
            return []
        filters, again = self._filters(), self.again.isChecked()
        return [
            taken.about.object_id
            for taken, facts in self._looked
            if not filters.reason(facts) and (again or not taken.has_texts)
        ]

    # ---- making

    def _make_fields(self, describer: str, checkers: list[tuple[str, str]]) -> None:
        self.recipe_name = QLabel(self)
        self.recipe_name.setTextFormat(Qt.TextFormat.PlainText)
        self.browse = QPushButton(self.tr("Folder…"), self)
        self.describer = QLabel(describer, self)
        self.describer.setTextFormat(Qt.TextFormat.PlainText)
        self.checker = QComboBox(self)
        self.checker.addItem(self.tr("The same model"), SAME)
        self.checker.addItem(self.tr("Nobody"), NO_MODEL)
        for choice, title in checkers:
            self.checker.addItem(title, choice)
        self.checker.setToolTip(
            self.tr(
                "Another model takes the place of the describer while it checks, so that one at a time is in memory."
            )
        )
        self.trip = QComboBox(self)
        for title, trip in (
            (self.tr("Both texts"), RoundTrip.BOTH),
            (self.tr("The long text"), RoundTrip.LONG),
            (self.tr("The short text"), RoundTrip.SHORT),
            (self.tr("None"), RoundTrip.NONE),
        ):
            self.trip.addItem(title, trip)
        self.trip.setToolTip(
            self.tr(
                "The model is given the text and looks for the object through the clip; how well it fits is kept."
            )
        )
        self.scope = QComboBox(self)
        self.scope.addItem(self.tr("All objects of the project"), "project")
        if self._view_state.media_id is not None:
            self.scope.addItem(self.tr("Objects of the shown clip"), "clip")
        if self._view_state.selection:
            self.scope.addItem(self.tr("Selected objects"), "selection")
        self.area = _spin(self, " %", 100.0, 2, self.tr("of the picture, where it is largest"))
        self.visible = _spin(self, " %", 100.0, 0, self.tr("of its frames"))
        self.duration = _spin(self, " s", 1e6, 1, self.tr("from the first to the last frame that shows it"))
        self.again = QCheckBox(self.tr("Also objects that have texts of this recipe"), self)
        self.count = QLabel(self)
        self.count.setTextFormat(Qt.TextFormat.PlainText)
        self.count.setWordWrap(True)
        self.buttons = deed_and_cancel(self.tr("Write"), self)

    def _lay_out(self) -> None:
        recipe = QHBoxLayout()
        recipe.setSpacing(8)
        recipe.addWidget(self.recipe_name, 1)
        recipe.addWidget(self.browse)
        layout = QFormLayout(self)
        layout.setContentsMargins(20, 18, 20, 16)
        layout.setVerticalSpacing(10)
        layout.addRow(self.tr("Recipe"), recipe)
        layout.addRow(self.tr("Written by"), self.describer)
        layout.addRow(self.tr("Checked by"), self.checker)
        layout.addRow(self.tr("Round trip of"), self.trip)
        layout.addRow(self.tr("About"), self.scope)
        layout.addRow(self.tr("Least area"), self.area)
        layout.addRow(self.tr("Least visible"), self.visible)
        layout.addRow(self.tr("Least duration"), self.duration)
        layout.addRow("", self.again)
        layout.addRow("", self.count)
        layout.addRow(self.buttons)

    def _connect(self) -> None:
        self.browse.clicked.connect(self._browse)
        self.scope.currentIndexChanged.connect(lambda _row: self._look())
        for spin in (self.area, self.visible, self.duration):
            spin.valueChanged.connect(lambda _value: self._show_count())
        for box in (self.checker, self.trip):
            box.currentIndexChanged.connect(lambda _row: self._show_count())
        self.again.toggled.connect(lambda _on: self._show_count())
        self.buttons.accepted.connect(self._start)
        self.buttons.rejected.connect(self.reject)

    # ---- looking

    def _browse(self) -> None:
        self._files.choose_folder("recipe", self.tr("Folder of a recipe"), self._take_folder)

    def _take_folder(self, folder: Path) -> None:
        self._folder, self._recipe = folder, None
        self._look()

    def _look(self) -> None:
        """Read the recipe and measure the tracks, on a worker."""
        taken = snapshots(self._document.project, "", self._wanted())
        folders = recipe_folders(self._document.path, self._folder)
        self.count.setText(self.tr("Looking at the objects…"))
        self._set_ready(False)
        object_ids = [each.about.object_id for each in taken]

        def work(context: TaskContext) -> tuple[Recipe, list[TrackFacts | None]]:
            recipe = read_recipe(folders)
            facts = []
            for each in taken:
                context.token.raise_if_cancelled()
                facts.append(track_facts(each.item, each.track))
            return recipe, facts

        self._runner.submit(
            work,
            lane=Lane.POOL,
            title=self.tr("Look at the objects"),
            channel=_CHANNEL,
            on_success=lambda found: self._tell(object_ids, *found),
            on_failure=self._tell_failure,
            presents_failure=False,
        )

    def _tell(self, object_ids: list[ObjectId], recipe: Recipe, facts: list[TrackFacts | None]) -> None:
        if not shiboken6.isValid(self):
            return  # closed meanwhile
        is_new = self._recipe is None
        self._recipe = recipe
        there = [each for each in object_ids if each in self._document.project.objects]
        measured = dict(zip(object_ids, facts))
        taken = snapshots(self._document.project, recipe.name, there)
        self._looked = [(each, measured[each.about.object_id]) for each in taken]
        self.recipe_name.setText(self._recipe_words(recipe))
        self.recipe_name.setToolTip("\n".join(str(path) for path in recipe.sources))
        if is_new:
            self.area.setValue(100 * recipe.filters.least_area)
            self.visible.setValue(100 * recipe.filters.least_visible)
            self.duration.setValue(recipe.filters.least_duration_s)
            self.trip.setCurrentIndex(self.trip.findData(recipe.round_trip))
        self._show_count()

    def _recipe_words(self, recipe: Recipe) -> str:
        own = {path.parent for path in recipe.sources} - {recipe_folders(None)[-1]}
        where = self.tr("shipped") if not own else self.tr("with files of your own")
        return self.tr("{0} {1} ({2})").format(recipe.name, recipe.version, where)

    def _tell_failure(self, error: BaseException) -> None:
        if shiboken6.isValid(self):
            self.count.setText(str(error))
            self._set_ready(False)

    # ---- counting

    def _wanted(self) -> list[ObjectId] | None:
        scope, media_id = self.scope.currentData(), self._view_state.media_id
        if scope == "selection":
            return sorted(self._view_state.selection)
        if scope == "clip" and media_id is not None:
            return [each.object_id for each in self._document.project.objects_of(media_id)]
        return None

    def _filters(self) -> Filters:
        return Filters(self.area.value() / 100, self.visible.value() / 100, self.duration.value())

    def _show_count(self) -> None:
        if self._recipe is None:
            return
        count, written = len(self.passing), sum(taken.has_texts for taken, _ in self._looked)
        lines = [self.tr("Objects that pass: {0} of {1}.").format(count, len(self._looked))]
        if written and not self.again.isChecked():
            lines.append(translate("WriteDialog", "%n object(s) have texts of this recipe already.", n=written))
        answers = count * self._answers_each()
        if answers:
            lines.append(self._estimate(answers))
        self.count.setText(" ".join(lines))
        self._set_ready(bool(count))

    def _answers_each(self) -> int:
        trip: RoundTrip = self.trip.currentData() or RoundTrip.NONE
        trips = sum(trip.has(length) for length in ("long", "short"))
        return 5 + (self.checker.currentData() != NO_MODEL) + trips

    def _estimate(self, answers: int) -> str:
        most = translate("WriteDialog", "At most %n answer(s)", n=answers)
        if self._seconds is None:
            return self.tr("{0}; how long that takes is known once it has begun.").format(most)
        return self.tr("{0}, about {1}.").format(most, duration(answers * self._seconds))

    def _set_ready(self, is_ready: bool) -> None:
        self.buttons.button(QDialogButtonBox.StandardButton.Ok).setEnabled(is_ready)

    def _start(self) -> None:
        if self._recipe is None:
            return
        recipe = replace(self._recipe, filters=self._filters(), round_trip=self.trip.currentData())
        wish = WriteWish(recipe, tuple(self.passing), self.checker.currentData(), self.again.isChecked())
        if self._submit(wish):
            self.accept()


def model_choices(rows: list[ModelRow], used: str) -> list[tuple[str, str]]:
    """Models of the list that can be asked, are here and are not the one in use: what chooses each, and its title."""
    found = [(choice_of(row), row.title) for row in rows if is_here(row) and not is_tracker(row)]
    return [each for each in found if each[0] != used]


def _spin(parent: QWidget, suffix: str, most: float, decimals: int, help_text: str) -> QDoubleSpinBox:
    spin = QDoubleSpinBox(parent)
    spin.setDecimals(decimals)
    spin.setRange(0.0, most)
    spin.setSuffix(suffix)
    spin.setToolTip(help_text)
    return spin
