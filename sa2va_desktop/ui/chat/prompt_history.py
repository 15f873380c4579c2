"""Earlier instructions, walked with Up and Down like in a shell. Knows nothing of Qt."""

from __future__ import annotations

_LIMIT = 200


class PromptHistory:
    """The newest entry is reached first; stepping past it gives back what was being typed."""

    def __init__(self) -> None:
        self._entries: list[str] = []
        self._position = 0
        self._draft = ""

    @property
    def is_walking(self) -> bool:
        """Whether an earlier entry is shown at the moment."""
        return self._position < len(self._entries)

    def add(self, text: str) -> None:
        """Remember a sent instruction; an older copy of it goes."""
        if text in self._entries:
            self._entries.remove(text)
        self._entries = [*self._entries, text][-_LIMIT:]
        self.stop_walking()

    def stop_walking(self) -> None:
        self._position = len(self._entries)

    def older(self, current: str) -> str | None:
        """The entry before the one shown, or None at the oldest. `current` comes back when stepping forward again."""
        if self._position == 0:
            return None
        if not self.is_walking:
            self._draft = current
        self._position -= 1
        return self._entries[self._position]

    def newer(self) -> str | None:
        """The entry after the one shown, the draft after the newest, or None when no entry is shown."""
        if not self.is_walking:
            return None
        self._position += 1
        return self._entries[self._position] if self.is_walking else self._draft
