"""What a person or a program sees when something fails: pages with fixed words, or problem+json.

Error pages are made without the request's session and without any token: an answer for "not yours"
and one for "not there" are the same bytes, and a page about a broken server touches no database.
"""

from collections.abc import Callable
from http import HTTPStatus
from typing import Any
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.template.loader import render_to_string
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from server.problems import MEDIA_TYPE, CsrfFailed, NotFound, Problem, SessionLocked
from server.web.context import PRODUCT

# Programs ask here; they get documents, never pages.
PROGRAM_PREFIXES = ("/api/", "/_allauth/")


def bad_request(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """Answer a request that cannot be understood."""
    return _answer(
        request,
        HTTPStatus.BAD_REQUEST,
        _("This request cannot be understood"),
        _("Go back, load the page again and repeat what you did. Nothing was stored."),
    )


def not_found(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """Answer for what does not exist and for what this person may not open, alike."""
    if is_program(request):
        return problem_document(NotFound())
    return _answer(
        request,
        HTTPStatus.NOT_FOUND,
        _("There is nothing here that you can open"),
        _("The address may be wrong, or you may not have been admitted. Both look the same."),
    )


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """Answer a form that did not come from a fresh page of ours."""
    if is_program(request):
        return problem_document(CsrfFailed())
    return _answer(
        request,
        HTTPStatus.FORBIDDEN,
        _("This page was too old to send"),
        _("Go back, load the page again and send it once more. Nothing was stored."),
    )


def server_error(request: HttpRequest) -> HttpResponse:
    """Answer when the fault is ours."""
    return _answer(
        request,
        HTTPStatus.INTERNAL_SERVER_ERROR,
        _("Something went wrong on our side"),
        _("Nothing you typed was shown to anybody. Try again; if it stays, tell your operator."),
    )


def problem_page(request: HttpRequest, problem: Problem) -> HttpResponse:
    """Show an expected failure. A locked session is asked for the passphrase and comes back."""
    if is_program(request):
        return problem_document(problem)
    if isinstance(problem, SessionLocked):
        back = request.get_full_path() if request.method == "GET" else "/"
        return HttpResponseRedirect("/unlock/?" + urlencode({"next": back}))
    if isinstance(problem, NotFound):
        return not_found(request)
    response = HttpResponse(
        render_to_string(
            "web/error.html",
            {
                **_shell(),
                "heading": problem.title,
                "advice": problem.detail or "",
                "faults": problem.errors,
                "code": problem.code,
            },
        ),
        status=problem.kind.value,
    )
    return _with_wait(response, problem)


def problem_document(problem: Problem) -> HttpResponse:
    """Return the problem+json answer outside the API's own views."""
    response = JsonResponse(problem.as_dict(), status=problem.kind.value, content_type=MEDIA_TYPE)
    return _with_wait(response, problem)


def is_program(request: HttpRequest) -> bool:
    """Say whether the address belongs to the API, which answers documents."""
    return request.path.startswith(PROGRAM_PREFIXES)


class ProblemMiddleware:
    """Turns a `Problem` that a page view let through into its answer."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Pass the request on."""
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        """Answer an expected failure; leave anything else to the 500 page and the log."""
        return problem_page(request, exception) if isinstance(exception, Problem) else None


def _answer(request: HttpRequest, status: HTTPStatus, heading: str, advice: str) -> HttpResponse:
    if is_program(request):
        document = {"type": "about:blank", "title": heading, "status": status, "detail": advice}
        return JsonResponse(document, status=status, content_type=MEDIA_TYPE)
    page = render_to_string("web/error.html", {**_shell(), "heading": heading, "advice": advice})
    return HttpResponse(page, status=status)


def _shell() -> dict[str, Any]:
    return {"product": PRODUCT, "LANGUAGE_CODE": get_language() or "en", "LANGUAGE_BIDI": False}


def _with_wait(response: HttpResponse, problem: Problem) -> HttpResponse:
    if problem.retry_after_s is not None:
        response.headers["Retry-After"] = str(problem.retry_after_s)
    return response
