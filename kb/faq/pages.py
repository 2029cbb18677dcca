"""Pages that anybody may see, kept by the tag of what stands in them: one that did not change is composed once."""

from collections import OrderedDict
from collections.abc import Callable, Mapping
from datetime import datetime
from functools import cache
from hashlib import sha256
from pathlib import Path
from threading import Lock
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string
from django.utils.translation import get_language

from kb.env import BASE
from kb.kept.response import Kept, may_be_kept, unnoted
from policies.memory import END_OF_TIME
from policies.reply import Reply
from policies.views.asked import Asked

HTML = "text/html; charset=utf-8"
MOST_KEPT = 500  # Pages of about 10 kB.
MADE_OF = ("base.html", "layouts", "components", "faq", "errors")
_kept: OrderedDict[str, bytes] = OrderedDict()
_lock = Lock()


def page(
    request: HttpRequest,
    template: str,
    given: Mapping[str, Any],
    asked: Asked,
    *stands_in_it: object,
    until: datetime = END_OF_TIME,
    note: Callable[[], None] = unnoted,
) -> HttpResponse:
    """The page of this template; all that is `given` to it follows from the address and what `stands_in_it`.

    One about now may be given again by the outermost edge as long as nothing takes effect, but not from `until` on.
    """
    site, at = f"{request.scheme}://{request.get_host()}", asked.at
    response = kept(
        request, lambda: render_to_string(template, {**given, "site": site}, request), at.revision, template, *stands_in_it
    )
    may_be_kept(request, Kept(at, at.at if asked.is_past else until, head=response.content, note=note))
    return response


def kept(
    request: HttpRequest, compose: Callable[[], str], revision: int, *stands_in_it: object, kind: str = HTML
) -> HttpResponse:
    """What `compose` gives, with a strong ETag of the revision, the address, and the repr of all that stands in it.

    Whoever has it already is told so, by the edge or `conditional_page`; what it takes to compose it is spent once per process.
    """
    said = repr((request.build_absolute_uri(), get_language(), stands_in_it, _made_of()))
    tag = f'"{revision}-{sha256(said.encode()).hexdigest()[:24]}"'
    body = _kept_under(tag)
    if body is None:
        body = compose().encode()
        _keep(tag, body)
    return HttpResponse(body, content_type=kind, headers={"ETag": tag})


def stands_in(reply: Reply) -> tuple[object, ...]:
    """All of a reply that a page shows."""
    digest = reply.answer.digest if reply.answer else ""
    shown = (reply.status, digest, reply.fallback, reply.needs, reply.picks, reply.offer, reply.escalation, reply.notice)
    return (*shown, reply.trust, reply.step, reply.wording, reply.languages)


def forget() -> None:
    """Start over."""
    with _lock:
        _kept.clear()


def _kept_under(tag: str) -> bytes | None:
    with _lock:
        if tag in _kept:
            _kept.move_to_end(tag)
        return _kept.get(tag)


def _keep(tag: str, body: bytes) -> None:
    with _lock:
        _kept[tag] = body
        while len(_kept) > MOST_KEPT:
            _kept.popitem(last=False)


@cache
def _made_of() -> str:
    """Changes with the templates, translations and styles, of which no revision tells."""
    folder = BASE / "templates"
    files = [path for name in MADE_OF for path in [folder / name, *sorted((folder / name).rglob("*"))]]
    catalogs = [path for folder in settings.LOCALE_PATHS for path in sorted(Path(folder).rglob("*.mo"))]
    manifest = Path(settings.STATIC_ROOT) / "staticfiles.json"
    stamp = sha256()
    for path in (*files, *catalogs, manifest):
        if path.is_file():
            stamp.update(path.read_bytes())
    return stamp.hexdigest()
