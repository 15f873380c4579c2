"""The first page: what the program does in a sentence, three doors into it, language and theme. It never blocks anything."""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QAction
from PySide6.QtWidgets import (
    QComboBox,
    QFrame,
    QGridLayout,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)

from sa2va_desktop.settings.store import SettingsStore
from sa2va_desktop.settings.table import SETTINGS
from sa2va_desktop.ui.dialogs.setting_row import translated
from sa2va_desktop.ui.model_controller import EMBEDDED, ModelController, ModelState
from sa2va_desktop.ui.theme import Theme

_DOOR_WIDTH_PX = (190, 260)
"""The least and the most; three doors that would be narrower stand under each other."""
_WIDE_DOOR_PX = 480
_GAP_PX = 14
_MARGIN_PX = 20


class WelcomePage(QScrollArea):
    """Buttons run actions of the window; settings apply at once.

    Signals:
        left(): the person wants to go on without choosing a door.
        model_wanted(): the list of models should be opened.
    """

    left = Signal()
    model_wanted = Signal()

    def __init__(
        self,
        theme: Theme,
        settings: SettingsStore,
        model: ModelController,
        open_action: QAction,
        folder_action: QAction,
        demo_action: QAction,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._theme = theme
        self._settings = settings
        self._model = model
        self.setObjectName("welcome")
        self.setWidgetResizable(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.open = self._run_button(self.tr("Open Files…"), open_action)
        self.open.setProperty("primary", True)
        self.setFocusProxy(self.open)
        self.folder = self._run_button(self.tr("Open a Folder…"), folder_action)
        self.demo = self._run_button(self.tr("Open the Demo Clip"), demo_action)
        self.choose_model = QPushButton(self.tr("Choose a Model…"), self)
        self.choose_model.clicked.connect(self.model_wanted)
        self.model_text = QLabel(self)
        self._icons: list[tuple[QLabel, str]] = []
        self._doors = self._make_doors()
        self.note = QLabel(self.tr("The language changes at the next start."), self)
        self.note.setProperty("role", "hint")
        self.note.hide()
        self.leave = QPushButton(self.tr("Start Without Choosing"), self)
        self.leave.setProperty("link", True)
        self.leave.clicked.connect(self.left)
        self._lay_out()
        model.changed.connect(self._show_model)
        theme.changed.connect(self._show_icons)
        self._show_icons()
        self._show_model()

    # ---- making

    def _run_button(self, title: str, action: QAction) -> QPushButton:
        button = QPushButton(title, self)
        button.setToolTip(action.toolTip())
        button.clicked.connect(action.trigger)
        return button

    def _make_doors(self) -> list[QFrame]:
        return [
            self._door(
                "folder-open-outline",
                self.tr("Your own media"),
                QLabel(
                    self.tr("Pictures, videos, or a folder of frames. You can also drop them anywhere."), self
                ),
                self.open,
                self.folder,
            ),
            self._door(
                "movie-open-play-outline",
                self.tr("A first try"),
                QLabel(self.tr("A short clip with an instruction: press Send and watch the masks come."), self),
                self.demo,
            ),
            self._door("brain", self.tr("The model"), self.model_text, self.choose_model),
        ]

    def _door(self, icon: str, title: str, text: QLabel, *buttons: QPushButton) -> QFrame:
        door = QFrame(self)
        door.setObjectName("door")
        picture = QLabel(door)
        self._icons.append((picture, icon))
        heading = QLabel(title, door)
        heading.setProperty("role", "title")
        text.setWordWrap(True)
        text.setTextFormat(Qt.TextFormat.PlainText)
        text.setAlignment(Qt.AlignmentFlag.AlignTop)
        column = QVBoxLayout(door)
        column.setContentsMargins(18, 16, 18, 16)
        column.setSpacing(8)
        for widget in (picture, heading):
            column.addWidget(widget)
        column.addWidget(text, 1)
        for button in buttons:
            column.addWidget(button)
        return door

    def _lay_out(self) -> None:
        body = QWidget(self)
        body.setObjectName("welcomeBody")
        title = QLabel("Sa2VA Desktop", body)
        title.setProperty("role", "headline")
        sentence = QLabel(
            self.tr(
                "Type what to find in a picture or video, or click it: masks follow the thing through the clip,"
                " you correct them, and export a data set. Everything runs on this machine."
            ),
            body,
        )
        sentence.setWordWrap(True)
        self._sentence = sentence
        for label in (title, sentence):
            label.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self._grid = QGridLayout()
        self._grid.setSpacing(_GAP_PX)
        choices = QHBoxLayout()
        choices.setSpacing(8)
        choices.addStretch(1)
        for key in ("appearance.language", "appearance.theme"):
            choices.addWidget(QLabel(translated(SETTINGS[key].label), body))
            choices.addWidget(self._setting_box(key))
            choices.addSpacing(14)
        choices.addStretch(1)
        column = QVBoxLayout(body)
        column.setContentsMargins(_MARGIN_PX, _MARGIN_PX, _MARGIN_PX, _MARGIN_PX)
        column.setSpacing(16)
        column.addStretch(1)
        column.addWidget(title)
        column.addWidget(sentence, 0, Qt.AlignmentFlag.AlignHCenter)
        row = QHBoxLayout()
        row.addStretch(1)
        row.addLayout(self._grid)
        row.addStretch(1)
        column.addLayout(row)
        column.addLayout(choices)
        column.addWidget(self.note, 0, Qt.AlignmentFlag.AlignHCenter)
        column.addWidget(self.leave, 0, Qt.AlignmentFlag.AlignHCenter)
        column.addStretch(2)
        self.setWidget(body)
        self._place_doors()

    def _setting_box(self, key: str) -> QComboBox:
        setting = SETTINGS[key]
        box = QComboBox(self)
        box.setAccessibleName(translated(setting.label))
        for value, title in zip(setting.choices, setting.choice_labels):
            box.addItem(translated(title), value)
        box.setCurrentIndex(max(0, box.findData(self._settings.get(key))))
        box.activated.connect(lambda _row: self._choose(key, box.currentData()))
        self._settings.on_change(
            lambda changed: (
                box.setCurrentIndex(box.findData(self._settings.get(key))) if changed == key else None
            )
        )
        return box

    def _choose(self, key: str, value: str) -> None:
        self._settings.keep(key, value)
        if key == "appearance.language":
            self.note.show()

    # ---- showing

    def _show_model(self) -> None:
        model = self._model
        if model.state is ModelState.NONE:
            text = self.tr("None is chosen. Viewing, editing and export work without one.")
        elif model.description is not None:
            text = self.tr("{0} is loaded and runs on {1}.").format(
                model.title, model.description.device.upper()
            )
        elif model.choice == EMBEDDED:
            text = self.tr(
                "{0} comes along: small, for synthetic scenes. For real footage choose a released Sa2VA."
                " Models run on the GPU if there is one, else on the CPU."
            ).format(model.title)
        else:
            text = self.tr("{0}, loaded when it is needed.").format(model.title)
        self.model_text.setText(text)

    def _show_icons(self) -> None:
        for label, name in self._icons:
            label.setPixmap(self._theme.icon(name, "link").pixmap(QSize(30, 30)))

    def _place_doors(self) -> None:
        room = self.viewport().width() - 2 * _MARGIN_PX
        least, most = _DOOR_WIDTH_PX
        columns = 3 if room >= 3 * least + 2 * _GAP_PX else 1
        width = min(most, (room - 2 * _GAP_PX) // 3) if columns == 3 else min(_WIDE_DOOR_PX, room)
        self._sentence.setFixedWidth(max(1, min(room, 3 * most)))
        for door in self._doors:
            self._grid.removeWidget(door)
            door.setFixedWidth(max(1, width))
        for number, door in enumerate(self._doors):
            self._grid.addWidget(door, number // columns, number % columns)

    # ---- Qt

    def resizeEvent(self, event: object) -> None:
        super().resizeEvent(event)  # type: ignore[arg-type]
        self._place_doors()
