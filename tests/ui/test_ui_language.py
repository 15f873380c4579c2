"""Which language the window speaks, and that it speaks it everywhere."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from PySide6.QtCore import QCoreApplication, QLocale
from pytestqt.qtbot import QtBot

from sa2va_desktop.app import make_application
from sa2va_desktop.translation import translate
from sa2va_desktop.ui.language import chosen_language, install_language


@pytest.fixture
def application(qtbot: QtBot) -> Iterator[QCoreApplication]:
    """Speaks English again after the test."""
    application = make_application()
    yield application
    install_language(application, "en")


@pytest.mark.parametrize(
    ("wanted", "language"),
    [
        (["zh-Hans-CN", "zh-CN", "zh", "en-US"], "zh_CN"),
        (["zh-SG"], "zh_CN"),
        (["de-DE", "zh-CN"], "zh_CN"),
        (["en-GB", "zh-CN"], "en"),
        (["zh-Hant-TW", "zh-TW"], "en"),
        (["fr-FR"], "en"),
        (["C"], "en"),
        ([], "en"),
    ],
)
def test_the_desktop_gets_its_first_language_that_there_is(wanted: list[str], language: str) -> None:
    assert chosen_language("system", wanted, ["zh_CN"]) == language


@pytest.mark.parametrize(("setting", "language"), [("zh_CN", "zh_CN"), ("en", "en"), ("xx", "en")])
def test_a_chosen_language_counts_more_than_the_desktop(setting: str, language: str) -> None:
    assert chosen_language(setting, ["zh-CN"], ["zh_CN"]) == language


def test_widgets_other_layers_and_qt_itself_speak_the_language(application: QCoreApplication) -> None:
    assert install_language(application, "zh_CN") == "zh_CN"

    assert QCoreApplication.translate("StatusBar", "Read-only") == "只读"
    assert translate("operations", "Track %n object(s)", n=3) == "跟踪 3 个对象"
    assert QCoreApplication.translate("QPlatformTheme", "Cancel") == "取消"


def test_going_back_to_english_leaves_nothing_behind(application: QCoreApplication) -> None:
    install_language(application, "zh_CN")

    assert install_language(application, "en") == "en"

    assert QCoreApplication.translate("StatusBar", "Read-only") == "Read-only"
    assert translate("operations", "Track %n object(s)", n=1) == "Track 1 object"
    assert QCoreApplication.translate("QPlatformTheme", "Cancel") == "Cancel"


def test_tests_run_on_an_english_desktop() -> None:
    assert chosen_language("system", QLocale.system().uiLanguages(), ["zh_CN"]) == "en"
