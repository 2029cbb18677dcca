"""Every door there is, opened for the time of a comparison: with keys, a session and a pass that end with it."""

import re
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from itertools import cycle, repeat
from typing import Any

import httpx
from django.conf import settings
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY, get_user_model
from django.contrib.sessions.backends.db import SessionStore

from kb.api.visitors import CHANNEL as CHAT
from kb.consistency.doors import Answers, Ask, Assistants, Door, Page, Search, Unusable
from kb.panel.passes import SCHEME, make_pass
from policies.channels import AGENTS, FAQ, PANEL, create_channel, open_channel
from policies.keys import key_for, revoke_key
from policies.models import Channel
from policies.models.channel import MOST_REQUESTS
from policies.people.roles import ROLES

INTERNAL, PUBLIC = Channel.Audience.INTERNAL.value, Channel.Audience.PUBLIC.value
LONGEST_SECONDS = 6 * 3600  # A long comparison takes hours, and one of its sites may have a clock that is an hour behind.
KEYS = 20  # Taken in turn, so that no key's rate holds the check up.
TOKEN = re.compile(r'data-token="([^"]+)"')
WIDGET, ORIGIN = "consistency-widget", "https://consistency.invalid"  # A page that nobody has.
OWN = (("consistency-public", PUBLIC, KEYS), ("consistency-internal", INTERNAL, KEYS), (WIDGET, PUBLIC, 1))
Titles = Mapping[tuple[str, str], str]


@contextmanager
def every_door(client: httpx.Client, titles: Titles) -> Iterator[list[Door]]:
    """All of them. `titles` of the cards by slug and language are what is searched for."""
    keys = {channel: _keys(channel, audience, count) for channel, audience, count in OWN}
    session = _session()
    try:
        yield [*_by_key(client, keys, titles), *_by_person(client, session)]
    finally:
        session.delete()
        for key in filter(None, map(key_for, [secret for made in keys.values() for secret in made])):
            revoke_key(key)


def _keys(channel: str, audience: str, count: int) -> list[str]:
    if channel == WIDGET and not Channel.objects.filter(slug=WIDGET).exists():
        given = {"kind": "widget", "allowed_origins": [ORIGIN], "requests_per_minute": MOST_REQUESTS}
        open_channel(WIDGET, audience=audience, by=None, **given)
    return [create_channel(channel, audience=audience) for _ in range(count)]


def _by_key(client: httpx.Client, keys: Mapping[str, list[str]], titles: Titles) -> Iterator[Door]:
    public, internal, widget = (
        dict[str, Any](channel=channel, audience=audience, client=client, bearers=cycle(keys[channel]), titles=titles)
        for channel, audience, _ in OWN
    )
    found = TOKEN.search(client.get("/chat/").text)
    tokens = repeat(found[1] if found else "")
    yield Answers("API, public", **public)
    yield Answers("API, internal", **internal)
    yield Answers("chat", CHAT, PUBLIC, client, tokens, share=0.01, share_now=0.05)
    yield Answers("widget", **widget, origin=ORIGIN, share=0.2, share_now=0.5)
    # Searching another day reads all of that day's texts: once in a while is enough.
    yield Ask("ask", **public, share=0.02, share_now=0.5)
    yield Ask("widget, asked", **widget, origin=ORIGIN, share=0.01, share_now=0.2)
    yield Search("search, public", **public, share=0.02, share_now=0.2)
    yield Search("search, internal", **internal, share=0.02, share_now=0.2)
    yield Assistants("assistants, public", **public, share=0.1, share_now=0.2)
    yield Assistants("assistants, internal", **internal, share=0.1, share_now=0.2)


def _by_person(client: httpx.Client, session: SessionStore) -> Iterator[Door]:
    """The pages. The panel is asked as from a help desk's frame: with a pass, and without a cookie."""
    person = get_user_model().objects.get(pk=session[SESSION_KEY])
    shown = {"Authorization": f"{SCHEME} {make_pass(person, str(session.session_key))}"}
    cookie = {"Cookie": f"{settings.SESSION_COOKIE_NAME}={session.session_key}"}
    yield Page("FAQ page", FAQ, PUBLIC, client, "/faq/{language}/{card}/")
    yield Page("agents' page", AGENTS, INTERNAL, client, "/cards/{card}/", cookie)
    yield Page("panel", PANEL, INTERNAL, client, "/panel/", shown)


def _session() -> SessionStore:
    """A colleague's session, as after a log-in."""
    person = get_user_model().objects.filter(is_active=True, groups__name__in=ROLES).order_by("pk").first()
    if person is None:
        raise Unusable("There is nobody with a role, so the agents' page cannot be asked.")
    session = SessionStore()
    session[SESSION_KEY] = str(person.pk)
    session[BACKEND_SESSION_KEY] = settings.AUTHENTICATION_BACKENDS[0]
    session[HASH_SESSION_KEY] = person.get_session_auth_hash()
    session.set_expiry(LONGEST_SECONDS)
    session.create()
    return session
