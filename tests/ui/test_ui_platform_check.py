from __future__ import annotations

import pytest

from sa2va_desktop.ui.platform_check import PlatformError, require_platform_libraries


def test_a_missing_xcb_library_is_named_with_its_package() -> None:
    with pytest.raises(PlatformError) as raised:
        require_platform_libraries(
            {"DISPLAY": ":0"}, can_load=lambda name: name != "libxcb-cursor.so.0", system="linux"
        )

    assert str(raised.value) == (
        "The window needs the system library libxcb-cursor.so.0; on Debian or Ubuntu: "
        "sudo apt-get install libxcb-cursor0."
    )


def test_all_missing_libraries_are_named_at_once() -> None:
    with pytest.raises(PlatformError, match=r"libraries libEGL\.so\.1, libGL\.so\.1, .*install libegl1 libgl1"):
        require_platform_libraries({"DISPLAY": ":0"}, can_load=lambda _name: False, system="linux")


@pytest.mark.parametrize("environment", [{"QT_QPA_PLATFORM": "offscreen"}, {"WAYLAND_DISPLAY": "wayland-0"}])
def test_xcb_libraries_are_needed_only_for_xcb(environment: dict[str, str]) -> None:
    require_platform_libraries(environment, can_load=lambda name: "xcb" not in name, system="linux")


def test_a_machine_without_display_is_told_so() -> None:
    with pytest.raises(PlatformError, match="no display"):
        require_platform_libraries({}, can_load=lambda _name: True, system="linux")


@pytest.mark.parametrize("system", ["darwin", "win32"])
def test_other_systems_bring_their_own(system: str) -> None:
    require_platform_libraries({}, can_load=lambda _name: False, system=system)
