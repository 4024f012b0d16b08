"""Own account, and locking and unlocking the own session."""

from collections.abc import Mapping
from typing import TYPE_CHECKING, ClassVar, cast

from drf_spectacular.utils import OpenApiResponse, extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from server.access.api import ResourceViewSet
from server.access.permissions import Permission
from server.accounts import queries, session_service
from server.accounts.api.serializers import MeOut, PassphraseIn, SessionOut
from server.accounts.authentication import has_token, session_of
from server.accounts.tokens import token_of
from server.accounts.unlocking import offer
from server.problems import MEDIA_TYPE

if TYPE_CHECKING:
    from server.accounts.models import User


class MeViewSet(ResourceViewSet):
    """The signed-in person."""

    permissions: ClassVar[Mapping[str, Permission]] = {"retrieve": Permission.SIGN_IN}

    @extend_schema(operation_id="me_retrieve", responses=MeOut)
    def retrieve(self, request: Request) -> Response:
        """Return who is signed in, with which roles, and whether the session is unlocked."""
        viewer = self.viewer
        return Response(
            MeOut(
                {
                    "user_id": viewer.user_id,
                    "username": viewer.username,
                    "language": cast("User", request.user).language,
                    "roles": queries.roles_of(viewer),
                    "coalitions": queries.coalitions_of(viewer),
                    "session": {"state": "unlocked" if viewer.is_unlocked else "signed-in"},
                }
            ).data
        )


class SessionViewSet(ResourceViewSet):
    """The own session."""

    permissions: ClassVar[Mapping[str, Permission]] = {
        "unlock": Permission.SIGN_IN,
        "lock": Permission.SIGN_IN,
    }

    @extend_schema(
        operation_id="session_unlock",
        request=PassphraseIn,
        responses={
            200: SessionOut,
            (429, MEDIA_TYPE): OpenApiResponse(
                {"$ref": "#/components/schemas/Problem"},
                description="Wrong too often: wait `retry_after_s`, also with the right one.",
            ),
        },
    )
    def unlock(self, request: Request) -> Response:
        """Open the personal key for this session. A browser gets a cookie, others a new token."""
        given = PassphraseIn(data=request.data)
        given.is_valid(raise_exception=True)
        session = session_of(request)
        secret = session_service.unlock(
            viewer=self.viewer, session=session, typed=given.validated_data["passphrase"]
        )
        answer = {"state": "unlocked"}
        if has_token(request):
            session.save()
            answer["session_token"] = token_of(session, secret)
        else:
            offer(request._request, secret)
        return Response(SessionOut(answer).data)

    @extend_schema(operation_id="session_lock", request=None, responses=SessionOut)
    def lock(self, request: Request) -> Response:
        """Lock this session: what was handed to the client opens nothing any more."""
        session = session_of(request)
        session_service.lock(viewer=self.viewer, session=session)
        answer = {"state": "signed-in"}
        if has_token(request):
            session.save()
            answer["session_token"] = token_of(session, None)
        return Response(SessionOut(answer).data)
