"""Records come back group by group and in order, also while others are still being added."""

from __future__ import annotations

from sa2va_desktop.datasets.record_groups import RecordGroups


def test_records_come_back_by_their_key_in_order() -> None:
    with RecordGroups[str]() as groups:
        for number in range(100):
            groups.add("even" if number % 2 == 0 else "odd", {"number": number, "text": "ä\n" * number})
        assert [each["number"] for each in groups.take("odd")] == list(range(1, 100, 2))
        groups.add("odd", "later")
        groups.add("even", "last")
        assert groups.take("even")[-1] == "last"
        assert groups.take("even") == []
        assert groups.left() == ["odd"]
        assert groups.take("odd") == ["later"]
