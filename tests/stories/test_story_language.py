"""A person who reads Chinese: the window speaks it from the first start, in menus, hints, messages and history."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QModelIndex, Qt
from PySide6.QtGui import QAction
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractItemView,
    QComboBox,
    QDialog,
    QDockWidget,
    QGroupBox,
    QLabel,
    QLineEdit,
    QMenu,
    QPlainTextEdit,
    QTextEdit,
    QTreeWidget,
    QWidget,
)
from support.window_driver import WindowDriver

from sa2va_desktop.app import make_application
from sa2va_desktop.settings.paths import config_folder
from sa2va_desktop.ui.language import install_language

FOR_THE_MODEL = ("Please segment the red car.", "Where is the balloon?", "Please segment the tree.")
"""Suggestions: the model gets them as they are, and it learnt English."""

SAME_IN_CHINESE = (
    "Sa2VA Desktop",
    "Sa2VA-Nano",
    "Sa2VA",
    *("English", "CUDA", "bfloat16", "float16", "px", "embedded", "none"),
    *(
        "CPU",
        "GPU",
        "float32",
        "MB",
        "MiB",
        "rgb",
        "COCO",
        "JSON",
        "LLaVA",
        "SAM",
        "bitsandbytes",
        "Qwen-VL",
        "MPS",
        "Apple",
        "DAVIS",
        "PNG",
        "MP4",
        "Qt",
        "Apache",
    ),
    *("CSV", "CVAT", "XML", "Datumaro", "GranD-f", "GCG", "gRefCOCO", "Label Studio", "LabelMe", "MeViS"),
    *("MOTS", "Parquet", "Hugging Face", "Pascal VOC", "ReasonSeg", "Ref-DAVIS17", "Ref-SAV", "RefCOCO"),
    *("Ref-YouTube-VOS", "ReVOS", "Osprey", "Visual Genome", "SA-V", "masklet", "X-AnyLabeling", "YOLO"),
    *("YouTube-VIS", "YouTube-VOS"),
    *("alpha", "IoU", "ref-sav", "BCP 47"),
    *("Ctrl", "Shift", "Alt", "Enter", "Return", "Esc", "Tab", "Home", "End", "PgUp", "PgDown", "Del", "Space"),
)
"""Names, units and keys."""

CONTENT = (
    "the red ball",
    "red ball and a box",  # offered as a name
    "a box",
    "Sure",
    "and",
    "Please segment the ball and the box.",
    "scripted",
    "<image>",
)
"""What the test itself has put there: instructions, and the scripted model's answers and name."""

NOT_ENGLISH = "|".join(
    [
        r"</?qt>|<br>",  # of tool tips
        r"“[^”]*”",  # quoted examples and names
        r"/[^\s<]+|clip\.mp4|untitled-[\d-]+",  # files
        *map(re.escape, sorted((*CONTENT, *FOR_THE_MODEL, *SAME_IN_CHINESE), key=len, reverse=True)),
    ]
)


@pytest.fixture
def chinese(driver: WindowDriver) -> Iterator[WindowDriver]:
    """A person whose settings say Chinese."""
    config_folder().mkdir(parents=True)
    (config_folder() / "settings.toml").write_text('[appearance]\nlanguage = "zh_CN"\n')
    yield driver
    driver.close_all()
    install_language(make_application(), "en")


def texts(widget: QWidget) -> Iterator[str]:
    """Everything that a widget says: on it, in its hints, to a screen reader."""
    yield widget.toolTip()
    yield widget.statusTip()
    yield widget.accessibleName()
    if isinstance(widget, QLabel | QAbstractButton):
        yield widget.text()
    if isinstance(widget, QLineEdit | QPlainTextEdit | QTextEdit):
        yield widget.placeholderText()
    if isinstance(widget, QTextEdit | QPlainTextEdit):
        yield widget.toPlainText()
    if isinstance(widget, QComboBox):
        yield from (widget.itemText(row) for row in range(widget.count()))
    if isinstance(widget, QGroupBox | QMenu):
        yield widget.title()
    if isinstance(widget, QDockWidget | QDialog):
        yield widget.windowTitle()
    if isinstance(widget, QAbstractItemView) and widget.model() is not None:
        yield from _item_texts(widget)
    yield from _action_texts(widget.actions())


def _item_texts(view: QAbstractItemView) -> Iterator[str]:
    model = view.model()
    columns = range(view.columnCount()) if isinstance(view, QTreeWidget) else range(1)
    for row in range(model.rowCount(QModelIndex())):
        for column in columns:
            for role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.ToolTipRole):
                yield str(model.index(row, column).data(role) or "")


def _action_texts(actions: list[QAction]) -> Iterator[str]:
    for action in actions:
        yield action.text()
        yield action.toolTip()


def english_in(window: QWidget) -> list[str]:
    """What is left in English, names, quoted examples and the test's own content set aside."""
    left = []
    for widget in [window, *window.findChildren(QWidget)]:
        if widget.objectName().startswith("qt_"):
            continue  # parts of Qt's own widgets, such as a calendar that nobody opens
        for text in texts(widget):
            rest = re.sub(NOT_ENGLISH, "", text)
            if re.search(r"[A-Za-z]{2,}", rest):
                left.append(f"{type(widget).__name__}: {text!r}")
    return left


def test_the_first_window_has_no_english_in_it(chinese: WindowDriver) -> None:
    window = chinese.start()

    assert "\n".join(english_in(window)) == ""
    assert [action.text() for action in window.menuBar().actions()][:2] == ["文件(&F)", "编辑(&E)"]


def test_working_leaves_no_english_in_the_window(chinese: WindowDriver) -> None:
    window = chinese.start()
    chinese.open_clip()

    chinese.ask()
    chinese.wait_until_stored()

    assert "\n".join(english_in(window)) == ""
    assert window.document.undo_label == "提问“the ball and the box”"
    assert "撤销" in window.actions_by_id["edit.undo"].text()


def test_refusals_and_errors_are_chinese(chinese: WindowDriver, tmp_path: Path) -> None:
    window = chinese.start()
    chinese.open_clip()
    (tmp_path / "notes.txt").write_text("no picture\n" * 20)

    window.open_paths([tmp_path / "notes.txt"])
    chinese.wait(lambda: window.message_bar.texts)

    (sentence,) = window.message_bar.texts
    assert sentence.endswith("是文本文件，应为图片或视频。")


def test_dialogs_and_sheets_are_chinese(chinese: WindowDriver) -> None:
    window = chinese.start()
    chinese.open_clip()
    chinese.ask()

    data = ("file.export", "file.import", "file.compare_truth", "text.write", "text.statistics", "text.show")
    for action_id in (*data, "file.settings", "help.about", "help.shortcuts", "help.palette"):
        window.actions_by_id[action_id].trigger()

    assert "\n".join(english_in(window)) == ""


EDITING = (
    *(
        "edit.search",
        "object.clean_up",
        "mask.subtract",
        "mask.split",
        "mask.interpolate",
        "tool.wand",
        "tool.fill",
    ),
    *(
        "tool.everything",
        "object.words",
        "talk.find",
        "track.extend_out",
        "label.properties",
        "label.proposals",
    ),
    *("review.show", "review.ask", "review.confirm_rest", "review.statistics", "label.edit", "label.fill"),
    "text.check",
)


def test_editing_review_and_labels_are_chinese(chinese: WindowDriver) -> None:
    window = chinese.start()
    chinese.open_clip()
    chinese.ask()
    window.object_commands.select_all()
    left: set[str] = set()

    for action_id in EDITING:
        window.actions_by_id[action_id].trigger()
        chinese.wait(lambda: not window.runs.is_busy)
        left.update(english_in(window))

    assert "\n".join(sorted(left)) == ""


def test_a_person_of_another_language_reads_english(driver: WindowDriver) -> None:
    window = driver.start()

    assert window.menuBar().actions()[0].text() == "&File"
    assert len(english_in(window)) > 100
