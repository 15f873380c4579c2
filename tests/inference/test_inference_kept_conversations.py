"""Which conversation is gone on from: same ids, same pictures, and nobody shares a cache."""

from __future__ import annotations

import torch

from sa2va_desktop.inference.kept_conversations import KeptConversations, PictureTokens
from sa2va_desktop.modeling.key_value_cache import KeyValueCache

IMAGE = 99
CAT, DOG = PictureTokens(b"cat", 2), PictureTokens(b"dog", 2)


def cache_of(length: int) -> KeyValueCache:
    cache = KeyValueCache(1)
    cache.native.update(torch.zeros(1, 1, length, 4), torch.zeros(1, 1, length, 4), 0)
    return cache


def resumed(kept: KeptConversations, ids: list[int], pictures: list[PictureTokens] | None = None) -> int | None:
    cache = kept.resume(ids, pictures or [], IMAGE)
    return None if cache is None else cache.length


def test_a_conversation_goes_on_where_it_was_left():
    kept = KeptConversations()
    kept.keep([1, 2, 3, 4, 5], [], cache_of(4))  # the last token was written, not read

    assert resumed(kept, [1, 2, 3, 4, 5, 6, 7]) == 4
    assert resumed(kept, [1, 2, 3, 4, 5, 6, 7]) is None  # somebody has it


def test_the_last_token_of_a_prompt_is_always_read():
    kept = KeptConversations()
    kept.keep([1, 2, 3], [], cache_of(3))

    assert resumed(kept, [1, 2, 3]) == 2


def test_another_picture_in_the_same_words_is_another_conversation():
    kept = KeptConversations()
    ids = [1, IMAGE, IMAGE, 2, 3]
    kept.keep(ids, [CAT], cache_of(5))

    assert resumed(kept, [*ids, 4], [DOG]) is None
    assert resumed(kept, [*ids, 4], [CAT]) == 5


def test_only_the_pictures_before_the_difference_count():
    kept = KeptConversations()
    ids = [1, IMAGE, IMAGE, 2, 3, IMAGE, IMAGE, 4]
    kept.keep(ids, [CAT, CAT], cache_of(8))

    assert resumed(kept, [*ids, 5], [CAT, DOG]) == 5


def test_the_nearest_of_several_is_taken_and_a_stranger_stays():
    kept = KeptConversations()
    kept.keep([1, 2, 3, 4, 5, 6, 7, 8], [], cache_of(8))
    kept.keep([1, 2, 3, 9], [], cache_of(4))

    assert resumed(kept, [1, 2, 7, 7]) == 2  # half of the short one; the long one keeps its eight
    assert resumed(kept, [1, 2, 3, 4, 5, 6, 7, 8, 9]) == 8


def test_the_oldest_goes_when_there_are_too_many_bytes():
    size = cache_of(4).nbytes
    kept = KeptConversations(max_bytes=2 * size)
    for first in (1, 2, 3):
        kept.keep([first, 0, 0, 0], [], cache_of(4))

    assert resumed(kept, [1, 0, 0, 0, 5]) is None
    assert resumed(kept, [2, 0, 0, 0, 5]) == 4
    assert resumed(kept, [3, 0, 0, 0, 5]) == 4


def test_an_empty_cache_is_not_kept_and_clear_forgets():
    kept = KeptConversations()
    kept.keep([1, 2], [], KeyValueCache(1))
    kept.keep([1, 2], [], cache_of(2))
    kept.clear()

    assert resumed(kept, [1, 2, 3]) is None


def test_nothing_is_kept_after_closing():
    kept = KeptConversations()
    kept.keep([1, 2], [], cache_of(2))
    kept.close()
    kept.keep([3, 4], [], cache_of(2))

    assert resumed(kept, [1, 2, 3]) is None
    assert resumed(kept, [3, 4, 5]) is None


def test_a_first_turn_goes_on_only_where_a_piece_ends():
    kept = KeptConversations()
    kept.keep([1, 2, 3, 4, 5, 6], [], cache_of(6))

    assert kept.resume([1, 2, 3, 4, 5, 9], [], IMAGE, ends=[4, 6]).length == 4
