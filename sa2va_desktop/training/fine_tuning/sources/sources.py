"""Open sources: mixed by weight, drawn from by number, and the held-out samples."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from sa2va_desktop.errors import MediaError
from sa2va_desktop.training.fine_tuning.config import FineTuningConfig, OnFault, SourceKind
from sa2va_desktop.training.fine_tuning.sample import SampleError, SampleSource, TrainingSample
from sa2va_desktop.training.fine_tuning.sources.clip_store import ClipStore
from sa2va_desktop.training.fine_tuning.sources.faults import Fault, FaultReport
from sa2va_desktop.training.fine_tuning.sources.media_shelf import MediaShelf
from sa2va_desktop.training.fine_tuning.sources.mixing import Drawn, Mix
from sa2va_desktop.training.fine_tuning.sources.scene_source import SceneSource
from sa2va_desktop.translation import translate

_TRIES = 100
"""Items of a source that are tried in the place of a broken one."""


@dataclass(frozen=True)
class SourceSummary:
    """What one source gives.

    Attributes:
        clips: pictures and clips that can be used; 0 for scenes.
        samples: by task (values of `SampleTask`), training and held out together; {} for scenes, which have no end.
        training, held_out: samples that are trained on, and those that are kept for validation.
        left_out: what is not trained on though it is no fault, in words, with its number.
    """

    name: str
    kind: SourceKind
    weight: float
    clips: int = 0
    samples: Mapping[str, int] = field(default_factory=dict)
    training: int = 0
    held_out: int = 0
    left_out: Mapping[str, int] = field(default_factory=dict)
    faults: int = 0


@dataclass
class OpenedSource:
    """A source's two parts, before they are mixed."""

    summary: SourceSummary
    training: SampleSource
    held_out: SampleSource


class Sources:
    """Open sources. Used by one thread at a time; closed by its owner, or a context manager.

    Attributes:
        summaries: in the order of the configuration.
        faults: all items that cannot be used.
        epoch_samples: samples of one epoch: those of data sets and projects, and scenes in proportion to their weight.
    """

    def __init__(
        self,
        config: FineTuningConfig,
        opened: Sequence[OpenedSource],
        faults: FaultReport,
        store: ClipStore,
        shelf: MediaShelf,
    ) -> None:
        self.summaries = tuple(each.summary for each in opened)
        self.faults = faults
        self._config, self._store, self._shelf = config, store, shelf
        self._training = [each.training for each in opened if len(each.training)]
        self._held_out = [each.held_out for each in opened if len(each.held_out)]
        self._mix = Mix(
            config.seed, [len(each) for each in self._training], [each.weight for each in self._training]
        )
        self.epoch_samples = _epoch_samples(self._training)
        self._validation = _even_choice(self._held_out, config.validation.samples, config.seed)

    def __enter__(self) -> Sources:
        return self

    def __exit__(self, *error: object) -> None:
        self.close()

    def draw(self, batch: int, rank: int = 0, world: int = 1) -> list[TrainingSample]:
        """`schedule.batch` samples.

        Args:
            batch: number of the batch, from 0 over the whole training: optimiser step times `accumulate`, and on.
            rank, world: which machine of how many; together they draw what one would with a batch so many times as large.

        Raises:
            SampleError: an item broke and faults are refused, or no item of a source can be used any more.
        """
        size = self._config.schedule.batch
        first = (batch * world + rank) * size
        return [self._sample(number) for number in range(first, first + size)]

    @property
    def validation_count(self) -> int:
        return len(self._validation)

    def validation_sample(self, place: int) -> TrainingSample | None:
        """The held-out sample at a place in 0..`validation_count` - 1, always the same one; None when it has broken."""
        source, index = self._validation[place]
        rng = self._mix.rng((1 << 62) + place)
        return self._checked(self._held_out[source], index, rng)

    def validation_samples(self) -> Iterator[TrainingSample]:
        """All held-out samples that are looked at, one at a time."""
        for place in range(self.validation_count):
            sample = self.validation_sample(place)
            if sample is not None:
                yield sample

    def report(self, place: str, sentence: str) -> None:
        """Note a sample that was drawn and could not be trained on after all."""
        source = next((each.name for each in self.summaries if place.startswith(f"{each.name}: ")), "")
        self._note(source, place, sentence)

    def close(self) -> None:
        self._shelf.close()
        self._store.close()
        self.faults.close()

    def _sample(self, number: int) -> TrainingSample:
        """The sample with a number; a broken item is replaced by the next one in its source's order."""
        drawn = self._mix.drawn(number)
        source = self._training[drawn.source]
        for further in range(min(_TRIES, len(source))):
            index = self._mix.item(Drawn(drawn.source, drawn.position + further))
            sample = self._checked(source, index, self._mix.rng(number))
            if sample is not None:
                return sample
        raise SampleError(
            translate("training", "{0}: none of {1} items in a row can be used any more; {2}").format(
                source.name, min(_TRIES, len(source)), self.faults.summary()
            )
        )

    def _checked(self, source: SampleSource, index: int, rng: object) -> TrainingSample | None:
        """A sample whose pictures can be decoded; they are kept for whoever looks at them next."""
        place = source.name
        try:
            sample = source.sample(index, rng)  # type: ignore[arg-type]
            place = sample.place
            for frame in (
                sorted({*sample.shown_frames, *sample.mask_frames}) if sample.frames is not None else ()
            ):
                sample.frames.read_rgb(frame)  # type: ignore[union-attr]
        except (SampleError, MediaError, IndexError) as error:
            self._note(source.name, place if place != source.name else str(error), str(error))
            return None
        return sample

    def _note(self, source: str, place: str, sentence: str) -> None:
        is_new = self.faults.add_late(source, place, sentence)
        if is_new and self._config.on_fault is OnFault.REFUSE:
            raise SampleError(Fault(source, place, sentence).text)


def _epoch_samples(sources: Sequence[SampleSource]) -> int:
    finite = [each for each in sources if not isinstance(each, SceneSource)]
    if not finite:
        return sum(len(each) for each in sources)
    share = sum(each.weight for each in finite) / sum(each.weight for each in sources)
    return round(sum(len(each) for each in finite) / share)


def _even_choice(sources: Sequence[SampleSource], count: int, seed: int) -> list[tuple[int, int]]:
    """(source, index) of at most `count` items, as evenly from all sources as these allow, in a stable random order."""
    if not sources:
        return []
    mix = Mix(seed + 1, [len(each) for each in sources], [1.0] * len(sources))
    left = [len(each) for each in sources]
    chosen: list[tuple[int, int]] = []
    position = 0
    while len(chosen) < count and any(position < size for size in left):
        for source, size in enumerate(left):
            if position < size and len(chosen) < count:
                chosen.append((source, mix.item(Drawn(source, position))))
        position += 1
    return chosen
