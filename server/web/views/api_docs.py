"""The API's description, for programs and for people."""

import json
from functools import lru_cache

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import override
from drf_spectacular.generators import SchemaGenerator

from server.access.pages import page
from server.access.permissions import Permission


@page(Permission.PUBLIC)
def reader(request: HttpRequest) -> HttpResponse:
    """Show the description in a page where calls can be tried."""
    return render(request, "web/api_docs.html")


@page(Permission.PUBLIC)
def description(request: HttpRequest) -> HttpResponse:
    """Return the OpenAPI 3.1 document. It says what exists, and no stored data."""
    return HttpResponse(document(), content_type="application/vnd.oai.openapi+json; version=3.1")


@lru_cache(maxsize=1)
def document() -> str:
    """Return the document as text; it is made once a process, in English."""
    with override("en"):
        generator = SchemaGenerator()  # type: ignore[no-untyped-call]  # untyped library
        schema = generator.get_schema(request=None, public=True)  # type: ignore[no-untyped-call]
    return json.dumps(schema, sort_keys=True)
