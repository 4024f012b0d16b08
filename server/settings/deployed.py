"""Many processes, PostgreSQL and Redis, every value from the environment (or `NAME_FILE`)."""

from server.settings import env
from server.settings.base import *  # noqa: F403  the one star import: modes extend the base

SECRET_KEY = env.text("TESTIGO_SECRET_KEY")
KEYLESS = env.flag("TESTIGO_KEYLESS", default=False)
FIELD_KEYS = "" if KEYLESS else env.text("TESTIGO_FIELD_KEYS")
PROJECTION_KEY = "" if KEYLESS else env.text("TESTIGO_PROJECTION_KEY")

ALLOWED_HOSTS = env.words("TESTIGO_HOSTS")
CSRF_TRUSTED_ORIGINS = [f"https://{host}" for host in ALLOWED_HOSTS]
SESSION_COOKIE_NAME = "__Host-testigo-session"
SESSION_COOKIE_SECURE = True
CSRF_COOKIE_NAME = "__Host-testigo-csrf"
CSRF_COOKIE_SECURE = True
UNLOCK_COOKIE_SECURE = True
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
SECURE_SSL_REDIRECT = True
SECURE_HSTS_SECONDS = 31_536_000
SECURE_HSTS_INCLUDE_SUBDOMAINS = True
SECURE_REDIRECT_EXEMPT = [r"^healthz$"]

DATABASES = {"default": env.database("TESTIGO_DATABASE_URL")}
CELERY_BROKER_URL = env.text("TESTIGO_BROKER_URL")
# Longer than a task's hard limit: a running task must never be handed to a second worker.
CELERY_BROKER_TRANSPORT_OPTIONS = {"visibility_timeout": 900, "unacked_restore_throttle": 1}
DATA_DIR = env.folder("TESTIGO_DATA_DIR", env.folder("HOME", ROOT) / "testigo")  # noqa: F405
STATIC_ROOT = env.folder("TESTIGO_STATIC_ROOT", DATA_DIR / "static")
RELEASE_ROOT = env.folder("TESTIGO_RELEASE_ROOT", DATA_DIR / "releases")
