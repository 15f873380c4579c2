"""An answer of the model for scripts."""

from __future__ import annotations

from sa2va_desktop.annotation.records import Answer, AnswerId, PresenceSpan
from sa2va_desktop.api.objects import ScriptObject
from sa2va_desktop.operations.media_items import OpenProject


class ScriptAnswer:
    """One turn of the conversation about a picture or clip; reads the project as it is now."""

    def __init__(self, session: OpenProject, answer_id: AnswerId) -> None:
        self._session = session
        self.answer_id = answer_id

    @property
    def record(self) -> Answer:
        """All that is known of it. Raises KeyError once it is gone."""
        return self._session.project.answers[self.answer_id]

    @property
    def text(self) -> str:
        return self.record.text

    @property
    def objects(self) -> list[ScriptObject]:
        """What its phrases mean, in the order of the text, each once."""
        ids = [phrase.object_id for phrase in self.record.phrases if phrase.object_id is not None]
        return [ScriptObject(self._session, object_id) for object_id in dict.fromkeys(ids)]

    @property
    def spans(self) -> tuple[PresenceSpan, ...]:
        """Of a search: half-open frames with the thing, `start` and `stop`, and how sure that is, `confidence`."""
        return self.record.spans

    @property
    def phrases(self) -> list[tuple[str, ScriptObject | None]]:
        """The stretches of the text that name something, with what they mean."""
        text = self.text
        return [
            (
                text[phrase.start : phrase.stop],
                None if phrase.object_id is None else ScriptObject(self._session, phrase.object_id),
            )
            for phrase in self.record.phrases
        ]

    def __repr__(self) -> str:
        return f"<answer {self.answer_id}: {self.text!r}>"
