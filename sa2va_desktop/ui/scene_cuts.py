"""The scene cuts of the shown clip: looked for in the background, shown by the timeline, put right by the person."""

from __future__ import annotations

from collections.abc import Callable, Generator, Mapping
from typing import Any

from PySide6.QtCore import QObject, QTimer, Signal

from sa2va_desktop.annotation.changes import ChangeSet
from sa2va_desktop.annotation.records import MediaId, MediaItem
from sa2va_desktop.errors import Sa2vaDesktopError
from sa2va_desktop.media.opening import open_media
from sa2va_desktop.media.records import MediaIndex
from sa2va_desktop.media.scene_cuts import search_cuts
from sa2va_desktop.operations.scene_cut_cache import read_cuts, write_cuts
from sa2va_desktop.operations.scene_cuts import CutMap, add_cut, cut_edits, is_about_cuts, remove_cut
from sa2va_desktop.operations.track_plan import FrameRange
from sa2va_desktop.tasks import Progress
from sa2va_desktop.translation import translate
from sa2va_desktop.ui.document import Document
from sa2va_desktop.ui.frame_feed import FrameFeed
from sa2va_desktop.ui.messages import MessageCenter
from sa2va_desktop.ui.task_runner import Lane, Task, TaskContext, TaskRunner
from sa2va_desktop.ui.view_state import ViewState

SEARCHED_AT_ONCE_FRAMES = 5_000
"""Longer clips are not decoded for their cuts alone unless the person asks; a track finds those that it comes to."""

_QUIET_MS = 600
_TOPIC = "scene cuts"

_Found = tuple[FrameRange, list[int]]
_Content = tuple[MediaId, int, str]


class SceneCuts(QObject):
    """Lives on the GUI thread; looks on the pool, and waits while the person scrubs or plays.

    Signals:
        changed(list[int]): the cuts of the shown clip are these.
    """

    changed = Signal(list)

    def __init__(
        self,
        document: Document,
        view_state: ViewState,
        feed: FrameFeed,
        runner: TaskRunner,
        messages: MessageCenter,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._document = document
        self._view_state = view_state
        self._feed = feed
        self._runner = runner
        self._messages = messages
        self._found: dict[_Content, CutMap] = {}
        self._task: Task | None = None
        self._quiet = QTimer(self, singleShot=True, interval=_QUIET_MS)
        self._quiet.timeout.connect(self._go_on)
        feed.opened.connect(self._follow_opened)
        view_state.media_changed.connect(lambda _media_id: self._stop())
        view_state.frame_changed.connect(lambda _frame: self._wait())
        view_state.playing_changed.connect(lambda _playing: self._wait())
        document.changed.connect(self._follow_document)
        document.replaced.connect(self._forget)

    def handlers(self) -> Mapping[str, Callable[[], None]]:
        """By the ids of the action table."""
        return {
            "track.cut_here": self.switch_here,
            "track.find_cuts": self.search_all,
            "play.next_cut": lambda: self._seek(min, lambda cut, frame: cut > frame),
            "play.previous_cut": lambda: self._seek(max, lambda cut, frame: cut < frame),
        }

    # ---- what is known

    def map_of(self, media_id: MediaId) -> CutMap:
        """All that is known of a clip, with what the person said.

        Raises:
            ProjectError: the project holds damaged edits.
        """
        item = self._document.project.media.get(media_id)
        found = CutMap() if item is None else self._found_in(item)
        return found.with_edits(cut_edits(self._document.project, media_id))

    def note(self, item: MediaItem, cut: int) -> None:
        """A track came upon a cut in the pictures of an item as it was then."""
        self._take(item, [((cut, cut + 1), [cut])])
        self._keep(item)

    # ---- acting

    def switch_here(self) -> None:
        """Say that a new scene begins with the shown frame, or that it does not."""
        media_id, frame = self._view_state.media_id, self._view_state.frame_index
        if media_id is None:
            return
        if frame == 0:
            self._messages.inform(self.tr("The first frame begins the first scene anyway."), topic=_TOPIC)
            return
        project = self._document.project
        try:
            if frame in self.map_of(media_id).frames:
                self._document.do(self.tr("Remove Scene Cut"), remove_cut(project, media_id, frame))
            else:
                self._document.do(self.tr("Add Scene Cut"), add_cut(project, media_id, frame))
        except Sa2vaDesktopError as error:
            self._messages.present_error(error, topic=_TOPIC)

    def search_all(self) -> None:
        """Look through the whole clip, however long it is."""
        item, index = self._shown(), self._feed.index
        if item is None or index is None:
            return
        if not self._found_in(item).unsearched((0, item.frame_count)):
            count = len(self.map_of(item.media_id).frames)
            text = translate("SceneCuts", "The whole clip was looked through: %n scene cut(s).", n=count)
            self._messages.inform(text, topic=_TOPIC)
            return
        self._search(item, index, is_asked_for=True)

    def _seek(self, choose: Callable[..., int], is_ahead: Callable[[int, int], bool]) -> None:
        media_id, here = self._view_state.media_id, self._view_state.frame_index
        cuts = self.map_of(media_id).frames if media_id is not None else ()
        ahead = [cut for cut in cuts if is_ahead(cut, here)]
        if ahead:
            self._view_state.set_playing(False)
            self._view_state.seek(choose(ahead))

    # ---- searching

    def _follow_opened(self, index: MediaIndex) -> None:
        item = self._shown()
        if item is None or item.frame_count < 2:
            return
        self._show()
        if _content_of(item) in self._found:
            self._search_if_short(item, index)
            return
        self._runner.submit(
            lambda _context: read_cuts(item),
            lane=Lane.POOL,
            title=self.tr("Read scene cuts"),
            on_success=lambda cuts: self._take_kept(item, index, cuts),
        )

    def _take_kept(self, item: MediaItem, index: MediaIndex, cuts: CutMap) -> None:
        if self._document.project.media.get(item.media_id) == item:
            self._found.setdefault(_content_of(item), cuts)
            self._show()
            if self._shown() == item:
                self._search_if_short(item, index)

    def _search_if_short(self, item: MediaItem, index: MediaIndex) -> None:
        if item.frame_count <= SEARCHED_AT_ONCE_FRAMES:
            self._search(item, index, is_asked_for=False)

    def _search(self, item: MediaItem, index: MediaIndex, *, is_asked_for: bool) -> None:
        self._stop()
        parts = self._found_in(item).unsearched((0, item.frame_count))
        if not parts:
            return
        self._task = self._runner.submit(
            _searching(index, parts),
            lane=Lane.POOL,
            title=self.tr("Find scene cuts"),
            on_partials=lambda steps: self._take(item, steps),
            on_end=lambda task: self._search_ended(task, item),
            presents_failure=is_asked_for,
            is_job=is_asked_for,
            can_stop=is_asked_for,
        )
        if not is_asked_for:
            self._wait()

    def _take(self, item: MediaItem, steps: list[_Found]) -> None:
        if self._document.project.media.get(item.media_id) != item:
            return
        cuts = self._found_in(item)
        for frame_range, found in steps:
            cuts = cuts.with_searched(frame_range, found)
        is_new = cuts.found != self._found_in(item).found
        self._found[_content_of(item)] = cuts
        if is_new:
            self._show()

    def _search_ended(self, task: Task, item: MediaItem) -> None:
        if self._task is task:
            self._task = None
        self._keep(item)

    def _keep(self, item: MediaItem) -> None:
        cuts = self._found.get(_content_of(item))
        if cuts is not None and self._runner.is_accepting:
            self._runner.submit(
                lambda _context: write_cuts(item, cuts), lane=Lane.POOL, title=self.tr("Keep scene cuts")
            )

    def _stop(self) -> None:
        self._quiet.stop()
        if self._task is not None:
            self._task.cancel()
            self._task = None

    def _wait(self) -> None:
        """The decoder belongs to the person while the picture moves."""
        if self._task is not None:
            self._task.pause()
            self._quiet.start()

    def _go_on(self) -> None:
        if self._view_state.is_playing:
            self._quiet.start()
        elif self._task is not None:
            self._task.resume()

    # ---- following

    def _follow_document(self, change: ChangeSet) -> None:
        if any(is_about_cuts(name) for name in change.setting_names):
            self._show()

    def _forget(self) -> None:
        self._stop()
        self._found.clear()

    def _found_in(self, item: MediaItem) -> CutMap:
        return self._found.get(_content_of(item), CutMap())

    def _shown(self) -> MediaItem | None:
        media_id = self._view_state.media_id
        return self._document.project.media.get(media_id) if media_id is not None else None

    def _show(self) -> None:
        media_id = self._view_state.media_id
        if media_id is None:
            return
        try:
            self.changed.emit(list(self.map_of(media_id).frames))
        except Sa2vaDesktopError as error:
            self._messages.present_error(error, topic=_TOPIC)


def _content_of(item: MediaItem) -> _Content:
    """Cuts are those of the pictures: another file in the place of the item's, or another project, has others."""
    return item.media_id, item.size_bytes, item.edge_hash


def _searching(
    index: MediaIndex, parts: list[FrameRange]
) -> Callable[[TaskContext], Generator[_Found, Any, None]]:
    """Work for the pool: looks through parts of a clip."""
    total = sum(stop - start for start, stop in parts)

    def work(context: TaskContext) -> Generator[_Found, Any, None]:
        done = 0
        with open_media(index.path, index=index, token=context.token) as reader:
            for start, stop in parts:
                reached = start
                for position, found in search_cuts(reader, (start, stop), context.token):
                    yield (reached, position), found
                    done += position - reached
                    reached = position
                    context.report(Progress(done, total, "frames"))

    return work
