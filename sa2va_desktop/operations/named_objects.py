"""Words of an answer that stand for the objects it was asked about: "region 1", "object 2", "1". Knows no model."""

from __future__ import annotations

import re

_CALLED = r"(?:regions?|objects?|numbers?|things?|no\.)\s*#?"
_SAID = re.compile(
    rf"(?<!\w)(?:{_CALLED}(?P<called>\d{{1,3}})|\((?P<round>\d{{1,3}})\)|\[(?P<square>\d{{1,3}})\]|#(?P<sharp>\d{{1,3}}))(?!\w)",
    re.IGNORECASE,
)
_ALONE = re.compile(
    r"(?<![\w.,:/-])(?P<alone>\d{1,3})(?=\s+(?:is|are|was|were|has|have|looks?|moves?|stands?)\b)"
)
_FURTHER = re.compile(
    r"(?:\s*,\s*(?:and\s+|or\s+)?|\s+(?:and|or)\s+)(?P<further>\d{1,3})(?![\w.:/]|,\d|\s+\w*s\b(?<!is)(?<!was)(?<!has))"
)
_OTHER = re.compile(
    r"(?:frames?|pictures?|images?|second|minute|page|there|only|least|most|than)\s+$", re.IGNORECASE
)


def spoken_objects(text: str, count: int) -> list[tuple[int, int, int]]:
    """Stretches of a text that name one of `count` things by its number.

    Counted are "region 1", "object2", "number 3", "no. 2", "#1", "(1)", further numbers after one of them ("objects 1
    and 2"), and a number that does something itself ("1 is red"). Numbers of frames and amounts are none.

    Returns: (start, stop, number from 1), ascending, without overlap.
    """
    found: list[tuple[int, int, int]] = []
    for said in _SAID.finditer(text):
        number = int(next(digits for digits in said.groups() if digits is not None))
        found.append((said.start(), said.end(), number))
        at = said.end()
        while said["called"] is not None and (further := _FURTHER.match(text, at)) is not None:
            found.append((further.start("further"), further.end("further"), int(further["further"])))
            at = further.end()
    for said in _ALONE.finditer(text):
        is_other = _OTHER.search(text, 0, said.start()) is not None
        is_taken = any(start < said.end() and said.start() < stop for start, stop, _ in found)
        if not is_other and not is_taken:
            found.append((said.start(), said.end(), int(said["alone"])))
    return sorted(each for each in found if 1 <= each[2] <= count)
