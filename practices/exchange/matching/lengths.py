"""How long a text of a column may be, as the shape of documents says."""

from functools import cache
from typing import Any, get_args, get_origin

from pydantic import BaseModel, StringConstraints
from pydantic.fields import FieldInfo

from practices.document.shape import Document, Text
from practices.exchange.columns import Column


@cache
def longest(column: Column, part: str = "") -> int | None:
    """The most characters of a column's text, of each line of several, or of a part of its entries."""
    path = ("texts", "*", column.path[2]) if column.path[:1] == ("texts",) else column.path
    shape: type[BaseModel] | None = Document
    field: FieldInfo | None = None
    for place, name in enumerate((*path, part) if part else path):
        if name == "*":
            shape = Text
            continue
        if place == 0 and name == "texts":
            continue
        field = shape.model_fields.get(name) if shape else None
        shape = _shape_in(field.annotation) if field else None
    return _most(field.metadata, field.annotation) if field else None


def _shape_in(annotation: Any) -> type[BaseModel] | None:
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return annotation
    return next((found for argument in get_args(annotation) if (found := _shape_in(argument))), None)


def _most(metadata: Any, annotation: Any) -> int | None:
    for one in metadata:
        if isinstance(one, StringConstraints) and one.max_length:
            return one.max_length
    for argument in get_args(annotation):
        arguments = get_args(argument)
        if hasattr(argument, "__metadata__") and (found := _most(argument.__metadata__, arguments[0])):
            return found
        if get_origin(argument) and (found := _most((), argument)):
            return found
    return None
