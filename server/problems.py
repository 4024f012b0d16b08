"""Expected failures. Services raise them; this module alone knows what they are in HTTP.

Each app lists its `Problem` classes once, in its `problems.py`. Codes are stable: clients and the
handbook name them. Texts are translated; `errors` name the field and the remedy, never the value.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import Enum
from http import HTTPStatus
from typing import TYPE_CHECKING, Any, ClassVar

from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.utils.translation import gettext_lazy as _
from rest_framework import exceptions as drf
from rest_framework.response import Response

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise

MEDIA_TYPE = "application/problem+json"


class ProblemKind(Enum):
    """What sort of failure a problem is; the status follows from it."""

    BAD_INPUT = HTTPStatus.BAD_REQUEST
    NOT_SIGNED_IN = HTTPStatus.UNAUTHORIZED
    FORBIDDEN = HTTPStatus.FORBIDDEN
    NOT_FOUND = HTTPStatus.NOT_FOUND
    METHOD_NOT_ALLOWED = HTTPStatus.METHOD_NOT_ALLOWED
    NOT_ACCEPTABLE = HTTPStatus.NOT_ACCEPTABLE
    CONFLICT = HTTPStatus.CONFLICT
    STALE = HTTPStatus.PRECONDITION_FAILED
    WRONG_MEDIA_TYPE = HTTPStatus.UNSUPPORTED_MEDIA_TYPE
    LOCKED = HTTPStatus.LOCKED
    PRECONDITION_NEEDED = HTTPStatus.PRECONDITION_REQUIRED
    TOO_MANY = HTTPStatus.TOO_MANY_REQUESTS


@dataclass(frozen=True)
class FieldError:
    """One fault of the input: where it is, what is wrong, and what to do about it."""

    field: str
    message: "str | _StrPromise"

    def as_dict(self) -> dict[str, str]:
        """Return the JSON form."""
        return {"field": self.field, "message": str(self.message)}


class Problem(Exception):
    """An expected failure with a stable code."""

    code: ClassVar[str]
    kind: ClassVar[ProblemKind]
    title: ClassVar[Any]

    def __init__(
        self,
        errors: Sequence[FieldError] = (),
        *,
        detail: Any = None,
        retry_after_s: int | None = None,
    ) -> None:
        super().__init__(self.code)
        self.errors = tuple(errors)
        self.detail = detail
        self.retry_after_s = retry_after_s

    def as_dict(self) -> dict[str, Any]:
        """Return the problem+json document (RFC 9457)."""
        document: dict[str, Any] = {
            "type": f"/handbook/problems#{self.code}",
            "code": self.code,
            "title": str(self.title),
            "status": self.kind.value,
        }
        if self.detail is not None:
            document["detail"] = str(self.detail)
        if self.retry_after_s is not None:
            document["retry_after_s"] = self.retry_after_s
        if self.errors:
            document["errors"] = [error.as_dict() for error in self.errors]
        return document


class BadInput(Problem):
    code = "bad-input"
    kind = ProblemKind.BAD_INPUT
    title = _("Some of what was sent cannot be used. Nothing was stored.")


class NotSignedIn(Problem):
    code = "not-signed-in"
    kind = ProblemKind.NOT_SIGNED_IN
    title = _("Sign in first.")


class CsrfFailed(Problem):
    """A browser's request without the page's token. It says nothing about what was asked for."""

    code = "csrf-failed"
    kind = ProblemKind.FORBIDDEN
    title = _("This request did not come from a page of ours. Reload the page and try again.")


class NotFound(Problem):
    """Not there, or not for this person: the two look alike on purpose."""

    code = "not-found"
    kind = ProblemKind.NOT_FOUND
    title = _("There is nothing here that you can open.")


class MethodNotAllowed(Problem):
    code = "method-not-allowed"
    kind = ProblemKind.METHOD_NOT_ALLOWED
    title = _("This address does not take that method.")


class NotAcceptable(Problem):
    code = "not-acceptable"
    kind = ProblemKind.NOT_ACCEPTABLE
    title = _("This address cannot answer in that format.")


class WrongMediaType(Problem):
    code = "wrong-media-type"
    kind = ProblemKind.WRONG_MEDIA_TYPE
    title = _("Send the body as application/json.")


class SessionLocked(Problem):
    """The session is signed in but holds no opened key."""

    code = "session-locked"
    kind = ProblemKind.LOCKED
    title = _("This session is locked. Enter your passphrase to unlock it.")


class KeyMissing(Problem):
    """The person may ask but holds no key, or the bytes do not open: one answer for all of it."""

    code = "cannot-open"
    kind = ProblemKind.LOCKED
    title = _("This cannot be opened with your key. Ask a member of the file to admit you again.")


class Stale(Problem):
    code = "stale"
    kind = ProblemKind.STALE
    title = _("Somebody changed this after you read it. Read it again, then repeat your change.")


class PreconditionNeeded(Problem):
    code = "if-match-needed"
    kind = ProblemKind.PRECONDITION_NEEDED
    title = _("Send If-Match with the ETag that you read.")


class IdempotencyKeyReused(Problem):
    code = "idempotency-key-reused"
    kind = ProblemKind.CONFLICT
    title = _("This Idempotency-Key was used for another request. Send a new key.")


class TooManyGuesses(Problem):
    code = "too-many-guesses"
    kind = ProblemKind.TOO_MANY
    title = _("Too many wrong passphrases. Wait, then try again.")


def catalogue() -> list[type[Problem]]:
    """Return every problem class of the loaded apps, by code."""

    def below(cls: type[Problem]) -> Iterator[type[Problem]]:
        for child in cls.__subclasses__():
            yield child
            yield from below(child)

    return sorted(below(Problem), key=lambda cls: cls.code)


def exception_handler(error: Exception, context: Mapping[str, Any]) -> Response | None:
    """Turn an expected failure into problem+json; anything else stays an error of ours."""
    problem = as_problem(error)
    if problem is None:
        return None
    return problem_response(problem)


def problem_response(problem: Problem) -> Response:
    """Return the HTTP answer for a problem."""
    response = Response(problem.as_dict(), status=problem.kind.value, content_type=MEDIA_TYPE)
    if problem.retry_after_s is not None:
        response["Retry-After"] = str(problem.retry_after_s)
    return response


def as_problem(error: Exception) -> Problem | None:
    """Return the problem that an exception of Django or its REST framework stands for."""
    if isinstance(error, Problem):
        return error
    if isinstance(error, drf.ValidationError):
        return BadInput(list(_field_errors(error.detail)))
    if isinstance(error, drf.ParseError):
        return BadInput([FieldError("", _("The body is not valid JSON. Check it and send again."))])
    if isinstance(error, drf.NotAuthenticated | drf.AuthenticationFailed):
        return NotSignedIn()
    if isinstance(error, Http404 | PermissionDenied | drf.NotFound | drf.PermissionDenied):
        return NotFound()
    if isinstance(error, drf.MethodNotAllowed):
        return MethodNotAllowed()
    if isinstance(error, drf.NotAcceptable):
        return NotAcceptable()
    if isinstance(error, drf.UnsupportedMediaType):
        return WrongMediaType()
    return None


def _field_errors(detail: Any, path: str = "") -> Iterator[FieldError]:
    """Flatten the nested error detail of a serializer into `a.b[0]` paths."""
    if isinstance(detail, Mapping):
        for name, inner in detail.items():
            if isinstance(name, int):
                yield from _field_errors(inner, f"{path}[{name}]")
                continue
            own = "" if name == "non_field_errors" else str(name)
            yield from _field_errors(inner, f"{path}.{own}".strip(".") if own else path)
    elif isinstance(detail, Sequence) and not isinstance(detail, str):
        for position, inner in enumerate(detail):
            if isinstance(inner, Mapping):
                if inner:
                    yield from _field_errors(inner, f"{path}[{position}]")
            else:
                yield from _field_errors(inner, path)
    else:
        yield FieldError(path, detail)
