"""The base of every API view: a declared permission per action, a viewer, pages by key, versions.

class EncounterViewSet(ResourceViewSet):
    permissions = {"list": Permission.READ_ENCOUNTERS, "create": Permission.LOG_ENCOUNTER}
"""

import base64
import binascii
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, ClassVar, Generic, TypeVar
from uuid import UUID

from django.utils.translation import gettext_lazy as _
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.viewsets import ViewSet

from server.access.permissions import Permission
from server.access.signals import access_refused
from server.access.viewer import Viewer
from server.problems import (
    BadInput,
    FieldError,
    NotFound,
    NotSignedIn,
    PreconditionNeeded,
    SessionLocked,
    Stale,
)

PAGE_SIZE = 50
PAGE_SIZE_MOST = 200
T = TypeVar("T")


class ResourceViewSet(ViewSet):
    """One resource of the API. `permissions` names what each action needs.

    unlocked_actions: actions that open sealed content and so need an unlocked session.
    """

    permissions: ClassVar[Mapping[str, Permission]] = {}
    unlocked_actions: ClassVar[frozenset[str]] = frozenset()
    metadata_class = None  # the API is described in one place, alike for everybody

    @property
    def viewer(self) -> Viewer:
        """The signed-in person of this request."""
        viewer = getattr(self.request, "viewer", None)
        if not isinstance(viewer, Viewer):
            raise NotSignedIn()
        return viewer

    def initial(self, request: Request, *args: Any, **kwargs: Any) -> None:
        """Refuse what the person's roles do not include, as if it did not exist."""
        super().initial(request, *args, **kwargs)
        action: str | None = getattr(self, "action", None)
        if action is None or request.method == "OPTIONS":
            return  # no handler is routed for this method: answered 405
        needed = self.permissions[action]
        if not self.viewer.may(needed):
            access_refused.send(sender=type(self), viewer=self.viewer, permission=needed)
            raise NotFound()
        if action in self.unlocked_actions and not self.viewer.is_unlocked:
            raise SessionLocked()


@dataclass(frozen=True)
class Page(Generic[T]):
    """One page of a list: its rows, and where the next one begins (None at the end)."""

    rows: Sequence[T]
    next_key: tuple[Any, ...] | None


def page_size(request: Request) -> int:
    """Return the wanted number of rows, 1 to 200 (default 50)."""
    wanted = request.query_params.get("limit", str(PAGE_SIZE))
    if not wanted.isdecimal() or not 1 <= int(wanted) <= PAGE_SIZE_MOST:
        raise BadInput([FieldError("limit", _("Use a whole number from 1 to 200."))])
    return int(wanted)


def read_cursor(request: Request, shape: Sequence[type]) -> tuple[Any, ...] | None:
    """Return the key after which the page begins, or None for the first page.

    shape: the types of the key's parts, to refuse a cursor of another list.
    """
    return read_cursor_text(request.query_params.get("cursor"), shape)


def read_cursor_text(token: str | None, shape: Sequence[type]) -> tuple[Any, ...] | None:
    """Return the key that a cursor stands for, or None where there is none. Raises: BadInput."""
    if token is None:
        return None
    try:
        parts = json.loads(base64.urlsafe_b64decode(token.encode("ascii")))
    except (binascii.Error, ValueError) as error:
        raise BadInput([_cursor_fault()]) from error
    if not isinstance(parts, list) or [type(part) for part in parts] != list(shape):
        raise BadInput([_cursor_fault()])
    return tuple(parts)


def id_of_cursor(text: str) -> UUID:
    """Return the id that is the last part of a page's key. Raises: BadInput."""
    try:
        return UUID(text)
    except ValueError as error:
        raise BadInput([_cursor_fault()]) from error


def _cursor_fault() -> FieldError:
    return FieldError("cursor", _("Use the cursor of the page before, or leave it out."))


def write_cursor(key: tuple[Any, ...]) -> str:
    """Return the opaque text for a page's key. It holds coded, plain parts only."""
    return base64.urlsafe_b64encode(json.dumps(list(key)).encode()).decode("ascii")


def page_response(page: Page[T], serializer: type[serializers.Serializer[Any]]) -> Response:
    """Return `{"results": [...], "next_cursor": text or null}`.

    One serializer writes all rows: made anew for each, it costs more than the rows themselves.
    """
    return Response(
        {
            "results": serializer(page.rows, many=True).data,
            "next_cursor": write_cursor(page.next_key) if page.next_key else None,
        }
    )


def etag(version: int) -> str:
    """Return the entity tag of a version."""
    return f'"v{version}"'


def require_match(request: Request) -> int:
    """Return the version that the client read, from If-Match.

    Raises: PreconditionNeeded without the header, Stale for a tag that is none of ours.
    """
    tag = request.headers.get("If-Match")
    if tag is None:
        raise PreconditionNeeded()
    digits = tag.strip().removeprefix('"v').removesuffix('"')
    if not digits.isdecimal() or tag.strip() != etag(int(digits)):
        raise Stale()
    return int(digits)


def idempotency_key(request: Request) -> str | None:
    """Return the client's name for this creation, or None.

    Raises: BadInput when it is not 8 to 128 visible ASCII characters.
    """
    key = request.headers.get("Idempotency-Key")
    if key is None:
        return None
    if not 8 <= len(key) <= 128 or not key.isascii() or not key.isprintable():
        raise BadInput([FieldError("Idempotency-Key", _("Use 8 to 128 visible ASCII characters."))])
    return key
