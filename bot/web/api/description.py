"""The OpenAPI description as one readable page, without scripts or other hosts."""

from __future__ import annotations

from collections.abc import Iterator

import yaml

from bot.services.ports import Json
from bot.web.html import Markup, fill, joined

METHODS = ("get", "post")


def described(openapi: str) -> Markup:
    document: Json = yaml.safe_load(openapi)
    routes = joined([_route(document, path, method, call) for path, method, call in _calls(document)])
    schemas = joined(
        [
            fill("api_schema", name=name, words=schema.get("description", ""), fields=_fields(document, schema))
            for name, schema in document["components"]["schemas"].items()
        ]
    )
    info = document["info"]
    return fill("api", title=info["title"], words=info["description"], routes=routes, schemas=schemas)


def _calls(document: Json) -> Iterator[tuple[str, str, Json]]:
    for path, calls in document["paths"].items():
        for method in METHODS:
            if method in calls:
                yield path, method, calls[method]


def _route(document: Json, path: str, method: str, call: Json) -> Markup:
    return fill(
        "api_route",
        method=method.upper(),
        path=path,
        summary=call["summary"],
        words=call.get("description", ""),
        proof=_proof(document, call.get("security", [])) + (f" Scope: {call['x-scope']}." if "x-scope" in call else ""),
        parameters=joined([_parameter(each) for each in call.get("parameters", [])]),
        body=_body(call.get("requestBody")),
        answers=joined([_answer(document, status, each) for status, each in call["responses"].items()]),
    )


def _proof(document: Json, security: list[Json]) -> str:
    schemes = document["components"]["securitySchemes"]
    words = [
        f"{schemes[name].get('name', 'Authorization')}: {schemes[name]['description']}"
        for each in security
        for name in each
    ]
    return " ".join(words) or "open to anyone"


def _parameter(parameter: Json) -> Markup:
    need = "required" if parameter.get("required") else "optional"
    words = parameter.get("description", "")
    return _line(parameter["name"], f"{parameter['in']}, {_kind(parameter['schema'])}, {need}. {words}".strip())


def _body(body: Json | None) -> Markup:
    return _line("body", _content(body)) if body else Markup("")


def _answer(document: Json, status: str, answer: Json) -> Markup:
    if "$ref" in answer:
        answer = document["components"]["responses"][_name(answer)]
    content = _content(answer)
    return _line(status, answer["description"] + (f" ({content})" if content else ""))


def _content(holder: Json) -> str:
    return ", ".join(f"{kind}: {_kind(each['schema'])}" for kind, each in holder.get("content", {}).items())


def _fields(document: Json, schema: Json) -> Markup:
    required = schema.get("required", [])
    return joined(
        [
            _line(
                name,
                f"{_kind(field)}{', required' if name in required else ''}. {field.get('description', '')}".strip(),
            )
            for name, field in schema.get("properties", {}).items()
        ]
    )


def _kind(schema: Json) -> str:
    if "$ref" in schema:
        return _name(schema)
    if "enum" in schema:
        return " | ".join(str(each) for each in schema["enum"])
    if schema.get("type") == "array":
        return f"list of {_kind(schema['items'])}"
    inner = ", ".join(schema["properties"]) if "properties" in schema else ""
    return f"{{{inner}}}" if inner else str(schema.get("type", "anything"))


def _name(reference: Json) -> str:
    return str(reference["$ref"]).rpartition("/")[2]


def _line(name: str, words: str) -> Markup:
    return fill("api_line", name=name, words=words)
