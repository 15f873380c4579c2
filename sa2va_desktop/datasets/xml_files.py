"""XML that strangers wrote, one part after the other, without entities; and texts as XML can hold them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import IO
from xml.etree.ElementTree import Element, ParseError

from defusedxml.common import DefusedXmlException
from defusedxml.ElementTree import iterparse

from sa2va_desktop.errors import FormatError
from sa2va_desktop.translation import translate

DEPTH_LIMIT = 64
ELEMENT_LIMIT = 5_000_000
"""Elements of one part, which are in memory together."""

PART_LIMIT = 512 << 20
"""Bytes of one part."""

_ILLEGAL = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def legal_text(text: str) -> str:
    """The text without characters that XML 1.0 forbids, such as control codes."""
    return _ILLEGAL.sub("", text)


class _Bounded:
    """A file of which at most `PART_LIMIT` bytes are read before `next_part` is called. Raises: FormatError."""

    def __init__(self, file: IO[bytes], place: str) -> None:
        self._file, self._place, self._count = file, place, 0

    def next_part(self) -> None:
        self._count = 0

    def read(self, size: int) -> bytes:
        data = self._file.read(size)
        self._count += len(data)
        if self._count > PART_LIMIT:
            raise FormatError(
                translate("datasets", "{0}: expected at most {1} MB a part, found more").format(
                    self._place, PART_LIMIT >> 20
                )
            )
        return data


def stream_parts(file: IO[bytes], place: str, root_tag: str) -> Iterator[Element]:
    """The children of the root one by one; each is cleared after use.

    Raises:
        FormatError: no XML (with line and column), another root, entities, or too deep or too large to be read.
    """
    depth = count = 0
    root: Element | None = None
    try:
        bounded = _Bounded(file, place)
        for event, element in iterparse(bounded, events=("start", "end"), forbid_dtd=True):
            if event == "start":
                depth, count = depth + 1, count + 1
                root = element if root is None else root
                if root.tag != root_tag:
                    raise FormatError(
                        translate("datasets", "{0}: expected an XML file of <{1}>, found <{2:.60}>").format(
                            place, root_tag, root.tag
                        )
                    )
                if depth > DEPTH_LIMIT or count > ELEMENT_LIMIT:
                    raise FormatError(
                        translate(
                            "datasets", "{0}: expected at most {1} levels and {2} elements a part"
                        ).format(place, DEPTH_LIMIT, ELEMENT_LIMIT)
                    )
                continue
            depth -= 1
            if depth == 1 and root is not None:
                yield element
                root.clear()
                bounded.next_part()
                count = 0
    except ParseError as error:
        line, column = error.position
        reason = str(error).split(":")[0]
        raise FormatError(
            translate("datasets", "{0}, line {1}, column {2}: expected XML, found {3}").format(
                place, line, column + 1, reason
            )
        ) from error
    except DefusedXmlException as error:
        raise FormatError(
            translate("datasets", "{0}: expected XML without definitions of its own, found some").format(place)
        ) from error
    except (LookupError, ValueError) as error:
        raise FormatError(translate("datasets", "{0}: expected XML, found {1}").format(place, error)) from error
