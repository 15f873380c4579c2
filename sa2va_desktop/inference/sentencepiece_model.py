"""Reads a stranger's SentencePiece model file: bounded, checked, and with added tokens out of reach of plain text.

The file is a protocol-buffer message. Only its outermost fields are looked at here; the library checks the rest.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator
from pathlib import Path

from sentencepiece import SentencePieceProcessor

from sa2va_desktop.errors import CheckpointError
from sa2va_desktop.translation import translate

MODEL_LIMIT_BYTES = 64_000_000
"""The vocabularies that are in use make one to five megabytes."""

_PIECE_LIMIT = 2_000_000
_OTHERS_LIMIT = 1000
"""Of fields that are no piece: a model has four. Millions of empty ones would cost a hundred times their bytes."""

_PIECE, _TRAINER = 1, 2  # fields of the message
_PIECE_TYPE, _TRAINER_MODEL_TYPE = 3, 3
_USER_DEFINED, _UNUSED = 4, 5  # types of a piece
_NORMAL = 1
_BPE = 2
_VARINT, _FIXED64, _BYTES, _FIXED32 = 0, 1, 2, 5


def read_sentencepiece(path: Path, added_ids: Collection[int]) -> SentencePieceProcessor:
    """A byte-pair model in which no text becomes one of `added_ids`.

    Released vocabularies keep pieces in reserve whose ids were given to added tokens later. Such a piece is marked
    unused, or its name, typed by a person, would be that token.

    Raises:
        CheckpointError: no such file, too large, or not a SentencePiece byte-pair model.
    """
    data = _read_bounded(path)
    try:
        pieces, others = _split_pieces(data)
        model_type = _model_type(others)
        for token_id in added_ids:
            if token_id < len(pieces) and _whole_field(pieces[token_id], _PIECE_TYPE, _NORMAL) in (
                _NORMAL,
                _USER_DEFINED,
            ):
                pieces[token_id] += _tag(_PIECE_TYPE, _VARINT) + _varint(_UNUSED)  # the last one counts
        processor = SentencePieceProcessor()
        processor.LoadFromSerializedProto(
            b"".join(_tag(_PIECE, _BYTES) + _varint(len(piece)) + piece for piece in pieces)
            + b"".join(raw for _, _, raw in others)
        )
        [processor.IdToPiece(token_id) for token_id in range(len(processor))]  # names must be text
    except (ValueError, RuntimeError) as error:
        raise CheckpointError(
            translate("inference", "{0} is no usable SentencePiece model: {1}.").format(
                path, str(error).strip().splitlines()[0][:200] if str(error).strip() else type(error).__name__
            )
        ) from error
    if model_type != _BPE:
        raise CheckpointError(
            translate(
                "inference", "{0} must be a SentencePiece model of type 2 (byte pairs), found type {1}."
            ).format(path, model_type)
        )
    return processor


def _read_bounded(path: Path) -> bytes:
    try:
        with path.open("rb") as file:
            data = file.read(MODEL_LIMIT_BYTES + 1)
    except FileNotFoundError as error:
        raise CheckpointError(
            translate("inference", "{0} has no tokenizer: {1} is not there.").format(path.parent, path.name)
        ) from error
    except OSError as error:
        raise CheckpointError(
            translate("inference", "{0} cannot be read: {1}.").format(path, error.strerror or error)
        ) from error
    if len(data) > MODEL_LIMIT_BYTES:
        raise CheckpointError(
            translate("inference", "{0} is larger than {1} bytes, which no checkpoint needs.").format(
                path, MODEL_LIMIT_BYTES
            )
        )
    return data


def _split_pieces(data: bytes) -> tuple[list[bytes], list[tuple[int, bytes, bytes]]]:
    """Messages of the pieces by id, and the other fields as (number, value, raw bytes)."""
    pieces: list[bytes] = []
    others: list[tuple[int, bytes, bytes]] = []
    for number, kind, value, raw in _fields(data):
        if (number, kind) == (_PIECE, _BYTES):
            pieces.append(value)
        else:
            others.append((number, value, raw))
        if len(pieces) > _PIECE_LIMIT or len(others) > _OTHERS_LIMIT:
            raise ValueError(f"more than {_PIECE_LIMIT} pieces or {_OTHERS_LIMIT} other fields")
    return pieces, others


def _model_type(others: list[tuple[int, bytes, bytes]]) -> int:
    trainers = b"".join(value for number, value, _ in others if number == _TRAINER)
    return _whole_field(trainers, _TRAINER_MODEL_TYPE, 1)


def _whole_field(message: bytes, wanted: int, default: int) -> int:
    """The last value of an integer field."""
    found = default
    for number, kind, value, _ in _fields(message):
        if (number, kind) == (wanted, _VARINT):
            found, _end = _read_varint(value, 0)
    return found


def _fields(message: bytes) -> Iterator[tuple[int, int, bytes, bytes]]:
    """(number, wire type, value, raw bytes with tag) of each field.

    Raises:
        ValueError: a field runs over the end or has an unknown type.
    """
    at = 0
    while at < len(message):
        tag, start = _read_varint(message, at)
        number, kind = tag >> 3, tag & 7
        if kind == _VARINT:
            _, stop = _read_varint(message, start)
        elif kind == _BYTES:
            length, start = _read_varint(message, start)
            stop = start + length
        elif kind in (_FIXED32, _FIXED64):
            stop = start + (4 if kind == _FIXED32 else 8)
        else:
            raise ValueError(f"unknown wire type {kind} at byte {at}")
        if stop > len(message):
            raise ValueError(f"the field at byte {at} runs over the end")
        yield number, kind, message[start:stop], message[at:stop]
        at = stop


def _read_varint(message: bytes, at: int) -> tuple[int, int]:
    value = shift = 0
    while at < len(message) and shift < 70:
        byte = message[at]
        value |= (byte & 0x7F) << shift
        at, shift = at + 1, shift + 7
        if byte < 0x80:
            return value, at
    raise ValueError(f"a number is cut off at byte {at}")


def _varint(value: int) -> bytes:
    parts = bytearray()
    while value > 0x7F:
        parts.append(value & 0x7F | 0x80)
        value >>= 7
    return bytes([*parts, value])


def _tag(number: int, kind: int) -> bytes:
    return _varint(number << 3 | kind)
