"""One token at a time in tensors that never move, so that a GPU can replay the pass as one captured graph.

Launching the hundreds of small kernels of a pass one by one costs more than computing them. A captured pass is launched
once; for that its inputs, its cache and its place in the text have to lie in the same memory every time.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import torch
from torch import Tensor

from sa2va_desktop.modeling.key_value_cache import KeyValueCache
from sa2va_desktop.modeling.language_model import LanguageModel

_WARM_UP = 3  # passes before the capture, as libraries choose their algorithms in the first ones


class FixedDecoder:
    """Writes on from a cache that has read a prompt. Use it until the answer ends, then `release`.

    The results are those of `LanguageModel.read` for single rows, up to the order of summation.
    """

    @torch.inference_mode()
    def __init__(self, language: LanguageModel, cache: KeyValueCache, room: int, *, is_captured: bool) -> None:
        """
        Args:
            room: how many tokens will be read at most.
            is_captured: capture a CUDA graph; False runs the same pass kernel by kernel, on any device.
        """
        self._language = language
        self._cache = cache
        device = language.device
        capacity = cache.fix(cache.length + room)
        self._token = torch.zeros(1, dtype=torch.long, device=device)
        self._place = torch.zeros(1, dtype=torch.long, device=device)
        self._position = torch.zeros((language.position_axes, 1, 1), dtype=torch.long, device=device)
        self._columns = torch.arange(capacity, device=device)
        cache.set_place(self._place)
        self._state: Tensor | None = None
        self._logits: Tensor | None = None
        self._replay: Callable[[], None] = self._run
        if is_captured:
            try:
                self._replay = self._capture()
            except BaseException:
                self.release()  # nobody else can: the cache outlives this
                raise

    @torch.inference_mode()
    def read(self, token_id: int, position: int) -> tuple[Tensor, Tensor]:
        """Read one token at a position of the text (the same along every axis).

        Returns:
            (D,) state and (V,) logits. When this fails, the token counts as not read.
        """
        self._token.fill_(token_id)
        self._position.fill_(position)
        self._place.fill_(self._cache.length)
        self._replay()
        assert self._state is not None
        assert self._logits is not None
        copies = self._state.clone(), self._logits.clone()
        self._cache.grow_fixed()
        return copies

    def release(self) -> None:
        """Let the cache grow again; what was read stays in it."""
        self._cache.unfix()

    def _run(self) -> None:
        """One pass over what lies in the fixed tensors. Rows behind the token are masked out."""
        embeds = self._language.embed_tensor(self._token)[None]
        mask = (self._columns <= self._place)[None, None, None]
        state = self._language.read_fixed(embeds, self._position, mask, self._cache)[0]
        logits = self._language.logits(state)
        if self._state is None or self._logits is None:
            self._state, self._logits = torch.empty_like(state), torch.empty_like(logits)
        self._state.copy_(state)
        self._logits.copy_(logits)

    def _capture(self) -> Callable[[], None]:
        """Warm-up passes write into the place of the next token, which the first real one overwrites."""
        self._place.fill_(self._cache.length)
        stream: Any = torch.cuda.Stream()
        stream.wait_stream(torch.cuda.current_stream())
        with torch.cuda.stream(stream):
            for _ in range(_WARM_UP):
                self._run()
        torch.cuda.current_stream().wait_stream(stream)
        graph = torch.cuda.CUDAGraph()
        with torch.cuda.graph(graph):
            self._run()
        replay: Callable[[], None] = graph.replay
        return replay
