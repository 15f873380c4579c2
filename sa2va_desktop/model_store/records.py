"""What is known of a model before it is here, where it is when it is here, and how getting it goes on."""

from __future__ import annotations

import enum
from dataclasses import dataclass
from pathlib import Path


class ModelKind(enum.Enum):
    SA2VA = "sa2va"
    TRACKER = "tracker"  # SAM 2 or 2.1 alone: clicks and tracking, no language


class Ability(enum.Enum):
    """What a model was trained for. The loaded checkpoint's own capability table decides; this is for choosing."""

    PICTURES = "pictures"
    CLIPS = "clips"
    GROUNDED_CAPTIONS = "grounded captions"
    REGION_PROMPTS = "region prompts"
    CONSISTENT_GROUNDING = "consistent grounding"
    CLICKS_AND_TRACKING = "clicks and tracking"


class Precision(enum.Enum):
    """How weights are held. SAM 2 stays float32; in int8 and int4 only the blocks of the language model are packed."""

    FLOAT32 = "float32"
    BFLOAT16 = "bfloat16"
    INT8 = "int8"
    INT4 = "int4"


@dataclass(frozen=True)
class ParameterCounts:
    """Millions of parameters by part, computed from the published dimensions."""

    language_blocks: float = 0.0
    embeddings: float = 0.0  # of the tokens, and the head
    vision: float = 0.0  # with the projector
    grounding: float = 0.0  # SAM 2, and the projector of [SEG]

    @property
    def total(self) -> float:
        return self.language_blocks + self.embeddings + self.vision + self.grounding


@dataclass(frozen=True)
class Scores:
    """Published figures, for orientation only; none was measured by us."""

    refcoco_ciou: float
    mevis_j_and_f: float


@dataclass(frozen=True)
class ReleasedModel:
    """One entry of the table, or a repository of the hub that somebody named.

    `name` is what a person types and the name of its folder. `weights_file` is the one file of a tracker, "" otherwise.
    `about_bytes` is the size of what is fetched, computed and not looked up; 0 when unknown. `license_note` says what is
    known of the licence without asking the hub.
    """

    name: str
    title: str
    repo_id: str
    kind: ModelKind
    base_model: str = ""
    family: str = ""
    parameters: ParameterCounts | None = None
    about_bytes: int = 0
    license_note: str = ""
    abilities: frozenset[Ability] = frozenset()
    scores: Scores | None = None
    weights_file: str = ""
    is_third_party: bool = False


class ModelState(enum.Enum):
    ABSENT = "not here"
    PARTIAL = "partly here"
    PRESENT = "here"


class ModelPlace(enum.Enum):
    DOWNLOADED = "downloaded"  # a folder of ours, below the data folder
    HUB_CACHE = "hub cache"  # shared with other programs
    ADDED = "added"  # a folder that the person named
    BUNDLED = "bundled"  # ships with the application


class Check(enum.Enum):
    """What was last found to be right in the weights as they are now."""

    NONE = ""
    FILES = "files"  # every file has the checksum that the hub names
    TENSORS = (
        "tensors"  # every tensor was expected and sound; the frozen ones equal the public file if it was there
    )


@dataclass(frozen=True)
class LocalModel:
    """A model on this machine, wholly or in part.

    `folder` holds config and weights; for a tracker `weights_path` names its file. `revision` is the commit it was
    fetched at, "" when unknown. `bytes_here` counts what is on the disk, also the parts of an interrupted download.
    """

    place: ModelPlace
    folder: Path
    state: ModelState
    bytes_here: int
    revision: str = ""
    check: Check = Check.NONE


@dataclass(frozen=True)
class ModelRow:
    """One line of the list: a model of the table, the bundled one, or a folder; `local` is None when it is not here."""

    name: str
    title: str
    model: ReleasedModel | None
    local: LocalModel | None

    @property
    def state(self) -> ModelState:
        return ModelState.ABSENT if self.local is None else self.local.state

    @property
    def layout_is_seen(self) -> bool:
        """False while the layout of this model is only derived and no real weights of it were verified here."""
        return self.local is not None and self.local.check is Check.TENSORS


@dataclass(frozen=True)
class PlannedFile:
    """A file of the hub at one commit. `digest` is the SHA-256 of a large file, else the git blob id (SHA-1)."""

    name: str
    size_bytes: int
    digest: str


@dataclass(frozen=True)
class DownloadPlan:
    """What getting a model would do; nothing was fetched yet but the list of files.

    `bytes_here` of `total_bytes` are on the disk already. `needed_bytes` includes a margin; it is more than
    `free_bytes` when the disk is too full. `license` is what the hub's card says now, "" when it says nothing. `wanted`
    is the branch or tag that the person named, "" for `main`.
    """

    model: ReleasedModel
    folder: Path
    commit: str
    files: tuple[PlannedFile, ...]
    total_bytes: int
    bytes_here: int
    needed_bytes: int
    free_bytes: int
    license: str = ""
    wanted: str = ""

    @property
    def bytes_to_get(self) -> int:
        return self.total_bytes - self.bytes_here

    @property
    def fits(self) -> bool:
        return self.needed_bytes <= self.free_bytes


@dataclass(frozen=True)
class DownloadProgress:
    """How far a download is. `bytes_per_second` is 0 until known; `is_checking` while bytes on the disk are summed."""

    done_bytes: int
    total_bytes: int
    bytes_per_second: float
    file_name: str
    is_checking: bool = False

    @property
    def seconds_left(self) -> float | None:
        if self.bytes_per_second <= 0:
            return None
        return (self.total_bytes - self.done_bytes) / self.bytes_per_second


@dataclass(frozen=True)
class FileCheck:
    """Checksums of a downloaded model: files compared, and one sentence for each that is wrong."""

    file_count: int
    problems: tuple[str, ...]


@dataclass(frozen=True)
class Removal:
    """What removing a model did: bytes freed, and names of files in its folder that are not ours and stay."""

    freed_bytes: int
    kept_names: tuple[str, ...] = ()
