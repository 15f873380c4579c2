"""Synthetic scenes for `synth`: what they are to show, as files and as clips that any format can write."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from sa2va_desktop.errors import UsageError
from sa2va_desktop.tasks import CancelToken, Progress

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sa2va_desktop.datasets.annotated_clip import AnnotatedClip
    from sa2va_desktop.scenes.options import SceneOptions
    from sa2va_desktop.scenes.tally import SceneTally


def scene_options(
    *,
    nouns: str = "",
    unseen: bool = False,
    textures: bool = False,
    long_texts: bool = False,
    backgrounds: Path | None = None,
) -> SceneOptions:
    """What scenes are to show, from the words of a person; see `scenes.options`.

    Raises:
        UsageError: an unknown noun, unseen looks of nouns that have none, or no photos.
        MediaError: a photo that is none.
    """
    from sa2va_desktop.scenes.options import NOUN_GROUPS, SceneOptions, parse_nouns
    from sa2va_desktop.scenes.photos import photos_in

    return SceneOptions(
        nouns=parse_nouns(nouns) if nouns else NOUN_GROUPS["known"],
        unseen=unseen,
        textures=textures,
        long_texts=long_texts,
        photos=photos_in(backgrounds) if backgrounds is not None else (),
    )


def scene_tally(options: SceneOptions) -> SceneTally:
    """What scenes of these options can show, and counts of what they did; see `scenes.tally`."""
    from sa2va_desktop.scenes.tally import SceneTally

    return SceneTally(options)


def write_synthetic_clips(
    out: Path,
    *,
    clip_count: int,
    seed: int,
    size_hw: tuple[int, int],
    frame_count: int,
    options: SceneOptions | None = None,
    on_progress: Callable[[Progress], None] | None = None,
    token: CancelToken | None = None,
    tally: SceneTally | None = None,
) -> list[Path]:
    """Write synthetic clips with exact masks, counted in `tally`; see `scenes.clip_files.write_clips`."""
    from sa2va_desktop.scenes.clip_files import write_clips
    from sa2va_desktop.scenes.options import DEFAULT_OPTIONS

    return write_clips(
        out,
        clip_count=clip_count,
        seed=seed,
        size_hw=size_hw,
        frame_count=frame_count,
        options=options or DEFAULT_OPTIONS,
        on_progress=on_progress,
        token=token,
        on_clip=tally.add if tally is not None else lambda clip: None,
    )


def synthetic_clips(
    *,
    clip_count: int,
    seed: int,
    size_hw: tuple[int, int],
    frame_count: int,
    options: SceneOptions | None = None,
    on_draw: Callable[[int, int], None] = lambda done, total: None,
    tally: SceneTally | None = None,
) -> Sequence[AnnotatedClip]:
    """Synthetic clips with exact masks, labels and everything that is said of them; drawn whenever they are asked for.

    Args:
        on_draw: told (number of the clip from 1, clips in all) before each; what it raises ends the drawing.
        tally: counts each of them once.
    """
    from sa2va_desktop.datasets.annotated_clip import AnnotatedClip
    from sa2va_desktop.datasets.drawn_clips import DrawnClips
    from sa2va_desktop.operations.instructions import sent_text
    from sa2va_desktop.scenes.clip_files import check_clips
    from sa2va_desktop.scenes.clip_records import SyntheticClip
    from sa2va_desktop.scenes.options import DEFAULT_OPTIONS

    check_clips(clip_count, size_hw, frame_count)

    def draw(index: int) -> AnnotatedClip:
        synthetic = SyntheticClip(seed, index, size_hw, frame_count, options or DEFAULT_OPTIONS)
        name, known = synthetic.records()
        if tally is not None:
            tally.add(synthetic.draw())
        return AnnotatedClip(
            name,
            known.item,
            known.objects,
            known.tracks,
            known.categories,
            open_frames=synthetic.open_frames,
            expressions=known.expressions,
            answers=known.answers,
            questions={
                each.answer_id: sent_text(each.task, each.instruction, is_video=frame_count > 1)
                for each in known.answers
            },
        )

    return DrawnClips(clip_count, draw, on_draw)


def write_clip_media(clip: AnnotatedClip, folder: Path) -> Path:
    """The pictures of a synthetic clip as one file in `folder`; see `scenes.clip_files.write_media`."""
    from sa2va_desktop.scenes.clip_files import write_media

    if clip.open_frames is None:
        raise UsageError(f"{clip.name}: expected a clip with pictures, found none")
    with clip.open_frames() as reader:
        pictures = [reader.read_rgb(frame) for frame in range(clip.item.frame_count)]
    return write_media(folder, clip.name, pictures, fps=round(clip.nominal_fps()))
