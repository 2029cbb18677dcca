"""Rendering in a process that can be killed.

Python-Markdown needs more than 20 s for 20,000 opening brackets and overflows on deep lists. So texts are rendered once, when they
are saved, at most 64 kB each, by a child process that gets two seconds and is then replaced.
"""

import json
import select
import subprocess
import sys
import threading
from collections.abc import Sequence

from policies.content.markup import Rendered
from policies.content.problems import ContentError

LIMIT_SECONDS = 2.0
START_SECONDS = 15.0
_lock = threading.Lock()
_child: subprocess.Popen[str] | None = None


def render_all(texts: Sequence[str]) -> list[Rendered]:
    """Both forms of each text, in order. Raises ContentError when a text cannot be rendered in two seconds."""
    with _lock:
        child = _running()
        try:
            _send(child, texts)
            line = _answer(child, LIMIT_SECONDS)
        except (OSError, TimeoutError):
            stop()
            raise ContentError.one("", "markdown", "This text is too tangled to render; simplify brackets and lists.") from None
    rendered: list[Rendered] = json.loads(line)
    return rendered


def stop() -> None:
    """End the child; the next call starts another."""
    global _child
    if _child is not None:
        _child.kill()
        _child.communicate()
    _child = None


def _running() -> subprocess.Popen[str]:
    global _child
    if _child is None or _child.poll() is not None:
        _child = subprocess.Popen(
            [sys.executable, "-m", "policies.content.markup"], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
        )
        _send(_child, [])
        _answer(_child, START_SECONDS)
    return _child


def _send(child: subprocess.Popen[str], texts: Sequence[str]) -> None:
    assert child.stdin is not None
    child.stdin.write(json.dumps(list(texts)) + "\n")
    child.stdin.flush()


def _answer(child: subprocess.Popen[str], seconds: float) -> str:
    """One line, or TimeoutError; an empty line means that the child died (a RecursionError ends it)."""
    assert child.stdout is not None
    ready, _, _ = select.select([child.stdout], [], [], seconds)
    line = child.stdout.readline() if ready else ""
    if not line:
        raise TimeoutError
    return line
