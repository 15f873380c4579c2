"""Renders a stranger's chat template: a program of its own, so that it can be stopped. Knows nothing of the package.

Reads a JSON object {"template": text, "conversations": [[message, …], …]} from standard input and writes {"texts": […]}
or {"error": text}. The template runs in jinja2's immutable sandbox, without filters that grow text, without files and
without imports.
"""

from __future__ import annotations

import json
import sys
from contextlib import suppress
from typing import Any, NoReturn

from jinja2 import TemplateError
from jinja2.sandbox import ImmutableSandboxedEnvironment

MOST_CHARACTERS = 65536
_MOST_BYTES = 2**30
# fmt: off
_FILTERS = (
    "default", "d", "e", "escape", "first", "items", "join", "last", "length", "count", "list", "lower", "map", "reject",
    "rejectattr", "replace", "safe", "select", "selectattr", "string", "title", "tojson", "trim", "upper",
)
# fmt: on


class _LimitError(Exception):
    """The template did something that templates need not do."""


class _Environment(ImmutableSandboxedEnvironment):
    """The sandbox, and numbers and texts that cannot be made huge."""

    intercepted_binops = frozenset(("*", "**", "%"))

    def call_binop(self, context: Any, operator: str, left: Any, right: Any) -> Any:
        if operator == "%" and isinstance(left, int) and isinstance(right, int):
            return super().call_binop(context, operator, left, right)
        raise _LimitError(f"it uses {operator}")


def render(template: str, conversations: list[list[dict[str, Any]]]) -> list[str]:
    """One text a conversation, with the request for an answer at its end.

    Raises:
        TemplateError: what jinja2 says about the template.
        _LimitError: more text than a chat template makes.
    """
    # The same settings as in the library that the templates are written for.
    environment = _Environment(
        trim_blocks=True, lstrip_blocks=True, extensions=["jinja2.ext.loopcontrols"], cache_size=0
    )
    environment.filters = {name: environment.filters[name] for name in _FILTERS}
    environment.globals = {
        "namespace": environment.globals["namespace"],
        "range": environment.globals["range"],
        "raise_exception": _refuse,
        "strftime_now": _no_date,
    }
    compiled = environment.from_string(template)
    return [_rendered(compiled, messages) for messages in conversations]


def _rendered(compiled: Any, messages: list[dict[str, Any]]) -> str:
    parts: list[str] = []
    room = MOST_CHARACTERS
    for part in compiled.generate(messages=messages, add_generation_prompt=True):
        room -= len(part)
        if room < 0:
            raise _LimitError(f"it writes more than {MOST_CHARACTERS} characters")
        parts.append(part)
    return "".join(parts)


def _refuse(message: object) -> NoReturn:
    raise TemplateError(str(message))


def _no_date(_layout: object) -> NoReturn:
    raise _LimitError("it writes the date")


def _limit_memory() -> None:
    """Where the system has such limits; the time limit, which the caller sets, holds everywhere."""
    try:
        import resource
    except ImportError:
        return
    with suppress(ValueError, OSError):  # macOS knows the limit and refuses it
        resource.setrlimit(resource.RLIMIT_AS, (_MOST_BYTES, _MOST_BYTES))


def main() -> None:
    request = json.load(sys.stdin)
    try:
        _limit_memory()
        answer: dict[str, Any] = {"texts": render(request["template"], request["conversations"])}
    except Exception as error:  # whatever a stranger's template leads to is its fault
        answer = {"error": f"{type(error).__name__}: {error}"[:300]}
    json.dump(answer, sys.stdout)


if __name__ == "__main__":
    main()
