"""`manage.py webhook`: every act of the desk for whoever runs the installation."""

from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from policies.models import Event, Webhook
from policies.webhooks.delivering import deliver
from policies.webhooks.signing import secret_of
from tests.receiver import url

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _channel(key_of):
    key_of("public", slug="chatbot")


def run(*arguments):
    out, told = StringIO(), StringIO()
    call_command("webhook", *arguments, stdout=out, stderr=told)
    return out.getvalue()


def test_it_changes_what_is_named_and_leaves_the_rest(receiver):
    run("create", "chatbot", url(receiver), "--kind", "publish", "--description", "Bot")
    webhook = Webhook.objects.get()
    run("set", str(webhook.pk), "--url", url(receiver) + "/new")
    webhook.refresh_from_db()
    assert [webhook.url, webhook.kinds, webhook.description] == [url(receiver) + "/new", ["publish"], "Bot"]
    run("set", str(webhook.pk), "--kind", "all", "--description", "")
    webhook.refresh_from_db()
    assert [webhook.url, webhook.kinds, webhook.description] == [url(receiver) + "/new", [], ""]
    assert Event.objects.filter(action="change_webhook").count() == 2
    for wrong in ([], ["--url", "http://10.0.0.1/"], ["--kind", "nothing"]):
        with pytest.raises(CommandError):
            run("set", str(webhook.pk), *wrong)
    webhook.refresh_from_db()
    assert webhook.url == url(receiver) + "/new"


def test_it_does_every_act(receiver, store):
    secret = run("create", "chatbot", url(receiver), "--kind", "publish").strip()
    webhook = Webhook.objects.get()
    number = str(webhook.pk)
    assert secret == secret_of(webhook)
    assert "HTTP 200" in run("test", number)
    store.card()
    assert deliver() == 1
    log = run("log", number)
    assert "changes.recorded  arrived" in log
    assert "HTTP 200  'ok'" in log
    message = webhook.deliveries.latest("pk").message
    assert run("replay", number, "--message", message).split()[-1] == "1"
    assert deliver() == 1
    assert run("replay", number, "--since", "2020-01-01").split()[-1] == "1"
    assert "off" in run("disable", number)
    assert "off" in run("list")
    assert deliver() == 0
    assert "on" in run("enable", number)
    assert deliver() == 1
    turned = run("rotate", number, "--hours", "0").strip()
    webhook.refresh_from_db()
    assert turned == secret_of(webhook) != secret
    assert "whsec_" not in run("list") + run("log", number)
    assert Event.objects.filter(thing=f"webhook:{number}", by=None).count() == 7


@pytest.mark.parametrize(
    "arguments",
    [
        ("create", "nobody", "https://hooks.example.com/"),
        ("create", "chatbot", "https://10.0.0.1/"),
        ("test", "999"),
        ("log", "999"),
        ("replay", "999", "--since", "2020-01-01"),
    ],
)
def test_it_says_what_will_not_do(receiver, arguments):
    with pytest.raises(CommandError):
        run(*arguments)
    assert not Webhook.objects.exists()


def test_a_test_that_does_not_arrive_fails(receiver):
    run("create", "chatbot", url(receiver))
    receiver.says = (302, {"Location": url(receiver, "/other")}, b"")
    number = str(Webhook.objects.get().pk)
    with pytest.raises(CommandError, match="HTTP 302"):
        run("test", number)
    with pytest.raises(CommandError, match="no such message"):
        run("replay", number, "--message", "msg_x")
