"""allauth's headless views with our delays: a name or a code that waits answers 429."""

from typing import Any, cast

from allauth.core.internal.cryptokit import normalize_user_code
from allauth.headless.account import views as account_views
from allauth.headless.base.response import ConflictResponse
from allauth.headless.mfa import views as mfa_views
from allauth.headless.mfa.inputs import AuthenticateInput
from allauth.mfa.adapter import get_adapter as get_mfa_adapter
from allauth.mfa.models import Authenticator
from django.http import HttpRequest, HttpResponseBase, JsonResponse

from server.accounts.second_factor import begin_code, code_was_right, use_code_once
from server.problems import MEDIA_TYPE, Problem, TooManyGuesses
from server.vault.sealing import CannotOpen, UnknownEnvelope


def problem_answer(problem: Problem) -> JsonResponse:
    """Return a problem+json answer from a view that is none of the API's."""
    answer = JsonResponse(problem.as_dict(), status=problem.kind.value, content_type=MEDIA_TYPE)
    answer["Cache-Control"] = "no-store"
    if problem.retry_after_s is not None:
        answer["Retry-After"] = str(problem.retry_after_s)
    return answer


class _Waiting:
    """Answers a guess that comes too early."""

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        """Handle the request; 429 with `retry_after_s` and Retry-After while the name waits."""
        try:
            return cast(
                "HttpResponseBase",
                super().dispatch(request, *args, **kwargs),  # type: ignore[misc]  # of the view
            )
        except TooManyGuesses as problem:
            return problem_answer(problem)


class SignInView(_Waiting, account_views.LoginView):  # type: ignore[misc]  # untyped library
    """First step: user name and passphrase."""

    def handle(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        """Refuse who is signed in already, before a passphrase is looked at."""
        signed_in = request.user.is_authenticated
        answer: HttpResponseBase = (
            ConflictResponse(request) if signed_in else super().handle(request, *args, **kwargs)
        )
        return answer


class StepUpView(_Waiting, account_views.ReauthenticateView):  # type: ignore[misc]
    """The passphrase again, before the second factor is changed."""


class CodeInput(AuthenticateInput):  # type: ignore[misc]  # untyped library
    """A code of the authenticator or one of the printed sign-in codes."""

    def clean_code(self) -> str:
        """Return a code that is right and was not used before. Raises: TooManyGuesses."""
        begin_code(self.user.pk)
        try:
            code: str = super().clean_code()
        except UnknownEnvelope:
            raise  # a field key is missing: an operator's matter, never a wrong code
        except CannotOpen:
            raise get_mfa_adapter().validation_error("incorrect_code") from None
        if self.authenticator.type == Authenticator.Type.TOTP and not use_code_once(
            self.user.pk, normalize_user_code(code)
        ):
            raise get_mfa_adapter().validation_error("incorrect_code")
        code_was_right(self.user.pk)
        return code


class SecondFactorView(_Waiting, mfa_views.AuthenticateView):  # type: ignore[misc]
    """Second step: a code."""

    input_class = CodeInput
