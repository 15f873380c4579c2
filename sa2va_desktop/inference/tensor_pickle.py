"""Looks at a file of `torch.save` before torch opens it: nothing in it may be packed, or be more than tensors.

torch's own restricted reader runs no code, but it unpacks what is packed, and a few bytes can ask it for an array of any
size. Here a file is refused unless it can claim no more memory than it has bytes.
"""

from __future__ import annotations

import os
import pickletools
import struct
import zipfile
from pathlib import Path
from typing import BinaryIO

from sa2va_desktop.translation import translate

_PICKLE_LIMIT_BYTES = 1 << 20  # names, shapes and places: the largest public file has a tenth of it
_DIRECTORY_LIMIT_BYTES = 1 << 22
_ALLOWED = frozenset(
    ("collections OrderedDict", "torch._utils _rebuild_tensor_v2", "torch._utils _rebuild_parameter")
)
_NAMED_OTHERWISE = frozenset(("STACK_GLOBAL", "INST", "EXT1", "EXT2", "EXT4"))
_END = struct.Struct(
    "<4s4xHHIIH"
)  # of a zip file: entries on this disk and in all, bytes and place of the directory
_LOCATOR = struct.Struct("<4s4xQ4x")
_LONG_END = struct.Struct("<4s36xQ8x")


def what_is_unusual(file: Path) -> str:
    """Why a file is not one of tensors alone, as the end of a sentence; "" for one that torch may open.

    Raises:
        OSError: it cannot be read.
    """
    try:
        with file.open("rb") as stream:
            if _directory_bytes(stream) > _DIRECTORY_LIMIT_BYTES:
                return translate("inference", "it has too many parts")
            with zipfile.ZipFile(stream) as archive:
                return _unusual_in(archive)
    except (zipfile.BadZipFile, NotImplementedError, struct.error, ValueError, KeyError, RuntimeError) as error:
        return translate("inference", "it is no file of tensors that torch can map ({0})").format(
            str(error)[:160]
        )


def _directory_bytes(stream: BinaryIO) -> int:
    """Bytes of the table of contents, which is read as a whole. Only what torch writes is understood: no comment."""
    stream.seek(0, os.SEEK_END)
    end = stream.tell() - _END.size
    mark, _, _, byte_count, _, comment = _END.unpack(_read_at(stream, end, _END.size))
    if mark != b"PK\5\6" or comment:
        raise zipfile.BadZipFile("File is not a zip file")
    if end < _LOCATOR.size:
        return int(byte_count)
    mark, place = _LOCATOR.unpack(_read_at(stream, end - _LOCATOR.size, _LOCATOR.size))
    if mark != b"PK\6\7":
        return int(byte_count)
    mark, long_count = _LONG_END.unpack(_read_at(stream, place, _LONG_END.size))
    if mark != b"PK\6\6":
        raise zipfile.BadZipFile("Bad magic number for the end of a zip file")
    return max(int(long_count), 0 if byte_count == 0xFFFFFFFF else int(byte_count))


def _read_at(stream: BinaryIO, place: int, count: int) -> bytes:
    if place < 0:
        raise zipfile.BadZipFile("File is not a zip file")
    stream.seek(place)
    return stream.read(count)


def _unusual_in(archive: zipfile.ZipFile) -> str:
    entries = archive.infolist()
    if len({entry.filename for entry in entries}) < len(entries):
        return translate("inference", "a part is in it twice")
    if any(entry.compress_type != zipfile.ZIP_STORED or entry.flag_bits & 1 for entry in entries):
        return translate("inference", "parts of it are packed")
    pickles = [entry for entry in entries if entry.filename.endswith(".pkl")]
    if len(pickles) != 1 or pickles[0].file_size > _PICKLE_LIMIT_BYTES:
        return translate("inference", "it does not hold one short table of contents")
    for opcode, argument, _ in pickletools.genops(archive.read(pickles[0])):
        if opcode.name in _NAMED_OTHERWISE or (opcode.name == "GLOBAL" and not _is_allowed(str(argument))):
            return translate("inference", "it asks for {0}, which is no tensor").format(
                repr(argument or opcode.name)[:80]
            )
    return ""


def _is_allowed(name: str) -> bool:
    module, _, kind = name.partition(" ")
    return name in _ALLOWED or (module == "torch" and kind.endswith("Storage") and kind.isalnum())
