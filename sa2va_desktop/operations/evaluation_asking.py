"""One sample of a benchmark: its frames are opened, the model is asked, and what comes back is put in order."""

from __future__ import annotations

import io
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import numpy.typing as npt
from PIL import Image

from sa2va_desktop.annotation.records import ObjectId
from sa2va_desktop.annotation.rle import MaskRle, empty_rle, rle_to_mask
from sa2va_desktop.datasets.benchmark_records import BenchmarkSample, Prediction, SampleKind
from sa2va_desktop.datasets.clip_frames import frames_in
from sa2va_desktop.errors import FormatError, InputError, MediaError
from sa2va_desktop.inference.api import (
    AnswerFinished,
    AskRequest,
    FrameMasks,
    FrameProvider,
    GroundingMode,
    ObjectPrompt,
    PointPrompt,
    Predictor,
    SegmentFound,
    SegmentRequest,
    TrackRequest,
)
from sa2va_desktop.media.array_frames import ArrayFrames
from sa2va_desktop.media.media_reader import MediaReader
from sa2va_desktop.media.opening import open_media, probe_media
from sa2va_desktop.media.records import MediaProbe
from sa2va_desktop.operations.ask import MAX_OBJECTS
from sa2va_desktop.operations.evaluation_prompts import prompt_of
from sa2va_desktop.operations.frame_choice import choose_language_frames
from sa2va_desktop.operations.media_items import MediaId, media_item_of
from sa2va_desktop.operations.region_caption import PreparedRegionCaption, region_request
from sa2va_desktop.tasks import CancelToken
from sa2va_desktop.translation import translate

FRAMES_FOR_MASKS, FRAMES_FOR_WORDS = "first:5", "uniform:5"
"""Source: the published evaluation of Sa2VA."""

_WITH_MASKS = (SampleKind.REFERRING, SampleKind.INSTRUCTION, SampleKind.GROUNDED_CAPTION)
_PICTURE_LIMIT = 100_000_000
"""Pixels of a picture that stands in a table."""


@dataclass(frozen=True)
class AskSettings:
    """How samples are asked.

    Attributes:
        rule: "union": all masks of an answer count as one; "first": only the first object is grounded.
        frames_spec: which frames of a clip the language model sees; "" as published: the first five where masks are
            wanted, five spread over the clip where words are.
        reasons: the wordings of ReasonSeg.
    """

    rule: str = "union"
    frames_spec: str = ""
    grounding_mode: GroundingMode | None = None
    max_new_tokens: int = 512
    reasons: bool = False


@dataclass(frozen=True, eq=False)
class Answered:
    """What one sample gave. `frame_indices`: in the media item, of the frames that were asked about."""

    prediction: Prediction
    question: str
    size_hw: tuple[int, int]
    frame_indices: tuple[int, ...]


class ChosenFrames:
    """Some frames of a reader, as a clip of their own: data sets often mean every fifth frame, and no other is shown."""

    def __init__(self, reader: MediaReader, indices: Sequence[int]) -> None:
        self._reader = reader
        self._indices = tuple(indices)

    @property
    def frame_count(self) -> int:
        return len(self._indices)

    @property
    def size_hw(self) -> tuple[int, int]:
        return self._reader.size_hw

    @property
    def media_key(self) -> str:
        return f"{self._reader.media_key}|{hash(self._indices)}"

    def read_rgb(self, frame_index: int) -> npt.NDArray[np.uint8]:
        return self._reader.read_rgb(self._indices[frame_index])


class HeldPictures:
    """Pictures that came in a table. Several are shown as a clip, all in the size of the first one."""

    def __init__(self, pictures: Sequence[bytes]) -> None:
        frames = [_decoded(data) for data in pictures]
        self.size_hw = (frames[0].shape[0], frames[0].shape[1])
        self._frames = [self._in_size(frame) for frame in frames]
        self.frame_count = len(frames)

    def read_rgb(self, frame_index: int) -> npt.NDArray[np.uint8]:
        return self._frames[frame_index]

    def _in_size(self, frame: npt.NDArray[np.uint8]) -> npt.NDArray[np.uint8]:
        if frame.shape[:2] == self.size_hw:
            return frame
        return np.asarray(Image.fromarray(frame).resize(self.size_hw[::-1], Image.Resampling.BICUBIC))


class OpenedMedia:
    """Opens what samples show; the last one stays indexed, because samples about one clip follow each other."""

    def __init__(self) -> None:
        self._probed: tuple[Path, MediaProbe] | None = None

    @contextmanager
    def frames(
        self, sample: BenchmarkSample, token: CancelToken
    ) -> Iterator[tuple[FrameProvider | None, tuple[int, ...], bool]]:
        """Frames to show, their indices in the media item, and whether they are a clip.

        Raises:
            MediaError, FormatError: missing, broken, or not the frames that the data set means.
        """
        if sample.drawn is not None:
            drawn = ArrayFrames(sample.drawn)
            yield drawn, tuple(range(drawn.frame_count)), drawn.frame_count > 1
            return
        if sample.pictures:
            held = HeldPictures(sample.pictures)
            yield held, tuple(range(held.frame_count)), held.frame_count > 1
            return
        clip = sample.clip
        if clip is None:
            yield None, (), False
            return
        if clip.media is None:
            raise FormatError(
                translate("operations", "{0}: expected its pictures beside the data set, found none").format(
                    clip.name
                )
            )
        probed = self._probe(clip.media, token)
        with open_media(clip.media, index=probed.index) as reader:
            if reader.frame_count == len(clip.frames) == 1:
                indices: tuple[int, ...] = (0,)  # a picture, whatever frame of a clip it once was
            elif clip.frames:
                indices = frames_in(media_item_of(MediaId(1), probed), clip)
            else:
                indices = tuple(range(reader.frame_count))
            # Captions are asked about one picture, also of a data set that cut its pictures out of clips.
            is_video = clip.is_clip and sample.kind in (SampleKind.REFERRING, SampleKind.CHAT)
            yield ChosenFrames(reader, indices), indices, is_video

    def _probe(self, path: Path, token: CancelToken) -> MediaProbe:
        if self._probed is None or self._probed[0] != path:
            self._probed = (path, probe_media(path, token=token))
        return self._probed[1]


def ask_sample(
    predictor: Predictor,
    sample: BenchmarkSample,
    settings: AskSettings,
    opened: OpenedMedia,
    token: CancelToken,
) -> Answered:
    """Ask once.

    Raises:
        InputError: the sample cannot be shown; others may.
        ModelError, OutOfMemoryError, CancelledError: as `Predictor.ask`.
    """
    with opened.frames(sample, token) as (frames, indices, is_video):
        count = len(indices)
        prompt = prompt_of(sample, is_video=is_video, reasons=settings.reasons)
        size_hw = frames.size_hw if frames is not None else (0, 0)
        if sample.kind is SampleKind.CLICK and frames is not None:
            return Answered(_clicked(predictor, sample, frames, token), prompt, size_hw, indices)
        wants_masks = sample.kind in _WITH_MASKS
        spec = settings.frames_spec or (FRAMES_FOR_MASKS if wants_masks else FRAMES_FOR_WORDS)
        is_first = settings.rule == "first" and sample.kind is SampleKind.REFERRING
        request = AskRequest(
            prompt,
            frames=frames,
            is_video=is_video,
            language_frames=choose_language_frames(spec, (0, count)) if is_video else (0,),
            frame_range=(0, max(1, count)),
            region_masks=() if sample.region is None else (rle_to_mask(sample.region),),
            grounding_mode=settings.grounding_mode,
            max_new_tokens=settings.max_new_tokens,
            max_segments=1 if is_first else MAX_OBJECTS,
        )
        if sample.kind is SampleKind.MARKED_THING and frames is not None:
            request = _about_marked(predictor, sample, frames, settings)
        prediction = _answered(predictor, request, wants_masks, count, size_hw, token)
        return Answered(prediction, prompt, size_hw, indices)


def _about_marked(
    predictor: Predictor, sample: BenchmarkSample, frames: FrameProvider, settings: AskSettings
) -> AskRequest:
    """As the window asks what a marked thing is."""
    assert sample.region is not None
    return region_request(
        predictor.description,
        PreparedRegionCaption(
            MediaId(1), ObjectId(1), "", 0, sample.region, max_new_tokens=settings.max_new_tokens
        ),
        frames,
    )


def _clicked(
    predictor: Predictor, sample: BenchmarkSample, frames: FrameProvider, token: CancelToken
) -> Prediction:
    """The best mask of one click on the first frame; of a clip, the track from there."""
    prompt = ObjectPrompt(0, 0, points=(PointPrompt(sample.point_xy),))
    if frames.frame_count == 1:
        best = predictor.segment(SegmentRequest(frames, prompt), token)[0]
        return Prediction("", ("",), ((best.rle,),))
    masks: dict[int, MaskRle] = {}
    clock = _MaskClock()
    for event in predictor.track(TrackRequest(frames, (prompt,), (0, frames.frame_count)), token):
        clock.note()
        masks[event.frame_index] = event.masks[0].rle
    empty = empty_rle(*frames.size_hw)
    track = tuple(masks.get(frame, empty) for frame in range(frames.frame_count))
    return Prediction("", ("",), (track,), first_mask_s=clock.first_s, frames_per_s=clock.frames_per_s)


class _MaskClock:
    """When frames with masks arrive. Runs from its making."""

    def __init__(self) -> None:
        self._began = time.perf_counter()
        self._times: list[float] = []

    def note(self) -> None:
        self._times.append(time.perf_counter())

    @property
    def first_s(self) -> float | None:
        return self._times[0] - self._began if self._times else None

    @property
    def frames_per_s(self) -> float | None:
        taken = self._times[-1] - self._times[0] if self._times else 0.0
        return (len(self._times) - 1) / taken if taken > 0 else None


def _answered(
    predictor: Predictor,
    request: AskRequest,
    wants_masks: bool,
    frame_count: int,
    size_hw: tuple[int, int],
    token: CancelToken,
) -> Prediction:
    spans: list[tuple[int, int]] = []
    masks: dict[int, dict[int, MaskRle]] = {}
    finished: AnswerFinished | None = None
    clock = _MaskClock()
    for event in predictor.ask(request, token):
        if isinstance(event, SegmentFound):
            spans.append((event.phrase_start, event.phrase_stop))
        elif isinstance(event, FrameMasks):
            clock.note()
            for mask in event.masks:
                masks.setdefault(mask.object_index, {})[event.frame_index] = mask.rle
        elif isinstance(event, AnswerFinished):
            finished = event
            if not wants_masks:
                break
    if finished is None:
        raise InputError(translate("operations", "the model gave no answer"))
    text = finished.text
    empty = empty_rle(*size_hw)
    return Prediction(
        " ".join(text.split()),
        tuple(text[start:stop].strip() for start, stop in spans),
        tuple(
            tuple(track.get(frame, empty) for frame in range(frame_count)) for _, track in sorted(masks.items())
        ),
        tuple(
            text[start:stop].strip()
            for start, stop in sorted({*spans, *finished.unbound_phrases})
            if stop > start
        ),
        clock.first_s,
        clock.frames_per_s,
    )


def _decoded(data: bytes) -> npt.NDArray[np.uint8]:
    try:
        with Image.open(io.BytesIO(data), formats=("PNG", "JPEG", "WEBP", "GIF", "BMP")) as picture:
            if picture.width * picture.height <= _PICTURE_LIMIT:
                return np.asarray(picture.convert("RGB"))
            size = (picture.width, picture.height)
    except Exception as error:  # Pillow's plugins raise many types on damaged files
        raise MediaError(
            translate("operations", "the picture of a row is damaged ({0})").format(error)
        ) from error
    raise MediaError(
        translate("operations", "expected a picture of at most {0} pixels, found {1}x{2}").format(
            _PICTURE_LIMIT, *size
        )
    )
