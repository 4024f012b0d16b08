"""The OpenAPI description: every operation also documents the problems it can answer with."""

from typing import Any

from drf_spectacular.openapi import AutoSchema

from server.problems import MEDIA_TYPE

PROBLEM_STATUSES = {
    "400": "Bad input: `errors` names each field.",
    "401": "Not signed in.",
    "404": "Not there, or not for you.",
    "406": "No such format.",
}
WRITING_STATUSES = {"415": "The body is not application/json."}


class ProblemAutoSchema(AutoSchema):
    """Adds the shared problem answers to each operation."""

    def get_operation(self, *args: Any, **kwargs: Any) -> dict[str, Any] | None:
        """Return the operation with its problem answers."""
        operation: dict[str, Any] | None = super().get_operation(*args, **kwargs)
        if operation is None:
            return None
        statuses = dict(PROBLEM_STATUSES)
        if self.method in {"POST", "PUT", "PATCH"}:
            statuses |= WRITING_STATUSES
        for status, description in statuses.items():
            operation["responses"].setdefault(
                status,
                {
                    "description": description,
                    "content": {MEDIA_TYPE: {"schema": {"$ref": "#/components/schemas/Problem"}}},
                },
            )
        return operation


def add_problem_schema(result: dict[str, Any], **kwargs: Any) -> dict[str, Any]:
    """Put the problem document among the schema's components (post-processing hook)."""
    text = {"type": "string"}
    result.setdefault("components", {}).setdefault("schemas", {})["Problem"] = {
        "type": "object",
        "required": ["type", "code", "title", "status"],
        "properties": {
            "retry_after_s": {"type": "integer", "description": "Seconds to wait, with a 429."},
            "type": text,
            "code": text,
            "title": text,
            "status": {"type": "integer"},
            "detail": text,
            "errors": {
                "type": "array",
                "items": {
                    "type": "object",
                    "required": ["field", "message"],
                    "properties": {"field": text, "message": text},
                },
            },
        },
    }
    return result
