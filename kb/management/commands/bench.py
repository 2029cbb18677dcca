import time
from collections.abc import Callable
from dataclasses import dataclass, field
from io import BytesIO
from pathlib import Path
from statistics import mean, median, quantiles
from typing import Any
from urllib.parse import unquote
from wsgiref.util import setup_testing_defaults

from django.conf import settings
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from django.contrib.auth.models import User
from django.contrib.sessions.backends.db import SessionStore
from django.core.cache import caches
from django.core.handlers.wsgi import WSGIHandler
from django.core.management.base import BaseCommand, CommandParser
from django.db import connection
from django.http import HttpRequest, HttpResponse
from django.test.utils import override_settings
from django.urls import path

from kb.benchmarks.kept import DEMO, Figure, Measured, keep
from kb.benchmarks.machine import machine
from kb.running.prepare import make_queue, steps
from policies.channels import create_channel

Application = Callable[[dict[str, Any], Callable[..., Any]], Any]
ROUNDS, WARM_UP = 400, 40


def bare(request: HttpRequest) -> HttpResponse:
    return HttpResponse("bare")


BARE_SITE = (path("bare", bare),)  # A tuple is a URL configuration that can be a cache's key.


def only_bare(get_response: Callable[[HttpRequest], HttpResponse]) -> Callable[[HttpRequest], HttpResponse]:
    """The one middleware of the bare view: it knows no other address."""

    def middleware(request: HttpRequest) -> HttpResponse:
        request.urlconf = BARE_SITE  # type: ignore[assignment]
        return get_response(request)

    return middleware


@dataclass(slots=True)
class Case:
    name: str
    application: Application
    environ: dict[str, Any]
    body: bytes = b""
    status: str = ""
    cpu: list[float] = field(default_factory=list)
    wall: list[float] = field(default_factory=list)

    def call(self) -> bytes:
        """One request as a server's worker would make it, without the socket. Returns the body."""
        environ = {**self.environ, "wsgi.input": BytesIO(self.body)}
        cpu, wall = time.process_time_ns(), time.perf_counter_ns()
        response = self.application(environ, self.start)
        body = b"".join(response)
        response.close()
        self.cpu.append((time.process_time_ns() - cpu) / 1000)
        self.wall.append((time.perf_counter_ns() - wall) / 1000)
        return body

    def start(self, status: str, headers: Any, error: Any = None) -> None:
        self.status = status


class Command(BaseCommand):
    help = "What a request costs, in this process and without a socket, against a bare view of Django in the same run."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--rounds", type=int, default=ROUNDS, help="requests per case, one of each in turn")
        parser.add_argument("--keep", type=Path, metavar="FILE.json", help="put the figures among those of other parts")

    def handle(self, *args: Any, **options: Any) -> None:
        make_queue()
        for _, act in steps():
            act()
        known, cases = machine(database()), self.cases()
        for turn in range(WARM_UP + options["rounds"]):
            if turn == WARM_UP:
                for case in cases:
                    case.cpu, case.wall = [], []
            caches["rates"].clear()
            for case in cases:
                case.call()
        self.report(cases)
        keep(options["keep"], "in process", DEMO, Measured(known, figures(cases)))

    def cases(self) -> list[Case]:
        with override_settings(MIDDLEWARE=[f"{__name__}.only_bare"]):
            smallest = WSGIHandler()
        key = {"HTTP_AUTHORIZATION": f"Bearer {create_channel('bench', audience='public')}"}
        site, answer = WSGIHandler(), "/api/v1/answers/cancel-order?order_stage=packed"
        agent = {"HTTP_COOKIE": f"{settings.SESSION_COOKIE_NAME}={session_of(User.objects.get(username='ana'))}"}
        question = b'{"question": "is it too late to cancel my order?", "context": {"order_stage": "packed"}}'
        asked = {"REQUEST_METHOD": "POST", "CONTENT_TYPE": "application/json", "CONTENT_LENGTH": str(len(question))}
        return [
            Case("bare view", smallest, environ("/bare")),
            Case("answer by key", site, environ(answer, **key)),
            Case("answer in Russian", site, environ(f"{answer}&lang=ru", **key)),
            Case("question (/ask)", site, environ("/api/v1/ask", **key, **asked), question),
            Case("search", site, environ("/api/v1/search?q=cancel+order", **key)),
            Case("FAQ page, all topics", site, environ("/faq/en/")),
            Case("FAQ page, one card", site, environ("/faq/en/cancel-order/")),
            Case("agent's page", site, environ("/?q=is+it+too+late+to+cancel+my+order", **agent)),
        ]

    def report(self, cases: list[Case]) -> None:
        first = median(cases[0].cpu)
        self.stdout.write(f"{'':22}{'status':>12}{'CPU us':>10}{'mean':>10}{'p95':>10}{'wall us':>10}{'x bare':>8}")
        for case in cases:
            figures = (
                f"{median(case.cpu):10.0f}{mean(case.cpu):10.0f}{quantiles(case.cpu, n=20)[-1]:10.0f}{median(case.wall):10.0f}"
            )
            self.stdout.write(f"{case.name:22}{case.status[:12]:>12}{figures}{median(case.cpu) / first:8.1f}")


def figures(cases: list[Case]) -> dict[str, Figure]:
    least = median(cases[0].cpu)
    found = {case.name: Figure(round(median(case.cpu) / least, 2), f"{median(case.cpu):.0f} µs") for case in cases[1:]}
    return {cases[0].name: Figure(round(least, 1)), **found}


def database() -> str:
    """Its name and version, as people say it."""
    return f"{connection.display_name} {'.'.join(map(str, connection.get_database_version()))}"


def environ(address: str, **more: str) -> dict[str, Any]:
    where, _, query = address.partition("?")
    found: dict[str, Any] = {"PATH_INFO": unquote(where), "QUERY_STRING": query, "REMOTE_ADDR": "127.0.0.1", **more}
    setup_testing_defaults(found)
    return found


def session_of(person: User) -> str:
    """A log-in as the log-in page leaves it."""
    session = SessionStore()
    session[SESSION_KEY] = str(person.pk)
    session[BACKEND_SESSION_KEY] = settings.AUTHENTICATION_BACKENDS[0]
    session[HASH_SESSION_KEY] = person.get_session_auth_hash()
    session.save()
    return str(session.session_key)
