"""Attributes, their values and reviews as JSON text and back, as strictly as `record_json`."""

from __future__ import annotations

from collections.abc import Callable
from itertools import pairwise
from typing import Any

from sa2va_desktop.annotation.attributes import (
    Attribute,
    AttributeId,
    AttributeKey,
    AttributeKind,
    ObjectAttribute,
    Value,
)
from sa2va_desktop.annotation.frame_review import FrameReview, Verdict
from sa2va_desktop.annotation.json_fields import (
    INT_LIMIT,
    Fields,
    RecordError,
    read_bool,
    read_int,
    read_list,
    read_number,
    read_str,
    read_unit_float,
)
from sa2va_desktop.annotation.records import CategoryId, ObjectId


def attribute_from_json(text: str) -> Attribute:
    """Raises: RecordError: not an attribute of a schema."""
    fields = Fields.parse(text)
    attribute = Attribute(
        attribute_id=AttributeId(fields.take_int("attribute_id", low=1)),
        name=fields.take_str("name"),
        kind=fields.take_enum("kind", AttributeKind),
        category_ids=fields.take("category_ids", _category_ids),
        choices=fields.take("choices", lambda value: tuple(read_str(each) for each in read_list(value))),
        changes_over_time=fields.take_bool("changes_over_time"),
        question=fields.take_str("question"),
        low=fields.take("low", _number_or_none),
        high=fields.take("high", _number_or_none),
        order=fields.take_int("order", low=-INT_LIMIT),
    )
    fields.finish()
    return attribute


def value_from_json(text: str) -> ObjectAttribute:
    """Raises: RecordError: not the values of an attribute."""
    fields = Fields.parse(text)
    value = ObjectAttribute(
        object_id=ObjectId(fields.take_int("object_id", low=1)),
        attribute_id=AttributeId(fields.take_int("attribute_id", low=1)),
        keys=fields.take("keys", _keys),
    )
    fields.finish()
    return value


def review_from_json(text: str) -> FrameReview:
    """Raises: RecordError: not a review."""
    fields = Fields.parse(text)
    review = FrameReview(
        object_id=ObjectId(fields.take_int("object_id", low=1)),
        frame_index=fields.take_int("frame_index"),
        verdict=fields.take_enum("verdict", Verdict),
        comment=fields.take_str("comment"),
        asked_iou=fields.take("asked_iou", read_unit_float),
        asked_text=fields.take_str("asked_text"),
        model_name=fields.take_str("model_name"),
        reviewed_at=fields.take_str("reviewed_at"),
        asked_mask=fields.take_optional("asked_mask", read_str, ""),
    )
    fields.finish()
    return review


def _encode_attribute(attribute: Attribute) -> dict[str, Any]:
    return {
        **vars(attribute),
        "kind": attribute.kind.value,
        "category_ids": list(attribute.category_ids),
        "choices": list(attribute.choices),
    }


def _encode_value(value: ObjectAttribute) -> dict[str, Any]:
    return {**vars(value), "keys": [list(vars(key).values()) for key in value.keys]}


def _encode_review(review: FrameReview) -> dict[str, Any]:
    return {**vars(review), "verdict": review.verdict.value}


ENCODERS: dict[type, Callable[[Any], dict[str, Any]]] = {
    Attribute: _encode_attribute,
    ObjectAttribute: _encode_value,
    FrameReview: _encode_review,
}


def _category_ids(value: Any) -> tuple[CategoryId, ...]:
    category_ids = tuple(CategoryId(read_int(each, low=1)) for each in read_list(value))
    if any(first >= second for first, second in pairwise(category_ids)):
        raise RecordError("has labels that do not ascend")
    return category_ids


def _keys(value: Any) -> tuple[AttributeKey, ...]:
    keys: list[AttributeKey] = []
    for row in read_list(value):
        frame_index, held, confidence, is_confirmed, model_name = read_list(row, length=5)
        low = keys[-1].frame_index + 1 if keys else 0
        keys.append(
            AttributeKey(
                read_int(frame_index, low=low),
                _value(held),
                read_unit_float(confidence),
                read_bool(is_confirmed),
                read_str(model_name),
            )
        )
    if not keys:
        raise RecordError("has at least one key, found none")
    return tuple(keys)


def _value(value: Any) -> Value:
    return value if isinstance(value, str | bool) else read_number(value)


def _number_or_none(value: Any) -> float | None:
    return None if value is None else read_number(value)
