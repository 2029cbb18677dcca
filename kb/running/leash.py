"""Run a Python module and end when the process that started it is gone: `python -m kb.running.leash FD MODULE ARGUMENT...`.

`FD` is the reading end of a pipe whose writing end only the starter holds, so it ends also when the starter is killed, on every
system. This process leads a process group of its own; what is left of the group after five seconds is killed.
"""

import os
import runpy
import signal
import sys
import threading
import time

GRACE_SECONDS = 5.0


def watch(end_of_leash: int) -> None:
    os.read(end_of_leash, 1)
    os.kill(os.getpid(), signal.SIGTERM)
    time.sleep(GRACE_SECONDS)
    os.killpg(0, signal.SIGKILL)


if __name__ == "__main__":
    threading.Thread(target=watch, args=[int(sys.argv[1])], daemon=True).start()
    del sys.argv[:2]
    sys.path.insert(0, "")
    runpy.run_module(sys.argv[0], run_name="__main__", alter_sys=True)
