"""Selectable text with chips and links in it, built character by character so that no text can become markup."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QEvent, QMimeData, QPointF, QRectF, QSize, Qt, QUrl, Signal
from PySide6.QtGui import (
    QBrush,
    QColor,
    QContextMenuEvent,
    QDragEnterEvent,
    QDragMoveEvent,
    QDropEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QPalette,
    QPen,
    QResizeEvent,
    QTextBlock,
    QTextBlockFormat,
    QTextCharFormat,
    QTextCursor,
    QTextLine,
    QTextOption,
    QWheelEvent,
)
from PySide6.QtWidgets import QApplication, QFrame, QMenu, QSizePolicy, QTextBrowser, QWidget

from sa2va_desktop.annotation.records import Rgb
from sa2va_desktop.ui.chat.text_positions import character_at, units_before
from sa2va_desktop.ui.item_models.dragged_objects import dragged_objects
from sa2va_desktop.ui.legible_colors import mix, text_color_on
from sa2va_desktop.ui.plain_text import plain_tool_tip

_LINE_HEIGHT_PERCENT = 132.0  # room for chips of neighbouring lines
_CHIP_PADDING_PX = 2.5
_FAINTNESS = 0.36


@dataclass(frozen=True)
class LinkPiece:
    """A stretch of text.

    Attributes:
        target: what a click reports, such as "object:3"; "" for plain text. Made by us, never read from a text.
        chip: the colour of a chip behind the text, or None.
        is_unbound: names something, but nothing that is there: shown by a dashed line.
    """

    text: str
    target: str = ""
    chip: Rgb | None = None
    is_unbound: bool = False


@dataclass(frozen=True)
class _Chip:
    start: int  # positions in the QTextDocument (UTF-16 units), half-open
    stop: int
    target: str
    color: Rgb


class LinkedText(QTextBrowser):
    """As high as its text. Links are reached by mouse and by Tab.

    Signals:
        link_clicked(str): the target of a clicked link, by mouse or Enter.
        link_hovered(str): the target under the cursor, "" when it left.
        menu_wanted(QMenu, int): a menu is about to be shown for that character; whoever knows more to do adds it.
        double_clicked(int): on that character.
        object_dropped(ObjectId, int): an object of the list was let go over that character.
    """

    link_clicked = Signal(str)
    link_hovered = Signal(str)
    menu_wanted = Signal(object, int)
    double_clicked = Signal(int)
    object_dropped = Signal(object, int)

    def __init__(self, parent: QWidget | None = None, *, is_faint: bool = False) -> None:
        super().__init__(parent)
        self._pieces: tuple[LinkPiece, ...] = ()
        self._chips: list[_Chip] = []
        self._emphasis: frozenset[str] = frozenset()
        self._is_faint = is_faint
        self.setOpenLinks(False)
        self.setAcceptDrops(False)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setStyleSheet("QTextBrowser { background: transparent; border: none; padding: 0; }")
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setWordWrapMode(QTextOption.WrapMode.WrapAtWordBoundaryOrAnywhere)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.document().setDocumentMargin(_CHIP_PADDING_PX)
        self.document().setUndoRedoEnabled(False)
        self.document().documentLayout().documentSizeChanged.connect(self._fit_height)
        self.anchorClicked.connect(lambda url: self.link_clicked.emit(url.toString()))
        self.highlighted.connect(lambda url: self.link_hovered.emit(url.toString()))

    @property
    def pieces(self) -> tuple[LinkPiece, ...]:
        return self._pieces

    def set_pieces(self, pieces: Sequence[LinkPiece]) -> None:
        """Replace the text; a selection that the person made in it is lost only when it really changes."""
        if tuple(pieces) != self._pieces:
            self._pieces = tuple(pieces)
            self._rebuild()

    def set_emphasis(self, targets: frozenset[str]) -> None:
        """Outline the chips of these targets: hovered or selected elsewhere."""
        if targets != self._emphasis:
            self._emphasis = targets
            self.viewport().update()

    def chip_rects(self, target: str) -> list[QRectF]:
        """Where the chips of a target are, one for each line they take, in viewport coordinates."""
        return [rect for chip in self._chips if chip.target == target for rect in self._rects_of(chip)]

    @property
    def text(self) -> str:
        return "".join(piece.text for piece in self._pieces)

    @property
    def selected_range(self) -> tuple[int, int] | None:
        """Selected characters [start, stop), or None."""
        cursor = self.textCursor()
        if not cursor.hasSelection():
            return None
        text = self.text
        return (
            character_at(text, cursor.selectionStart()),
            character_at(text, cursor.selectionEnd()),
        )

    def select_range(self, start: int, stop: int) -> None:
        """Select characters [start, stop)."""
        cursor, text = self.textCursor(), self.text
        cursor.setPosition(units_before(text, start))
        cursor.setPosition(units_before(text, stop), QTextCursor.MoveMode.KeepAnchor)
        self.setTextCursor(cursor)

    def character_rect(self, character: int) -> QRectF:
        """Where a character is, in viewport coordinates."""
        start = units_before(self.text, character)
        rects = self._rects_of(_Chip(start, start + 1, "", (0, 0, 0)))
        return rects[0] if rects else QRectF()

    def character_under(self, position: QPointF) -> int:
        """The character there, in viewport coordinates; the length of the text where there is none."""
        units = self.document().documentLayout().hitTest(position, Qt.HitTestAccuracy.ExactHit)
        return len(self.text) if units < 0 else character_at(self.text, units)

    # -- building

    def _rebuild(self) -> None:
        self._chips = []
        self.document().clear()
        cursor = QTextCursor(self.document())
        block_format = QTextBlockFormat()
        block_format.setLineHeight(
            _LINE_HEIGHT_PERCENT, QTextBlockFormat.LineHeightTypes.ProportionalHeight.value
        )
        cursor.setBlockFormat(block_format)
        for position, piece in enumerate(self._pieces):
            start = cursor.position()
            if piece.chip is not None:
                cursor.insertText(piece.text, self._format_of(piece))
                self._chips.append(_Chip(start, cursor.position(), piece.target, piece.chip))
            else:
                self._insert_beside_chips(cursor, piece, self._pieces[max(0, position - 1) : position + 2])
        self._fit_height()

    def _insert_beside_chips(
        self, cursor: QTextCursor, piece: LinkPiece, neighbours: Sequence[LinkPiece]
    ) -> None:
        """Insert text; a space that touches a chip is made wider, because the chip's padding covers some of it."""
        usual, wide = self._format_of(piece), self._format_of(piece)
        wide.setFontWordSpacing(2 * _CHIP_PADDING_PX)
        before = neighbours[0] is not piece and neighbours[0].chip is not None
        after = neighbours[-1] is not piece and neighbours[-1].chip is not None
        first = 1 if before and piece.text.startswith(" ") else 0
        last = len(piece.text) - (1 if after and piece.text.endswith(" ") and len(piece.text) > first else 0)
        for text, text_format in (
            (piece.text[:first], wide),
            (piece.text[first:last], usual),
            (piece.text[last:], wide),
        ):
            if text:
                cursor.insertText(text, text_format)

    def _format_of(self, piece: LinkPiece) -> QTextCharFormat:
        text_format = QTextCharFormat()
        text_format.setForeground(QBrush(self._text_color()))
        if piece.target:
            text_format.setAnchor(True)
            text_format.setAnchorHref(piece.target)
            text_format.setForeground(QBrush(self.palette().color(QPalette.ColorRole.Link)))
        if piece.chip is not None:
            text_format.setForeground(QBrush(_qcolor(text_color_on(piece.chip))))
        if piece.is_unbound:
            text_format.setUnderlineStyle(QTextCharFormat.UnderlineStyle.DashUnderline)
            text_format.setToolTip(plain_tool_tip(self.tr("This phrase is bound to no object")))
        return text_format

    def _text_color(self) -> QColor:
        text = self.palette().color(QPalette.ColorRole.Text)
        if not self._is_faint:
            return text
        # Not the widget's own palette: there the style sheet has made the ground transparent black.
        ground = QApplication.palette().color(QPalette.ColorRole.Window)
        return _qcolor(mix(_rgb(text), _rgb(ground), _FAINTNESS))

    def _fit_height(self) -> None:
        height = int(self.document().size().height() + 0.999)
        if height != self.height() or height != self.maximumHeight():
            self.setFixedHeight(max(1, height))

    # -- chips

    def _rects_of(self, chip: _Chip) -> list[QRectF]:
        rects = []
        block = self.document().findBlock(chip.start)
        while block.isValid() and block.position() < chip.stop:
            rects += self._rects_in_block(block, chip)
            block = block.next()
        return rects

    def _rects_in_block(self, block: QTextBlock, chip: _Chip) -> list[QRectF]:
        origin = self.document().documentLayout().blockBoundingRect(block).topLeft()
        layout = block.layout()
        rects = []
        for number in range(layout.lineCount()):
            line = layout.lineAt(number)
            start = max(chip.start - block.position(), line.textStart())
            stop = min(chip.stop - block.position(), line.textStart() + line.textLength())
            if start < stop:
                rects.append(_line_rect(line, start, stop).translated(origin))
        return rects

    # -- Qt

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self.viewport())
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        outline = self.palette().color(QPalette.ColorRole.Text)
        for chip in self._chips:
            is_emphasized = chip.target in self._emphasis
            painter.setPen(QPen(outline, 1.6) if is_emphasized else Qt.PenStyle.NoPen)
            painter.setBrush(_qcolor(chip.color))
            for rect in self._rects_of(chip):
                painter.drawRoundedRect(rect, 4, 4)
        painter.end()
        super().paintEvent(event)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit_height()

    def sizeHint(self) -> QSize:
        return QSize(240, int(self.document().size().height() + 0.999))

    def minimumSizeHint(self) -> QSize:
        return QSize(80, self.sizeHint().height())

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() in (QEvent.Type.PaletteChange, QEvent.Type.FontChange) and hasattr(self, "_pieces"):
            self._rebuild()

    def leaveEvent(self, event: QEvent) -> None:
        super().leaveEvent(event)
        self.link_hovered.emit("")

    def wheelEvent(self, event: QWheelEvent) -> None:
        event.ignore()  # the conversation scrolls, not a turn in it

    def loadResource(self, kind: int, name: QUrl | str) -> object:
        """Nothing is ever fetched for a text."""
        return None

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        super().mouseDoubleClickEvent(event)
        if event.button() == Qt.MouseButton.LeftButton:
            self.double_clicked.emit(self.character_under(event.position()))

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        menu = QMenu(self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        if event.reason() is QContextMenuEvent.Reason.Keyboard:
            selected = self.selected_range
            character = selected[0] if selected else character_at(self.text, self.textCursor().position())
        else:
            character = self.character_under(QPointF(event.pos()))
        self.menu_wanted.emit(menu, character)
        if not menu.isEmpty():
            menu.addSeparator()
        copy = menu.addAction(self.tr("Copy"), self.copy)
        copy.setEnabled(self.textCursor().hasSelection())
        menu.addAction(self.tr("Select all"), self.selectAll)
        menu.popup(event.globalPos())

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        if dragged_objects(event.mimeData()):
            event.acceptProposedAction()

    def dragMoveEvent(self, event: QDragMoveEvent) -> None:
        if dragged_objects(event.mimeData()):
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:
        objects = dragged_objects(event.mimeData())
        if objects:
            event.acceptProposedAction()
            self.object_dropped.emit(objects[0], self.character_under(event.position()))

    def createMimeDataFromSelection(self) -> QMimeData:
        data = QMimeData()
        data.setText(self.textCursor().selectedText().replace("\u2029", "\n").replace("\u2028", "\n"))
        return data


def _line_rect(line: QTextLine, start: int, stop: int) -> QRectF:
    """Around characters [start, stop) of a line, in the coordinates of its block."""
    ends = [line.cursorToX(position)[0] for position in (start, stop)]  # type: ignore[index]
    left, right = min(ends), max(ends)
    return QRectF(left, line.y(), right - left, line.height()).adjusted(
        -_CHIP_PADDING_PX, -1, _CHIP_PADDING_PX, 1
    )


def _qcolor(color: Rgb) -> QColor:
    return QColor(*color)


def _rgb(color: QColor) -> Rgb:
    return (color.red(), color.green(), color.blue())
