"""Sign-in, unlock, account, sign-out: our pages before allauth's headless endpoints."""

from django.contrib.auth import logout
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render

from server.access.pages import PageRequest, page
from server.access.permissions import Permission, Role
from server.access.viewer import Viewer
from server.web.next_page import next_page
from server.web.role_names import ROLE_NAMES


@page(Permission.PUBLIC)
def sign_in(request: HttpRequest) -> HttpResponse:
    """Ask for user name and passphrase, then for the code; whoever is signed in goes on."""
    if isinstance(getattr(request, "viewer", None), Viewer):
        return HttpResponseRedirect(next_page(request))
    return render(request, "web/sign_in.html", {"next": next_page(request)})


@page(Permission.SIGN_IN)
def unlock(request: PageRequest) -> HttpResponse:
    """Ask for the passphrase that opens the personal key, or offer to lock again."""
    return render(request, "web/unlock.html", {"next": next_page(request)})


@page(Permission.SIGN_IN)
def account(request: PageRequest) -> HttpResponse:
    """Show the own account: roles, session, second factor."""
    held = {role.role for role in request.viewer.team_roles}
    roles = [ROLE_NAMES[role] for role in Role if role in held]
    return render(request, "web/account.html", {"roles": roles})


@page(Permission.PUBLIC, methods=("POST",))
def sign_out(request: HttpRequest) -> HttpResponse:
    """End the session. Also for one that has just ended: the answer is the same."""
    logout(request)
    return HttpResponseRedirect("/")
