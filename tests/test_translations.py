"""Every text for people can be translated, and every catalog is complete and in step with the sources."""

from __future__ import annotations

import ast
import importlib.util
import re
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import pytest
from PySide6.QtCore import QTranslator

from sa2va_desktop import errors
from sa2va_desktop.settings.table import SETTINGS
from sa2va_desktop.ui.language import ENGLISH, SYSTEM, catalogs

ROOT = Path(__file__).resolve().parent.parent
PACKAGE = ROOT / "sa2va_desktop"

_spec = importlib.util.spec_from_file_location("translations", ROOT / ".ci" / "translations.py")
assert _spec is not None
assert _spec.loader is not None
translations = importlib.util.module_from_spec(_spec)
sys.modules[_spec.name] = translations  # dataclasses look their module up
_spec.loader.exec_module(translations)

COMMAND = "run `uv run python .ci/translations.py`, translate what it names, run it again"
LANGUAGES = sorted(path.stem.removeprefix(translations.CATALOG) for path in translations.FOLDER.glob("*.ts"))

SPEAKING_PACKAGES = {
    "operations",
    "model_store",
    "editing",
    "storage",
    "media",
    "settings",
    "datasets",
    "inference",
    "ui",
}
"""Their errors are sentences that a person reads in the window."""

BEFORE_QT = {"platform_check.py"}
"""Speaks when no window can be shown, to a terminal."""

WIDGETS = {
    *("QLabel", "QAction", "QPushButton", "QToolButton", "QCheckBox", "QRadioButton", "QGroupBox", "QMenu"),
    *("QDockWidget", "QTreeWidgetItem", "QListWidgetItem", "Message"),
}
SETTERS = {
    *("setText", "setToolTip", "setStatusTip", "setWindowTitle", "setTitle", "setPlaceholderText", "setSuffix"),
    *("setAccessibleName", "setAccessibleDescription", "setPrefix", "setSpecialValueText", "setHeaderLabels"),
    *("addAction", "addItem", "addRow", "addTab", "addMenu", "addToolBar", "drawText", "inform", "warn"),
}
NO_WORDS_AFTER_THE_FIRST = {"Message", "addItem"}
"""A level and a topic follow, or data."""
ERRORS_AND_LABELS = {name for name in vars(errors) if name.endswith("Error")} | {"do", "begin_run"}
TAKING_WORDS = WIDGETS | SETTERS | ERRORS_AND_LABELS
WORDS_BY_NAME = {"label", "title", "message"}

NO_WORDS = {"Sa2VA Desktop", "Sa2VA-Nano", "GPU", "MB", "GB", "rgb"}
"""Names and units that are the same in every language."""


def modules(*packages: str) -> list[Path]:
    return sorted(path for package in packages for path in (PACKAGE / package).rglob("*.py"))


@dataclass
class Calls:
    """What the rules are about in one module: parsing all modules takes seconds, so each is read once."""

    translating: list[tuple[ast.Call, str]]
    speaking: list[tuple[ast.Call, str]]


@cache
def calls(path: Path) -> Calls:
    """Calls that translate, each with its context, and calls that may give words to a person, each with its name."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    speaking = [
        (node, name)
        for node in ast.walk(tree)
        if isinstance(node, ast.Call)
        and ((name := called(node)) in TAKING_WORDS or any(word.arg in WORDS_BY_NAME for word in node.keywords))
    ]
    return Calls(list(translations.translation_calls(tree)), speaking)


def called(node: ast.Call) -> str:
    return node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")


@cache
def translation_calls() -> list[tuple[str, ast.Call, str]]:
    """Place, call and context of every text that is translated."""
    return [
        (f"{path.relative_to(ROOT)}:{call.lineno}", call, context)
        for path in sorted(PACKAGE.rglob("*.py"))
        for call, context in calls(path).translating
    ]


def bare_words(node: ast.expr) -> Iterator[str]:
    """Words that stand in an argument itself, not inside a call of their own."""
    match node:
        case ast.Constant(value=str(text)):
            yield text
        case ast.JoinedStr(values=parts):
            yield from (str(part.value) for part in parts if isinstance(part, ast.Constant))
        case ast.IfExp(body=one, orelse=other) | ast.BinOp(left=one, right=other):
            yield from bare_words(one)
            yield from bare_words(other)
        case ast.List(elts=each) | ast.Tuple(elts=each):
            for element in each:
                yield from bare_words(element)
        case ast.Call(func=ast.Attribute(value=text, attr="format")):
            yield from bare_words(text)


# ---- the catalogs


def test_chinese_is_there() -> None:
    assert "zh_CN" in LANGUAGES


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_catalog_has_every_text_of_the_sources_and_no_other(language: str) -> None:
    sources = translations.source_texts((call, context) for _place, call, context in translation_calls())
    catalog = translations.read_catalog(translations.FOLDER / f"{translations.CATALOG}{language}.ts")

    assert not sorted(set(sources) - set(catalog)), f"missing: {COMMAND}"
    assert not sorted(set(catalog) - set(sources)), f"obsolete: {COMMAND}"
    assert not [key for key in sources if sources[key].is_plural != catalog[key].is_plural], COMMAND
    unfinished = [key for key, message in catalog.items() if not (message.is_finished and message.translation)]
    assert not unfinished


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_translation_keeps_placeholders_mnemonics_and_dots(language: str) -> None:
    catalog = translations.read_catalog(translations.FOLDER / f"{translations.CATALOG}{language}.ts")

    def marks(text: str) -> tuple[set[str], list[str], bool]:
        mnemonics = [letter.upper() for letter in re.findall(r"&(\w)", text)]
        return set(re.findall(r"\{[^{}]*\}|%n", text)), mnemonics, text.endswith("…")

    wrong = [
        (context, source, form)
        for (context, source), message in catalog.items()
        for form in (message.translation.split("\n") if message.is_plural else [message.translation])
        if marks(form) != marks(source)
    ]
    assert not wrong


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_compiled_catalog_is_in_step(language: str) -> None:
    path = translations.FOLDER / f"{translations.CATALOG}{language}.ts"
    compiled = QTranslator()
    assert compiled.load(str(path.with_suffix(".qm")))

    stale = [
        (context, source)
        for (context, source), message in translations.read_catalog(path).items()
        if compiled.translate(context, source, None, 1 if message.is_plural else -1)
        not in message.translation.split("\n" if message.is_plural else "\0")
    ]

    assert not stale, COMMAND


def test_the_setting_offers_exactly_the_catalogs() -> None:
    assert SETTINGS["appearance.language"].choices == (SYSTEM, ENGLISH, *catalogs())
    assert catalogs() == LANGUAGES


def test_updating_keeps_what_is_translated_and_marks_what_is_new(tmp_path: Path) -> None:
    message = translations.Message
    known = {("A", "one"): message(False, "eins", True), ("A", "gone"): message(False, "weg", True)}
    sources = {("A", "one"): message(), ("B", "one"): message(), ("A", "%n two(s)"): message(True)}
    path = tmp_path / "x_de.ts"

    path.write_text(translations.catalog_text("de", translations.merged(sources, known)), encoding="utf-8")

    assert translations.read_catalog(path) == {
        ("A", "one"): message(False, "eins", True),
        ("B", "one"): message(False, "eins", False),
        ("A", "%n two(s)"): message(True, "", False),
    }


# ---- the sources


def test_a_translated_text_is_a_literal_or_a_table_entry() -> None:
    wrong = []
    for place, call, _context in translation_calls():
        text = call.args[-1]
        is_table_entry = isinstance(text, ast.Name | ast.Attribute | ast.Subscript)
        is_own = isinstance(call.func, ast.Attribute) and call.func.attr == "tr"
        if not (isinstance(text, ast.Constant) or (is_table_entry and not is_own)):
            wrong.append(f"{place}: {ast.unparse(text)}")
    assert not wrong, "an f-string is filled before it is looked up; use .format() on what tr() returns"


def test_numbers_that_decide_a_form_go_through_our_translate() -> None:
    wrong = []
    for place, call, _context in translation_calls():
        text = call.args[-1]
        is_own = isinstance(call.func, ast.Attribute) and call.func.attr == "tr"
        has_number = any(keyword.arg == "n" for keyword in call.keywords)
        says_number = isinstance(text, ast.Constant) and bool(re.search(r"%n|\(s\)", str(text.value)))
        if has_number != says_number or len(call.args) != (1 if is_own else 2) or (is_own and call.keywords):
            wrong.append(place)
    assert not wrong, 'write translate("Context", "%n frame(s)", n=count)'


def test_outside_the_window_the_context_is_the_package() -> None:
    wrong = []
    for place, _call, context in translation_calls():
        home = Path(place.partition(":")[0]).parts[1].removesuffix(".py")
        if home != "ui" and context != home:
            wrong.append(f"{place}: {context}")
    assert not wrong


def test_no_widget_is_given_words_that_cannot_be_translated() -> None:
    wrong = []
    for path in modules("ui"):
        for call, name in calls(path).speaking:
            if name not in WIDGETS | SETTERS:
                continue
            shown = call.args[:1] if name in NO_WORDS_AFTER_THE_FIRST else call.args
            for words in (text for argument in shown for text in bare_words(argument)):
                left = re.sub("|".join(map(re.escape, NO_WORDS)), "", words)
                if re.search(r"[^\W\d_]{2,}", left):
                    wrong.append(f"{path.relative_to(ROOT)}:{call.lineno}: {name}({words!r})")
    assert not wrong, "\n".join(wrong)


def test_no_sentence_that_a_person_reads_has_words_that_cannot_be_translated() -> None:
    wrong = []
    for path in modules(*SPEAKING_PACKAGES):
        if path.name in BEFORE_QT:
            continue
        for call, name in calls(path).speaking:
            said = [word.value for word in call.keywords if word.arg in WORDS_BY_NAME]
            said += call.args if name in ERRORS_AND_LABELS else []
            bare = [text for argument in said for text in bare_words(argument)]
            if any(re.search(r"[^\W\d_]{2,}", text) for text in bare):
                wrong.append(f"{path.relative_to(ROOT)}:{call.lineno}: {name}: {bare}")
    assert not wrong, "\n".join(wrong)


def test_no_title_loses_its_mnemonic_by_hand() -> None:
    wrong = [
        path.relative_to(ROOT).as_posix()
        for path in modules("ui")
        if 'replace("&", "")' in path.read_text(encoding="utf-8")
    ]
    assert not wrong, "Chinese titles carry it behind them, as in 打开(&O)…: use without_mnemonic()"
