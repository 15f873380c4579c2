"""Everything that goes wrong from outside, through the command line: one sentence, the right exit code, nothing lost."""

from __future__ import annotations

import errno
import json
import os
import shutil
import signal
import sqlite3
import struct
import subprocess
import sys
import zlib
from collections.abc import Callable, Iterator
from pathlib import Path

import av
import numpy as np
import pytest
from PIL import Image
from support.checkpoint_folders import WEIGHTS, copy_checkpoint, edit_config, edit_tensors, shard
from support.scripted_predictor import Script, ScriptedObject, ScriptedPredictor

from sa2va_desktop import assembly, cli
from sa2va_desktop.cli import main
from sa2va_desktop.datasets.formats.davis import DavisFormat
from sa2va_desktop.inference.api import AskEvent, FrameMasks

FRAME_COUNT = 6


@pytest.fixture
def picture(tmp_path: Path) -> Path:
    path = tmp_path / "picture.png"
    Image.fromarray(np.zeros((24, 40, 3), np.uint8)).save(path)
    return path


@pytest.fixture
def clip(tmp_path: Path) -> Path:
    """A folder of frames."""
    folder = tmp_path / "clip"
    folder.mkdir()
    for number in range(FRAME_COUNT):
        Image.fromarray(np.full((24, 40, 3), number, np.uint8)).save(folder / f"{number:05}.png")
    return folder


@pytest.fixture
def model(monkeypatch: pytest.MonkeyPatch) -> ScriptedPredictor:
    predictor = ScriptedPredictor(Script(("Sure ", ScriptedObject("", (4, 4, 14, 12)), ".")))
    monkeypatch.setattr(assembly, "load_predictor", lambda *args, **options: predictor)
    return predictor


def video(path: Path) -> Path:
    with av.open(str(path), "w") as container:
        stream = container.add_stream("libx264", rate=10)
        stream.width, stream.height, stream.pix_fmt = 64, 48, "yuv420p"
        for number in range(30):
            frame = av.VideoFrame.from_ndarray(np.full((48, 64, 3), number * 8, np.uint8))
            container.mux(stream.encode(frame))
        container.mux(stream.encode(None))
    return path


def written(path: Path, content: bytes) -> Path:
    path.write_bytes(content)
    return path


def huge_png(path: Path) -> Path:
    def chunk(name: bytes, content: bytes) -> bytes:
        checksum = struct.pack(">I", zlib.crc32(name + content))
        return struct.pack(">I", len(content)) + name + content + checksum

    header = struct.pack(">IIBBBBB", 60_000, 60_000, 8, 2, 0, 0, 0)
    data = chunk(b"IHDR", header) + chunk(b"IDAT", zlib.compress(b"\0" * 100)) + chunk(b"IEND", b"")
    return written(path, b"\x89PNG\r\n\x1a\n" + data)


def truncated_mp4(path: Path) -> Path:
    content = video(path).read_bytes()
    return written(path, content[: len(content) // 2])


MEDIA: dict[str, tuple[Callable[[Path], Path], str]] = {
    "missing": (lambda folder: folder / "missing.mp4", "does not exist"),
    "text": (lambda folder: written(folder / "text.mp4", b"not a video"), "is a text file"),
    "truncated": (lambda folder: truncated_mp4(folder / "cut.mp4"), "damaged"),
    "zero bytes": (lambda folder: written(folder / "empty.png", b""), "is empty"),
    "huge": (lambda folder: huge_png(folder / "huge.png"), "60000x60000"),
    "playlist": (
        lambda folder: written(folder / "hls.mp4", b"#EXTM3U\n#EXTINF:1,\nhttp://127.0.0.1:9/a.ts\n"),
        "HLS playlist",
    ),
}


@pytest.mark.parametrize("case", MEDIA)
@pytest.mark.parametrize("command", ["ask", "trace"])
def test_media_that_cannot_be_read(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], case: str, command: str
) -> None:
    make, expected = MEDIA[case]
    path = make(tmp_path)
    out = tmp_path / "out.npz"

    assert main([command, str(path), "x", "--out", str(out), "--model", "/nowhere"]) == 3

    sentence = one_sentence(capsys)
    assert path.name in sentence
    assert expected in sentence
    assert not out.exists()


def test_regions_of_a_clip_are_refused_before_the_model_is_loaded(
    clip: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    mask = tmp_path / "mask.png"
    Image.fromarray(np.full((24, 40), 255, np.uint8)).save(mask)
    arguments = ["--out", str(tmp_path / "o"), "--mask", str(mask), "--model", "/nowhere"]

    assert main(["ask", str(clip), "x", *arguments]) == 2

    assert "still picture only" in one_sentence(capsys)
    assert not (tmp_path / "o").exists()


def test_a_mistyped_command_opens_no_window(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["exprot", "project.sa2va"]) == 2

    assert "'exprot' is neither a command nor a file or folder" in one_sentence(capsys)


def test_a_clip_that_was_cut_off_gives_what_is_there_and_a_notice(
    tmp_path: Path, model: ScriptedPredictor, capsys: pytest.CaptureFixture[str]
) -> None:
    content = video(tmp_path / "cut.mkv").read_bytes()
    written(tmp_path / "cut.mkv", content[: len(content) * 3 // 4])

    assert main(["ask", str(tmp_path / "cut.mkv"), "x", "--out", str(tmp_path / "o")]) == 0

    assert "cut.mkv' is cut off" in capsys.readouterr().err
    assert 0 < len(list((tmp_path / "o/Annotations/480p/cut").iterdir())) < 30


def empty_folder(folder: Path) -> None:
    shutil.rmtree(folder)
    folder.mkdir()


def only_pickle(folder: Path) -> None:
    (folder / WEIGHTS).unlink()
    (folder / "pytorch_model.bin").write_bytes(b"\x80\x02.")


CHECKPOINTS: dict[str, tuple[Callable[[Path], object], str]] = {
    "empty": (empty_folder, "is empty"),
    "lacks a shard": (lambda folder: shard(folder)[1].unlink(), "lacks 1 of 2 shards"),
    "extra tensor": (
        lambda folder: edit_tensors(
            folder, lambda tensors: tensors.update(extra=next(iter(tensors.values())).clone())
        ),
        "1 tensor (extra) that this model family does not know",
    ),
    "a name that commands the terminal": (
        lambda folder: edit_tensors(
            folder, lambda t: t.update({"an\x1b[31m\nother": next(iter(t.values())).clone()})
        ),
        "(an\\x1b[31m\\nother) that this model family does not know",
    ),
    "wrong shape": (
        lambda folder: edit_tensors(folder, lambda t: t.update({"mlp1.0.bias": t["mlp1.0.bias"][:-1].clone()})),
        "mlp1.0.bias must have shape",
    ),
    "unknown family": (
        lambda folder: edit_config(folder, lambda config: config.update(architectures=["OtherModel"])),
        "OtherModel",
    ),
    "only a pickle": (only_pickle, "a pickle, which is never opened"),
}


@pytest.mark.parametrize("case", CHECKPOINTS)
def test_a_checkpoint_that_cannot_be_used(
    picture: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str], case: str
) -> None:
    spoil, expected = CHECKPOINTS[case]
    folder = copy_checkpoint(tmp_path / "model")
    spoil(folder)

    code = main(["ask", str(picture), "x", "--out", str(tmp_path / "o"), "--model", str(folder)])

    assert code == 4
    assert expected in one_sentence(capsys)
    assert not (tmp_path / "o").exists()


def test_a_runtime_that_cannot_be_loaded(
    picture: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setitem(sys.modules, "sa2va_desktop.inference.loading", None)

    assert main(["ask", str(picture), "x", "--out", str(tmp_path / "o")]) == 4

    assert "runtime cannot be loaded" in one_sentence(capsys)


def test_a_model_folder_that_is_removed_while_it_is_loaded_costs_nothing(
    picture: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = copy_checkpoint(tmp_path / "model")
    load = assembly.load_predictor

    def load_and_remove(*args: str, **options: str) -> object:
        predictor = load(*args, **options)
        shutil.rmtree(folder)
        return predictor

    monkeypatch.setattr(assembly, "load_predictor", load_and_remove)
    options = ["--model", str(folder), "--max-new-tokens", "4", "--device", "cpu"]

    assert main(["ask", str(picture), "x", "--out", str(tmp_path / "o"), *options]) == 0

    assert answer_of(tmp_path / "o")["state"] == "complete"


def test_a_file_that_is_no_project(picture: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    before = picture.read_bytes()

    assert main(["export", str(picture), "--format", "coco", "--out", str(tmp_path / "o")]) == 3

    assert "picture.png is not a Sa2VA Desktop project" in one_sentence(capsys)
    assert picture.read_bytes() == before


def test_a_project_of_a_newer_version_is_refused_and_left_alone(
    picture: Path, tmp_path: Path, model: ScriptedPredictor, capsys: pytest.CaptureFixture[str]
) -> None:
    project = tmp_path / "newer.sa2va"
    main(["ask", str(picture), "x", "--out", str(tmp_path / "first"), "--project", str(project)])
    connection = sqlite3.connect(project)
    connection.execute("PRAGMA user_version = 9999")
    connection.close()
    before = project.read_bytes()
    capsys.readouterr()

    assert main(["export", str(project), "--format", "coco", "--out", str(tmp_path / "o")]) == 3

    assert "newer" in one_sentence(capsys)
    assert project.read_bytes() == before
    assert not (tmp_path / "o").exists()


def test_a_disk_that_is_full_at_the_end_keeps_the_answer_in_a_project(
    clip: Path,
    tmp_path: Path,
    model: ScriptedPredictor,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    write = DavisFormat.write

    def fill_disk(*args: object) -> None:
        write(*args)
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    monkeypatch.setattr(DavisFormat, "write", fill_disk)

    assert main(["ask", str(clip), "x", "--out", str(tmp_path / "o")]) == 1

    sentence = capsys.readouterr().err.strip().splitlines()[-1]
    assert "o cannot be written: No space left on device" in sentence
    assert not (tmp_path / "o").exists()
    monkeypatch.undo()
    kept = sentence.rpartition("is kept in ")[2]
    assert main(["export", kept, "--format", "davis", "--out", str(tmp_path / "again")]) == 0
    assert len(list((tmp_path / "again/Annotations/480p/clip").iterdir())) == FRAME_COUNT


def test_no_memory_for_the_model(
    picture: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def allocate(*args: str, **options: str) -> object:
        raise MemoryError

    monkeypatch.setattr(assembly, "load_predictor", allocate)

    assert main(["ask", str(picture), "x", "--out", str(tmp_path / "o")]) == 5

    assert "memory" in one_sentence(capsys)


class Interrupting(ScriptedPredictor):
    """Presses Ctrl+C after the second frame."""

    def ask(self, *args, **options) -> Iterator[AskEvent]:  # type: ignore[no-untyped-def]
        for event in super().ask(*args, **options):
            yield event
            if isinstance(event, FrameMasks) and event.done == 2:
                signal.raise_signal(signal.SIGINT)


def test_ctrl_c_writes_the_finished_frames_and_exits_with_130(
    clip: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    predictor = Interrupting(Script(("Sure ", ScriptedObject("", (4, 4, 14, 12)), ".")))
    monkeypatch.setattr(assembly, "load_predictor", lambda *args, **options: predictor)

    assert main(["ask", str(clip), "x", "--out", str(tmp_path / "o")]) == 130

    answer = answer_of(tmp_path / "o")
    assert answer["state"] == "cancelled"
    assert len(answer["objects"][0]["frames"]) == 2
    assert "cancelled" in capsys.readouterr().err.splitlines()[-1]
    assert signal.getsignal(signal.SIGINT) is signal.default_int_handler


def test_ctrl_c_while_a_command_is_imported(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def interrupt(name: str) -> object:
        raise KeyboardInterrupt

    monkeypatch.setattr(cli.importlib, "import_module", interrupt)

    assert main(["doctor"]) == 130
    assert "cancelled" in one_sentence(capsys)


def test_output_that_nobody_reads_is_no_crash(tmp_path: Path) -> None:
    arguments = ["synth", "--out", str(tmp_path / "s"), "--clips", "1", "--frames", "1", "--size", "64x48"]
    program = f"import sys; from sa2va_desktop.cli import main; sys.exit(main({arguments!r}))"
    read_end, write_end = os.pipe()
    os.close(read_end)

    done = subprocess.run([sys.executable, "-c", program], stdout=write_end, stderr=subprocess.PIPE, text=True)

    os.close(write_end)
    assert done.returncode == 1
    assert "Error" not in done.stderr


@pytest.mark.parametrize(
    ("options", "expected"),
    [
        (["--frames", "nonsense"], "frames 'nonsense'"),
        (["--frames", "0,7,20"], "outside the range"),
        (["--frames", "\N{SUPERSCRIPT TWO}"], "expected first:N"),
        (["--range", "0:" + "9" * 5000], "expected START:STOP"),
        (["--device", "abacus"], "no device 'abacus'"),
    ],
)
def test_options_that_make_no_sense(
    picture: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str], options: list[str], expected: str
) -> None:
    model = str(copy_checkpoint(tmp_path / "model"))

    assert main(["ask", str(picture), "x", "--out", str(tmp_path / "o"), "--model", model, *options]) == 2

    assert expected in one_sentence(capsys)
    assert not (tmp_path / "o").exists()


def test_an_empty_instruction(picture: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["ask", str(picture), "  ", "--out", str(tmp_path / "o")]) == 2

    assert "instruction is empty" in one_sentence(capsys)


@pytest.mark.parametrize("number", ["0", "-1", "many"])
def test_a_token_limit_that_is_no_number_is_a_usage_error(number: str, picture: Path) -> None:
    with pytest.raises(SystemExit) as caught:
        main(["ask", str(picture), "x", "--out", "o", f"--max-new-tokens={number}"])

    assert caught.value.code == 2


def test_a_region_mask_of_another_size(
    picture: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    Image.fromarray(np.ones((5, 7), np.uint8)).save(tmp_path / "mask.png")

    for command in ("ask", "trace"):
        options = ["--mask", str(tmp_path / "mask.png"), "--out", str(tmp_path / "o.npz")]
        assert main([command, str(picture), "x", *options]) == 3
        assert "expected a mask of 40x24, found 7x5" in one_sentence(capsys)


def test_a_truth_of_another_clip_is_refused_before_the_model_is_loaded(
    clip: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "truth").mkdir()
    Image.fromarray(np.ones((24, 40), np.uint8)).save(tmp_path / "truth/00000.png")

    truth = ["--truth", str(tmp_path / "truth"), "--model", "/nowhere"]
    assert main(["ask", str(clip), "x", "--out", str(tmp_path / "o"), *truth]) == 3

    assert "expected 6 masks, one a frame, found 1" in one_sentence(capsys)


def test_trace_says_before_any_work_that_its_file_cannot_be_written(
    picture: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    out = picture / "trace.npz"

    assert main(["trace", str(picture), "x", "--out", str(out), "--model", "/nowhere"]) == 1

    assert "trace.npz cannot be written" in one_sentence(capsys)


@pytest.mark.skipif(sys.platform != "linux", reason="other systems refuse such names themselves")
def test_a_file_name_that_is_no_text_works_throughout(tmp_path: Path, model: ScriptedPredictor) -> None:
    path = Path(os.fsdecode(os.fsencode(tmp_path) + b"/odd\xff.png"))
    Image.fromarray(np.zeros((24, 40, 3), np.uint8)).save(path)
    project = tmp_path / "p.sa2va"

    assert main(["ask", str(path), "x", "--out", str(tmp_path / "o"), "--project", str(project)]) == 0
    assert main(["export", str(project), "--format", "coco", "--out", str(tmp_path / "coco")]) == 0

    assert answer_of(tmp_path / "o")["media"]["file"] == path.name
    document = json.loads((tmp_path / "coco/annotations/instances.json").read_text(encoding="utf-8"))
    assert (tmp_path / "coco/images" / document["images"][0]["file_name"]).is_file()


def answer_of(out: Path) -> dict:
    return json.loads((out / "answer.json").read_text(encoding="utf-8"))


def one_sentence(capsys: pytest.CaptureFixture[str]) -> str:
    lines = capsys.readouterr().err.strip().splitlines()
    assert len(lines) == 1, lines
    assert lines[0].startswith("sa2va-desktop: ")
    return lines[0]


@pytest.mark.parametrize("command", [["ask", "x"], ["track", "--box", "0,4,4,14,12"]])
def test_a_folder_that_holds_something_is_refused_with_the_option_that_allows_it(
    command: list[str],
    picture: Path,
    model: ScriptedPredictor,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
) -> None:
    out = tmp_path / "out"
    out.mkdir()
    (out / "notes.txt").write_text("mine")
    arguments = [command[0], str(picture), *command[1:], "--out", str(out)]

    assert main(arguments) == 3
    sentence = one_sentence(capsys)
    assert str(out) in sentence
    assert "--overwrite" in sentence
    assert (out / "notes.txt").exists()

    assert main([*arguments, "--overwrite"]) == 0
    assert not (out / "notes.txt").exists()


@pytest.mark.parametrize("command", [["ask", "x"], ["track", "--box", "0,4,4,14,12"]])
def test_a_model_folder_that_is_not_there_is_refused_without_the_model_runtime(
    command: list[str], picture: Path, tmp_path: Path
) -> None:
    arguments = [command[0], str(picture), *command[1:], "--out", str(tmp_path / "out"), "--model", "/nowhere"]
    program = (
        "import sys; from sa2va_desktop.cli import main; code = main(sys.argv[1:]);"
        "print('torch' in sys.modules, code)"
    )

    done = subprocess.run(
        [sys.executable, "-c", program, *arguments], capture_output=True, text=True, check=True
    )

    assert done.stdout.split() == ["False", "4"]
    assert "/nowhere: expected" in done.stderr
