"""The language of the window: chosen once at its start, for our own words and for Qt's."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from PySide6.QtCore import QCoreApplication, QLibraryInfo, QLocale, QTranslator

from sa2va_desktop import translation
from sa2va_desktop.resources import resource_path

SYSTEM, ENGLISH = "system", "en"
_FOLDER, _CATALOG = "translations", "sa2va_desktop_"


def catalogs() -> list[str]:
    """Languages that we are translated into, such as "zh_CN"; English, the source, needs no catalog."""
    files = resource_path(_FOLDER).glob(f"{_CATALOG}*.qm")
    return sorted(file.stem.removeprefix(_CATALOG) for file in files)


def chosen_language(setting: str, wanted: Iterable[str], available: Sequence[str]) -> str:
    """The catalog to use, or "en".

    Args:
        setting: "system", "en" or a catalog.
        wanted: languages of the desktop, best first, such as "zh-Hans-CN"; the first one that we have is taken.
        available: see `catalogs`.
    """
    if setting != SYSTEM:
        return setting if setting in available else ENGLISH
    for tag in wanted:
        locale = QLocale(tag)
        if locale.language() in (QLocale.Language.English, QLocale.Language.C):
            return ENGLISH
        for catalog in available:
            offered = QLocale(catalog)
            # The script counts: who reads traditional Chinese is not served by simplified Chinese.
            if (offered.language(), offered.script()) == (locale.language(), locale.script()):
                return catalog
    return ENGLISH


def install_language(application: QCoreApplication, setting: str) -> str:
    """Have everything that is made from now on speak the language of a setting; returns it.

    What exists already keeps its words: a language is changed by starting again.
    """
    for earlier in application.findChildren(QTranslator):
        application.removeTranslator(earlier)
        earlier.deleteLater()
    language = chosen_language(setting, QLocale.system().uiLanguages(), catalogs())
    if language == ENGLISH:
        translation.install(None)
        return language
    _install(application, f"qtbase_{language}", QLibraryInfo.path(QLibraryInfo.LibraryPath.TranslationsPath))
    own = _install(application, f"{_CATALOG}{language}", str(resource_path(_FOLDER)))
    translation.install(lambda context, text, n: own.translate(context, text, None, n) or "")
    return language


def _install(application: QCoreApplication, name: str, folder: str) -> QTranslator:
    """Qt's own catalog may be missing for a language; its buttons are English then."""
    translator = QTranslator(application)
    translator.load(name, folder)
    application.installTranslator(translator)
    return translator
