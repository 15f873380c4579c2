"""How one job looks in the list: what it is, how far it is, and the buttons that pause and stop it."""

from __future__ import annotations

from PySide6.QtCore import (
    QAbstractItemModel,
    QEvent,
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    QRect,
    QRectF,
    QSize,
    Qt,
    Signal,
    SignalInstance,
)
from PySide6.QtGui import QHelpEvent, QMouseEvent, QPainter
from PySide6.QtWidgets import QAbstractItemView, QStyle, QStyledItemDelegate, QStyleOptionViewItem, QToolTip

from sa2va_desktop.ui.item_models.job_item_model import JobItemModel
from sa2va_desktop.ui.jobs import Job
from sa2va_desktop.ui.model_run import RunState
from sa2va_desktop.ui.theme import Theme

_ICON_PX = 16
_BUTTON_PX = 24
_BAR_PX = 4
_LEFT_PX = 34
_ICONS = {
    RunState.WAITING: ("clock-outline", "text_faint"),
    RunState.RUNNING: ("progress-clock", "accent"),
    RunState.PAUSED: ("pause", "warn"),
    RunState.DONE: ("check", "good"),
    RunState.STOPPED: ("stop-circle-outline", "text_faint"),
    RunState.FAILED: ("alert-circle-outline", "bad"),
}
Index = QModelIndex | QPersistentModelIndex


class JobDelegate(QStyledItemDelegate):
    """Signals:
    pause_clicked(Job): hold it or let it go on. stop_clicked(Job): stop it, or take it off the list when it is over.
    """

    pause_clicked = Signal(object)
    stop_clicked = Signal(object)

    def __init__(self, theme: Theme, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._theme = theme

    # ---- places inside a row

    def stop_rect(self, row: QRect) -> QRect:
        return QRect(row.right() - _BUTTON_PX - 7, row.top() + 4, _BUTTON_PX, _BUTTON_PX)

    def pause_rect(self, row: QRect) -> QRect:
        return self.stop_rect(row).translated(-_BUTTON_PX, 0)

    # ---- painting

    def _paint_background(self, painter: QPainter, option: QStyleOptionViewItem) -> None:
        state = option.state  # type: ignore[attr-defined]
        if state & (QStyle.StateFlag.State_Selected | QStyle.StateFlag.State_MouseOver):
            name = "accent_soft" if state & QStyle.StateFlag.State_Selected else "raised"
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(self._theme.color(name))
            painter.drawRoundedRect(option.rect.adjusted(4, 1, -4, -1), 5, 5)  # type: ignore[attr-defined]

    def _paint_icon(self, painter: QPainter, rect: QRect, name: str, color: str) -> None:
        place = QRect(0, 0, _ICON_PX, _ICON_PX)
        place.moveCenter(rect.center())
        self._theme.icon(name, color).paint(painter, place)

    def _paint_texts(self, painter: QPainter, row: QRect, job: Job) -> None:
        metrics = painter.fontMetrics()
        left = row.left() + _LEFT_PX
        right = (self.pause_rect(row) if job.can_pause else self.stop_rect(row)).left() - 6
        title = QRect(left, row.top() + 8, right - left, metrics.height())
        painter.setPen(self._theme.color("text_dim" if job.state.is_over else "text"))
        painter.drawText(title, 0, metrics.elidedText(job.title, Qt.TextElideMode.ElideRight, title.width()))
        top = row.top() + 8 + metrics.height() + (_BAR_PX + 12 if _has_bar(job) else 3)
        height = _detail_lines(job) * metrics.height()
        self._paint_detail(painter, QRect(left, top, row.right() - 12 - left, height), job)

    def _paint_detail(self, painter: QPainter, area: QRect, job: Job) -> None:
        """What is known of a running job takes two lines, so that the time left is read in a narrow panel too."""
        failed = job.state is RunState.FAILED
        painter.setPen(self._theme.color("bad" if failed else "text_dim"))
        if failed:
            painter.drawText(area, Qt.TextFlag.TextWordWrap, job.detail)
        elif job.state is RunState.RUNNING and job.progress.total:
            painter.drawText(area, 0, job.progress.amount)
            painter.drawText(area, Qt.AlignmentFlag.AlignRight, job.progress.rest)
            painter.drawText(area, Qt.AlignmentFlag.AlignBottom, job.progress.speed)
        else:
            elided = painter.fontMetrics().elidedText(job.detail, Qt.TextElideMode.ElideRight, area.width())
            painter.drawText(area, 0, elided)

    def _paint_bar(self, painter: QPainter, row: QRect, job: Job, line_px: int) -> None:
        bar = QRectF(row.left() + _LEFT_PX, row.top() + 8 + line_px + 6, row.width() - _LEFT_PX - 12, _BAR_PX)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(self._theme.color("raised_hover"))
        painter.drawRoundedRect(bar, _BAR_PX / 2, _BAR_PX / 2)
        if job.progress.total:
            bar.setWidth(max(_BAR_PX, bar.width() * min(1.0, job.progress.done / job.progress.total)))
            painter.setBrush(self._theme.color("warn" if job.state is RunState.PAUSED else "accent"))
            painter.drawRoundedRect(bar, _BAR_PX / 2, _BAR_PX / 2)

    # ---- Qt

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        line_px = option.fontMetrics.height()  # type: ignore[attr-defined]
        job: Job = index.data(JobItemModel.RECORD_ROLE)
        lines = 1 + _detail_lines(job)
        return QSize(180, lines * line_px + (_BAR_PX + 12 if _has_bar(job) else 3) + 16)

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        job: Job = index.data(JobItemModel.RECORD_ROLE)
        row: QRect = option.rect  # type: ignore[attr-defined]
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        self._paint_background(painter, option)
        line_px = painter.fontMetrics().height()
        icon = QRect(row.left() + 10, row.top() + 8, _ICON_PX, line_px)
        self._paint_icon(painter, icon, *_ICONS[job.state])
        self._paint_texts(painter, row, job)
        if _has_bar(job):
            self._paint_bar(painter, row, job, line_px)
        if job.can_pause:
            name = "play" if job.state is RunState.PAUSED else "pause"
            self._paint_icon(painter, self.pause_rect(row), name, "text_dim")
        if job.can_stop or job.state.is_over:
            self._paint_icon(painter, self.stop_rect(row), "close", "text_dim")
        painter.restore()

    def editorEvent(
        self, event: QEvent, model: QAbstractItemModel, option: QStyleOptionViewItem, index: Index
    ) -> bool:
        kinds = (QEvent.Type.MouseButtonPress, QEvent.Type.MouseButtonRelease)
        if isinstance(event, QMouseEvent) and event.type() in kinds:
            row: QRect = option.rect  # type: ignore[attr-defined]
            job: Job = index.data(JobItemModel.RECORD_ROLE)
            for rect, signal in self._buttons(row, job):
                if rect.contains(event.position().toPoint()):
                    if event.type() is QEvent.Type.MouseButtonRelease:
                        signal.emit(job)
                    return True
        return super().editorEvent(event, model, option, index)

    def helpEvent(
        self, event: QHelpEvent, view: QAbstractItemView, option: QStyleOptionViewItem, index: Index
    ) -> bool:
        row: QRect = option.rect  # type: ignore[attr-defined]
        job: Job | None = index.data(JobItemModel.RECORD_ROLE)
        if job is not None and self.stop_rect(row).contains(event.pos()):
            off, stop = self.tr("Take it off the list  (Del)"), self.tr("Stop; what is done stays  (Del)")
            QToolTip.showText(event.globalPos(), off if job.state.is_over else stop, view)
            return True
        if job is not None and job.can_pause and self.pause_rect(row).contains(event.pos()):
            QToolTip.showText(event.globalPos(), self.tr("Pause or resume  (Space)"), view)
            return True
        return super().helpEvent(event, view, option, index)

    def _buttons(self, row: QRect, job: Job) -> list[tuple[QRect, SignalInstance]]:
        buttons: list[tuple[QRect, SignalInstance]] = []
        if job.can_stop or job.state.is_over:
            buttons.append((self.stop_rect(row), self.stop_clicked))
        if job.can_pause:
            buttons.append((self.pause_rect(row), self.pause_clicked))
        return buttons


def _has_bar(job: Job) -> bool:
    return job.state in (RunState.RUNNING, RunState.PAUSED)


def _detail_lines(job: Job) -> int:
    return {RunState.RUNNING: 2, RunState.FAILED: 3}.get(job.state, 1)
