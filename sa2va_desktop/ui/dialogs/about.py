"""About: what this is, its version and its licence."""

from __future__ import annotations

from PySide6.QtCore import Qt, qVersion
from PySide6.QtWidgets import QDialog, QDialogButtonBox, QLabel, QVBoxLayout, QWidget


class AboutDialog(QDialog):
    def __init__(self, version: str, parent: QWidget) -> None:
        super().__init__(parent)
        self.setWindowTitle(self.tr("About Sa2VA Desktop"))
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        title = QLabel(f"Sa2VA Desktop {version}", self)
        title.setProperty("role", "title")
        text = QLabel(
            self.tr(
                "Annotate and explore pictures and videos with Sa2VA: type an instruction, masks stream over the clip.\n"
                "Everything runs on this machine; nothing is sent anywhere.\n\n"
                "Licence: Apache-2.0. Built with Qt {0}."
            ).format(qVersion()),
            self,
        )
        text.setWordWrap(True)
        buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Close, self)
        buttons.rejected.connect(self.reject)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(24, 20, 24, 16)
        layout.setSpacing(12)
        for widget in (title, text, buttons):
            layout.addWidget(widget)
        self.setMinimumWidth(460)
