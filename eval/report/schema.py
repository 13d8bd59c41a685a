"""Reads JSON into dataclasses and says clearly what does not fit.

A field with a default may be absent. A key that no field has is an error too: a figure that is
silently left out of a report looks like a figure that was never measured.
"""

import dataclasses
import types
import typing
from typing import Any, TypeVar

from report.errors import ReportError

T = TypeVar("T")

_NAMES = {bool: "true or false", int: "a whole number", float: "a number", str: "a text"}


def read(shape: type[T], value: Any, where: str) -> T:
    """`value`, as json.load gave it, as a `shape`; `where` names it in messages."""
    made: T = _read(shape, value, where)
    return made


def _read(shape: Any, value: Any, where: str) -> Any:
    origin, arguments = typing.get_origin(shape), typing.get_args(shape)
    if origin in (types.UnionType, typing.Union):  # T | None
        inner = next(argument for argument in arguments if argument is not type(None))
        return None if value is None else _read(inner, value, where)
    if origin is list:
        _expect(isinstance(value, list), where, "a list", value)
        return [_read(arguments[0], item, f"{where}[{index}]") for index, item in enumerate(value)]
    if origin is dict:
        _expect(isinstance(value, dict), where, "an object", value)
        return {key: _read(arguments[1], item, f"{where}.{key}") for key, item in value.items()}
    if dataclasses.is_dataclass(shape):
        return _read_object(shape, value, where)
    if shape is Any:
        return value
    return _read_scalar(shape, value, where)


def _read_scalar(shape: type, value: Any, where: str) -> Any:
    accepted = (int, float) if shape is float else (shape,)
    is_right = isinstance(value, accepted) and (shape is bool or not isinstance(value, bool))
    _expect(is_right, where, _NAMES[shape], value)
    return shape(value)


def _read_object(shape: Any, value: Any, where: str) -> Any:
    _expect(isinstance(value, dict), where, "an object", value)
    fields = {field.name: field for field in dataclasses.fields(shape)}
    foreign = sorted(value.keys() - fields.keys())
    if foreign:
        raise ReportError(f"{where}: unknown key {foreign[0]!r}; known are {', '.join(fields)}")
    for name, field in fields.items():
        if name not in value and not _has_default(field):
            raise ReportError(f"{where}: key {name!r} is missing")
    hints = typing.get_type_hints(shape)
    return shape(**{name: _read(hints[name], item, f"{where}.{name}")
                    for name, item in value.items()})


def _has_default(field: dataclasses.Field[Any]) -> bool:
    return (field.default is not dataclasses.MISSING
            or field.default_factory is not dataclasses.MISSING)


def _expect(is_right: bool, where: str, expected: str, value: Any) -> None:
    if not is_right:
        raise ReportError(f"{where}: expected {expected}, found {_brief(value)}")


def _brief(value: Any) -> str:
    if isinstance(value, dict):
        return "an object"
    if isinstance(value, list):
        return "a list"
    return "nothing (null)" if value is None else repr(value)
