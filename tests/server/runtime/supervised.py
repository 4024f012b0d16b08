"""Runs a supervisor over programs given as `name=code` arguments: Python code, one each."""

import signal
import sys

from server.runtime.children import Program
from server.runtime.supervisor import Supervisor


def say(line: str) -> None:
    print(line, flush=True)


if __name__ == "__main__":
    programs = [
        Program(name, (sys.executable, "-c", code), orphan_signal=signal.SIGKILL)
        for name, _, code in (argument.partition("=") for argument in sys.argv[1:])
    ]
    Supervisor(programs, say, patience_s=1).run()
