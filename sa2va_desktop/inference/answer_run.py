"""Writes one answer: tokens become text, phrases and `[SEG]` states while they are made."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import torch
from torch import Tensor

from sa2va_desktop.errors import CapabilityError, UsageError
from sa2va_desktop.inference.answer_reader import AnswerReader, Phrase
from sa2va_desktop.inference.api import (
    AnswerFinished,
    AskRequest,
    History,
    SegmentFound,
    TextDelta,
    TraceSink,
)
from sa2va_desktop.inference.checkpoint import Checkpoint
from sa2va_desktop.inference.generation import DecodeStep, embed_prompt, generate
from sa2va_desktop.inference.picture_features import EncodedPictures
from sa2va_desktop.inference.prompt import IMAGE_TOKEN, Prompt
from sa2va_desktop.tasks import CancelToken
from sa2va_desktop.translation import translate


class AnswerRun:
    """One answer to one prompt. `events` is run once; the state grows while it runs.

    Attributes:
        generated_ids: tokens so far, the end token included.
        seg_states: (D,) states of the `[SEG]` tokens in text order. A `[SEG]` at the very end of a cut-off answer
            is never consumed and has none.
    """

    def __init__(
        self,
        checkpoint: Checkpoint,
        prompt: Prompt,
        pictures: EncodedPictures | None,
        request: AskRequest,
        forced_ids: list[int] | None,
    ) -> None:
        self.generated_ids: list[int] = []
        self.seg_states: list[Tensor] = []
        self._checkpoint = checkpoint
        self._prompt = prompt
        self._pictures = pictures
        self._request = request
        self._forced_ids = forced_ids
        self._reader = AnswerReader(checkpoint.tokenizer, checkpoint.template.stop_words)
        self._text = ""
        self._found: Phrase | None = None  # of a [SEG] that was written but not yet consumed
        self._logits: list[Tensor] = []
        self._input_states: list[Tensor] = []

    def events(
        self, cancel: CancelToken, trace: TraceSink | None = None
    ) -> Iterator[TextDelta | SegmentFound | AnswerFinished]:
        """
        Raises:
            CapabilityError: the prompt is longer than the model can read.
            CancelledError, OutOfMemoryError: between tokens.
        """
        limit = self._token_limit()
        for step in self._steps(limit, cancel):
            if trace is not None:
                self._logits.append(step.logits)
                self._input_states.append(step.input_state)
            yield from self._take(step)
            if self._reader.is_stopped or self._has_too_many_segments:
                break
        rest = self._reader.finish()
        if rest:
            self._text += rest
            yield TextDelta(rest)
        if trace is not None:
            self._record(trace)
        yield self._finished(limit)

    def seg_embeddings(self) -> Tensor:
        """(N, d) float32 prompts for the mask decoder; N is 0 without `[SEG]`."""
        network = self._checkpoint.network
        if not self.seg_states:
            return torch.zeros(0, network.config.grounding.d_model)
        with torch.inference_mode():
            return network.project_seg(torch.stack(self.seg_states)).float()

    @property
    def _has_too_many_segments(self) -> bool:
        """One more `[SEG]` than wanted was written; it is never consumed and so becomes no object."""
        limit = self._request.max_segments
        return limit is not None and self._found is not None and len(self.seg_states) >= limit

    def _token_limit(self) -> int:
        if self._request.max_new_tokens < 1:
            raise UsageError(
                translate("inference", "An answer needs at least one token, found {0}.").format(
                    self._request.max_new_tokens
                )
            )
        window = int(self._checkpoint.config.language["max_position_embeddings"])
        room = window - len(self._prompt.ids)
        if room < 1:
            raise CapabilityError(
                translate(
                    "inference", "The conversation has {0} tokens but the model reads at most {1}."
                ).format(len(self._prompt.ids), window - 1)
            )
        return min(self._request.max_new_tokens, room)

    def _steps(self, limit: int, cancel: CancelToken) -> Iterator[DecodeStep]:
        model = self._checkpoint.network.language_model
        with torch.inference_mode():
            embeds = embed_prompt(
                model,
                self._prompt.ids,
                image_token_id=self._checkpoint.tokenizer.token_id(IMAGE_TOKEN),
                image_features=self._pictures.features if self._pictures else None,
            )
        return generate(model, embeds, max_new_tokens=limit, cancel=cancel, forced_ids=self._forced_ids)

    def _take(self, step: DecodeStep) -> Iterator[TextDelta | SegmentFound]:
        """The pass that consumed a `[SEG]` gives its state; only then is it an object."""
        if self._found is not None:
            yield SegmentFound(len(self.seg_states), self._found.start, self._found.stop)
            self.seg_states.append(step.input_state)
            self._found = None
        self.generated_ids.append(step.token_id)
        shown, phrase = self._reader.read(step.token_id)
        if shown:
            self._text += shown
            yield TextDelta(shown)
        if phrase is not None and self._pictures is not None:
            self._found = phrase

    def _finished(self, limit: int) -> AnswerFinished:
        return AnswerFinished(
            text=self._text,
            raw_text=self._checkpoint.tokenizer.decode(self.generated_ids).strip(),
            history=History(
                ids=(*self._prompt.ids, *self.generated_ids),
                image_count=len(self._pictures.layout.block_tokens) if self._pictures else 0,
            ),
            segment_count=len(self.seg_states),
            is_truncated=not self._reader.is_stopped and len(self.generated_ids) >= limit,
            has_too_many_segments=self._has_too_many_segments,
            unbound_phrases=tuple((phrase.start, phrase.stop) for phrase in self._reader.unbound_phrases),
        )

    def _record(self, trace: TraceSink) -> None:
        trace.record("generated_ids", np.array(self.generated_ids, np.int64))
        trace.record("step_logits", torch.stack(self._logits).float().cpu().numpy())
        trace.record("last_hidden_answer", torch.stack(self._input_states).float().cpu().numpy())
        width = int(self._checkpoint.config.language["hidden_size"])
        states = torch.stack(self.seg_states) if self.seg_states else torch.zeros(0, width)
        trace.record("seg_hidden", states.float().cpu().numpy())
        trace.record("seg_embedding", self.seg_embeddings().cpu().numpy())
