"""Where the pages are served."""

import socket
from contextlib import closing

import pytest

from server.runtime.ports import PortTaken, free_addresses


def a_listener() -> socket.socket:
    listener = socket.socket()
    listener.bind(("127.0.0.1", 0))
    listener.listen()
    return listener


def test_a_taken_port_is_named_with_a_remedy() -> None:
    with closing(a_listener()) as listener:
        port = listener.getsockname()[1]
        with pytest.raises(PortTaken, match=rf"port {port} on 127.0.0.1 .* TESTIGO_PORT"):
            free_addresses(port)


def test_only_loopback_addresses_are_served() -> None:
    with closing(a_listener()) as listener:
        port = listener.getsockname()[1]
    assert set(free_addresses(port)) <= {f"127.0.0.1:{port}", f"[::1]:{port}"}
