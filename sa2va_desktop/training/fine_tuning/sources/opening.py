"""Opens the sources of a fine-tuning: everything is read once and checked, and what is held out is split off."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from sa2va_desktop.errors import InputError
from sa2va_desktop.tasks import CancelToken, Progress
from sa2va_desktop.training.fine_tuning.config import (
    FineTuningConfig,
    OnFault,
    SeveralObjects,
    SourceConfig,
    SourceKind,
)
from sa2va_desktop.training.fine_tuning.events import SourceStatement
from sa2va_desktop.training.fine_tuning.sample import SplitSource
from sa2va_desktop.training.fine_tuning.sources.clip_source import ClipSource
from sa2va_desktop.training.fine_tuning.sources.clip_store import ClipStore
from sa2va_desktop.training.fine_tuning.sources.clip_units import plan_units
from sa2va_desktop.training.fine_tuning.sources.data_set import data_set_clips
from sa2va_desktop.training.fine_tuning.sources.faults import FAULTS_FILE, FaultReport, SourceReport
from sa2va_desktop.training.fine_tuning.sources.held_out import HeldOutMedia
from sa2va_desktop.training.fine_tuning.sources.media_shelf import MediaShelf
from sa2va_desktop.training.fine_tuning.sources.project import project_clips
from sa2va_desktop.training.fine_tuning.sources.scene_source import EPOCH, HELD_OUT, SceneSource
from sa2va_desktop.training.fine_tuning.sources.sources import Sources
from sa2va_desktop.training.fine_tuning.sources.units import LeftOut
from sa2va_desktop.translation import translate

_VALIDATION_SPLITS = ("val", "valid", "validation", "dev")
_TEST_SPLIT = "test"
_SEVERAL = {SourceKind.DATA_SET: SeveralObjects.UNION, SourceKind.PROJECT: SeveralObjects.EACH}

OnProgress = Callable[[Progress], None]


def open_sources(
    config: FineTuningConfig,
    *,
    writes_report: bool = True,
    on_progress: OnProgress | None = None,
    token: CancelToken | None = None,
) -> Sources:
    """Read and check everything that the sources have, and split off what is held out.

    Args:
        writes_report: `out/faults.jsonl` gets a line for each item that cannot be used; of several machines, one writes.
        on_progress: told of clips.

    Raises:
        InputError: a source cannot be opened or has nothing to train on, or has a fault and faults are refused.
        OutputError: the report cannot be written.
        CancelledError: between clips.
    """
    faults = FaultReport(config.out / FAULTS_FILE if writes_report else None)
    store, shelf = ClipStore(), MediaShelf()
    try:
        sides = HeldOutMedia(config.seed, config.validation.share)
        names = _names(config.sources)
        reader = _Reader(config, store, shelf, faults, sides, on_progress or _silent, token or CancelToken())
        opened = {
            place: reader.open(source, names[place])
            for place, source in enumerate(config.sources)
            if source.kind is not SourceKind.SCENES
        }
        if config.on_fault is OnFault.REFUSE:
            faults.refuse()
        found = sum(len(each.training) for each in opened.values())
        weight = sum(each.training.weight for each in opened.values() if len(each.training))
        for place, source in enumerate(config.sources):
            if source.kind is SourceKind.SCENES:
                # As many as make an epoch of the others, so that passes over the sources are counted in real samples.
                share = round(found * source.weight / weight) if weight else EPOCH
                opened[place] = reader.open_scenes(source, names[place], max(share, 1))
        if not any(len(each.training) for each in opened.values()):
            raise InputError(_nothing_found(opened.values(), faults))
        return Sources([opened[place] for place in range(len(config.sources))], faults, store, shelf)
    except BaseException:
        store.close()
        shelf.close()
        faults.close()
        raise


@dataclass(frozen=True)
class _Kept:
    """A clip in the store: its number, whose media it shows, the part of its data set, and its samples by task."""

    number: int
    group: str
    split: str
    samples: Counter[str]


@dataclass
class _Reader:
    """Opens one source after the other."""

    config: FineTuningConfig
    store: ClipStore
    shelf: MediaShelf
    faults: FaultReport
    sides: HeldOutMedia
    on_progress: OnProgress
    token: CancelToken

    def open(self, source: SourceConfig, name: str) -> SplitSource:
        """A data set or project."""
        assert source.path is not None
        report = SourceReport(name, self.faults)
        read = data_set_clips if source.kind is SourceKind.DATA_SET else project_clips
        several = source.several or _SEVERAL[source.kind]
        kept: list[_Kept] = []
        samples: Counter[str] = Counter()
        left_out: Counter[LeftOut] = Counter()
        for located in read(source, source.path, report, self.token):
            plan = plan_units(located, source.tasks, several)
            left_out += plan.left_out
            if plan.units:
                number = self.store.add(located.clip.name, located, plan.units)
                counted = Counter(unit.task.value for unit in plan.units)
                kept.append(
                    _Kept(number, located.group, "" if source.split else located.clip.split.lower(), counted)
                )
                self.on_progress(Progress(len(kept), None, "clips", name))
        kept = self._split(kept)
        for each in kept:
            samples.update(each.samples)
        parts = [
            self._part(source, name, [each for each in kept if self.sides.is_held_out(each.group) is side])
            for side in (False, True)
        ]
        statement = SourceStatement(
            name,
            source.kind.value,
            source.weight,
            dict(samples),
            len(parts[0]),
            len(parts[1]),
            self.faults.sentences(name),
            self.faults.counts[name],
            len(kept),
            {translate("training", each.value): count for each, count in sorted(left_out.items(), key=str)},
        )
        return SplitSource(parts[0], parts[1], statement)

    def _split(self, kept: list[_Kept]) -> list[_Kept]:
        """Decide for each group on which side it is; without the test part of a data set that has others."""
        own = {each.split for each in kept}
        has_parts = any(split not in _VALIDATION_SPLITS and not split.startswith(_TEST_SPLIT) for split in own)
        if has_parts:
            kept = [each for each in kept if not each.split.startswith(_TEST_SPLIT)]
        held_out = [each.group for each in kept if has_parts and each.split in _VALIDATION_SPLITS]
        for group in held_out:
            self.sides.hold_out(group)
        self.sides.split([each.group for each in kept], has_own=bool(held_out))
        return kept

    def _part(self, source: SourceConfig, name: str, kept: Sequence[_Kept]) -> ClipSource:
        return ClipSource(
            name,
            source.weight,
            self.store,
            self.shelf,
            self.faults,
            [each.number for each in kept],
            [each.samples.total() for each in kept],
            mask_frames=self.config.losses.frames,
        )

    def open_scenes(self, source: SourceConfig, name: str, epoch: int) -> SplitSource:
        """Scenes, of which `epoch` count as a pass."""
        frames = self.config.losses.frames
        training = SceneSource(name, source, self.config.seed, epoch, mask_frames=frames)
        count = HELD_OUT if self.config.validation.share else 0
        held_out = SceneSource(name, source, self.config.seed, count, is_held_out=True, mask_frames=frames)
        statement = SourceStatement(name, source.kind.value, source.weight, {}, len(training), len(held_out))
        return SplitSource(training, held_out, statement)


def _nothing_found(opened: Iterable[SplitSource], faults: FaultReport) -> str:
    sentence = translate("training", "expected samples to train on, found none in {0}").format(
        ", ".join(each.statement.name for each in opened)
    )
    why = [f"{what}: {count}" for each in opened for what, count in each.statement.left_out.items()]
    reasons = f" ({'; '.join(why)})" if why else ""
    return f"{sentence}{reasons}. {faults.summary()}".strip()


def _names(sources: Sequence[SourceConfig]) -> list[str]:
    """A short name for each source, all different."""
    seen: Counter[str] = Counter()
    names = []
    for source in sources:
        name = source.path.name or str(source.path) if source.path is not None else source.kind.value
        seen[name] += 1
        names.append(name if seen[name] == 1 else f"{name} ({seen[name]})")
    return names


def _silent(progress: Progress) -> None:
    return
