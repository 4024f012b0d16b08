"""gunicorn for an embedded installation: threads, loopback only, no access log."""

import os
import signal
from typing import Any

from server.runtime.tied import end_with_parent

wsgi_app = "server.wsgi:application"
worker_class = "gthread"
workers = 2
threads = 4
timeout = 60
graceful_timeout = 5
# An access log would list who used the server when, with addresses.
accesslog = None
loglevel = "warning"
# Nothing but signals of the supervisor steers the server.
control_socket_disable = True


def post_fork(server: Any, worker: Any) -> None:
    """End a worker at once when gunicorn's master is killed: the next master needs the port."""
    end_with_parent(os.getppid(), signal.SIGKILL)
