"""One machine, no services: SQLite, a broker file, everything under `TESTIGO_DATA_DIR`.

For practice and small teams on an encrypted disk: the field key lies in the same folder as the
database, so tier 2 is as safe as that folder. `TESTIGO_KEYLESS=1` starts a process without the
field and projection keys (the report worker).
"""

import os

from server.settings import env
from server.settings.base import *  # noqa: F403  the one star import: modes extend the base
from server.settings.base import PORT, ROOT
from server.settings.data_folder import make_data_folder, read_secret

os.umask(0o077)
DATA_DIR = env.folder("TESTIGO_DATA_DIR", ROOT / "var")
make_data_folder(DATA_DIR)

SECRET_KEY = read_secret(DATA_DIR, "django")
KEYLESS = env.flag("TESTIGO_KEYLESS", default=False)
FIELD_KEYS = "" if KEYLESS else read_secret(DATA_DIR, "field")
PROJECTION_KEY = "" if KEYLESS else read_secret(DATA_DIR, "projection")

ALLOWED_HOSTS = ["localhost", "127.0.0.1", "[::1]"]
CSRF_TRUSTED_ORIGINS = [f"http://localhost:{PORT}"]
# Browsers accept no __Host- name without TLS; localhost is the only place this mode listens on.
UNLOCK_COOKIE_NAME = "testigo-unlock"
UNLOCK_COOKIE_SECURE = False

DATABASES = {"default": env.sqlite_database(DATA_DIR / "testigo.sqlite3")}
BROKER_FILE = DATA_DIR / "broker.sqlite3"
CELERY_BROKER_URL = f"sqla+sqlite:///{BROKER_FILE}"
CELERY_BROKER_TRANSPORT_OPTIONS = {"connect_args": {"timeout": 20}}
STATIC_ROOT = DATA_DIR / "static"
RELEASE_ROOT = DATA_DIR / "releases"
