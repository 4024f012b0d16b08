"""The WSGI entry point, for gunicorn: `gunicorn server.wsgi:application`."""

import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "server.settings.embedded")
application = get_wsgi_application()
