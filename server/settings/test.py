"""The suite: embedded by default; `TESTIGO_TEST_DATABASE_URL` puts it on PostgreSQL.

Cheap passphrase stretching and fixed keys are allowed here and nowhere else.
"""

import tempfile
from pathlib import Path

from server.settings import env
from server.settings.base import *  # noqa: F403  the one star import: modes extend the base
from server.settings.base import STORAGES

DATA_DIR = Path(tempfile.gettempdir()) / "testigo-tests"
SECRET_KEY = "test-only"
KEYLESS = False
FIELD_KEYS = "1:" + "11" * 32
PROJECTION_KEY = "22" * 32
PASSPHRASE_ARGON2 = {"iterations": 1, "memory_kib": 64, "lanes": 1}

ALLOWED_HOSTS = ["localhost", "testserver", "127.0.0.1"]
CSRF_TRUSTED_ORIGINS: list[str] = []
UNLOCK_COOKIE_NAME = "testigo-unlock"
UNLOCK_COOKIE_SECURE = False

DATABASES = {"default": env.database("TESTIGO_TEST_DATABASE_URL", "sqlite:////testigo-test")}
if DATABASES["default"]["ENGINE"] == "django.db.backends.sqlite3":
    DATABASES["default"]["NAME"] = ":memory:"
CELERY_BROKER_URL = env.text("TESTIGO_TEST_BROKER_URL", "memory://")
STATIC_ROOT = DATA_DIR / "static"
STATIC_ROOT.mkdir(parents=True, exist_ok=True)
RELEASE_ROOT = DATA_DIR / "releases"
STORAGES = {
    **STORAGES,
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}
