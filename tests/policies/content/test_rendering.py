"""Rendering in a child process: what is too tangled is refused in time, and the next text renders."""

import os
import resource
import signal
import time
from pathlib import Path

import pytest

from policies.content import rendering
from policies.content.problems import ContentError
from policies.content.rendering import render_all

TANGLED = "[" * 20_000


def child_pid() -> int:
    assert rendering._child is not None
    return rendering._child.pid


def test_it_renders_every_text_in_order():
    assert [both["text"] for both in render_all(["*one*", "", "три"])] == ["one", "", "три"]
    assert render_all([]) == []


def test_it_refuses_a_tangled_text_in_time_and_goes_on():
    render_all(["warm"])
    began = time.monotonic()
    with pytest.raises(ContentError) as caught:
        render_all(["fine", TANGLED, "fine too"])
    assert time.monotonic() - began < 15  # Two seconds, where others are at work, too; left alone it takes far longer.
    assert [(problem.field, problem.code) for problem in caught.value.problems] == [("1", "markdown")]
    assert render_all(["**next**"])[0]["html"] == "<p><strong>next</strong></p>"


@pytest.mark.parametrize("text", ["- " * 3_000 + "x", "1. " * 2_000 + "x"])
def test_it_refuses_lists_too_deep_to_render_and_goes_on(text):
    with pytest.raises(ContentError):
        render_all([text])
    assert render_all(["next"])[0]["text"] == "next"


def test_it_survives_the_death_of_its_child():
    render_all(["before it dies"])
    first = child_pid()
    os.kill(first, signal.SIGKILL)
    assert render_all(["after it died"])[0]["text"] == "after it died"
    assert child_pid() != first


def test_it_renders_wherever_it_was_started(monkeypatch: pytest.MonkeyPatch, tmp_path: Path):
    rendering.stop()
    monkeypatch.chdir(tmp_path)
    assert render_all(["here"])[0]["text"] == "here"


def test_it_gives_a_forked_process_a_child_of_its_own():
    render_all(["before the fork"])
    parents = child_pid()
    reading, writing = os.pipe()
    pid = os.fork()
    if pid == 0:  # Whatever happens must not leave the fork, which would go on as a second runner of tests.
        code = 1
        try:
            render_all(["forked"])
            os.write(writing, str(child_pid()).encode())
            rendering.stop()
            code = 0
        finally:
            os._exit(code)
    assert os.waitpid(pid, 0)[1] == 0
    assert int(os.read(reading, 20)) != parents
    assert render_all(["still here"])[0]["text"] == "still here"
    assert child_pid() == parents
    os.close(reading)
    os.close(writing)


def test_it_renders_in_a_process_with_many_open_files():
    rendering.stop()
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (max(soft, 2048), hard))
    many = [os.open(os.devnull, os.O_RDONLY) for _ in range(1100)]
    try:
        assert render_all(["here"])[0]["text"] == "here"
    finally:
        rendering.stop()
        for descriptor in many:
            os.close(descriptor)
