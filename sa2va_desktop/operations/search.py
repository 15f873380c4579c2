"""Search a project: files, labels, objects, texts, answers, values of attributes and comments.

All words of a query have to occur, in any order, as they stand or as the beginning of something longer; case and accents
do not count. "Quoted words" have to occur together, and what follows a minus must not occur.
"""

from __future__ import annotations

import enum
import re
import unicodedata
from collections.abc import Collection, Iterator
from dataclasses import dataclass, replace

from sa2va_desktop.annotation.project import Project
from sa2va_desktop.annotation.records import AnswerId, MediaId, ObjectId

_QUERY_LIMIT = 200
_PIECE = re.compile(r'(-?)(?:"([^"]*)"?|([^\s"]+))')


class FoundKind(enum.Enum):
    """What was found, in the order in which kinds are listed."""

    FILE = "file"
    LABEL = "label"
    OBJECT = "object"
    TEXT = "text"
    ANSWER = "answer"
    VALUE = "value"
    COMMENT = "comment"


@dataclass(frozen=True)
class Query:
    """What is looked for, folded: pieces that have to occur, and pieces that must not."""

    wanted: tuple[str, ...] = ()
    unwanted: tuple[str, ...] = ()

    @classmethod
    def of(cls, typed: str) -> Query:
        """Read what a person typed; a quotation that is not closed goes to the end."""
        pieces = [sign + (quoted or plain) for sign, quoted, plain in _PIECE.findall(typed[:_QUERY_LIMIT])]
        unwanted = tuple(folded(each[1:]) for each in pieces if each.startswith("-") and len(each) > 1)
        wanted = tuple(folded(each) for each in pieces if not each.startswith("-"))
        return cls(tuple(filter(None, wanted)), tuple(filter(None, unwanted)))

    @property
    def is_empty(self) -> bool:
        return not self.wanted

    def fits(self, text: str) -> bool:
        """Whether a folded text has all that is wanted and nothing that is not."""
        return all(each in text for each in self.wanted) and not any(each in text for each in self.unwanted)


@dataclass(frozen=True)
class Found:
    """One thing of a project that fits a query.

    Attributes:
        title: what fits; `detail`: where it stands.
        media_id: what has to be shown; None for a label that nothing has.
        object_ids: what is to be selected there.
        frame_index: where to look, or None where any frame will do that has a mask.
        answer_id: the turn to be shown.
        rank: lower is better: the whole of it, its beginning, the beginning of a word, anywhere.
    """

    kind: FoundKind
    title: str
    detail: str
    media_id: MediaId | None
    object_ids: tuple[ObjectId, ...] = ()
    frame_index: int | None = None
    answer_id: AnswerId | None = None
    rank: int = 0


def folded(text: str) -> str:
    """Without case, accents and repeated blanks, to be compared."""
    plain = unicodedata.normalize("NFKD", text.casefold())
    return " ".join("".join(each for each in plain if not unicodedata.combining(each)).split())


def search(
    project: Project, query: Query, kinds: Collection[FoundKind] = tuple(FoundKind)
) -> Iterator[Found | None]:
    """What fits, kind by kind; None for each thing that was looked at and does not fit, so that callers can pause.

    The project must not change while this is iterated; a caller that pauses begins anew after a change.
    """
    if query.is_empty:
        return
    for kind in FoundKind:
        if kind in kinds:
            for found, searched in _OF_KIND[kind](project):
                yield _ranked(found, query) if query.fits(folded(searched)) else None


def sorted_found(found: list[Found]) -> list[Found]:
    """The best first within each kind, otherwise as they were found."""
    places = {kind: place for place, kind in enumerate(FoundKind)}
    return sorted(found, key=lambda each: (places[each.kind], each.rank))


def frame_of(project: Project, found: Found) -> int | None:
    """The frame to look at: as it is known, else the first one on which one of the objects has a mask."""
    if found.frame_index is not None:
        return found.frame_index
    frames = (
        index
        for object_id in found.object_ids
        for index, frame in project.track(object_id).items()
        if not frame.rle.is_empty
    )
    return min(frames, default=None)


Candidates = Iterator[tuple[Found, str]]
"""What might be found, with all the words that it is found by."""


def _files(project: Project) -> Candidates:
    for item in project.media.values():
        folder, _, name = item.path.rpartition("/")
        yield Found(FoundKind.FILE, name, folder, item.media_id), name


def _labels(project: Project) -> Candidates:
    holders: dict[int, list[tuple[MediaId, ObjectId]]] = {}
    for item in project.objects.values():
        if item.category_id is not None:
            holders.setdefault(item.category_id, []).append((item.media_id, item.object_id))
    for category in project.schema_categories():
        held = holders.get(category.category_id, [])
        first = held[0][0] if held else None
        here = tuple(object_id for media_id, object_id in held if media_id == first)
        yield Found(FoundKind.LABEL, category.name, str(len(held)), first, here), category.name


def _objects(project: Project) -> Candidates:
    for item in project.objects.values():
        category = project.categories.get(item.category_id) if item.category_id is not None else None
        label = "" if category is None else category.name
        detail = " · ".join(filter(None, (label, _name_of(project, item.media_id))))
        found = Found(FoundKind.OBJECT, item.name, detail, item.media_id, (item.object_id,))
        yield found, f"{item.name} {label} {item.expression}"


def _texts(project: Project) -> Candidates:
    for each in project.expressions.values():
        detail = _name_of(project, each.media_id)
        yield (
            Found(FoundKind.TEXT, each.text, detail, each.media_id, each.object_ids),
            f"{each.text} {each.note}",
        )


def _answers(project: Project) -> Candidates:
    for answer in project.answers.values():
        title = f"{answer.instruction} → {answer.text}" if answer.text else answer.instruction
        found = Found(
            FoundKind.ANSWER,
            title,
            _name_of(project, answer.media_id),
            answer.media_id,
            tuple(sorted(answer.object_ids)),
            min(answer.language_frames, default=None),
            answer.answer_id,
        )
        yield found, title


def _values(project: Project) -> Candidates:
    for object_id, item in project.objects.items():
        for attribute_id, held in project.values_of(object_id).items():
            name = project.attributes[attribute_id].name
            for key in held.keys:
                shown = key.value if isinstance(key.value, str) else f"{key.value:g}"
                if isinstance(key.value, bool):
                    shown = "yes" if key.value else "no"
                found = Found(
                    FoundKind.VALUE,
                    f"{name}: {shown}",
                    f"{item.name} · {_name_of(project, item.media_id)}",
                    item.media_id,
                    (object_id,),
                    key.frame_index if project.attributes[attribute_id].changes_over_time else None,
                )
                yield found, f"{name} {shown} {item.name}"


def _comments(project: Project) -> Candidates:
    for object_id, item in project.objects.items():
        for frame_index, review in sorted(project.reviews_of(object_id).items()):
            if review.comment:
                detail = f"{item.name} · {_name_of(project, item.media_id)}"
                where = (item.media_id, (object_id,), frame_index)
                yield Found(FoundKind.COMMENT, review.comment, detail, *where), review.comment


_OF_KIND = {
    FoundKind.FILE: _files,
    FoundKind.LABEL: _labels,
    FoundKind.OBJECT: _objects,
    FoundKind.TEXT: _texts,
    FoundKind.ANSWER: _answers,
    FoundKind.VALUE: _values,
    FoundKind.COMMENT: _comments,
}


def _name_of(project: Project, media_id: MediaId) -> str:
    return project.media[media_id].path.rpartition("/")[2]


def _ranked(found: Found, query: Query) -> Found:
    title, first = folded(found.title), query.wanted[0]
    whole = " ".join(query.wanted)
    if title == whole:
        rank = 0
    elif title.startswith(first):
        rank = 1
    else:
        rank = 2 if f" {first}" in title else 3
    return replace(found, rank=rank)
