"""The one door to other machines opens to public addresses only, and lets nobody in by a detour."""

import socket
import threading
import time
from ipaddress import ip_address

import pytest

from policies.content.problems import ContentError
from policies.notices import outgoing
from policies.notices.outgoing import MOST_BYTES, NotReached, is_public, post_json, require_address
from tests.receiver import listening, url


@pytest.fixture
def server():
    with listening() as server:
        yield server


@pytest.fixture
def _allowed(settings):
    settings.OUTGOING_HOSTS = ["127.0.0.1"]


@pytest.mark.usefixtures("_allowed")
def test_it_posts_json(server):
    answered = post_json(url(server, "/hook?a=b"), {"text": "Olá, мир"}, {"X-Cause": "due:1"})
    assert (answered.status, answered.body) == (200, "ok")
    ((path, headers, body),) = server.got
    assert (path, headers["Content-Type"], headers["X-Cause"]) == ("/hook?a=b", "application/json", "due:1")
    assert body.decode() == '{"text": "Olá, мир"}'
    assert headers["Host"] == f"127.0.0.1:{server.server_port}"


@pytest.mark.usefixtures("_allowed")
@pytest.mark.parametrize("status", [301, 302, 307, 308, 400, 404, 410, 500, 503])
def test_it_follows_no_redirect_and_takes_nothing_but_success(server, status):
    with listening() as other:
        server.says = (status, {"Location": url(other)}, b"")
        with pytest.raises(NotReached, match=str(status)):
            post_json(url(server), {"text": "x"})
        assert other.got == []


def test_it_goes_nowhere_inside_unless_the_environment_allows_the_host(server):
    with pytest.raises(NotReached):
        post_json(url(server), {"text": "x"})
    assert server.got == []


INNER = ["localhost", "localhost.", "127.1", "2130706433", "0x7f000001", "0", "[::1]", "[::ffff:127.0.0.1]"]


@pytest.mark.parametrize("name", INNER)
def test_no_spelling_of_an_inner_address_gets_through(server, name):
    with pytest.raises(NotReached):
        post_json(f"https://{name}:{server.server_port}/", {"text": "x"})
    assert server.got == []


def test_a_name_that_changes_its_address_gains_nothing(server, monkeypatch):
    """It is looked up once, and the connection goes to what was looked up."""
    answers = [[(socket.AF_INET, socket.SOCK_STREAM, 6, "", ("93.184.215.14", 443))], [(2, 1, 6, "", ("127.0.0.1", 443))]]
    asked, called = [], []

    def lookup(host, *_args, **_options):
        asked.append(host)
        return answers[min(len(asked), 2) - 1]

    def connect(address, *_args, **_options):
        called.append(address)
        raise OSError("not in a test")

    monkeypatch.setattr(outgoing.socket, "getaddrinfo", lookup)
    monkeypatch.setattr(outgoing.socket, "create_connection", connect)
    with pytest.raises(NotReached):
        post_json("https://changing.example.com/", {"text": "x"})
    assert asked == ["changing.example.com"]
    assert called == [("93.184.215.14", 443)]


def test_a_name_with_one_inner_address_among_public_ones_is_refused(monkeypatch):
    found = [(2, 1, 6, "", ("93.184.215.14", 443)), (2, 1, 6, "", ("10.0.0.7", 443))]
    monkeypatch.setattr(outgoing.socket, "getaddrinfo", lambda *_args, **_options: found)
    with pytest.raises(NotReached, match="public"):
        post_json("https://both.example.com/", {"text": "x"})


@pytest.mark.parametrize(
    "address",
    [
        "0.0.0.0", "10.1.2.3", "100.64.0.1", "127.0.0.1", "127.8.8.8", "169.254.169.254", "172.16.0.1", "192.0.0.8",
        "192.0.2.1", "192.168.1.1", "198.18.0.1", "224.0.0.1", "239.1.1.1", "240.0.0.1", "255.255.255.255", "::", "::1",
        "fe80::1", "fc00::1", "fd12::1", "fec0::1", "ff02::1", "2001:db8::1", "::ffff:127.0.0.1", "::ffff:8.8.8.8",
        "64:ff9b::7f00:1", "64:ff9b::808:808", "2002:7f00:1::", "2001:0:7f00:1::", "::127.0.0.1",
    ],
)  # fmt: skip
def test_what_is_no_public_address(address):
    assert not is_public(ip_address(address))


@pytest.mark.parametrize("address", ["8.8.8.8", "93.184.215.14", "2606:4700::1111", "2a00:1450:4001::200e"])
def test_what_is_a_public_address(address):
    assert is_public(ip_address(address))


@pytest.mark.parametrize(
    "url",
    [
        "", "chat", "//chat.example.com", "http://chat.example.com/", "ftp://chat.example.com/", "file:///etc/passwd", "https://",
        "https://me:secret@chat.example.com/", "https://chat.example.com:0/", "https://chat.example.com:99999/",
        "https://chat.example.com/a b", "https://chat.example.com/\r\nHost: x", "https://чат.example.com/",
        "https://127.0.0.1/", "https://[::1]/", "https://169.254.169.254/latest/meta-data/", "https://" + "a" * 500, "https://[bad",
    ],
)  # fmt: skip
def test_an_address_that_will_not_do_is_named(url):
    with pytest.raises(ContentError) as caught:
        require_address(url)
    assert [problem.field for problem in caught.value.problems] == ["url"]


def test_an_address_that_will_do():
    require_address("https://hooks.example.com/services/T0/B0/xyz?threadKey=1")


@pytest.mark.usefixtures("_allowed")
def test_it_reads_no_more_of_an_answer_than_it_has_to(server):
    server.says = (200, {}, b"x" * (MOST_BYTES * 40))
    assert len(post_json(url(server), {"text": "x"}).body) == MOST_BYTES


@pytest.mark.usefixtures("_allowed")
def test_an_answer_that_drips_does_not_hold_it_up(monkeypatch):
    monkeypatch.setattr(outgoing, "SECONDS", 0.6)
    with socket.create_server(("127.0.0.1", 0)) as listener:

        def drip():
            connection, _address = listener.accept()
            with connection:
                for byte in b"HTTP/1.1 200 OK\r\nX-Long: " + b"x" * 100:
                    try:
                        connection.sendall(bytes([byte]))
                    except OSError:
                        return
                    time.sleep(0.1)

        threading.Thread(target=drip, daemon=True).start()
        started = time.monotonic()
        with pytest.raises(NotReached, match="ReadTimeout"):
            post_json(f"http://127.0.0.1:{listener.getsockname()[1]}/", {"text": "x"})
        assert time.monotonic() - started < 8  # All of it takes twelve.


@pytest.mark.usefixtures("_allowed")
def test_a_proxy_in_the_environment_is_not_asked(server, monkeypatch):
    with listening() as proxy:
        monkeypatch.setenv("HTTP_PROXY", url(proxy, ""))
        monkeypatch.setenv("http_proxy", url(proxy, ""))
        post_json(url(server), {"text": "x"})
        assert (len(server.got), proxy.got) == (1, [])
