"""Which benchmarks there are, and which one a data set is for."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

from sa2va_desktop.datasets.dataset_format import readable_formats
from sa2va_desktop.datasets.imported_clip import ImportedClip, ImportReport
from sa2va_desktop.errors import UsageError
from sa2va_desktop.evaluation.benchmark import Benchmark, ReadClips
from sa2va_desktop.evaluation.caption_benchmarks import GroundedCaptions, RegionCaptions
from sa2va_desktop.evaluation.chat_benchmarks import ChatSet, JudgedSet, Mme, VideoChoice, YesNoSet
from sa2va_desktop.evaluation.chat_sets import is_chat_set
from sa2va_desktop.evaluation.grounded_caption import TextSimilarity
from sa2va_desktop.evaluation.picture_benchmarks import GRefCoco, PictureExpressions, ReasonSeg, RefCoco
from sa2va_desktop.evaluation.project_clips import SUFFIX, read_project_clips
from sa2va_desktop.evaluation.scene_clips import read_scene_clips, scene_folders
from sa2va_desktop.evaluation.video_benchmarks import (
    Mevis,
    ProjectExpressions,
    RefDavis,
    RefSav,
    RefYoutubeVos,
    Revos,
    VideoExpressions,
)
from sa2va_desktop.tasks import CancelToken

SCENES = "scenes"
"""Not a format that is imported: folders as `synth` writes them."""
PROJECT = ProjectExpressions.benchmark_id
"""Not one either: a project of this program."""

OF_CLIPS: dict[str, Callable[[ReadClips], Benchmark]] = {
    each.benchmark_id: each
    for each in (
        *(RefCoco, GRefCoco, ReasonSeg, PictureExpressions),
        *(Mevis, RefYoutubeVos, RefDavis, Revos, RefSav, VideoExpressions, ProjectExpressions),
        RegionCaptions,
    )
}
OF_QUESTIONS: dict[str, type[ChatSet]] = {
    each.benchmark_id: each for each in (Mme, YesNoSet, ChatSet, VideoChoice, JudgedSet)
}
BENCHMARKS = (*OF_CLIPS, GroundedCaptions.benchmark_id, *OF_QUESTIONS)
"""What `--benchmark` takes."""

_JUDGED = ("mmvet", "mm-vet", "llavabench", "mmbench-video", "mmbench_video", "mathvista")
"""Parts of names of sets whose free answers a judge model reads."""


def benchmark_of(
    source: Path,
    *,
    benchmark_id: str = "",
    format_id: str = "",
    split: str = "",
    similarity: TextSimilarity | None = None,
    similarity_name: str = "",
    report: ImportReport | None = None,
    token: CancelToken | None = None,
) -> Benchmark:
    """The benchmark for a data set.

    Args:
        benchmark_id: one of `BENCHMARKS`; "" takes what the format or the file's name says.
        format_id: of the data set; "" takes the one that recognises it.
        split: only what is of this split, e.g. "val", "testA"; "" takes all.
        report: single items that cannot be used are added there.

    Raises:
        UsageError: nothing recognises the data set, or there is no such format or benchmark.
    """
    if benchmark_id and benchmark_id not in BENCHMARKS:
        raise UsageError(f"expected a benchmark of {', '.join(BENCHMARKS)}, found {benchmark_id!r}")
    if not format_id and is_chat_set(source):
        return _of_questions(source, benchmark_id)
    if benchmark_id in OF_QUESTIONS:
        raise UsageError(f"{source}: expected a .tsv, .json or .jsonl file with questions for {benchmark_id}")
    found_format = format_id or _recognised(source)
    notes, cancel = report if report is not None else ImportReport(), token or CancelToken()

    def read() -> Iterator[ImportedClip]:
        if found_format == PROJECT:
            clips = read_project_clips(source, notes)
        elif found_format == SCENES:
            clips = read_scene_clips(source)
        else:
            clips = readable_formats()[found_format].read(source, notes, cancel)
        return (kept for clip in clips if (kept := _of_split(clip, split)) is not None)

    if found_format not in (SCENES, PROJECT) and found_format not in readable_formats():
        known = ", ".join((*sorted(readable_formats()), SCENES, PROJECT))
        raise UsageError(f"expected a format of {known}, found {found_format!r}")
    wanted = benchmark_id or found_format
    if wanted == GroundedCaptions.benchmark_id:
        return GroundedCaptions(read, similarity, similarity_name)
    made = OF_CLIPS.get(wanted)
    return made(read) if made is not None else _by_content(read)


def _of_split(clip: ImportedClip, split: str) -> ImportedClip | None:
    """A clip without what belongs to other splits; None when nothing is left. Some sets split texts, not pictures."""
    if not split or clip.split == split:
        return clip
    texts = tuple(each for each in clip.expressions if each.extras.get("split") == split)
    return replace(clip, expressions=texts) if texts and not clip.split else None


def _by_content(read: ReadClips) -> Benchmark:
    """Of a format that is no benchmark: by what its first clip is."""
    clips = read()
    first = next(clips, None)
    if first is not None and not first.is_clip:
        return PictureExpressions(read)
    return VideoExpressions(read)


def _of_questions(source: Path, benchmark_id: str) -> Benchmark:
    if benchmark_id:
        if benchmark_id not in OF_QUESTIONS:
            known = ", ".join(OF_QUESTIONS)
            raise UsageError(f"{source} holds questions: expected {known}, found {benchmark_id!r}")
        return OF_QUESTIONS[benchmark_id](source)
    name = source.stem.lower()
    if "video" in name and "mme" in name:
        return VideoChoice(source)
    if any(part in name for part in _JUDGED):
        return JudgedSet(source)
    if name == "mme" or (name.startswith(("mme_", "mme-", "mme.")) and "realworld" not in name):
        return Mme(source)
    return YesNoSet(source) if any(part in name for part in ("pope", "hallusion", "amber")) else ChatSet(source)


def _recognised(source: Path) -> str:
    if source.suffix.lower() == SUFFIX and source.is_file():
        return PROJECT
    if scene_folders(source):
        return SCENES
    found = [format_id for format_id, each in readable_formats().items() if each.recognises(source)]
    wanted = [format_id for format_id in found if format_id in (*OF_CLIPS, GroundedCaptions.benchmark_id)]
    if len(wanted) == 1 or (not wanted and len(found) == 1):
        return (wanted or found)[0]
    known = ", ".join((*sorted(readable_formats()), SCENES, PROJECT))
    said = f"several fit ({', '.join(wanted or found)})" if found else "none fits"
    raise UsageError(f"{source}: expected a data set of one format, {said}; name it with --format ({known})")
