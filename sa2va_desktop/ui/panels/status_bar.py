"""The bottom line: pixel, zoom, frame, time code; then work in progress, model, memory of GPU and program, durability."""

from __future__ import annotations

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QLabel, QProgressBar, QSizePolicy, QStatusBar, QToolButton, QWidget

from sa2va_desktop.annotation.records import MediaItem
from sa2va_desktop.translation import translate
from sa2va_desktop.ui.canvas.canvas_view import PixelUnderCursor
from sa2va_desktop.ui.document import Document
from sa2va_desktop.ui.model_controller import ModelController, ModelState
from sa2va_desktop.ui.process_memory import resident_bytes
from sa2va_desktop.ui.theme import Theme
from sa2va_desktop.ui.timeline.ruler_ticks import format_timecode

_REFRESH_MS = 1000
_MIB = 1 << 20
_GIB = 1 << 30
_WORK_PX = (90, 420)
_LABEL_PADDING_PX = 8
_STEPS = 1000


class FittingLabel(QLabel):
    """Takes what is left over, so that a longer text moves nothing, and shows what fits into it, whole."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self._texts: tuple[str, ...] = ("",)
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)

    def show_one_of(self, *texts: str) -> None:
        """The first of the texts that fits, else the last."""
        self._texts = texts
        self._fit()

    def _fit(self) -> None:
        room, metrics = self.width() - 2 * _LABEL_PADDING_PX, self.fontMetrics()
        fitting = (text for text in self._texts if metrics.horizontalAdvance(text) <= room)
        self.setText(next(fitting, self._texts[-1]))

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()


class StatusBar(QStatusBar):
    """Only shows; whoever knows something calls its `show_…` methods.

    Signals:
        cancel_requested(): the stop button beside the progress was pressed.
        jobs_requested(): the line that says what is being done was clicked.
    """

    cancel_requested = Signal()
    jobs_requested = Signal()

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self.setSizeGripEnabled(False)
        self.zoom = self._label(self.tr("Zoom: screen pixels per picture pixel"), 62)
        self.frame = self._label(self.tr("Frame, and the first and the last one; counted from 0"), 96)
        self.timecode = self._label(self.tr("Time of this frame since the first one"), 92)
        self.pixel = FittingLabel(self)
        self.pixel.setToolTip(self.tr("Pixel under the cursor and its colour"))
        self.addWidget(self.pixel, 1)
        self.work = QToolButton(self)
        self.work.setMinimumWidth(_WORK_PX[0])  # a long sentence must not make the window wider
        self.work.setToolTip(self.tr("Show all jobs  (Ctrl+J)"))
        self.work.clicked.connect(self.jobs_requested)
        self.progress = QProgressBar(self)
        self.progress.setFixedWidth(120)
        self.progress.setTextVisible(False)
        self.stop = QToolButton(self)
        self.stop.setToolTip(self.tr("Stop  (Esc)\nWhat is done stays"))
        self.stop.setAccessibleName(self.tr("Stop the answer"))
        self.stop.clicked.connect(self.cancel_requested)
        self.model = QToolButton(self)
        self.model.setToolTip(self.tr("Choose a model"))
        self.model.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        self.model.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
        self.memory = QLabel(self)
        self.memory.setToolTip(self.tr("Memory of this program"))
        self.device_memory = QLabel(self)
        self.device_memory.setToolTip(self.tr("Memory of the GPU in use, by all programs"))
        self.device_memory.hide()
        self.durability = QLabel(self)
        longest = self.durability.fontMetrics().horizontalAdvance(self.tr("All changes stored"))
        self.durability.setMinimumWidth(
            longest + 2 * _LABEL_PADDING_PX
        )  # so that nothing moves while it stores
        for widget in (self._work_box(), self.model, self.device_memory, self.memory, self.durability):
            self.addPermanentWidget(widget)
        self.hide_work()
        theme.changed.connect(self._show_icons)
        self._show_icons()
        self._timer = QTimer(self)
        self._timer.setInterval(_REFRESH_MS)
        self._timer.timeout.connect(self._show_memory)
        self._timer.start()
        self._show_memory()

    # ---- left

    def show_zoom(self, zoom: float) -> None:
        self.zoom.setText(f"{zoom * 100:.0f} %")

    def show_pixel(self, pixel: PixelUnderCursor | None) -> None:
        if pixel is None:
            self.pixel.show_one_of("")
        else:
            red, green, blue = pixel.rgb
            place = f"x {pixel.x}  y {pixel.y}"
            self.pixel.show_one_of(f"{place}   rgb {red} {green} {blue}", place, "")

    def show_frame(self, item: MediaItem | None, frame_index: int) -> None:
        if item is None or frame_index >= item.frame_count:
            self.frame.clear()
            self.timecode.clear()
        elif item.frame_count == 1:
            self.frame.setText(f"{item.width} × {item.height}")
            self.timecode.clear()
        else:
            self.frame.setText(f"{frame_index} (0–{item.frame_count - 1})")
            self.timecode.setText(format_timecode(item.time_s(frame_index)))

    # ---- right

    def show_work(self, text: str, done: int = 0, total: int = 0, *, can_stop: bool = True) -> None:
        """Show work in progress; a total of 0 means that nobody knows how much it is."""
        self.work.setText(self.fontMetrics().elidedText(text, Qt.TextElideMode.ElideRight, _WORK_PX[1]))
        self.work.setToolTip("\n".join((text, self.tr("Show all jobs  (Ctrl+J)"))))
        self.progress.setRange(0, _STEPS if total else 0)  # bytes of a model are more than the bar can count
        self.progress.setValue(_STEPS * done // total if total else 0)
        self.stop.setVisible(can_stop)
        self._work_widget.show()

    def hide_work(self) -> None:
        self._work_widget.hide()

    def show_model(self, model: ModelController) -> None:
        description = model.description
        texts = {
            ModelState.NONE: self.tr("No model: choose one"),
            ModelState.UNLOADED: self.tr("{0}, loads when needed"),
            ModelState.LOADING: self.tr("Loading {0}…"),
            ModelState.FAILED: self.tr("{0} cannot be used"),
            ModelState.READY: self.tr("{0}"),
        }
        text = texts[model.state].format(model.title)
        if model.is_resting:
            text = self.tr("{0}, resting").format(model.title)
        if description is not None:
            text += f"  ·  {description.device.upper()}  ·  {description.dtype}"
        self.model.setText(text)
        placement = description.placement if description is not None else ""
        self.model.setToolTip("\n".join(part for part in (self.tr("Choose a model"), placement) if part))

    def show_device_memory(self, used_of_total: tuple[int, int] | None) -> None:
        """Bytes of the GPU, None when no model is on one."""
        self.device_memory.setVisible(used_of_total is not None)
        if used_of_total is not None:
            used, total = used_of_total
            self.device_memory.setText(f"GPU {used / _GIB:.1f} / {total / _GIB:.1f} GB")

    def show_durability(self, document: Document) -> None:
        if document.session is None:
            state, text = "", ""
        elif not document.is_writable:
            state, text = "busy", self.tr("Read-only")
        elif document.storage_error is not None:
            state, text = "bad", translate("StatusBar", "%n change(s) not stored", n=document.pending_count)
        elif document.pending_count:
            state, text = "busy", self.tr("Storing…")
        else:
            state, text = "good", self.tr("All changes stored")
        self.durability.setText(text)
        if self.durability.property("state") != state:
            self.durability.setProperty("state", state)
            self.durability.style().polish(self.durability)

    # ---- inside

    def _label(self, tool_tip: str, min_width_px: int, *, stretch: int = 0) -> QLabel:
        label = QLabel(self)
        label.setToolTip(tool_tip)
        label.setMinimumWidth(min_width_px)
        self.addWidget(label, stretch)
        return label

    def _work_box(self) -> QWidget:
        self._work_widget = QWidget(self)
        layout = QHBoxLayout(self._work_widget)
        layout.setContentsMargins(0, 0, 8, 0)
        layout.setSpacing(6)
        for widget in (self.work, self.progress, self.stop):
            layout.addWidget(widget)
        return self._work_widget

    def _show_icons(self) -> None:
        self.stop.setIcon(self._theme.icon("stop-circle-outline", "bad"))
        self.model.setIcon(self._theme.icon("brain", "text_dim"))

    def _show_memory(self) -> None:
        held_bytes = resident_bytes()
        self.memory.setText("" if held_bytes is None else f"{held_bytes / _MIB:.0f} MB")
