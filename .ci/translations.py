"""Brings `resources/translations/` in step with the sources: texts from the syntax trees, one `.ts` and one `.qm` a language.

    uv run python .ci/translations.py          update all languages
    uv run python .ci/translations.py de       add a language, or update only that one

Exits with 1 while something is untranslated. Qt's own lupdate does not see plurals and keyword arguments in Python
(docs/decisions/0008); the files are Qt's, for Linguist and `QTranslator`.
"""

from __future__ import annotations

import ast
import subprocess
import sys
import xml.etree.ElementTree as ElementTree
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from xml.sax.saxutils import escape

ROOT = Path(__file__).resolve().parents[1]
PACKAGE = ROOT / "sa2va_desktop"
FOLDER = ROOT / "resources" / "translations"
CATALOG = "sa2va_desktop_"

Key = tuple[str, str]  # context, source text


@dataclass(frozen=True)
class Message:
    """A source text, and in a catalog its translation; `is_plural` when a number goes with it."""

    is_plural: bool = False
    translation: str = ""
    is_finished: bool = False


def package_calls(package: Path = PACKAGE) -> Iterator[tuple[ast.Call, str]]:
    """Every call that translates in the package's modules, in their order, with its context."""
    for path in sorted(package.rglob("*.py")):
        yield from translation_calls(ast.parse(path.read_text(encoding="utf-8")))


def source_texts(calls: Iterable[tuple[ast.Call, str]]) -> dict[Key, Message]:
    """Every text that these calls give to be translated."""
    found: dict[Key, Message] = {}
    for call, context in calls:
        text = call.args[-1]
        if isinstance(text, ast.Constant):
            is_plural = any(keyword.arg == "n" for keyword in call.keywords)
            found.setdefault((context, text.value), Message(is_plural))
    return found


def translation_calls(tree: ast.AST, owner: str = "") -> Iterator[tuple[ast.Call, str]]:
    """Every `self.tr(text)`, `translate(context, text)` and `QT_TRANSLATE_NOOP(context, text)` with its context.

    The text, the last positional argument, need not be a literal; a painter's `translate` is none of them.
    """
    for node in ast.iter_child_nodes(tree):
        inner = node.name if isinstance(node, ast.ClassDef) else owner
        if isinstance(node, ast.Call):
            name = node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
            first = node.args[0] if node.args else None
            context = first.value if isinstance(first, ast.Constant) else None
            if name == "tr" and isinstance(node.func, ast.Attribute) and first is not None:
                yield node, owner
            elif name in ("translate", "QT_TRANSLATE_NOOP") and isinstance(context, str):
                yield node, context
        yield from translation_calls(node, inner)


def read_catalog(path: Path) -> dict[Key, Message]:
    """The messages of a `.ts` file; vanished ones are left out."""
    messages = {}
    for context in ElementTree.parse(path).getroot().iter("context"):
        for message in context.iter("message"):
            translation = message.find("translation")
            assert translation is not None
            if translation.get("type") in ("obsolete", "vanished"):
                continue
            is_plural = message.get("numerus") == "yes"
            forms = [form.text or "" for form in translation.iter("numerusform")]
            text = "\n".join(forms) if is_plural else translation.text or ""
            key = (context.findtext("name", ""), message.findtext("source", ""))
            messages[key] = Message(is_plural, text, translation.get("type") is None)
    return messages


def merged(sources: dict[Key, Message], known: dict[Key, Message]) -> dict[Key, Message]:
    """The sources with the translations that are known; the same words elsewhere are a suggestion, unfinished."""
    elsewhere = {text: message.translation for (_, text), message in known.items()}
    return {
        key: replace(known[key], is_plural=source.is_plural)
        if key in known
        else replace(source, translation=elsewhere.get(key[1], ""))
        for key, source in sources.items()
    }


def catalog_text(language: str, messages: dict[Key, Message]) -> str:
    """A `.ts` file, sorted, so that a change of it shows what changed."""
    lines = ['<?xml version="1.0" encoding="utf-8"?>', "<!DOCTYPE TS>"]
    lines.append(f'<TS version="2.1" language="{language}" sourcelanguage="en">')
    contexts = sorted({context for context, _ in messages})
    for context in contexts:
        lines += ["<context>", f"    <name>{escape(context)}</name>"]
        for key in sorted(key for key in messages if key[0] == context):
            lines += _message_lines(key[1], messages[key])
        lines.append("</context>")
    return "\n".join([*lines, "</TS>", ""])


def _message_lines(text: str, message: Message) -> list[str]:
    state = "" if message.is_finished else ' type="unfinished"'
    shown = escape(message.translation)
    if message.is_plural:
        forms = "".join(f"<numerusform>{form}</numerusform>" for form in shown.split("\n"))
        shown = f"{forms}"
    return [
        '    <message numerus="yes">' if message.is_plural else "    <message>",
        f"        <source>{escape(text)}</source>",
        f"        <translation{state}>{shown}</translation>",
        "    </message>",
    ]


def compile_catalog(source: Path, target: Path) -> None:
    """Make the `.qm` of a `.ts` with Qt's own lrelease."""
    import PySide6

    lrelease = Path(PySide6.__file__).parent / ("lrelease.exe" if sys.platform == "win32" else "lrelease")
    subprocess.run([lrelease, "-silent", "-nounfinished", source, "-qm", target], check=True)


def update(language: str) -> list[Key]:
    """Write both files of a language; returns what is not translated."""
    path = FOLDER / f"{CATALOG}{language}.ts"
    messages = merged(source_texts(package_calls()), read_catalog(path) if path.exists() else {})
    path.write_text(catalog_text(language, messages), encoding="utf-8", newline="\n")
    compile_catalog(path, path.with_suffix(".qm"))
    return [key for key, message in messages.items() if not message.is_finished]


def main() -> int:
    languages = sys.argv[1:] or [path.stem.removeprefix(CATALOG) for path in sorted(FOLDER.glob("*.ts"))]
    open_count = 0
    for language in languages:
        unfinished = update(language)
        open_count += len(unfinished)
        print(f"{language}: {len(unfinished)} untranslated")
        for context, text in unfinished:
            print(f"  {context}: {text!r}")
    return 1 if open_count else 0


if __name__ == "__main__":
    raise SystemExit(main())
