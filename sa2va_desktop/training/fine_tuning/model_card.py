"""README.md of a fine-tuned checkpoint: from what, on what, how long, how good, under whose licence."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

from sa2va_desktop import __version__
from sa2va_desktop.training.fine_tuning.config import FineTuningConfig
from sa2va_desktop.training.fine_tuning.events import SourceStatement, Validated

_LICENSE_KEYS = ("license", "license_name", "license_link")
_CARD_BYTES = 1 << 20


def card_text(
    config: FineTuningConfig,
    sources: Sequence[SourceStatement],
    *,
    steps: int,
    exported_step: int,
    validations: Sequence[Validated],
) -> str:
    """
    Args:
        exported_step: whose weights these are.
        validations: in order; the first one is from before training.
    """
    base = config.model.name
    lines = [
        "---",
        *_license_lines(config.model),
        f"base_model: {_plain(base)}",
        "---",
        "",
        f"# {_plain(base)}, fine-tuned",
        "",
        f"{_plain(base)} after {steps} steps of fine-tuning ({config.adaptation.method.value}) with Sa2VA Desktop"
        f" {__version__}; the weights are those of step {exported_step}.",
        *_license_sentence(config.model),
        "",
        "## Tuned on",
        "",
        "| source | samples | for training | held out | weight |",
        "| --- | --- | --- | --- | --- |",
        *(_source_row(source) for source in sources),
        *_held_out(validations, exported_step),
        "",
        "`fine_tuning.json` holds the settings.",
    ]
    return "\n".join(lines) + "\n"


def _license_lines(base: Path) -> Iterator[str]:
    """Of the front matter of the base's card."""
    for line in _front_matter(base):
        key = line.partition(":")[0].strip()
        if key in _LICENSE_KEYS and line == line.lstrip():
            yield line


def _license_sentence(base: Path) -> Iterator[str]:
    if not any(_license_lines(base)):
        yield ""
        yield "The checkpoint it comes from names no licence in its card; ask its authors before you pass this on."


def _front_matter(base: Path) -> list[str]:
    try:
        with (base / "README.md").open("rb") as file:
            lines = file.read(_CARD_BYTES).decode("utf-8-sig", "replace").splitlines()
    except OSError:  # there is no card
        return []
    if not lines or lines[0].strip() != "---" or "---" not in lines[1:]:
        return []
    return lines[1 : lines.index("---", 1)]


def _source_row(source: SourceStatement) -> str:
    tasks = ", ".join(f"{count} {task}" for task, count in source.samples.items())
    return f"| {_plain(source.name)} | {tasks} | {source.training} | {source.held_out} | {source.weight:g} |"


def _held_out(validations: Sequence[Validated], exported_step: int) -> Iterator[str]:
    exported = next((each for each in validations if each.step == exported_step), None)
    if exported is None:
        return
    yield from ("", "## On held-out samples", "", "| | before | these weights |", "| --- | --- | --- |")
    first = validations[0]
    before = _figures(first) if first.step == 0 else {}
    for name, value in _figures(exported).items():
        shown = f"{before[name]:.3f}" if name in before else ""
        yield f"| {name} | {shown} | {value:.3f} |"
    yield from ("", "The weights were chosen by these samples, which flatters the right column a little.")


def _figures(validation: Validated) -> Mapping[str, float]:
    losses = {f"loss, {name}": value for name, value in validation.losses.items()}
    return {**validation.figures, **losses}


def _plain(text: str) -> str:
    """Foreign names must not break the table or the front matter."""
    return re.sub(r"[\s|:#`<>\[\]]+", " ", text).strip()
