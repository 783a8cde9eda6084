"""From views to operations: what drf-spectacular asks for each address and method."""

import re
from collections.abc import Iterator

from drf_spectacular.openapi import AutoSchema

from practices.api import paging
from practices.api.describing import headers, problems
from practices.api.describing.declaring import Answer, Operation, example
from practices.api.describing.operations import operation_of, path_part
from practices.api.describing.shapes.building import TEXT, ref
from practices.api.parameters import LANG, Parameter
from practices.api.rendering import FILES, JsonLd
from practices.api.views import PublicView

SECURITY = "key"
_FILE_EXAMPLES = {
    "csv": "code,title\r\n0000-0011,A made-up exchange\r\n",
    "jsonl": '{"code": "0000-0011", "title": "A made-up exchange"}\n',
    "geojson": {"type": "FeatureCollection", "features": []},
}


class Description(AutoSchema):
    """Everything is declared: by the view (parameters, formats, scope) and by the tables of operations."""

    def get_operation(self, path, path_regex, path_prefix, method, registry) -> dict:
        """One operation of the description."""
        operation = operation_of(self.view, method)
        found = {
            "operationId": operation.name,
            "tags": [operation.tag],
            "summary": operation.summary,
            "description": operation.description,
            "parameters": self._parameters(path, operation),
            "security": [{}, {SECURITY: []}] if self.view.scope is None else [{SECURITY: [self.view.scope]}],
            "responses": self._responses(path, operation),
        }
        if operation.body:
            found["requestBody"] = {"required": True, "content": dict(_sent(operation))}
        return found

    def _parameters(self, path: str, operation: Operation) -> list[dict]:
        parts = [_part(name, path) for name in re.findall(r"{(\w+)}", path)]
        asked = [_query(one, one.name in operation.requires) for one in (*self.view.parameters, LANG)]
        names = ["Accept-Language", *operation.headers]
        if isinstance(self.view, PublicView):
            names += ["If-None-Match", "If-Modified-Since"]
        return [*parts, *asked, *({"$ref": f"#/components/parameters/{name}"} for name in names)]

    def _responses(self, path: str, operation: Operation) -> dict[str, dict]:
        good = {str(status): self._answer(operation, answer) for status, answer in operation.answers.items()}
        return good | problems.responses(problems.kinds_of(self.view, path, operation))

    def _answer(self, operation: Operation, answer: Answer) -> dict:
        names = [*headers.ALWAYS, *answer.headers]
        if isinstance(self.view, PublicView):
            names += headers.VALIDATORS
        if answer.shape and paging.PAGE in self.view.parameters:
            names.append("Link")
        found = {
            "description": answer.description,
            "headers": {name: {"$ref": f"#/components/headers/{name}"} for name in names},
        }
        if answer.shape:
            found["content"] = {
                renderer.media_type: _content(renderer.format, operation, answer)
                for renderer in self.view.renderer_classes
            }
            if any(renderer.format in FILES for renderer in self.view.renderer_classes):
                found["headers"]["Content-Disposition"] = {"$ref": "#/components/headers/Content-Disposition"}
        return found


def _part(name: str, path: str) -> dict:
    part = path_part(name, path)
    return {
        "name": name, "in": "path", "required": True, "description": part.description, "schema": part.schema,
        "example": part.example,
    }  # fmt: skip


def _sent(operation: Operation) -> Iterator[tuple[str, dict]]:
    for media_type, shape in operation.body.items():
        yield media_type, {"schema": ref(shape), "example": example(f"{operation.name}.{shape}")}


def _query(one: Parameter, is_required: bool) -> dict:
    schema = dict(one.schema)
    # Swagger UI fills in `example`, and all examples at once make no request anybody would send.
    if one.example is not None and not is_required:
        schema["examples"] = [one.example]
    if one.is_repeated:
        schema = {"type": "array", "items": schema}
    found = {"name": one.name, "in": "query", "required": is_required, "description": one.description, "schema": schema}
    if one.is_repeated:
        found |= {"style": "form", "explode": True}
    return found | ({"example": one.example} if is_required else {})


def _content(format: str, operation: Operation, answer: Answer) -> dict:
    if format == "geojson":
        return {"schema": ref("GeoJson"), "example": _FILE_EXAMPLES[format]}
    if format in FILES:
        kept = _FILE_EXAMPLES.get(format)
        return {"schema": TEXT, "example": kept} if kept else {"schema": TEXT | {"format": "binary"}}
    name = f"{operation.name}.{format}" if format == JsonLd.format else operation.name
    shape = operation.linked if format == JsonLd.format else answer.shape
    return {"schema": ref(shape), "example": example(name)}
