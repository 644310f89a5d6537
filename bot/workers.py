"""Several processes of the same app on one port: started together, started anew where one dies, stopped together."""

from __future__ import annotations

import signal
import subprocess
import sys
import tempfile
import threading
import time

from bot.settings import with_environment

_PAUSE = 1.0  # seconds between looks at the workers
_PATIENCE = 15.0  # for their last words


def supervise(count: int) -> int:
    """Run ``count`` workers until this process is told to stop. Returns 1 where one cannot even start."""
    stop = threading.Event()
    for name in ("SIGINT", "SIGTERM"):
        signal.signal(getattr(signal, name), lambda *_: stop.set())
    figures = tempfile.TemporaryDirectory(prefix="congdanso-")  # where the workers' metrics are summed
    environment = with_environment(PROMETHEUS_MULTIPROC_DIR=figures.name)
    workers = {number: _start(number, environment) for number in range(1, count + 1)}
    began = dict.fromkeys(workers, time.monotonic())
    failed = False
    while not stop.wait(_PAUSE) and not failed:
        for number, worker in workers.items():
            if worker.poll() is not None:
                failed = worker.returncode == 1 and time.monotonic() - began[number] < _PATIENCE
                workers[number], began[number] = _start(number, environment), time.monotonic()
    for worker in workers.values():
        worker.terminate()
    end = time.monotonic() + _PATIENCE
    for worker in workers.values():
        try:
            worker.wait(max(0.1, end - time.monotonic()))
        except subprocess.TimeoutExpired:
            worker.kill()
    figures.cleanup()
    return int(failed)


def _start(number: int, environment: dict[str, str]) -> subprocess.Popen[bytes]:
    return subprocess.Popen([sys.executable, "-m", "bot", "run", "--worker", str(number)], env=environment)
