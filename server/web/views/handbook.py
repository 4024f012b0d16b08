"""The handbook's pages. They hold no stored data and need no sign-in."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import get_language

from server.access.pages import page
from server.access.permissions import Permission
from server.handbook import chapters


@page(Permission.PUBLIC)
def contents(request: HttpRequest) -> HttpResponse:
    """List the chapters."""
    language = get_language() or "en"
    found = [chapters.chapter(slug, language) for slug in chapters.SLUGS]
    return render(request, "web/handbook.html", {"chapters": found})


@page(Permission.PUBLIC)
def chapter(request: HttpRequest, slug: str) -> HttpResponse:
    """Show one chapter in the reader's language."""
    if slug not in chapters.SLUGS:
        raise Http404
    found = chapters.chapter(slug, get_language() or "en")
    return render(request, "web/chapter.html", {"chapter": found})
