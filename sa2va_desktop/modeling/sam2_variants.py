"""The eight public SAM 2 networks, by name, as sizes.

Source: the configuration files of sam2 1.1.0 (`configs/sam2`, `configs/sam2.1`) and what its `build_sam` adds to them
for its video predictor, without hole filling, which is a CUDA extension there.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

from sa2va_desktop.modeling.sam2_network import GroundingConfig

_PUBLIC = GroundingConfig(has_solid_prompts=True, has_stable_single_mask=True, has_exact_colors=True)
_WINDOWS = (8, 4, 14, 7)


@dataclass(frozen=True)
class Sam2Variant:
    """One public network.

    Attributes:
        name: what files and folders call it, such as "sam2.1_hiera_tiny".
        title: for the person.
    """

    name: str
    title: str
    config: GroundingConfig

    @property
    def released_name(self) -> str:
        """What the list of models calls it, such as "sam2.1-tiny"."""
        return self.name.replace("_hiera_", "-").replace("_", "-")


def _sized(
    embed_dim: int, num_heads: int, stages: tuple[int, ...], global_blocks: tuple[int, ...], background: int
) -> GroundingConfig:
    return replace(
        _PUBLIC,
        embed_dim=embed_dim,
        num_heads=num_heads,
        stages=stages,
        global_att_blocks=global_blocks,
        window_pos_embed_bkg_spatial_size=(background, background),
        window_spec=_WINDOWS,
    )


_SIZES = {
    "tiny": _sized(96, 1, (1, 2, 7, 2), (5, 7, 9), 7),
    "small": _sized(96, 1, (1, 2, 11, 2), (7, 10, 13), 7),
    "base_plus": _sized(112, 2, (2, 3, 16, 3), (12, 16, 20), 14),
    "large": _PUBLIC,
}

SAM2_VARIANTS = tuple(
    Sam2Variant(
        f"sam{version}_hiera_{size}",
        f"SAM {version} {size.replace('_', ' ')}",
        replace(config, pointer_time_codes=version == "2.1", absent_memory_code=version == "2.1"),
    )
    for version in ("2", "2.1")
    for size, config in _SIZES.items()
)


def variant_named(name: str) -> Sam2Variant | None:
    """The variant with this name, if there is one."""
    return next((variant for variant in SAM2_VARIANTS if variant.name == name), None)
