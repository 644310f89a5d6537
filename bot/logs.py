"""The log: a line a message, key=value, that a machine can take apart; nothing that people typed, no web address.

Lines of other packages keep their fixed words only, since what is filled into them can quote people or secrets;
of an error its type and where it came from are told, not its message.
"""

from __future__ import annotations

import json
import logging
import re
import sys
import time
import traceback
from pathlib import Path

_PAIRS = re.compile(r'[a-z_]+=(?:[^\s"=]+|"(?:[^"\\]|\\.)*")(?: [a-z_]+=(?:[^\s"=]+|"(?:[^"\\]|\\.)*"))*')
_OURS = "bot"
_MOST_FRAMES = 8


def start(worker: int) -> None:
    """Write the log to standard error from now on; ``worker``: this process's number, 0 where it is alone."""
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(Lines(worker))
    logging.basicConfig(level=logging.INFO, handlers=[handler], force=True)


class Lines(logging.Formatter):
    """Makes a record one line: time, level, logger, worker, then the pairs of the message, or the message as "msg"."""

    def __init__(self, worker: int) -> None:
        super().__init__()
        self._worker = worker

    def format(self, record: logging.LogRecord) -> str:
        """Return the line, without its end."""
        when = time.strftime("%Y-%m-%dT%H:%M:%S%z", time.localtime(record.created))
        line = f"time={when} level={record.levelname} logger={record.name} worker={self._worker}"
        ours = record.name.partition(".")[0] == _OURS
        said = record.getMessage() if ours else str(record.msg).partition("\n")[0]
        line += f" {said}" if _PAIRS.fullmatch(said) else f" msg={json.dumps(said, ensure_ascii=False)}"
        if record.exc_info and record.exc_info[1]:
            kind, error, _ = record.exc_info
            frames = traceback.extract_tb(error.__traceback__)[-_MOST_FRAMES:] if error else []
            places = "<".join(f"{Path(frame.filename).name}:{frame.lineno}" for frame in reversed(frames))
            line += f" raised={kind.__name__ if kind else '-'} at={json.dumps(places)}"
        return line
