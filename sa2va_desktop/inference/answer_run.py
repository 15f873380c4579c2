"""Writes one answer: tokens become text, phrases and `[SEG]` states while they are made."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager

import numpy as np
import torch
from torch import Tensor

from sa2va_desktop.errors import CapabilityError, UsageError
from sa2va_desktop.inference.answer_reader import AnswerReader, Phrase
from sa2va_desktop.inference.answer_scores import answer_log_probabilities, token_log_probability
from sa2va_desktop.inference.api import (
    AnswerFinished,
    AskRequest,
    History,
    SegmentFound,
    ShownPictures,
    TextDelta,
    TokenConfidence,
    TraceSink,
)
from sa2va_desktop.inference.checkpoint import Checkpoint
from sa2va_desktop.inference.encoded_pictures import EncodedPictures, all_grids
from sa2va_desktop.inference.generation import DecodeStep, PromptRows, generate, piece_ends
from sa2va_desktop.inference.kept_conversations import KeptConversations, PictureTokens
from sa2va_desktop.inference.prompt import Prompt
from sa2va_desktop.modeling.key_value_cache import KeyValueCache
from sa2va_desktop.tasks import CancelToken
from sa2va_desktop.translation import translate


class AnswerRun:
    """One answer to one prompt. `events` is run once; the state grows while it runs.

    Attributes:
        generated_ids: tokens so far, the end token included.
        seg_states: (D,) states of the `[SEG]` tokens in text order, those of the prompt first where the family
            grounds them. A `[SEG]` at the very end of a cut-off answer is never consumed and has none.
    """

    def __init__(
        self,
        checkpoint: Checkpoint,
        prompt: Prompt,
        pictures: Sequence[EncodedPictures],
        request: AskRequest,
        *,
        forced_ids: list[int] | None = None,
        kept: KeptConversations | None = None,
    ) -> None:
        """
        Args:
            pictures: of all turns of the conversation, this one included.
            kept: where what was read before may be, and where it is left for the next turn.
        """
        self.generated_ids: list[int] = []
        self.seg_states: list[Tensor] = []
        self._checkpoint = checkpoint
        self._prompt = prompt
        self._pictures = pictures
        self._request = request
        self._forced_ids = forced_ids
        self._kept = kept
        self._reader = AnswerReader(checkpoint.tokenizer, checkpoint.template.stop_words)
        self._text = ""
        self._found: Phrase | None = None  # of a [SEG] that was written but not yet consumed
        self._logits: list[Tensor] = []
        self._input_states: list[Tensor] = []
        self._log_probabilities: list[Tensor] = []

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
            if self._request.wants_confidence:
                self._log_probabilities.append(token_log_probability(step.logits, step.token_id))
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

    def scores(self, answers: Sequence[Sequence[int]], cancel: CancelToken) -> Iterator[list[float]]:
        """Log-probabilities of the tokens of answers that are imposed instead of writing one.

        Raises: what `events` raises.
        """
        self._token_limit(max(map(len, answers), default=1))
        rows = self._prompt_rows()
        with self._kept_cache(rows) as cache:
            yield from answer_log_probabilities(
                self._checkpoint.network.language,
                rows,
                cache,
                answers,
                cancel=cancel,
                ladder=self._checkpoint.ladder,
            )

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

    def _token_limit(self, needed: int = 1) -> int:
        """How many tokens may be written; at least those that are `needed` have to fit behind the prompt."""
        if self._request.max_new_tokens < 1:
            raise UsageError(
                translate("inference", "An answer needs at least one token, found {0}.").format(
                    self._request.max_new_tokens
                )
            )
        window = self._checkpoint.network.config.max_positions
        room = window - len(self._prompt.ids)
        if room < needed:
            raise CapabilityError(
                translate(
                    "inference", "The conversation has {0} tokens but the model reads at most {1}."
                ).format(len(self._prompt.ids), window - needed)
            )
        return min(self._request.max_new_tokens, room)

    def _steps(self, limit: int, cancel: CancelToken) -> Iterator[DecodeStep]:
        rows = self._prompt_rows()
        with self._kept_cache(rows) as cache:
            yield from generate(
                self._checkpoint.network.language,
                rows,
                cache,
                max_new_tokens=limit,
                cancel=cancel,
                forced_ids=self._forced_ids,
                states_at=self._prompt_segments(),
                ladder=self._checkpoint.ladder,
                fixed=self._checkpoint.fixed,
            )

    @contextmanager
    def _kept_cache(self, rows: PromptRows) -> Iterator[KeyValueCache]:
        """What was read of the conversation before, or nothing; whatever is read inside of the block is kept after it."""
        shown = [PictureTokens(encoded.key, encoded.layout.token_count) for encoded in self._pictures]
        cache = None
        if self._kept is not None:
            # A first turn gives the same numbers whatever was asked before; later ones are equal in their tokens.
            ends = None if self._request.history else piece_ends(rows.ids, rows.image_token_id)
            cache = self._kept.resume(rows.ids, shown, rows.image_token_id, ends=ends)
        if cache is None:
            cache = self._checkpoint.network.language.new_cache()
        try:
            yield cache
        finally:
            # Also what a cancelled turn has read is worth keeping.
            if self._kept is not None:
                self._kept.keep((*rows.ids, *self.generated_ids), shown, cache)

    def _prompt_rows(self) -> PromptRows:
        pictures = self._pictures
        levels = zip(*(encoded.deepstack for encoded in pictures), strict=True)
        return PromptRows(
            ids=self._prompt.ids,
            image_token_id=self._checkpoint.tokenizer.token_id(self._checkpoint.marks.token),
            features=torch.cat([encoded.features for encoded in pictures]) if pictures else None,
            deepstack=tuple(torch.cat(level) for level in levels),
            grids=tuple(all_grids(pictures)),
        )

    def _prompt_segments(self) -> list[int]:
        """Places of `[SEG]` in the prompt, which only the published code of some families grounds."""
        is_published = self._request.parse_special_tokens and self._checkpoint.family.grounds_prompt
        if not (is_published and self._pictures):
            return []
        return [place for place, token in enumerate(self._prompt.ids) if token == self._reader.seg_id]

    def _take(self, step: DecodeStep) -> Iterator[TextDelta | SegmentFound]:
        """The pass that consumed a `[SEG]` gives its state; only then is it an object."""
        for state in step.prompt_states:
            yield SegmentFound(len(self.seg_states), 0, 0)
            self.seg_states.append(state)
        if self._found is not None:
            yield SegmentFound(len(self.seg_states), self._found.start, self._found.stop)
            self.seg_states.append(step.input_state)
            self._found = None
        self.generated_ids.append(step.token_id)
        shown, phrase = self._reader.read(step.token_id)
        if shown:
            self._text += shown
            yield TextDelta(shown)
        if phrase is not None and self._pictures:
            self._found = phrase

    def _finished(self, limit: int) -> AnswerFinished:
        return AnswerFinished(
            text=self._text,
            raw_text=self._checkpoint.tokenizer.decode(self.generated_ids).strip(),
            history=History(ids=(*self._prompt.ids, *self.generated_ids), pictures=self._shown()),
            segment_count=len(self.seg_states),
            is_truncated=not self._reader.is_stopped and len(self.generated_ids) >= limit,
            has_too_many_segments=self._has_too_many_segments,
            unbound_phrases=tuple((phrase.start, phrase.stop) for phrase in self._reader.unbound_phrases),
            confidence=self._confidence(),
        )

    def _confidence(self) -> TokenConfidence | None:
        if not self._log_probabilities:
            return None
        found = torch.stack(self._log_probabilities).exp()
        return TokenConfidence(mean=float(found.mean()), least=float(found.min()))

    def _shown(self) -> tuple[ShownPictures, ...]:
        earlier = self._request.history.pictures if self._request.history is not None else ()
        return (*earlier, self._request.shown) if self._request.shown is not None else earlier

    def _record(self, trace: TraceSink) -> None:
        rows = self._prompt_rows()
        positions, _ = self._checkpoint.network.language.positions(rows.ids, rows.image_token_id, rows.grids)
        if positions is not None:
            trace.record("mrope_position_ids", positions[:, 0].cpu().numpy())
        trace.record("generated_ids", np.array(self.generated_ids, np.int64))
        trace.record("step_logits", torch.stack(self._logits).float().cpu().numpy())
        trace.record("last_hidden_answer", torch.stack(self._input_states).float().cpu().numpy())
        width = self._checkpoint.network.config.language_width
        states = torch.stack(self.seg_states) if self.seg_states else torch.zeros(0, width)
        trace.record("seg_hidden", states.float().cpu().numpy())
        trace.record("seg_embedding", self.seg_embeddings().cpu().numpy())
