"""Every format has a place of its own in the list, and its choices are told where they are typed."""

from __future__ import annotations

from dataclasses import fields, replace

import pytest

from sa2va_desktop.cli import main
from sa2va_desktop.datasets.dataset_format import formats
from sa2va_desktop.datasets.holds import Holds
from sa2va_desktop.operations import format_catalog
from sa2va_desktop.operations.format_catalog import holds_words


def test_the_groups_name_every_format_once() -> None:
    listed = [each for members in format_catalog._MEMBERS.values() for each in members]

    assert sorted(listed) == sorted(formats())


def test_the_help_of_export_names_every_choice_with_its_values(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        main(["export", "--help"])

    told = "".join(capsys.readouterr().out.split())  # lines are broken at hyphens, too
    for format_id, each in formats().items():
        for choice in each.choices:
            assert f"{choice.name}={'|'.join(choice.values)}" in told, format_id


def test_what_a_format_keeps_names_everything_that_holds_can_say() -> None:
    nothing = Holds(masks=False)
    said_by_masks = {"masks", "objects", "outline", "holes", "parts", "overlap", "many_objects", "no_object"}

    for field in fields(Holds):
        if field.name not in said_by_masks:
            assert holds_words(replace(nothing, **{field.name: True})), field.name
