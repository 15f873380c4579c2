"""Samples become states of the language model: encoded, shown their pictures and read side by side, with gradients."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import torch
import torch.nn.functional as F
from torch import Tensor

from sa2va_desktop.annotation.rle import rle_to_mask
from sa2va_desktop.errors import CapabilityError, MediaError, UsageError
from sa2va_desktop.inference.api import ShownPictures
from sa2va_desktop.inference.checkpoint import Checkpoint
from sa2va_desktop.inference.encoded_pictures import EncodedPictures, all_grids
from sa2va_desktop.modeling.language_model import LanguageRows
from sa2va_desktop.tasks import CancelToken
from sa2va_desktop.training.fine_tuning.encoding import EncodedSample, SampleEncoder
from sa2va_desktop.training.fine_tuning.kept_tensors import KeptTensors
from sa2va_desktop.training.fine_tuning.sample import SampleError, TrainingSample
from sa2va_desktop.training.fine_tuning.trained_pictures import trained_pictures
from sa2va_desktop.translation import translate


@dataclass(frozen=True, eq=False)
class TextPass:
    """B conversations after the language model.

    Attributes:
        encoded: their tokens.
        states: (B, S, D) as `LanguageModel.read` gives them; S is the longest one.
    """

    encoded: Sequence[EncodedSample]
    states: Tensor


class TextReading:
    """Reads batches of samples for one checkpoint."""

    def __init__(self, checkpoint: Checkpoint, encoder: SampleEncoder, kept: KeptTensors) -> None:
        self._checkpoint = checkpoint
        self._language = checkpoint.network.language
        self._image_token = checkpoint.tokenizer.token_id(checkpoint.marks.token)
        self._encoder = encoder
        self._pictures = trained_pictures(checkpoint, kept)

    def read(self, samples: Sequence[TrainingSample]) -> TextPass:
        """Encode and read B conversations with their pictures, teacher-forced.

        Raises:
            SampleError: one does not fit the checkpoint, or a frame cannot be read.
        """
        pictures = [self._shown(sample) for sample in samples]
        encoded = [
            self._encoder.encode(sample, None if shown is None else shown.layout)
            for sample, shown in zip(samples, pictures, strict=True)
        ]
        return TextPass(encoded, self._language.read_whole(self._rows(encoded, pictures)))

    def _shown(self, sample: TrainingSample) -> EncodedPictures | None:
        if sample.frames is None:
            return None
        if sample.regions and "region_prompts" in self._checkpoint.family.lacks:
            reason = self._checkpoint.capabilities.reasons["region_prompts"]
            raise SampleError(f"{sample.place}: {reason}")
        shown = ShownPictures(
            sample.frames,
            sample.is_video,
            sample.shown_frames,
            tuple(rle_to_mask(region) for region in sample.regions),
        )
        with faults_of(sample):
            encoded = self._pictures.encode(shown, CancelToken())
        if not all(encoded.layout.region_tokens):
            empty = translate("training", "{0}: region {1} covers no image token.")
            raise SampleError(empty.format(sample.place, encoded.layout.region_tokens.index(0) + 1))
        return encoded

    def _rows(
        self, encoded: Sequence[EncodedSample], pictures: Sequence[EncodedPictures | None]
    ) -> LanguageRows:
        """Conversations side by side, filled up at the end; image tokens replaced by what the tower saw."""
        longest = max(len(each.ids) for each in encoded)
        ids = torch.full((len(encoded), longest), self._checkpoint.tokenizer.end_id)
        for row, each in enumerate(encoded):
            ids[row, : len(each.ids)] = torch.tensor(each.ids)
        ids = ids.to(self._checkpoint.device)
        places = ids == self._image_token
        embeds = self._language.embed_tensor(ids)
        shown = [each for each in pictures if each is not None]
        if shown:
            features = torch.cat([each.features for each in shown]).to(embeds)
            embeds = embeds.masked_scatter(places[..., None], features)
        return LanguageRows(
            embeds=embeds,
            positions=self._positions(encoded, pictures, longest),
            image_places=places,
            deepstack=tuple(
                torch.cat(level) for level in zip(*(each.deepstack for each in shown), strict=True)
            ),
        )

    def _positions(
        self,
        encoded: Sequence[EncodedSample],
        pictures: Sequence[EncodedPictures | None],
        longest: int,
    ) -> Tensor | None:
        """(3, B, S) where positions are not simply counted."""
        rows = []
        for each, shown in zip(encoded, pictures, strict=True):
            grids = all_grids([] if shown is None else [shown])
            positions, following = self._language.positions(each.ids, self._image_token, grids)
            if positions is None:
                return None
            missing = longest - positions.shape[-1]
            rows.append(F.pad(positions, (0, missing), value=following))
        return torch.cat(rows, dim=1)


@contextlib.contextmanager
def faults_of(sample: TrainingSample) -> Iterator[None]:
    """What the runtime finds wrong with a request becomes a fault of the sample."""
    try:
        yield
    except (UsageError, MediaError, CapabilityError, IndexError) as error:
        raise SampleError(f"{sample.place}: {error}") from error
