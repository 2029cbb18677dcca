"""Rendering in a process that can be killed.

Python-Markdown needs more than 20 s for 20,000 opening brackets and overflows on deep lists. So texts are rendered once, when
they are saved, at most 64 kB each, by a child process that gets two seconds for each and is then replaced.
"""

import json
import os
import select
import subprocess
import sys
import threading
import time
from collections.abc import Sequence
from pathlib import Path

from policies.content.markup import Rendered
from policies.content.problems import ContentError

LIMIT_SECONDS, LIMIT_FOR_ALL = 2.0, 10.0
START_SECONDS = 15.0
ROOT = Path(__file__).resolve().parent.parent.parent
MOST_KEPT = 600  # Texts: while somebody writes, all but one of a card's texts are rendered again unchanged.
_lock = threading.Lock()
_kept: dict[str, Rendered] = {}
_child: subprocess.Popen[str] | None = None


class _Died(Exception):
    """The child is gone, through no fault of this text or because of it."""


def render_all(texts: Sequence[str]) -> list[Rendered]:
    """Both forms of each text, in order.

    Raises ContentError, whose field is the text's position, when one cannot be rendered in two seconds.
    """
    until = time.monotonic() + LIMIT_FOR_ALL
    with _lock:
        return [_render(str(position), text, until) for position, text in enumerate(texts)]


def stop() -> None:
    """End the child; the next call starts another."""
    global _child
    if _child is not None:
        _child.kill()
        _child.communicate()
    _child = None


def _render(field: str, text: str, until: float) -> Rendered:
    """Under the lock."""
    rendered = _kept.pop(text, None) or _rendered(field, text, until)
    _kept[text] = rendered
    if len(_kept) > MOST_KEPT:
        del _kept[next(iter(_kept))]
    return rendered.copy()


def _rendered(field: str, text: str, until: float) -> Rendered:
    for _ in range(2):  # Killed from outside it gets a second try; a text that kills its child will kill two.
        try:
            child = _running()
            rendered: Rendered | None = json.loads(_exchange(child, text, min(LIMIT_SECONDS, until - time.monotonic())))
        except TimeoutError:
            stop()
            break
        except _Died:
            stop()
            continue
        if rendered is None:
            break
        return rendered
    raise ContentError.one(field, "markdown", "This text is too tangled to render; simplify brackets and lists.")


def _running() -> subprocess.Popen[str]:
    global _child
    if _child is not None and _child.poll() is not None:
        stop()
    if _child is None:
        program = [sys.executable, "-m", "policies.content.markup"]
        _child = subprocess.Popen(program, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, cwd=ROOT)
        _exchange(_child, "", START_SECONDS)
    return _child


def _exchange(child: subprocess.Popen[str], text: str, seconds: float) -> str:
    """Send a text and wait for the line that answers it. An empty line means that the child died."""
    assert child.stdin is not None
    assert child.stdout is not None
    try:
        child.stdin.write(json.dumps(text) + "\n")
        child.stdin.flush()
    except OSError:
        raise _Died from None
    waiting = select.poll()  # Not select(), which fails in a process with more than 1,024 open files.
    waiting.register(child.stdout, select.POLLIN)
    if not waiting.poll(max(seconds, 0) * 1000):
        raise TimeoutError
    line: str = child.stdout.readline()
    if not line:
        raise _Died
    return line


def _forget_parents_child() -> None:
    """A forked process would mix its lines with its parent's; it starts a child of its own."""
    global _child, _lock
    if _child is not None:
        _child.returncode = 0  # Not ours to wait for.
    _child, _lock = None, threading.Lock()


os.register_at_fork(after_in_child=_forget_parents_child)
