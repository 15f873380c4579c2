"""Which frames the model sees and which range gets masks: two compact choices and the plain sentence they mean."""

from __future__ import annotations

import enum

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QComboBox, QHBoxLayout, QLabel, QLineEdit, QSizePolicy, QVBoxLayout, QWidget

from sa2va_desktop.errors import UsageError
from sa2va_desktop.operations.frame_choice import NO_FRAMES, choose_language_frames
from sa2va_desktop.ui.chat.answer_pieces import frame_list
from sa2va_desktop.ui.chat.ask_draft import FramesChoice, frames_spec
from sa2va_desktop.ui.elided_combo_box import ElidedComboBox
from sa2va_desktop.ui.view_state import ViewState


class RangeChoice(enum.Enum):
    """Where masks are wanted."""

    IN_OUT = "in-out"
    WHOLE = "whole"


class FramesChooser(QWidget):
    """Follows the playhead and the in/out range of the view state.

    Signals:
        changed: the choice, or what it means, is another one.
    """

    changed = Signal()

    def __init__(self, view_state: ViewState, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._view_state = view_state
        self._is_clip = False
        self._is_following = False
        self._is_known = False
        self._frames = ElidedComboBox()
        self._range = ElidedComboBox()
        self._custom = QLineEdit()
        self._sentence = QLabel()
        self._fill()
        self._lay_out()
        for signal in (
            self._frames.currentIndexChanged,
            self._range.currentIndexChanged,
            self._custom.textChanged,
        ):
            signal.connect(self._refresh)
        view_state.frame_changed.connect(self._follow_playhead)
        view_state.range_changed.connect(self._refresh)
        self.show_media(is_clip=False)

    # -- for the prompt

    @property
    def frames_spec(self) -> str:
        return frames_spec(
            self._frames.currentData(),
            playhead=self._view_state.frame_index,
            frame_range=self.frame_range,
            custom_text=self._custom.text(),
        )

    @property
    def frame_range(self) -> tuple[int, int]:
        if self._range.currentData() is RangeChoice.WHOLE or not self._is_clip:
            return (0, max(1, self._view_state.frame_count))
        return self._view_state.frame_range

    @property
    def problem(self) -> str:
        """Why this choice cannot be sent, one sentence, or ""."""
        if not self._is_clip:
            return ""
        is_custom = self._frames.currentData() is FramesChoice.CUSTOM
        if is_custom and not (self._custom.text().strip() and self._custom.text().isascii()):
            return self.tr("Type the frames that the model shall see, such as 0, 7, 20.")
        try:
            choose_language_frames(self.frames_spec, self.frame_range)
        except UsageError as error:
            return str(error)
        return ""

    def show_media(self, *, is_clip: bool) -> None:
        """Of a picture only whether it is shown can be chosen."""
        if is_clip != self._is_clip:
            self._is_clip = is_clip
            self._fill_frames()
        self._range.setVisible(is_clip)
        self._refresh()

    def show_following(self, is_following: bool, *, is_known: bool) -> None:
        """Whether the next question goes on from earlier turns, and whether these have seen what is shown here.

        What a thread has seen is not shown to it again unless the person wants that.
        """
        if (is_following, is_known) == (self._is_following, self._is_known):
            return
        self._is_following, self._is_known = is_following, is_known
        self._frames.setItemText(self._frames.findData(FramesChoice.NONE), self._none_title())
        if is_following and is_known:
            self.choose(FramesChoice.NONE)
        elif self._frames.currentData() is FramesChoice.NONE:
            self.choose(FramesChoice.UNIFORM)
        self._refresh()

    def choose(self, frames: FramesChoice) -> None:
        self._frames.setCurrentIndex(self._frames.findData(frames))

    def choose_frames(self, spec: str) -> None:
        """Choose a list of frames such as "0,7,20" in the in-out range, or "none"."""
        if spec == NO_FRAMES:
            self.choose(FramesChoice.NONE)
            return
        self.choose(FramesChoice.CUSTOM)
        self._range.setCurrentIndex(self._range.findData(RangeChoice.IN_OUT))
        self._custom.setText(", ".join(spec.split(",")))

    # -- inside

    def _fill_frames(self) -> None:
        names = {FramesChoice.UNIFORM: self.tr("This picture")}
        if self._is_clip:
            names = {
                FramesChoice.UNIFORM: self.tr("Spread over range"),
                FramesChoice.FIRST: self.tr("First 5 of range"),
                FramesChoice.AROUND: self.tr("Around playhead"),
                FramesChoice.CUSTOM: self.tr("Custom…"),
            }
        names[FramesChoice.NONE] = self._none_title()
        kept = self._frames.currentData()
        self._frames.blockSignals(True)
        self._frames.clear()
        for choice, name in names.items():
            self._frames.addItem(name, choice)
        self._frames.setCurrentIndex(max(0, self._frames.findData(kept)))
        self._frames.blockSignals(False)

    def _none_title(self) -> str:
        return self.tr("No new picture") if self._is_following and self._is_known else self.tr("No picture")

    def _fill(self) -> None:
        self._fill_frames()
        self._range.addItem(self.tr("In–out range"), RangeChoice.IN_OUT)
        self._range.addItem(self.tr("Whole clip"), RangeChoice.WHOLE)
        self._frames.setToolTip(self.tr("Which frames the language model sees"))
        self._range.setToolTip(self.tr("Which part of the clip gets masks"))
        self._frames.setAccessibleName(self._frames.toolTip())
        self._range.setAccessibleName(self._range.toolTip())
        self._custom.setPlaceholderText(self.tr("Frames, such as 0, 7, 20"))

    def _lay_out(self) -> None:
        for box in (self._frames, self._range):
            box.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
            box.setMinimumContentsLength(6)
            box.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        self._sentence.setTextFormat(Qt.TextFormat.PlainText)
        self._sentence.setWordWrap(True)
        self._sentence.setProperty("role", "hint")
        row = QHBoxLayout()
        row.setSpacing(6)
        row.addWidget(self._frames, 5)
        row.addWidget(self._range, 4)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(4)
        column.addLayout(row)
        column.addWidget(self._custom)
        column.addWidget(self._sentence)

    def _follow_playhead(self) -> None:
        if self._frames.currentData() is FramesChoice.AROUND:
            self._refresh()

    def _refresh(self) -> None:
        self._custom.setVisible(self._is_clip and self._frames.currentData() is FramesChoice.CUSTOM)
        is_blind = self._frames.currentData() is FramesChoice.NONE
        self._range.setVisible(self._is_clip and (not is_blind or self._is_following))
        self._sentence.setText(self.problem or self._meaning())
        self.changed.emit()

    def _meaning(self) -> str:
        if self._frames.currentData() is FramesChoice.NONE:
            if self._is_following and self._is_known:
                return self.tr("The model goes on from what the thread showed it.")
            return self.tr("The model sees no picture, only words.")
        if not self._is_clip:
            return self.tr("The model sees this picture.")
        frames = choose_language_frames(self.frames_spec, self.frame_range)
        start, stop = self.frame_range
        return self.tr("The model sees frames {frames}; masks for {first}–{last}.").format(
            frames=frame_list(frames), first=start, last=stop - 1
        )
