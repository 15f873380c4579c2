"""Figures of an evaluation in words: one value, a line a table for the terminal, and all of them as Markdown."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from sa2va_desktop.datasets.benchmark_records import Figure, FigureTable
from sa2va_desktop.operations.evaluate import Benchmark, Evaluation


def figure_text(figure: Figure) -> str:
    """The value with its unit, or why there is none."""
    if figure.value is None:
        return f"not computed ({figure.note})" if figure.note else "not computed"
    return _with_unit(figure.value, figure.unit)


def aim_text(figure: Figure) -> str:
    """The aim, and by how much it is met or missed: "≥ 0.80, missed by 0.04". "" without an aim."""
    if figure.aim is None:
        return ""
    wanted = f"{'≤' if figure.aim.is_most else '≥'} {figure.aim.bound:.2f}"
    if figure.value is None:
        return wanted
    margin = figure.aim.margin(figure.value)
    return f"{wanted}, {'met' if margin >= 0 else 'missed'} by {abs(margin):.2f}"


def figures_line(tables: Sequence[FigureTable]) -> Iterator[str]:
    """Each table in one line, for the terminal; one whose figures say on how much they rest has a line a figure."""
    for table in tables:
        if any(each.count is not None for each in table.figures):
            yield f"{table.title}:"
            yield from (f"  {each.name}: {_told(each)}" for each in table.figures)
            continue
        said = ", ".join(f"{each.name} {figure_text(each)}" for each in table.figures)
        yield f"{table.title}: {said}"


def report_markdown(evaluation: Evaluation, benchmark: Benchmark) -> str:
    """All tables, to be put into a model card as they are. The same results give the same text."""
    said = evaluation.settings
    lines = [f"# {_cell(benchmark.title)}: {_cell(str(said['model']))}", ""]
    for table in evaluation.tables:
        lines += [f"## {_cell(table.title)}", "", *_table(table), "", _cell(table.tradition) + "."]
        lines += ["", *(f"{_cell(text)}." for text in table.notes)] if table.notes else []
        lines += [""]
    shown = {name: value for name, value in said.items() if value not in ("", None) and name != "model_folder"}
    lines.append(
        ", ".join(f"{_cell(name.replace('_', ' '))} {_cell(str(value))}" for name, value in shown.items())
    )
    return "\n".join(lines) + "\n"


def _told(figure: Figure) -> str:
    parts = [figure_text(figure), f"aim {aim_text(figure)}" if figure.aim is not None else ""]
    parts += [f"n = {figure.count}" if figure.count is not None else ""]
    parts += [f"chance {figure.chance:.2f}" if figure.chance is not None else ""]
    return "; ".join(part for part in parts if part)


def _table(table: FigureTable) -> Iterator[str]:
    """Columns that are empty in every row are left out."""
    columns = [
        ("", [each.name for each in table.figures]),
        ("value", [figure_text(each) for each in table.figures]),
        ("aim", [aim_text(each) for each in table.figures]),
        ("n", ["" if each.count is None else str(each.count) for each in table.figures]),
        ("chance", ["" if each.chance is None else f"{each.chance:.2f}" for each in table.figures]),
        ("note", [each.note if each.value is not None else "" for each in table.figures]),
    ]
    kept = [(name, cells) for name, cells in columns if any(cells)]
    yield _row([name for name, _ in kept])
    yield _row(["---"] * len(kept))
    for cells in zip(*(cells for _, cells in kept), strict=True):
        yield _row(list(cells))


def _row(cells: Sequence[str]) -> str:
    return f"| {' | '.join(_cell(cell) for cell in cells)} |"


def _cell(text: str) -> str:
    """Text of a data set or a model stays text."""
    flat = " ".join(text.split()).replace("\\", "\\\\").replace("|", "\\|")
    return flat.replace("<", "&lt;")


def _with_unit(value: float, unit: str) -> str:
    return f"{value:.2f}{f' {unit}' if unit else ''}"
