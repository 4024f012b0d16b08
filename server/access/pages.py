"""The base of every page view: a declared permission, a viewer, one 404 for "no" and "none"."""

from collections.abc import Callable, Iterable
from functools import wraps
from typing import Any, Concatenate, ParamSpec, cast

from django.contrib.auth.views import redirect_to_login
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseNotAllowed

from server.access.permissions import Permission
from server.access.signals import access_refused
from server.access.viewer import Viewer
from server.problems import Problem, ProblemKind

P = ParamSpec("P")
PageView = Callable[Concatenate[HttpRequest, P], HttpResponse]


class PageRequest(HttpRequest):
    """A request that `page` let through: there is a signed-in viewer."""

    viewer: Viewer


def page(
    permission: Permission, *, methods: Iterable[str] = ("GET",)
) -> Callable[[Callable[Concatenate[Any, P], HttpResponse]], PageView[P]]:
    """Declare what a page needs. Nobody signed in goes to the sign-in page and comes back.

    A role without the permission, and any NotFound problem, answer 404 alike.
    """
    allowed = frozenset(methods) | ({"HEAD"} if "GET" in methods else set())

    def decorate(view: Callable[Concatenate[Any, P], HttpResponse]) -> PageView[P]:
        @wraps(view)
        def guarded(request: HttpRequest, /, *args: P.args, **kwargs: P.kwargs) -> HttpResponse:
            if request.method not in allowed:
                return HttpResponseNotAllowed(sorted(allowed))
            if permission is not Permission.PUBLIC:
                viewer = getattr(request, "viewer", None)
                if not isinstance(viewer, Viewer):
                    return redirect_to_login(request.get_full_path())
                if not viewer.may(permission):
                    access_refused.send(sender=page, viewer=viewer, permission=permission)
                    raise Http404
            try:
                return view(request, *args, **kwargs)
            except Problem as problem:
                if problem.kind is ProblemKind.NOT_FOUND:
                    raise Http404 from problem
                raise

        guarded.permission = permission  # type: ignore[attr-defined]  # read by the start-up check
        return cast("PageView[P]", guarded)

    return decorate
