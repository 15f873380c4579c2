"""The protocol of a data set format, and the one way in which all of them are written.

A new format is one module in `datasets/formats` with a `FORMAT` object, and its test; `formats()` finds it by listing.
"""

from __future__ import annotations

import importlib
import pkgutil
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache, partial
from pathlib import Path
from typing import Protocol, runtime_checkable

from sa2va_desktop import __version__
from sa2va_desktop.datasets.annotated_clip import AnnotatedClip
from sa2va_desktop.datasets.export_folder import check_export_folder, new_folder_content
from sa2va_desktop.datasets.holds import Holds
from sa2va_desktop.datasets.imported_clip import ImportedClip, ImportReport
from sa2va_desktop.datasets.losses import Loss
from sa2va_desktop.datasets.provenance import WatchedClips, write_side_file
from sa2va_desktop.errors import FormatError
from sa2va_desktop.tasks import CancelToken
from sa2va_desktop.translation import translate


@dataclass(frozen=True)
class ExportOptions:
    """What every exporter understands.

    Attributes:
        write_images: put the pictures beside the annotations where they belong.
        frame_step: take every n-th frame of a clip, counted from the first; None is the format's own way (most video
            formats take all frames, those of pictures the annotated ones, SA-V every 4th, YouTube-VOS every 5th).
        choices: values of `DatasetFormat.choices` by name; what is not given has its first value.
        hash_frames: decode frames whose pictures are not written, too, so that the side file has a hash of each.
    """

    write_images: bool = True
    frame_step: int | None = None
    choices: Mapping[str, str] = field(default_factory=dict)
    hash_frames: bool = False


@dataclass(frozen=True)
class Choice:
    """Something that only one format lets a person choose, e.g. how a mask with holes is written.

    `values`: value → what it means in words; the first one is what happens unasked.
    """

    name: str
    title: str
    values: Mapping[str, str]


ProgressCallback = Callable[[int, int], None]
"""Called with (frames done, frames in all)."""


class DatasetFormat(Protocol):
    """One format. Stateless; used on any thread.

    Attributes:
        format_id: as in `--format`.
        title: for people, English; translated where it is shown.
        holds: what survives writing and reading again.
        takes_answers: media without objects are worth exporting if something was said about them.
        choices: what this format lets a person choose beyond `ExportOptions`.
    """

    format_id: str
    title: str
    holds: Holds
    takes_answers: bool
    choices: tuple[Choice, ...]

    def losses(self, clips: Sequence[AnnotatedClip], options: ExportOptions) -> list[Loss]:
        """What would be lost, without writing anything; mostly `losses.losses_of` with `holds`."""
        ...

    def write(
        self,
        clips: Sequence[AnnotatedClip],
        folder: Path,
        options: ExportOptions,
        on_progress: ProgressCallback,
        token: CancelToken,
    ) -> None:
        """Write into `folder`, which exists and is empty.

        Raises:
            FormatError: the format cannot hold this document at all.
            CancelledError: between frames.
        """
        ...


@runtime_checkable
class ReadableFormat(DatasetFormat, Protocol):
    """A format that can be imported, too."""

    def recognises(self, source: Path) -> bool:
        """Whether a file or folder looks like this format; quick, looks at names and beginnings, never raises."""
        ...

    def read(self, source: Path, report: ImportReport, token: CancelToken) -> Iterator[ImportedClip]:
        """Clips one by one, in a stable order; memory does not grow with their number where the file's layout allows.

        Args:
            source: what a person would point at: the data set's folder, or its main file.
            report: single items that cannot be used are added here with their place and left out.

        Raises:
            FormatError: nothing of it can be used, or not from here on: one sentence with file and place.
            CancelledError: between items.
        """
        ...


@runtime_checkable
class FrameChoosingFormat(DatasetFormat, Protocol):
    """A format that takes other frames than `all_frames` (with tracks) or `annotated_frames` (without)."""

    def frames_of(self, clip: AnnotatedClip, options: ExportOptions) -> Sequence[int]:
        """The frame indices that are written of a clip."""
        ...


@cache
def formats() -> dict[str, DatasetFormat]:
    """Every format by its id."""
    found: dict[str, DatasetFormat] = {}
    package = importlib.import_module("sa2va_desktop.datasets.formats")
    for module_info in pkgutil.iter_modules(package.__path__):
        module = importlib.import_module(f"sa2va_desktop.datasets.formats.{module_info.name}")
        dataset_format = getattr(module, "FORMAT", None)
        if dataset_format is not None:
            found[dataset_format.format_id] = dataset_format
    return found


def format_by_id(format_id: str) -> DatasetFormat:
    """Raises FormatError with the list of ids when there is none of that name."""
    try:
        return formats()[format_id]
    except KeyError:
        known = ", ".join(sorted(formats()))
        raise FormatError(
            translate("datasets", "no export format is called {0!r}; there are {1}").format(format_id, known)
        ) from None


def readable_formats() -> dict[str, ReadableFormat]:
    """Those that can be imported, by id."""
    return {format_id: each for format_id, each in formats().items() if isinstance(each, ReadableFormat)}


def format_titles() -> dict[str, str]:
    """Titles by id, in the language of the person."""
    return {format_id: translate("datasets", each.title) for format_id, each in sorted(formats().items())}


def export_dataset(
    clips: Sequence[AnnotatedClip],
    *,
    format_id: str,
    out: Path,
    options: ExportOptions | None = None,
    overwrite: bool = False,
    sources: Sequence[Path] = (),
    extra_files: Mapping[str, bytes] | None = None,
    on_progress: ProgressCallback = lambda done, total: None,
    token: CancelToken | None = None,
) -> list[Loss]:
    """Write a data set with its side file (see `provenance`): complete or not at all.

    Everything goes into a temporary folder first, which takes its place at the end. An `out` that is not empty is
    refused unless `overwrite`; then its content is replaced only after the new one is complete. What came into it
    meanwhile counts, too.

    Args:
        sources: files that must not be overwritten, besides the media of the clips and projects.
        extra_files: name → content of files beside the data set, written with it.

    Returns: what the format could not hold.

    Raises:
        FormatError: unknown format, `out` cannot be used, or the document does not fit the format.
        OutputError: the disk is full or cannot be written; `out` is as it was.
        CancelledError: cancelled; nothing is left behind.
    """
    dataset_format = format_by_id(format_id)
    kept = [*sources, *(Path(clip.item.path) for clip in clips)]
    check = partial(check_export_folder, out, overwrite=overwrite, sources=kept)
    check()
    chosen, asked = options or ExportOptions(), token or CancelToken()
    check_choices(dataset_format, chosen)
    lost = dataset_format.losses(clips, chosen)
    with new_folder_content(out, check) as folder:
        watched = WatchedClips(clips)
        dataset_format.write(watched, folder, chosen, on_progress, asked)
        write_side_file(
            folder,
            clips,
            about=_about(dataset_format, chosen),
            losses=lost,
            frames_of=lambda clip: written_frames(dataset_format, clip, chosen),
            hashes=watched.hashes,
            hash_all=chosen.hash_frames,
            token=asked,
        )
        for name, content in (extra_files or {}).items():
            (folder / name).write_bytes(content)
    return lost


def written_frames(dataset_format: DatasetFormat, clip: AnnotatedClip, options: ExportOptions) -> Sequence[int]:
    """The frames of a clip that a format writes, as it says itself or as formats of its kind do."""
    if isinstance(dataset_format, FrameChoosingFormat):
        return dataset_format.frames_of(clip, options)
    is_of_clips = dataset_format.holds.tracks or not dataset_format.holds.masks
    return all_frames(clip, options) if is_of_clips else annotated_frames(clip, options)


def check_choices(dataset_format: DatasetFormat, options: ExportOptions) -> None:
    """Raises: FormatError: a choice or a value of it that the format does not have."""
    known = {choice.name: choice for choice in dataset_format.choices}
    for name, value in options.choices.items():
        if name not in known:
            raise FormatError(
                translate("datasets", "{0} has no choice {1!r}; there are: {2}").format(
                    dataset_format.format_id, name, ", ".join(known) or "-"
                )
            )
        if value not in known[name].values:
            raise FormatError(
                translate("datasets", "{0}: {1} is one of {2}, found {3!r}").format(
                    dataset_format.format_id, name, ", ".join(known[name].values), value
                )
            )


def _about(dataset_format: DatasetFormat, options: ExportOptions) -> dict[str, object]:
    chosen = {choice.name: next(iter(choice.values)) for choice in dataset_format.choices}
    return {
        "format": dataset_format.format_id,
        "application": "sa2va-desktop",
        "version": __version__,
        "options": {
            "write_images": options.write_images,
            "frame_step": options.frame_step,
            "choices": chosen | dict(options.choices),
        },
    }


def all_frames(clip: AnnotatedClip, options: ExportOptions, *, step: int = 1) -> range:
    """Frames of a clip in formats that take all of them, or every `step`-th."""
    return range(0, clip.item.frame_count, options.frame_step or step)


def annotated_frames(clip: AnnotatedClip, options: ExportOptions) -> list[int]:
    """Frames of a clip in formats of single pictures: those with a record, on the grid that was asked for."""
    step = options.frame_step or 1
    return [frame for frame in clip.annotated_frames() if frame % step == 0]


_NAME_BYTES = 200  # most systems take 255; a number, an ending and a word of the format come to it


def safe_file_name(name: str) -> str:
    """A name that is one path component on every system; never empty, never with separators or control characters."""
    short = re.sub(r'[\x00-\x1f<>:"/\\|?*]+', "_", name).strip(" .")[:120]
    while len(short.encode("utf-8", "surrogatepass")) > _NAME_BYTES:
        short = short[:-1]
    return short.strip(" .") or "clip"


def unique_names(names: Sequence[str]) -> list[str]:
    """Safe file names in the same order, with " 2", " 3" … appended where two would be equal ignoring case."""
    seen: dict[str, int] = {}
    unique = []
    for name in map(safe_file_name, names):
        candidate = name
        while candidate.lower() in seen:
            seen[name.lower()] += 1
            candidate = f"{name} {seen[name.lower()]}"
        seen.setdefault(candidate.lower(), 1)
        unique.append(candidate)
    return unique
