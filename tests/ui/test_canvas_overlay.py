from __future__ import annotations

import pytest
from PySide6.QtCore import QPoint, QRectF
from PySide6.QtGui import QImage
from PySide6.QtWidgets import QHBoxLayout, QPushButton
from pytestqt.qtbot import QtBot

from sa2va_desktop.ui.canvas.canvas_overlay import CanvasOverlay, KeptClear
from sa2va_desktop.ui.canvas.picture_view import PictureView

WIDTH, HEIGHT = 400, 300


class Bar(CanvasOverlay):
    def __init__(self, canvas: PictureView) -> None:
        super().__init__(canvas)
        self.clear = KeptClear()
        QHBoxLayout(self).addWidget(QPushButton("Accept", self))

    def kept_clear(self) -> KeptClear:
        return self.clear

    def show_for(self, mask: QRectF | None = None, *marks_xy: tuple[float, float]) -> None:
        self.clear = KeptClear(marks_xy, mask or QRectF())
        self.show()
        self.place()


@pytest.fixture
def canvas(qtbot: QtBot) -> PictureView:
    canvas = PictureView()
    qtbot.addWidget(canvas)
    canvas.resize(WIDTH, HEIGHT)
    canvas.set_picture(QImage(WIDTH, HEIGHT, QImage.Format.Format_RGB32))
    canvas.show()
    return canvas


@pytest.fixture
def bar(canvas: PictureView) -> Bar:
    return Bar(canvas)


def test_a_bar_lies_at_the_bottom_in_the_middle_when_it_hides_nothing(bar: Bar) -> None:
    bar.show_for(QRectF(0, 0, WIDTH, 100))

    assert bar.geometry().bottom() > HEIGHT - 30
    assert abs(bar.geometry().center().x() - WIDTH // 2) <= 1


def test_a_bar_moves_to_the_top_for_a_mask_at_the_bottom_and_stays_while_that_is_as_good(bar: Bar) -> None:
    bar.show_for(QRectF(100, 200, 200, 100))
    assert bar.geometry().top() < 30

    bar.show_for(QRectF(100, 120, 200, 60))
    assert bar.geometry().top() < 30

    bar.hide()
    bar.show_for(QRectF(100, 120, 200, 60))
    assert bar.geometry().bottom() > HEIGHT - 30


def test_a_mark_counts_more_than_what_of_the_mask_is_hidden(bar: Bar) -> None:
    bar.show_for(QRectF(150, 0, 100, 200), (200, 280))

    assert not bar.geometry().contains(QPoint(200, 280))
    assert not QRectF(bar.geometry()).intersects(QRectF(150, 0, 100, 200))  # a corner hides neither


def test_a_bar_stays_where_it_is_when_told_to(bar: Bar) -> None:
    bar.show_for(QRectF(100, 200, 200, 100))
    bar.clear = KeptClear(mask=QRectF(0, 0, WIDTH, 100))

    bar.place(stays=True)
    assert bar.geometry().top() < 30

    bar.place()
    assert bar.geometry().bottom() > HEIGHT - 30


def test_a_bar_is_placed_again_when_the_picture_is_zoomed(bar: Bar, canvas: PictureView) -> None:
    bar.show_for(QRectF(180, 140, 40, 40))
    assert bar.geometry().bottom() > HEIGHT - 30

    canvas.show_place(4.0, (200.0, 130.0))

    view = canvas.view_transform
    top, bottom = view.to_widget(180, 140)[1], view.to_widget(180, 180)[1]
    assert bar.geometry().bottom() < top or bar.geometry().top() > bottom
