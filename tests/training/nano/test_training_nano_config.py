"""A training configuration that cannot be used is refused in one sentence that names the file."""

from __future__ import annotations

from pathlib import Path

import pytest

from sa2va_desktop.errors import InputError
from sa2va_desktop.resources import resource_path
from sa2va_desktop.training.nano.config import read_config


@pytest.mark.parametrize(
    "content", [b"\xff\xfe\x00", b"seed = ", b"seed = 1\n", b'work_dir = "a"\nexport_dir = "b"\nstages = [1]\n']
)
def test_unusable_configuration_is_named(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "nano.toml"
    path.write_bytes(content)

    with pytest.raises(InputError, match=r"nano\.toml"):
        read_config(path)


def test_the_shipped_configuration_has_its_stages_in_order() -> None:
    config = read_config(resource_path("training/sa2va-nano.toml"))

    assert [stage.name for stage in config.stages] == [
        "grounding",
        "words",
        "referring",
        "clicks",
        "regions",
        "decoder",
        "talk",
    ]
