"""A run that is killed leaves a sound project, and the next one asks only for what is not known yet."""

from __future__ import annotations

import subprocess
import sys
import time
from pathlib import Path

import pytest
from support.pipeline_parts import ScriptedWriter, Turns, tracked_project

from sa2va_desktop.annotation.journal import EntryState
from sa2va_desktop.operations.headless_run import run_to_end
from sa2va_desktop.operations.media_items import open_item
from sa2va_desktop.operations.pipeline.candidates import choose, snapshots
from sa2va_desktop.operations.pipeline.expression_writer import ExpressionWriter
from sa2va_desktop.operations.pipeline.pipeline_run import PipelineModels, pipeline_events
from sa2va_desktop.operations.pipeline.recipe import read_recipe, recipe_folders
from sa2va_desktop.operations.pipeline.stage_cache import StageCache
from sa2va_desktop.storage.session import open_project
from sa2va_desktop.tasks import CancelToken

_ANSWERS = 2 * (2 + 3)  # of two objects, without a checker


def write(project: Path, cache: Path, delay_s: float) -> list[str]:
    """Write about all objects with a slow describer; returns the questions that were asked."""

    def answer(question: str) -> str:
        time.sleep(delay_s)
        return "A grey box."

    recipe, part, turns = read_recipe(recipe_folders(None)), ScriptedWriter(answer), Turns()
    with open_project(project) as session:
        chosen = choose(snapshots(session.project, recipe.name), recipe.filters)
        models = PipelineModels(turns.opener(part), wants_round_trip=False)  # type: ignore[arg-type]
        events = pipeline_events(recipe, chosen.candidates, models, open_item, StageCache(cache), CancelToken())
        error = run_to_end(ExpressionWriter(session, recipe), events)
    assert error is None
    return [question for _, _, question in part.asked]


@pytest.mark.kill
@pytest.mark.parametrize("least_answers", [1, 3, 6, 8])
def test_a_killed_run_goes_on_where_it_was(tmp_path: Path, least_answers: int) -> None:
    cache = tmp_path / "cache"
    with tracked_project(tmp_path, "dog", "cat") as session:
        project = session.path
    program = (
        f"import sys; from pathlib import Path; sys.path[:0] = {sys.path!r}\n"
        f"from test_pipeline_kill import write\nwrite(Path({str(project)!r}), Path({str(cache)!r}), 0.15)"
    )
    started = subprocess.Popen([sys.executable, "-c", program])
    deadline = time.monotonic() + 60
    while len(list(cache.rglob("*.json"))) < least_answers and time.monotonic() < deadline:
        time.sleep(0.01)
    started.kill()
    started.wait()
    known = len(list(cache.rglob("*.json")))
    assert least_answers <= known < _ANSWERS, "killed half-way"

    asked = write(project, cache, 0.0)

    assert len(asked) == _ANSWERS - known
    with open_project(project) as session:
        assert (
            sorted(each.length for each in session.project.expressions.values()) == ["long"] * 2 + ["short"] * 2
        )
        runs = [each.state for each in session.history.records if each.label == "Write Expressions"]
        assert runs[-1] is EntryState.COMPLETE
