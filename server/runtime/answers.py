"""Whether the server answers on loopback. `python -m server.runtime.answers PORT` exits 0 or 1.

The request says that it came by TLS, as the proxy in front would, so that a deployed server does
not send it elsewhere.
"""

import http.client
import os
import sys


def answers(port: int) -> bool:
    """Say whether `/healthz` answers 200 on this machine."""
    host = os.environ.get("TESTIGO_HOSTS", "localhost").split(",")[0].strip()
    asking = http.client.HTTPConnection("127.0.0.1", port, timeout=5)
    try:
        asking.request("GET", "/healthz", headers={"Host": host, "X-Forwarded-Proto": "https"})
        return asking.getresponse().status == 200
    except (OSError, http.client.HTTPException):
        return False
    finally:
        asking.close()


if __name__ == "__main__":
    sys.exit(0 if answers(int(sys.argv[1])) else 1)
