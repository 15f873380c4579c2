"""Keys and values of the last conversations, so that what was read once is not read again.

A turn goes on from the conversation whose beginning it shares most; the same holds for another question about the
same picture. Ids and pictures both have to be the same.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from sa2va_desktop.modeling.key_value_cache import KeyValueCache

DEFAULT_KEPT_BYTES = 2**30


@dataclass(frozen=True)
class PictureTokens:
    """Image tokens of one turn's pictures: how many, and what they show (see `EncodedPictures.key`)."""

    key: bytes
    count: int


@dataclass(frozen=True, eq=False)
class _Kept:
    ids: tuple[int, ...]
    pictures: tuple[PictureTokens, ...]
    cache: KeyValueCache


class KeptConversations:
    """Whoever resumes a cache owns it until it gives it back with `keep`, so two runs never share one."""

    def __init__(self, max_bytes: int = DEFAULT_KEPT_BYTES) -> None:
        self._max_bytes = max_bytes
        self._kept: list[_Kept] = []  # the latest last

    def resume(
        self,
        ids: Sequence[int],
        pictures: Sequence[PictureTokens],
        image_token_id: int,
        *,
        ends: Sequence[int] | None = None,
    ) -> KeyValueCache | None:
        """A cache that holds a beginning of `ids`, never all of them; None if none is worth it.

        A conversation that shares less than half of itself stays for its own next turn.

        Args:
            ends: only beginnings of these lengths will do (see `piece_ends`); None takes any.
        """
        best, best_length = None, 0
        for kept in self._kept:
            length = _shared_length(kept, ids, pictures, image_token_id)
            if ends is not None:
                length = max((end for end in ends if end <= length), default=0)
            if length > best_length and 2 * length >= len(kept.ids):
                best, best_length = kept, length
        if best is None:
            return None
        self._kept.remove(best)
        best.cache.cut(best_length)
        return best.cache

    def keep(self, ids: Sequence[int], pictures: Sequence[PictureTokens], cache: KeyValueCache) -> None:
        """Take a cache that holds the first `cache.length` of `ids`; the oldest go when there are too many bytes."""
        if not cache.length:
            return
        self._kept.append(_Kept(tuple(ids[: cache.length]), tuple(pictures), cache))
        while self._kept and self.byte_count > self._max_bytes:
            self._kept.pop(0)

    @property
    def byte_count(self) -> int:
        """Of everything that is kept."""
        return sum(kept.cache.nbytes for kept in self._kept)

    def give_up(self) -> bool:
        """As `clear`; False when there was nothing."""
        had_any = bool(self._kept)
        self.clear()
        return had_any

    def clear(self) -> None:
        """Give the memory back."""
        self._kept.clear()

    def close(self) -> None:
        """As `clear`, and keep nothing more: an answer that is still being written gives its cache back later."""
        self._max_bytes = 0
        self.clear()


def _shared_length(
    kept: _Kept, ids: Sequence[int], pictures: Sequence[PictureTokens], image_token_id: int
) -> int:
    same_images = 0
    for ours, theirs in zip(kept.pictures, pictures, strict=False):
        if ours != theirs:
            break
        same_images += ours.count
    images = 0
    limit = min(len(kept.ids), len(ids) - 1)  # the last token is read anew, for its state
    for place in range(limit):
        if kept.ids[place] != ids[place]:
            return place
        if ids[place] == image_token_id:
            images += 1
            if images > same_images:
                return place
    return limit
