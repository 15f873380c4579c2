"""What is known of one model as a table of two columns."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFormLayout, QLabel, QLineEdit, QWidget

from sa2va_desktop.operations.model_fit import ModelFit
from sa2va_desktop.operations.models import ModelRow, layout_text, license_text
from sa2va_desktop.ui.models.model_words import check_text, download_text, memory_text, place_text


class ModelFacts(QWidget):
    """Rows that say nothing are not there."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._form = QFormLayout(self)
        self._form.setContentsMargins(0, 0, 0, 0)
        self._form.setHorizontalSpacing(14)
        self._form.setVerticalSpacing(6)
        self._form.setRowWrapPolicy(QFormLayout.RowWrapPolicy.DontWrapRows)
        self._values: dict[str, QLabel | QLineEdit] = {}
        for key, title in (
            ("state", self.tr("State")),
            ("check", self.tr("Checks")),
            ("size", self.tr("Size")),
            ("memory", self.tr("Memory")),
            ("fit", self.tr("This machine")),
            ("license", self.tr("Licence")),
            ("scores", self.tr("Published")),
            ("layout", self.tr("Layout")),
            ("repository", self.tr("Repository")),
            ("revision", self.tr("Revision")),
            ("folder", self.tr("Folder")),
        ):
            self._add(key, title)

    def text(self, key: str) -> str:
        return self._values[key].text()

    def show_row(self, row: ModelRow, fit: ModelFit | None) -> None:
        local, model = row.local, row.model
        scores = model.scores if model is not None else None
        texts = {
            "state": place_text(row),
            "check": check_text(row),
            "size": download_text(row),
            "memory": memory_text(row),
            "fit": fit.sentence if fit is not None else "",
            "license": license_text(model) if model is not None else "",
            "scores": self.tr("RefCOCO {0} cIoU, MeViS {1} J&F").format(
                scores.refcoco_ciou, scores.mevis_j_and_f
            )
            if scores is not None
            else "",
            "layout": layout_text(row),
            "repository": model.repo_id if model is not None else "",
            "revision": local.revision[:12] if local is not None else "",
            "folder": str(local.folder) if local is not None else "",
        }
        for key, text in texts.items():
            self._values[key].setText(text)
            self._form.setRowVisible(self._values[key], bool(text))

    def _add(self, key: str, title: str) -> None:
        name = QLabel(title, self)
        name.setProperty("role", "hint")
        name.setAlignment(Qt.AlignmentFlag.AlignTop)
        value = self._path_line(title) if key == "folder" else self._words()
        self._form.addRow(name, value)
        self._values[key] = value

    def _words(self) -> QLabel:
        value = QLabel(self)
        value.setWordWrap(True)
        value.setTextFormat(Qt.TextFormat.PlainText)
        value.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        return value

    def _path_line(self, title: str) -> QLineEdit:
        """A long path must not make the page wide, and is copied as it is."""
        line = QLineEdit(self)
        line.setReadOnly(True)
        line.setAccessibleName(title)
        return line
