"""Starts a program that ends when the process that started it ends, however that one ended.

    python -m server.runtime.tied PARENT_PID SIGNAL -- PROGRAM ARGUMENT...

On Linux the kernel sends SIGNAL to the program when the parent dies (prctl(2), PR_SET_PDEATHSIG),
also after `kill -9`; the wish survives exec. Elsewhere only an orderly end of the parent ends the
program. Programs that start workers of their own call `end_with_parent` in each: the wish is not
inherited.
"""

import ctypes
import os
import signal
import sys

PR_SET_PDEATHSIG = 1


def end_with_parent(parent_pid: int, with_signal: signal.Signals) -> None:
    """Ask the kernel to send `with_signal` to this process when its parent dies.

    parent_pid: who the parent should be. Exits when the parent died before this was asked.
    """
    if sys.platform != "linux":
        return
    libc = ctypes.CDLL(None, use_errno=True)
    if libc.prctl(PR_SET_PDEATHSIG, int(with_signal), 0, 0, 0) != 0:
        error = ctypes.get_errno()
        raise OSError(error, os.strerror(error), "prctl")
    if os.getppid() != parent_pid:
        raise SystemExit(1)


def main(arguments: list[str]) -> None:
    """Tie this process to its parent, then become the program."""
    parent_pid, signal_name, separator, *program = arguments
    if separator != "--" or not program:
        raise SystemExit(__doc__)
    end_with_parent(int(parent_pid), signal.Signals[signal_name])
    # The arguments are the supervisor's own.
    os.execvp(program[0], program)  # nosec B606


if __name__ == "__main__":
    main(sys.argv[1:])
