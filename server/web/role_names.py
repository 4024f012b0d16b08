"""Roles in words."""

from typing import Any

from django.utils.translation import gettext_lazy as _

from server.access.permissions import Role

ROLE_NAMES: dict[Role, Any] = {
    Role.OBSERVER: _("Observer"),
    Role.COORDINATOR: _("Coordinator"),
    Role.ATTORNEY: _("Attorney"),
    Role.ANALYST: _("Analyst"),
    Role.TEAM_ADMINISTRATOR: _("Team administrator"),
    Role.OPERATOR: _("Operator"),
}
