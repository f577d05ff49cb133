"""Runs a module that ends when the program that started it does, however that ended: `python -m bot.tether NAME ...`.

Standard input is the tether: a pipe that nobody writes to. The system closes it when its other end is gone.
"""

import os
import runpy
import signal
import sys
import threading


def _end_with_the_other_end() -> None:
    while os.read(sys.stdin.fileno(), 1024):
        pass
    os.kill(os.getpid(), signal.SIGTERM)


if __name__ == "__main__":
    threading.Thread(target=_end_with_the_other_end, daemon=True).start()
    sys.argv = sys.argv[1:]
    runpy.run_module(sys.argv[0], run_name="__main__", alter_sys=True)
