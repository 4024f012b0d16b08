"""An embedded installation with one more kind of work."""

from server.settings.base import INSTALLED_APPS, STORAGES
from server.settings.embedded import *  # noqa: F403  as every mode extends its base
from server.settings.embedded import STATIC_ROOT

INSTALLED_APPS = [*INSTALLED_APPS, "tests.server.runtime.slow_work.apps.SlowWorkConfig"]
# The pages are not looked at here, so nothing is collected and compressed for them.
STATIC_ROOT.mkdir(exist_ok=True)
STORAGES = {
    **STORAGES,
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}
