"""Dataclasses as plain JSON, and back by the types of their fields."""

from __future__ import annotations

from dataclasses import fields, is_dataclass
from datetime import datetime
from decimal import Decimal
from enum import Enum
from typing import Any, Union, get_args, get_origin, get_type_hints

from bot.commerce.json_fields import moment


def plain(value: object) -> Any:
    """What ``typed`` makes the same of again."""
    if is_dataclass(value):
        return {field.name: plain(getattr(value, field.name)) for field in fields(value)}
    if isinstance(value, tuple):
        return [plain(each) for each in value]
    if isinstance(value, Enum):
        return value.value
    if isinstance(value, datetime):
        return value.isoformat()
    return str(value) if isinstance(value, Decimal) else value


def typed(kind: Any, value: Any) -> Any:
    """Fields that ``kind`` has not are left out; those that are not there have their defaults. Raises TypeError, ValueError or
    ArithmeticError where that cannot be."""
    inner = get_args(kind)
    if get_origin(kind) is Union or type(None) in inner:
        return None if value is None else typed(inner[0], value)
    if get_origin(kind) is tuple:
        return tuple(typed(inner[0], each) for each in value)
    if is_dataclass(kind):
        return _made(kind, value)
    return moment(value) if kind is datetime else kind(value)


def _made(make: Any, value: Any) -> Any:
    kinds = get_type_hints(make)
    known = [field.name for field in fields(make) if field.name in value]
    return make(**{name: typed(kinds[name], value[name]) for name in known})
