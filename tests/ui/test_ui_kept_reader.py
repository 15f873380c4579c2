from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from support.window_driver import write_clip

from sa2va_desktop.annotation.records import MediaId, MediaItem, MediaKind
from sa2va_desktop.errors import MediaError
from sa2va_desktop.operations.media_items import probe
from sa2va_desktop.ui.kept_reader import KeptReader


@pytest.fixture
def item(tmp_path: Path) -> MediaItem:
    probed = probe(write_clip(tmp_path / "clip.mp4", 3))
    height, width = probed.index.size_hw
    return MediaItem(
        media_id=MediaId(1),
        kind=MediaKind.VIDEO,
        path=probed.index.path.as_posix(),
        height=height,
        width=width,
        pts=probed.index.pts,
        time_base=probed.index.time_base,
        size_bytes=probed.size_bytes,
        edge_hash=probed.edge_hash,
    )


def test_a_media_item_stays_open_from_one_use_to_the_next(item: MediaItem) -> None:
    kept = KeptReader()

    with kept.open(item) as first:
        first.read_rgb(0)
    with kept.open(item) as second:
        assert second.read_rgb(2).shape == (96, 160, 3)

    assert second is first
    kept.close()


def test_another_item_or_closing_ends_the_one_before(item: MediaItem) -> None:
    kept = KeptReader()
    with kept.open(item) as first:
        pass

    with kept.open(replace(item, media_id=MediaId(2))) as second:
        assert second is not first
    kept.close()
    with kept.open(item) as third:
        assert third is not second
    kept.close()


def test_a_file_that_was_replaced_is_refused_and_nothing_stays_open(item: MediaItem) -> None:
    kept = KeptReader()
    with kept.open(item) as first:
        pass

    with pytest.raises(MediaError, match="replaced by another file"):
        kept.open(replace(item, width=item.width + 2))
    with kept.open(item) as again:
        assert again is not first
    kept.close()
