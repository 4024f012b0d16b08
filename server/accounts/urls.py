"""Sign-in endpoints, under `_allauth/`. What is not listed here does not answer.

No sign-up, no reset, no mail, no telephone, no login codes, no trusted browsers, no passkeys yet.
"""

from typing import Any

from allauth.headless.account.views import SessionView
from allauth.headless.constants import Client
from allauth.headless.mfa.views import ManageRecoveryCodesView, ManageTOTPView
from django.urls import URLPattern, URLResolver, include, path

from server.access.permissions import Permission
from server.accounts.headless import SecondFactorView, SignInView, StepUpView

# route below `_allauth/{browser,app}/v1/`, view, name
ENDPOINTS: tuple[tuple[str, Any, str], ...] = (
    ("auth/session", SessionView, "current_session"),
    ("auth/login", SignInView, "login"),
    ("auth/2fa/authenticate", SecondFactorView, "second_factor"),
    ("auth/reauthenticate", StepUpView, "step_up"),
    ("account/authenticators/totp", ManageTOTPView, "totp"),
    ("account/authenticators/recovery-codes", ManageRecoveryCodesView, "sign_in_codes"),
)


def _endpoints(client: Client) -> list[URLPattern]:
    return [path(route, _declared(view, client), name=name) for route, view, name in ENDPOINTS]


def _declared(view: Any, client: Client) -> Any:
    handler = view.as_api_view(client=client)
    # Who may do what is decided by the state of the sign-in itself.
    handler.permission = Permission.PUBLIC
    return handler


app_name = "headless"
urlpatterns: list[URLPattern | URLResolver] = [
    path(f"{client.value}/v1/", include((_endpoints(client), "headless"), namespace=client.value))
    for client in (Client.BROWSER, Client.APP)
]
