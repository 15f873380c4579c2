"""Everything in one frame: a grid of points goes to the model, what comes back is sifted, and a person accepts some of it.

`prepare_everything` makes an immutable request on the document's thread, `everything_events` runs it on the model's and
yields the proposals as they stand, and `accept_proposals` puts those that a person chose into the document as one history
entry. Until then nothing is in the document.
"""

from __future__ import annotations

import enum
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from sa2va_desktop.annotation.project import Project
from sa2va_desktop.annotation.records import FrameState, MediaId, ObjectFrame, ObjectId
from sa2va_desktop.annotation.rle import MaskRle
from sa2va_desktop.editing.commands import put_frame, put_object
from sa2va_desktop.editing.shown_mask import shown_rle
from sa2va_desktop.errors import UsageError
from sa2va_desktop.inference.api import PointsRequest, Predictor
from sa2va_desktop.operations.click import default_name, new_objects
from sa2va_desktop.operations.instructions import suggested_name
from sa2va_desktop.operations.marks import Marks, put_marks
from sa2va_desktop.operations.proposal_sieve import Proposal, ProposalSieve, SieveOptions
from sa2va_desktop.operations.region_caption import PreparedRegionCaption, region_caption_events
from sa2va_desktop.operations.run_writer import OpenFrames
from sa2va_desktop.storage.session import OpenProject
from sa2va_desktop.tasks import CancelToken
from sa2va_desktop.translation import translate

MAX_POINTS_PER_SIDE = 64
_NAME_TOKENS = 32


class Density(enum.Enum):
    """How closely a frame is looked at; the value is the number of points along the longer side."""

    FEW = 10
    NORMAL = 16
    MANY = 32
    MOST = 48


class Quality(enum.Enum):
    """What is good enough; the value is the least predicted IoU and the least stability.

    Chosen with `benchmarks/everything.py`.
    """

    SURE = (0.8, 0.85)
    NORMAL = (0.6, 0.8)
    DOUBTFUL = (0.5, 0.6)


@dataclass(frozen=True)
class EverythingOptions:
    """How closely a frame is looked at, and what is taken for a thing.

    Attributes:
        points_per_side: along the longer side; the shorter one gets points at the same distance.
        min_predicted_iou, min_stability: what SAM 2 thinks of a mask, both 0..1; see `PointMask`.
        sieve: what happens to the masks that are good enough.
    """

    points_per_side: int = 16
    min_predicted_iou: float = 0.6
    min_stability: float = 0.8
    sieve: SieveOptions = field(default_factory=SieveOptions)

    @classmethod
    def of(cls, density: Density, quality: Quality, sieve: SieveOptions) -> EverythingOptions:
        """What the names that a person chooses from stand for."""
        min_iou, min_stability = quality.value
        return cls(density.value, min_iou, min_stability, sieve)


@dataclass(frozen=True)
class PreparedEverything:
    """What to look for on which frame; `known` are the masks that are there already, empty if they do not matter."""

    media_id: MediaId
    frame_index: int
    size_hw: tuple[int, int]
    options: EverythingOptions
    known: tuple[MaskRle, ...] = ()


@dataclass(frozen=True)
class ProposalsFound:
    """The proposals as they stand after `done` of `total` points, the largest first."""

    proposals: tuple[Proposal, ...]
    done: int
    total: int


def prepare_everything(
    project: Project, media_id: MediaId, frame_index: int, options: EverythingOptions
) -> PreparedEverything:
    """Turn a frame into a request.

    Raises:
        UsageError: there is no such frame, or the grid has no point or too many.
    """
    item = project.media[media_id]
    if not 0 <= frame_index < item.frame_count:
        raise UsageError(
            translate("operations", "frame {0}: the frames are 0 to {1}").format(
                frame_index, item.frame_count - 1
            )
        )
    if not 1 <= options.points_per_side <= MAX_POINTS_PER_SIDE:
        raise UsageError(
            translate("operations", "expected 1 to {0} points a side, found {1}").format(
                MAX_POINTS_PER_SIDE, options.points_per_side
            )
        )
    known: tuple[MaskRle, ...] = ()
    if options.sieve.leaves_out_known:
        known = tuple(shown_rle(each, frame) for each, frame in project.masks_on(media_id, frame_index))
    return PreparedEverything(media_id, frame_index, (item.height, item.width), options, known)


def grid_points(size_hw: tuple[int, int], points_per_side: int) -> tuple[tuple[float, float], ...]:
    """The middles of cells that divide a picture, row by row; cells are as near to squares as whole numbers allow."""
    height, width = size_hw
    cell = max(height, width) / points_per_side
    rows, columns = max(1, round(height / cell)), max(1, round(width / cell))
    return tuple(
        ((column + 0.5) * width / columns, (row + 0.5) * height / rows)
        for row in range(rows)
        for column in range(columns)
    )


def everything_events(
    predictor: Predictor, prepared: PreparedEverything, open_frames: OpenFrames, token: CancelToken
) -> Iterator[ProposalsFound]:
    """Run a request on the model's thread; what was yielded last before a cancel stays as it is.

    Raises: what `Predictor.segment_points` raises.
    """
    options = prepared.options
    points = grid_points(prepared.size_hw, options.points_per_side)
    sieve = ProposalSieve(prepared.size_hw, options.sieve, points, prepared.known)
    with open_frames() as frames:
        request = PointsRequest(
            frames, prepared.frame_index, points, options.min_predicted_iou, options.min_stability
        )
        for found in predictor.segment_points(request, token):
            sieve.take(found.masks)
            if found.done == found.total:
                sieve.settle()
            yield ProposalsFound(sieve.proposals, found.done, found.total)


def proposal_names(
    predictor: Predictor,
    prepared: PreparedEverything,
    proposals: Sequence[Proposal],
    open_frames: OpenFrames,
    token: CancelToken,
) -> Iterator[str]:
    """A short name of each proposal from what the model says of it, or "" where it says nothing of use.

    Raises: what `Predictor.ask` raises.
    """
    for proposal in proposals:
        asked = PreparedRegionCaption(
            prepared.media_id,
            ObjectId(0),
            default_name(),
            prepared.frame_index,
            proposal.rle,
            max_new_tokens=_NAME_TOKENS,
        )
        said = ""
        for event in region_caption_events(predictor, asked, open_frames, token):
            said = getattr(event, "text", said)
        yield suggested_name(said)


def accept_proposals(
    session: OpenProject,
    prepared: PreparedEverything,
    proposals: Sequence[Proposal],
    names: Sequence[str] = (),
) -> list[ObjectId]:
    """Put proposals into the document as new objects in one history entry; nothing for none.

    The frame becomes a key frame (PROMPTED) and keeps the point that found the mask, where the point lies in it.

    Args:
        names: of the objects, in order; missing and empty ones are "object 1", "object 2", …

    Raises:
        UsageError: the media item is gone.
    """
    project = session.project
    if prepared.media_id not in project.media:
        raise UsageError(translate("operations", "the picture or clip is no longer in the project"))
    if not proposals:
        return []
    numbered = translate("operations", "{0} 1").format(default_name())
    given = [names[place] if place < len(names) else "" for place in range(len(proposals))]
    added = new_objects(project, prepared.media_id, [name or numbered for name in given])
    changes = []
    for item, proposal in zip(added, proposals, strict=True):
        frame = ObjectFrame(proposal.rle, FrameState.PROMPTED, proposal.predicted_iou, proposal.object_score)
        changes += put_object(project, item)
        changes.append(put_frame(project, item.object_id, prepared.frame_index, frame))
        if proposal.holds_point:
            marks = Marks().with_point(proposal.point_xy)
            changes += put_marks(project, item.object_id, prepared.frame_index, marks)
    label = translate("operations", "Add %n object(s)", n=len(added))
    if len(added) == 1:
        label = translate("operations", "Add “{0}”").format(added[0].name)
    session.do(label, changes)
    return [item.object_id for item in added]
