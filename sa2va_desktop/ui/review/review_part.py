"""Everything about the review in one window: the queue and its panel, what the actions do, comparing with before."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from functools import partial
from typing import TYPE_CHECKING

import numpy as np
from PySide6.QtCore import QObject, QRect

from sa2va_desktop.annotation.changes import Change
from sa2va_desktop.annotation.records import MediaId, ObjectId
from sa2va_desktop.editing.shown_mask import ShownRle
from sa2va_desktop.errors import Sa2vaDesktopError
from sa2va_desktop.operations.frame_states import looked_at
from sa2va_desktop.operations.review.places import PlaceState, ReviewPlace
from sa2va_desktop.operations.review.rest import rest_of
from sa2va_desktop.operations.review.verdicts import comment_on, confirm, reject, take_back
from sa2va_desktop.translation import translate
from sa2va_desktop.ui.review.asking_dialog import AskingDialog
from sa2va_desktop.ui.review.asking_runs import AskingRuns
from sa2va_desktop.ui.review.before_after import BeforeAfter
from sa2va_desktop.ui.review.lane_trust import LaneTrust
from sa2va_desktop.ui.review.mask_statistics_dialog import MaskStatisticsDialog
from sa2va_desktop.ui.review.rest_dialog import RestDialog
from sa2va_desktop.ui.review.review_panel import ReviewPanel
from sa2va_desktop.ui.review.review_queue import ReviewQueue

if TYPE_CHECKING:
    from sa2va_desktop.ui.main_window import MainWindow

TOPIC = "review"
_LEAST_SHOWN = 0.35
"""Of the picture's sides: a small mask is shown with so much round it."""


class ReviewPart(QObject):
    """Made by the main window once its controllers are there; the panel is put into a dock by `WindowDocks`."""

    def __init__(self, window: MainWindow) -> None:
        super().__init__(window)
        self._window = window
        self.queue = ReviewQueue(window.document, window.view_state, window.runner, self)
        self.panel = ReviewPanel(window.document, window.view_state, self.queue, window.theme)
        self.asking = AskingRuns(
            window.document, window.runs, window.messages, self.queue.clip_scores, self.show_queue, self
        )
        self.before_after = BeforeAfter(
            window.canvas, window.document, window.view_state, window.messages, self
        )
        self.lane_trust = LaneTrust(window.document, self.queue, self)
        window.timeline.set_review(self.lane_trust)
        self.lane_trust.changed.connect(window.timeline.refresh_review)
        self._when_scored: Callable[[], object] | None = None
        self._zoom_wish: tuple[int, QRect] | None = None
        panel = self.panel
        panel.shown.connect(self.queue.activate)
        panel.chosen.connect(self.go_to)
        panel.confirm_wanted.connect(self.confirm)
        panel.reject_wanted.connect(self.reject)
        panel.take_back_wanted.connect(self.take_back)
        panel.comment_wanted.connect(self.comment)
        panel.ask_button.clicked.connect(self.ask)
        panel.batch_button.clicked.connect(self.ask_to_confirm_rest)
        self.queue.changed.connect(self._go_on)
        window.presenter.frame_shown.connect(self._zoom)

    def handlers(self) -> Mapping[str, Callable[..., object]]:
        """By the ids of the action table."""
        return {
            "review.show": lambda: self._window.docks.toggle_review(),
            "frame.next_review": lambda: self.step(1),
            "frame.previous_review": lambda: self.step(-1),
            "review.confirm": lambda: self._with_place(self.panel.confirm),
            "review.reject": lambda: self._with_place(self.panel.begin_reject),
            "review.comment": self.begin_comment,
            "review.compare": self.before_after.step,
            "review.ask": self.ask,
            "review.confirm_rest": self.ask_to_confirm_rest,
            "review.curves": lambda wanted: self._window.settings.keep("review.all_curves", wanted),
            "review.statistics": self.show_statistics,
        }

    # ---- looking

    def show_queue(self) -> None:
        """Bring the panel up and give it the keyboard."""
        self._window.docks.show_review()

    def step(self, step: int) -> None:
        """Go to the next (1) or previous (-1) place; the first time once the masks are measured."""
        self._once_scored(lambda: self._step(step))

    def go_to(self, place: ReviewPlace) -> None:
        """Show a place: its clip, its worst frame, with the object selected and its surroundings in sight."""
        window = self._window
        item = window.document.project.media.get(place.media_id)
        if item is None:
            return
        view = window.view_state
        view.set_playing(False)
        if view.media_id != place.media_id:
            window.media_switch.show(item)
        if window.settings.get("review.zoom"):
            self._zoom_wish = (place.frame_index, self._rect_of(place, QRect(0, 0, item.width, item.height)))
        view.seek(place.frame_index)
        view.select(frozenset({place.object_id}))
        if window.presenter.shown_frame == place.frame_index:
            self._zoom(place.frame_index)

    # ---- judging

    def confirm(self, places: Sequence[ReviewPlace]) -> None:
        """The masks of these places are right; where objects are cleaned up, as they are seen."""
        label = translate("ReviewPart", "Confirm %n Place(s)", n=len(places))
        self._judge(label, places, PlaceState.CONFIRMED, confirm)

    def reject(self, places: Sequence[ReviewPlace], reason: str) -> None:
        label = translate("ReviewPart", "Reject %n Place(s)", n=len(places))
        self._judge(label, places, PlaceState.REJECTED, partial(reject, comment=reason))

    def take_back(self, places: Sequence[ReviewPlace]) -> None:
        label = translate("ReviewPart", "Take Back the Verdict on %n Place(s)", n=len(places))
        self._judge(label, places, PlaceState.OPEN, take_back)

    def comment(self, object_id: ObjectId, frame_index: int, words: str) -> None:
        project = self._window.document.project
        if object_id in project.objects:
            self._do(self.tr("Comment"), lambda: comment_on(project, object_id, frame_index, words))

    def begin_comment(self) -> None:
        """On the selected object and the shown frame, in the queue or not."""
        window = self._window
        selection = window.view_state.selection
        if len(selection) != 1:
            window.messages.inform(self.tr("Select one object to comment on."), topic=TOPIC)
            return
        self.show_queue()
        self.panel.comment_on(next(iter(selection)), window.view_state.frame_index)

    # ---- all at once

    def ask(self) -> None:
        """Open the dialog about asking again; the first time once the masks are measured."""
        item = self._window.media_switch.shown
        if item is not None:
            self._once_scored(lambda: self._open_asking(item.media_id))

    def ask_to_confirm_rest(self) -> None:
        """Open the dialog; the first time once the masks are measured."""
        item = self._window.media_switch.shown
        if item is not None:
            self._once_scored(lambda: self._open_rest(item.media_id))

    def show_statistics(self) -> None:
        window = self._window
        MaskStatisticsDialog(window.document, window.runner, window.file_dialogs, window).show()

    # ---- inside

    def _open_asking(self, media_id: MediaId) -> None:
        window = self._window
        item = window.document.project.media.get(media_id)
        if item is None:
            return
        dialog = AskingDialog(
            sorted(window.view_state.selection),
            int(window.settings.number("review.questions")),
            lambda object_ids, limit: self.asking.plan(media_id, object_ids, limit),
            lambda object_ids, limit: self.asking.submit(item, object_ids, limit),
            window,
        )
        dialog.open()

    def _open_rest(self, media_id: MediaId) -> None:
        project = self._window.document.project

        def rest(limit: float) -> list[ReviewPlace]:
            return rest_of(project, media_id, self.queue.clip_scores(media_id), limit)

        dialog = RestDialog(
            lambda limit: sum(each.stop - each.start for each in rest(limit)),
            # A run may have made other masks while the dialog was open: they are looked at first.
            lambda limit: self._once_scored(lambda: self.confirm(rest(limit))),
            self._window,
        )
        self._window.document.replaced.connect(dialog.reject)
        dialog.open()

    def _once_scored(self, then: Callable[[], object]) -> None:
        self._when_scored = then
        if self.queue.is_complete:
            self._go_on()
        else:
            self.queue.activate()
            self._window.messages.inform(self.tr("Looking for doubtful masks…"), topic=TOPIC)

    def _go_on(self) -> None:
        if self.queue.is_complete and self._when_scored is not None:
            then, self._when_scored = self._when_scored, None
            self._window.messages.withdraw(TOPIC)
            then()

    def _step(self, step: int) -> None:
        place = self.panel.step(step)
        if place is None:
            self._window.messages.inform(
                self.tr("Nothing is left to review: no flagged, doubtful or outdated mask."), topic=TOPIC
            )
            return
        if self.panel.isVisible():
            return  # it says why itself
        item = self._window.document.project.objects[place.object_id]
        why = "; ".join(self.queue.reasons(place))
        sentence = self.tr("“{0}” on frame {1}: {2}.").format(item.name, place.frame_index, why)
        self._window.messages.inform(sentence, topic=TOPIC)

    def _with_place(self, then: Callable[[], object]) -> None:
        """Do something with the current place of the queue, which has to be in sight for that."""
        if self.panel.current_place() is None:
            self.step(1)
            return
        if not self.panel.isVisible():
            self.show_queue()
        then()

    def _judge(
        self, label: str, places: Sequence[ReviewPlace], state: PlaceState, verb: Callable[..., list[Change]]
    ) -> None:
        """Say something of places, as soon as it is known how their masks are seen."""
        window, project = self._window, self._window.document.project
        session = window.document.session
        frames = sorted({index for place in places for index in range(place.start, place.stop)})
        ids = sorted({place.object_id for place in places if place.object_id in project.objects})

        def say(shown: ShownRle) -> None:
            is_same = window.document.session is session  # not another project
            if is_same and self._do(label, lambda: verb(project, places, shown=shown)):
                self.queue.note_said(places, state)

        pairs = looked_at(project, ids, frames, is_taken=state is not PlaceState.CONFIRMED)
        window.mask_cleaner.with_shown(pairs, say, title=label, channel="review verdict")

    def _do(self, label: str, make_changes: Callable[[], list[Change]]) -> bool:
        self._window.messages.withdraw(TOPIC)
        try:
            changes = make_changes()
            if changes:
                self._window.document.do(label, changes)
        except Sa2vaDesktopError as error:
            self._window.messages.present_error(error, topic=TOPIC)
            return False
        return True

    def _rect_of(self, place: ReviewPlace, picture: QRect) -> QRect:
        """What to show of the picture: the mask, or where it was seen last, with something round it."""
        scores = self.queue.scores_of(place.object_id)
        at = scores.place_of(place.frame_index) if scores is not None else None
        if scores is None or at is None:
            return picture
        seen = np.flatnonzero(scores.columns.is_seen)
        if not seen.size:
            return picture
        near = int(seen[np.argmin(np.abs(seen - at))])
        x0, y0, x1, y1 = (int(each) for each in scores.columns.boxes[near])
        width = max(2 * (x1 - x0), round(_LEAST_SHOWN * picture.width()))
        height = max(2 * (y1 - y0), round(_LEAST_SHOWN * picture.height()))
        rect = QRect((x0 + x1 - width) // 2, (y0 + y1 - height) // 2, width, height)
        return rect.intersected(picture)

    def _zoom(self, frame_index: int) -> None:
        if self._zoom_wish is not None and self._zoom_wish[0] == frame_index:
            self._window.canvas.zoom_to_rect(self._zoom_wish[1])
            self._zoom_wish = None
