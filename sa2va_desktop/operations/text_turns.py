"""Turns without pictures, one after the other: the model's text and nothing else, kept nowhere."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from sa2va_desktop.annotation.token_runs import fold_tokens
from sa2va_desktop.inference.api import AnswerFinished, AskEvent, AskRequest, History, Predictor, PromptBuilt
from sa2va_desktop.tasks import CancelToken


def text_turns(
    predictor: Predictor,
    texts: Sequence[str],
    *,
    max_new_tokens: int,
    token: CancelToken,
    on_event: Callable[[AskEvent], None],
) -> list[dict[str, Any]]:
    """Ask each text as a follow-up of those before it; JSON-ready turns. Raises: as `Predictor.ask`."""
    turns: list[dict[str, Any]] = []
    history: History | None = None
    for text in texts:
        turn: dict[str, Any] = {"task": "ask", "instruction": text, "prompt": "", "message": ""}
        request = AskRequest(text=text, history=history, max_new_tokens=max_new_tokens)
        for event in predictor.ask(request, token):
            on_event(event)
            if isinstance(event, PromptBuilt):
                turn["prompt"] = event.prompt
            elif isinstance(event, AnswerFinished):
                history = event.history
                tokens = fold_tokens(history.ids)
                turn |= {"text": event.text, "raw_text": event.raw_text, "state": "complete"}
                turn["tokens"] = [token_id if count == 1 else [token_id, count] for token_id, count in tokens]
        turns.append(turn)
    return turns
