"""The first page of the dialog: choices at the left, the plain statement at the right, made anew after each choice."""

from __future__ import annotations

from dataclasses import dataclass, replace
from pathlib import Path

import shiboken6
from PySide6.QtCore import QStandardPaths, QTimer, Signal
from PySide6.QtWidgets import QHBoxLayout, QWidget

from sa2va_desktop.errors import FolderNotEmptyError
from sa2va_desktop.operations.fine_tuning import FineTuningPlan, OnFault, statement
from sa2va_desktop.operations.fine_tuning_choices import (
    LITTLE,
    FineTuningWish,
    samples_by_task,
    suggested_folder,
)
from sa2va_desktop.ui.byte_sizes import byte_size
from sa2va_desktop.ui.document import Document
from sa2va_desktop.ui.file_dialogs import FileDialogs
from sa2va_desktop.ui.fine_tuning.base_models import base_models
from sa2va_desktop.ui.fine_tuning.choice_form import ChoiceForm
from sa2va_desktop.ui.fine_tuning.fine_tuning_runs import FineTuningRuns
from sa2va_desktop.ui.fine_tuning.statement_box import StatementBox
from sa2va_desktop.ui.model_controller import ModelController, ModelState
from sa2va_desktop.ui.models.model_jobs import ModelJobs

_REST_MS = 400
_FORM_PX = 430


@dataclass(frozen=True)
class ReadyWish:
    """What `Start` begins: it was planned as it is."""

    wish: FineTuningWish
    title: str
    frees_model: bool


class ChoicePage(QWidget):
    """Signals:
    ready_changed(bool): whether training can begin.
    """

    ready_changed = Signal(bool)

    def __init__(
        self,
        document: Document,
        model: ModelController,
        jobs: ModelJobs,
        runs: FineTuningRuns,
        files: FileDialogs,
        device: str,
        parent: QWidget,
    ) -> None:
        super().__init__(parent)
        self._document = document
        self._model = model
        self._jobs = jobs
        self._runs = runs
        self._files = files
        self._device = device
        self._planned: FineTuningWish | None = None
        self._plan: FineTuningPlan | None = None
        self._project_bytes = 0
        self._has_counts = False
        self.form = ChoiceForm(self)
        self.form.setFixedWidth(_FORM_PX)
        self.statement = StatementBox(self)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(22)
        row.addWidget(self.form)
        row.addWidget(self.statement, 1)
        self._rest = QTimer(self)
        self._rest.setSingleShot(True)
        self._rest.setInterval(_REST_MS)
        self._rest.timeout.connect(self._look)
        self._suggest_folder(None)
        self.form.changed.connect(self._look_soon)
        self.form.browse_pressed.connect(self._browse)
        jobs.rows_changed.connect(self._show_bases)
        document.durability_changed.connect(self._follow_document)
        model.changed.connect(self._show_unloading)
        runs.refused.connect(self._tell_refused)
        self._show_unloading()
        self._show_bases()
        jobs.refresh()

    @property
    def is_ready(self) -> bool:
        """The statement is about what is chosen now, and nothing keeps training from beginning."""
        wish = self._wish()
        return self._plan is not None and wish is not None and wish == self._planned and not self._refusal()

    def ready_wish(self) -> ReadyWish | None:
        base, wish = self.form.base, self._planned
        if not self.is_ready or base is None or wish is None:
            return None
        return ReadyWish(wish, base.title, self.form.frees_model.isVisibleTo(self) and self._frees())

    def look_again(self) -> None:
        """The project or the disk may be another one since the last look."""
        self._suggest_folder(None)
        self._look_soon()

    # ---- choosing

    def _frees(self) -> bool:
        return self.form.frees_model.isChecked()

    def _wish(self) -> FineTuningWish | None:
        path = self._document.path
        return self.form.wish(path, self._device) if path is not None else None

    def _show_bases(self) -> None:
        self.form.show_bases(base_models(self._jobs.rows, self._model.choice, self._model.title))

    def _show_unloading(self) -> None:
        self.form.frees_model.setVisible(self._model.state in (ModelState.READY, ModelState.LOADING))

    def _suggest_folder(self, parent: Path | None) -> None:
        """A new folder below `parent`, or beside the project."""
        path = self._document.path
        if path is None:
            return
        documents = QStandardPaths.writableLocation(QStandardPaths.StandardLocation.DocumentsLocation)
        place = parent if parent is not None else Path(documents)
        is_elsewhere = parent is not None or self._document.is_untitled
        self.form.folder.setText(str(suggested_folder(path, elsewhere=place, is_untitled=is_elsewhere)))

    def _browse(self) -> None:
        title = self.tr("Where the new folder is to be made")
        self._files.choose_folder("fine-tuning", title, self._suggest_folder)

    # ---- looking

    def _follow_document(self) -> None:
        if self._document.path is None:
            self._plan = None
            self.statement.show_sentences([], problem=self.tr("The project was closed."))
            self.ready_changed.emit(False)

    def _look_soon(self) -> None:
        self.ready_changed.emit(self.is_ready)
        if self._wish() == self._planned and self._plan is not None:
            self._tell()  # only what is refused may be different
            return
        self.statement.show_sentences([self.tr("Looking at the project and the model…")])
        self._rest.start()

    def _look(self) -> None:
        wish = self._wish()
        if wish is None:
            self._planned = self._plan = None
            self._tell_nothing()
            return
        before, known = self._planned, self._plan
        is_known = before is not None and replace(before, folder=wish.folder) == wish
        self._planned, self._plan = wish, None
        self._runs.plan(wish, self._take, self._refuse, known=known if is_known else None)

    def _take(self, plan: FineTuningPlan, project_bytes: int) -> None:
        if not shiboken6.isValid(self):
            return  # closed meanwhile
        self._plan, self._project_bytes = plan, project_bytes
        if not self._has_counts and self._planned is not None and not self._planned.tasks:
            self._has_counts = True
            counts = samples_by_task(plan.sources[0].samples if plan.sources else {})
            self.form.show_counts(counts)
            self._planned = self._wish() or self._planned
        if not plan.memory.fits:
            self.form.frees_model.setChecked(True)
        self._tell()

    def _tell(self) -> None:
        plan = self._plan
        if plan is None:
            return
        sentences = statement(plan)
        said = sentences[: len(sentences) - len(plan.warnings)]
        said.append(
            self.tr(
                "Training reads a copy of the project, {0}, which lies there too: you can go on editing."
            ).format(byte_size(self._project_bytes))
        )
        self.statement.show_sentences(
            said,
            warnings=[*plan.warnings, *self._advice(plan)],
            problem=self._refusal(),
            faults=[fault for source in plan.sources for fault in source.faults],
        )
        self.ready_changed.emit(self.is_ready)

    def _tell_nothing(self) -> None:
        if not self._jobs.rows:
            self.statement.show_sentences([self.tr("Looking for models…")])
        elif self.form.base is None:
            problem = self.tr("There is no Sa2VA on this machine; the model page offers some.")
            self.statement.show_sentences([], problem=problem)
        elif not self.form.folder.text().strip():
            self.statement.show_sentences([], problem=self.tr("Choose a folder for the new model."))
        else:
            self.statement.show_sentences([], problem=self.tr("Choose something to learn."))
        self.ready_changed.emit(False)

    def _refuse(self, error: BaseException) -> None:
        if shiboken6.isValid(self):
            self._plan = None
            self.statement.show_sentences([], problem=str(error) or type(error).__name__)
            self.ready_changed.emit(False)

    def _tell_refused(self, error: BaseException) -> None:
        """A training could not be begun. Unless the folder is to blame, what was planned holds, and one can try again."""
        if isinstance(error, FolderNotEmptyError):
            self._refuse(error)
            return
        self.statement.show_sentences([], problem=str(error) or type(error).__name__)
        self.ready_changed.emit(self.is_ready)

    # ---- judging

    def _refusal(self) -> str:
        plan, wish = self._plan, self._planned
        if plan is None or wish is None:
            return ""
        faulty = any(source.faults for source in plan.sources)
        if faulty and wish.on_fault is OnFault.REFUSE:
            return self.tr("Some items cannot be used. Mend them, or choose that they are left out.")
        if not any(source.training for source in plan.sources[:1]):
            return self.tr("The project has nothing to learn from.") + " " + self._what_helps()
        return ""

    def _advice(self, plan: FineTuningPlan) -> list[str]:
        said = []
        if 0 < sum(source.training for source in plan.sources[:1]) < LITTLE:
            said.append(self.tr("That is little to learn from.") + " " + self._what_helps())
        if not plan.memory.fits and self._model.state is ModelState.READY:
            said.append(self.tr("The window's model takes memory, too; it can be unloaded meanwhile."))
        return said

    def _what_helps(self) -> str:
        return self.tr(
            "What counts: names and labels of objects that are clear in their clip, accepted texts, finished answers,"
            " and masks that are neither outdated nor flagged. Name or label the objects, or have texts written"
            " (Conversation → Write Expressions…) and accept them."
        )
