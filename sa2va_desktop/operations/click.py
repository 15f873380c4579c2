"""Point at a thing and get its mask: marks on one frame, candidates to choose from, the chosen one in the document.

`prepare_click` makes an immutable request on the document's thread, `click_candidates` runs it on the model's, and
`accept_candidate` puts one of its masks into the document as one history entry. Nothing is in the document before
that, so a preview costs no history.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace

from sa2va_desktop.annotation.changes import Change
from sa2va_desktop.annotation.palette import next_color
from sa2va_desktop.annotation.project import Project, unique_name
from sa2va_desktop.annotation.records import (
    AnnotationObject,
    CategoryId,
    FrameState,
    MediaId,
    MediaItem,
    ObjectFrame,
    ObjectId,
)
from sa2va_desktop.annotation.rle import MaskRle
from sa2va_desktop.editing.commands import new_object, put_frame, put_object
from sa2va_desktop.errors import UsageError
from sa2va_desktop.inference.api import LowResLogits, Predictor, SegmentRequest
from sa2va_desktop.operations.label_colors import new_labelled_object
from sa2va_desktop.operations.marks import Marks, check_marks, put_marks
from sa2va_desktop.operations.run_writer import OpenFrames
from sa2va_desktop.storage.session import OpenProject
from sa2va_desktop.tasks import CancelToken
from sa2va_desktop.translation import translate


def default_name() -> str:
    """Of an object that was pointed at, in the language of the person."""
    return translate("operations", "object")


@dataclass(frozen=True)
class PreparedClick:
    """Marks on one frame.

    Attributes:
        object_id: the object that they are about, None for one that is not there yet.
        refines: what the model goes on from; see `prepare_click`.
    """

    media_id: MediaId
    frame_index: int
    marks: Marks
    object_id: ObjectId | None = None
    refines: LowResLogits | None = field(default=None, compare=False, repr=False)


@dataclass(frozen=True)
class Candidate:
    """One possible mask of the marks.

    Attributes:
        predicted_iou: 0..1, SAM 2's own estimate, to be shown beside the candidate; None for a mask drawn by hand.
        object_score: logit, or None for a mask drawn by hand.
        low_res_logits: what a further point goes on from, or None for a mask drawn by hand.
    """

    rle: MaskRle
    predicted_iou: float | None = None
    object_score: float | None = None
    low_res_logits: LowResLogits | None = field(default=None, compare=False, repr=False)


def prepare_click(
    project: Project,
    media_id: MediaId,
    frame_index: int,
    marks: Marks,
    *,
    object_id: ObjectId | None = None,
    refines: Candidate | None = None,
) -> PreparedClick:
    """Turn marks into a request.

    Args:
        refines: the candidate that a person saw when adding the last point. SAM 2 was trained to be given it again
            with the next point. Not after a mark was moved or removed: the candidate still holds what that mark made.

    Raises:
        UsageError: marks that nothing can be made of, see `check_marks`; or the object or its frame is locked.
    """
    check_marks(project.media[media_id], frame_index, marks)
    if object_id is not None:
        check_unlocked(project, object_id, frame_index)
    known = None if refines is None else refines.low_res_logits
    return PreparedClick(media_id, frame_index, marks, object_id, known)


def click_candidates(
    predictor: Predictor, prepared: PreparedClick, open_frames: OpenFrames, token: CancelToken
) -> tuple[Candidate, ...]:
    """Candidate masks, best first, on the model's thread; empty ones are left out.

    A single point is ambiguous and gives up to three, anything more precise one.

    Raises: what `Predictor.segment` raises.
    """
    prompt = prepared.marks.as_prompt(0, prepared.frame_index)
    with open_frames() as frames:
        found = predictor.segment(SegmentRequest(frames, prompt, prepared.refines), token)
    return tuple(
        Candidate(mask.rle, mask.predicted_iou, mask.object_score, mask.low_res_logits)
        for mask in found
        if not mask.rle.is_empty
    )


def encode_ahead(
    predictor: Predictor,
    item: MediaItem,
    frame_indices: Iterable[int],
    open_frames: OpenFrames,
    token: CancelToken,
) -> None:
    """Let the model see frames before they are clicked on, so that the click finds them in its memory.

    Frames outside the clip are passed over.

    Raises: what `Predictor.encode` raises.
    """
    with open_frames() as frames:
        for frame_index in frame_indices:
            if 0 <= frame_index < item.frame_count:
                predictor.encode(frames, frame_index, token)


def accept_candidate(
    session: OpenProject,
    prepared: PreparedClick,
    candidate: Candidate,
    *,
    name: str = "",
    category_id: CategoryId | None = None,
) -> ObjectId:
    """Put a candidate into the document as one history entry: a new object, or the object's mask on that frame.

    The frame becomes a key frame (PROMPTED) and keeps its marks. A person does this, so a frame that was edited or
    confirmed is replaced; a locked one is not.

    Args:
        name: of a new object; "" is the name of its label, or `default_name`.
        category_id: label of a new object, or None.

    Returns: the object that has the mask now.

    Raises:
        UsageError: the candidate is empty, or the object is gone or locked by now.
    """
    project = session.project
    if candidate.rle.is_empty:
        raise UsageError(
            translate("operations", "frame {0}: expected a mask to accept, found an empty one").format(
                prepared.frame_index
            )
        )
    frame = ObjectFrame(candidate.rle, FrameState.PROMPTED, candidate.predicted_iou, candidate.object_score)
    if prepared.object_id is None:
        marked, changes = _added_object(project, prepared.media_id, name, category_id)
        label = translate("operations", "Add “{0}”").format(marked.name)
    else:
        marked, changes = check_unlocked(project, prepared.object_id, prepared.frame_index), []
        label = translate("operations", "Mark “{0}”").format(marked.name)
    changes.append(put_frame(project, marked.object_id, prepared.frame_index, frame))
    changes += put_marks(project, marked.object_id, prepared.frame_index, prepared.marks)
    session.do(label, changes)
    return marked.object_id


def add_objects(session: OpenProject, media_id: MediaId, names: Sequence[str]) -> list[ObjectId]:
    """Add objects without masks as one history entry, to be tracked from marks; their ids, in order."""
    project = session.project
    added = new_objects(project, media_id, names)
    label = translate("operations", "Add %n object(s)", n=len(added))
    if len(added) == 1:
        label = translate("operations", "Add “{0}”").format(added[0].name)
    session.do(label, [change for each in added for change in put_object(project, each)])
    return [each.object_id for each in added]


def new_objects(project: Project, media_id: MediaId, names: Sequence[str]) -> list[AnnotationObject]:
    """Records for several more objects, in order, with names and colours that nothing has; not in the project yet."""
    added: list[AnnotationObject] = []
    for name in names:
        known = [*project.objects_of(media_id), *added]
        one = new_object(project, media_id, name, color=next_color([each.color for each in known]))
        name = unique_name(name, [each.name for each in known])
        added.append(replace(one, name=name, order=one.order + len(added)))
    return added


def _added_object(
    project: Project, media_id: MediaId, name: str, category_id: CategoryId | None
) -> tuple[AnnotationObject, list[Change]]:
    added = new_labelled_object(project, media_id, category_id, default_name())
    if name:
        added = replace(added, name=project.unique_object_name(media_id, name))
    return added, put_object(project, added)


def check_unlocked(project: Project, object_id: ObjectId, frame_index: int) -> AnnotationObject:
    """The object, if its mask on that frame may be replaced by a person.

    Raises:
        UsageError: it is gone, or it or that frame is locked.
    """
    marked = project.objects.get(object_id)
    if marked is None:
        raise UsageError(
            translate("operations", "frame {0}: the object {1} is no longer there").format(
                frame_index, object_id
            )
        )
    frame = project.frame(object_id, frame_index)
    if marked.is_locked or (frame is not None and frame.state is FrameState.LOCKED):
        sentence = translate("operations", "“{0}”: frame {1} is locked; unlock it first")
        if marked.is_locked:
            sentence = translate("operations", "“{0}”: the object is locked; unlock it first")
        raise UsageError(sentence.format(marked.name, frame_index))
    return marked
