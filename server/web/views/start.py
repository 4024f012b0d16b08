"""The start page, what is not promised, and the answer for a load balancer."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from server.access.pages import page
from server.access.permissions import Permission
from server.access.viewer import Viewer
from server.web.home_cards import sections_for


@page(Permission.PUBLIC)
def start(request: HttpRequest) -> HttpResponse:
    """Show what each role does next, or what the product is when nobody is signed in."""
    viewer = getattr(request, "viewer", None)
    if not isinstance(viewer, Viewer):
        return render(request, "web/welcome.html")
    sections = sections_for(held.role for held in viewer.team_roles)
    may_open = viewer.may(Permission.OPEN_SEALED_NOTE)
    return render(
        request,
        "web/home.html",
        {"sections": sections, "needs_unlocking": may_open and not viewer.is_unlocked},
    )


@page(Permission.PUBLIC)
def not_promised(request: HttpRequest) -> HttpResponse:
    """Say plainly what the product does not protect against."""
    return render(request, "web/not_promised.html")


@page(Permission.PUBLIC)
def healthz(request: HttpRequest) -> HttpResponse:
    """Say that this process answers. It reads no data and tells nothing about it."""
    return HttpResponse("ok\n", content_type="text/plain")
