"""What requests cost is measured on a real server with two workers, whatever happens on the machine meanwhile."""

import os
import socket

import pytest

from kb.benchmarks.measuring import Case, compared, cost, loaded, over
from kb.benchmarks.server import LINES, WORKERS, NotServed, Server


def test_it_measures_every_worker_counts_errors_and_leaves_no_process():
    with Server("tests.benchmarks.smallest:application") as server:
        pids = sorted(server.lines)
        assert [len(lines) for lines in server.lines.values()] == [LINES] * WORKERS
        assert len(server.memory()) == WORKERS
        assert min(server.memory()) > 1
        line = server.lines[pids[0]][0]
        assert line.get("/")[1]["etag"] == line.get("/")[1]["ETag"] == '"one"'
        assert line.http.sock
        line.http.sock.shutdown(socket.SHUT_RDWR)
        assert line.get("/")[0] == 200
        well, broken = Case("well", over(["/"])), Case("broken", over(["/broken"]))
        (floor, same) = compared(server, [well], server, [Case("the same", over(["/"]))], 180)
        assert floor.us > 50
        assert 0.3 < same.times < 3
        with pytest.raises(NotServed, match="broken: /broken answers 500 instead of 200"):
            cost(server, broken, 1)
        load = loaded(server, [well, broken], 8, 0.3)
        assert list(load.failed) == ["broken"]
        assert 0 < load.errors < load.requests
        assert load.grown < 50
    for pid in pids:
        with pytest.raises(ProcessLookupError):
            os.kill(pid, 0)


def test_it_says_that_a_server_cannot_start_instead_of_waiting_for_it(capfd):
    with pytest.raises(NotServed, match="ended while it started"), Server("tests.benchmarks.nothing:application"):
        pass
    assert "tests.benchmarks.nothing" in capfd.readouterr().err
