"""The receivers in docs/webhooks.md do what they say."""

import os
import re
import shutil
import subprocess
import sys
import time
from contextlib import contextmanager

import httpx
import pytest

from kb.env import BASE
from policies.models import Channel
from policies.webhooks.delivering import deliver
from policies.webhooks.keeping import create_webhook, replay_since, rotate_secret
from policies.webhooks.signing import headers_of, secret_of
from tests.parts import absent, free_port

pytestmark = [pytest.mark.django_db, pytest.mark.once]


def blocks(language):
    return re.findall(rf"```{language}\n(.*?)```", (BASE / "docs" / "webhooks.md").read_text(), re.DOTALL)


def python_receiver(folder):
    (folder / "receiver.py").write_text(blocks("python")[0])
    return [sys.executable, "-u", "receiver.py"]


def javascript_receiver(folder):
    verify, receiver = blocks("js")
    (folder / "verify.mjs").write_text(verify)
    (folder / "receiver.mjs").write_text(receiver)
    return [shutil.which("node") or absent("Node"), "receiver.mjs"]


@contextmanager
def running(command, folder, secret, port):
    environment = {"PATH": os.environ["PATH"], "WEBHOOK_SECRET": secret, "PORT": str(port)}
    process = subprocess.Popen(command, cwd=folder, env=environment, stdout=subprocess.PIPE, text=True)
    try:
        until = time.monotonic() + 60
        while time.monotonic() < until:
            try:
                httpx.get(f"http://127.0.0.1:{port}/")
                break
            except httpx.ConnectError:
                time.sleep(0.05)
            except httpx.HTTPError:
                break
        yield process
    finally:
        process.kill()
        process.communicate()


@pytest.fixture
def webhook(people, settings):
    settings.OUTGOING_HOSTS = ["127.0.0.1"]
    channel = Channel.objects.get_or_create(slug="chatbot", defaults={"audience": "public"})[0]
    return create_webhook(channel, f"http://127.0.0.1:{free_port()}/", by=people.max)


@pytest.mark.parametrize("receiver", [python_receiver, javascript_receiver])
def test_a_receiver_takes_what_is_genuine_once_and_nothing_else(receiver, webhook, store, people, tmp_path):
    port = int(webhook.url.rsplit(":")[-1].strip("/"))
    with running(receiver(tmp_path), tmp_path, secret_of(webhook), port) as process:
        forged = headers_of(rotate_secret(webhook, by=people.max, hours=0), "msg_1", b"{}", webhook.created_at)
        assert httpx.post(webhook.url, content=b"{}", headers=forged).status_code == 401
        webhook.generation = 1
        webhook.save(update_fields=["generation"])
        store.card("returns")
        assert deliver() == 1
        assert replay_since(webhook, webhook.created_at, by=people.max) == 1
        assert deliver() == 1
        store.card("refunds")
        assert deliver() == 1
        process.kill()
        assert process.stdout.read().splitlines() == ["forget returns", "forget refunds"]


@pytest.mark.browser
@pytest.mark.django_db(transaction=True)
def test_the_check_in_javascript_works_in_a_browser(webhook, page):
    page.goto("/accounts/login/")
    body = '{"a": "ä"}'
    said = {
        "secret": secret_of(webhook),
        "headers": headers_of(webhook, "msg_1", body.encode(), webhook.created_at),
        "body": body,
    }
    code = blocks("js")[0].replace("export ", "")
    check = f"async (said) => {{ {code}; return isGenuine(said.secret, new Headers(said.headers), said.body); }}"
    assert page.evaluate(check, said) is True
    assert page.evaluate(check, {**said, "body": body + " "}) is False
