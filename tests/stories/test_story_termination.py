"""A window in a process of its own is ended from outside in the middle of an answer; what was shown is in the project."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest
from support.window_driver import CLIP_FRAMES, write_clip

from sa2va_desktop.annotation.records import AnswerState
from sa2va_desktop.storage.session import open_project

CHILD = """
import sys
from pathlib import Path
from PySide6.QtCore import QTimer
from support.scripted_predictor import Script, ScriptedObject, ScriptedPredictor
from sa2va_desktop import app
from sa2va_desktop.ui.main_window import MainWindow
from sa2va_desktop.ui.services import Services

script = Script(parts=("It is ", ScriptedObject("the ball", (20, 20, 60, 60)), "."), frame_delay_s=0.2)
app.default_services = lambda: Services(lambda *a, **k: ScriptedPredictor(script), lambda: None, lambda *a, **k: iter(()))
original = app.make_window

def make_window(*given):
    window = original(*given)
    window.resize(900, 600)

    def ask(_index):
        window.conversation.set_prompt_text("Segment the ball.")
        window.conversation.send()

    window.feed.opened.connect(ask)

    def report():
        for item in window.document.project.objects:
            stored = window.document.pending_count == 0
            count = len(window.document.project.frame_indices(item))
            if stored and count:
                print(window.document.path, count, flush=True)

    timer = QTimer(window, interval=10)
    timer.timeout.connect(report)
    timer.start()
    return window

app.make_window = make_window
sys.exit(app.run_window([Path(sys.argv[1])]))
"""


@pytest.mark.skipif(sys.platform == "win32", reason="signals of POSIX")
@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP, signal.SIGKILL])
def test_what_was_stored_when_the_process_is_ended_is_there_again(
    number: signal.Signals, tmp_path: Path
) -> None:
    clip = write_clip(tmp_path / "clip.mp4")
    environment = {**os.environ, "PYTHONPATH": str(Path(__file__).parents[1])}
    with subprocess.Popen(
        [sys.executable, "-c", CHILD, str(clip)], stdout=subprocess.PIPE, text=True, env=environment
    ) as child:
        assert child.stdout is not None
        lines = [child.stdout.readline() for _ in range(30)]
        child.send_signal(number)
        lines += child.communicate(timeout=60)[0].splitlines()
    assert child.returncode == (-9 if number is signal.SIGKILL else 0)
    name, reported = lines[-1].rsplit(" ", 1)

    with open_project(Path(name)) as session:
        project = session.project
        (object_id,) = project.objects
        assert int(reported) <= len(project.frame_indices(object_id)) < CLIP_FRAMES
        (answer,) = project.answers.values()
        ended = AnswerState.PARTIAL if number is signal.SIGKILL else AnswerState.CANCELLED
        assert answer.state is ended
        assert session.undo() is not None
        assert not project.objects
        assert session.redo() is not None
        assert int(reported) <= len(project.frame_indices(object_id))
