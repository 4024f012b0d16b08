"""The loopback addresses that the pages are served on."""

import errno
import socket
from collections.abc import Iterator
from contextlib import closing

LOOPBACKS = ((socket.AF_INET, "127.0.0.1"), (socket.AF_INET6, "::1"))


class PortTaken(RuntimeError):
    """Another program listens on the port."""


def free_addresses(port: int) -> list[str]:
    """Return `host:port` for each loopback address of this machine.

    Browsers try both for `localhost`. Raises: PortTaken.
    """
    return list(_free_addresses(port))


def _free_addresses(port: int) -> Iterator[str]:
    for family, host in LOOPBACKS:
        try:
            with closing(socket.socket(family, socket.SOCK_STREAM)) as probe:
                probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
                probe.bind((host, port))
        except OSError as error:
            if error.errno == errno.EADDRINUSE:
                raise PortTaken(
                    f"port {port} on {host} is taken by another program: stop that one, or set"
                    " TESTIGO_PORT to a free port"
                ) from error
            if family == socket.AF_INET:
                raise
            continue  # no IPv6 on this machine
        yield f"[{host}]:{port}" if family == socket.AF_INET6 else f"{host}:{port}"
