"""A page that shows every component, with made-up content."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

from django import forms
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from policies.content.problems import Problem
from policies.figures.figure import Cell, Column, Figure, Row
from policies.moment import Moment
from policies.reply import Answer, Escalation, Fallback, Need, Notice, Option, Pick, Reply, ShownOffer, Wording
from policies.trust.basis import Basis, Trust
from policies.views.asked import Asked
from policies.views.desk_lines import WORDS, Line, Section
from search.hints import Hint
from search.shown_hints import ShownHint

STAGES = ("Placed", "Paid", "Packed", "With the carrier", "On its way", "Out for delivery", "At a pickup point", "Delivered")
TEXT = "Yes, you can still cancel. Your money is back within 5 days."
HTML = "<p><strong>Yes, you can still cancel.</strong> Your money is back within 5 days.</p>"
DAY = datetime(2026, 11, 20, tzinfo=UTC)

STAGE = Need("order_stage", "choice", "Where is your order now?", tuple(Option(name.lower(), name) for name in STAGES))
GIFT = Need("is_gift", "flag", "Was it a gift?", ())
DAYS = Need("days_since_delivery", "number", "How many days ago did it arrive?", ())
CUSTOMER = Need(
    "customer", "choice", "Have you ordered before?", (Option("new", "New"), Option("regular", "Regular"), Option("vip", "VIP"))
)

ANSWERED = Reply(
    status="answered",
    card="cancel-order",
    answer=Answer("cancel-order", 4, "not-shipped", "allowed", "en", "Can I still cancel my order?", TEXT, HTML),
    requested_language="en",
    fallback=None,
    needs=(),
    picks=(Pick(STAGE, "Order stage", "packed"), Pick(CUSTOMER, "Customer", ""), Pick(DAYS, "Days since delivery", "")),
    offer=ShownOffer(
        "free-shipping",
        "free_shipping",
        "STAYFREE",
        "Free shipping",
        "Use STAYFREE.",
        "<p>Use <strong>STAYFREE</strong>.</p>",
        "A friendly reason to come back.",
    ),
    escalation=None,
    queue="orders",
    basis=Basis(DAY, DAY, DAY),
    trust=Trust("verified", DAY, DAY),
    wording=Wording(
        "en",
        "Can I still cancel my order?",
        "Until the parcel leaves our warehouse.",
        "<p>Until the parcel leaves our warehouse.</p>",
        "",
        "Check the stage.",
        "<p>Check the <strong>stage</strong> before promising anything.</p>",
    ),
    languages=("en", "pt-BR", "ru"),
    revision=812,
    as_of=DAY,
)
REPLIES = {
    "answered": ANSWERED,
    "needs_context": replace(
        ANSWERED, status="needs_context", answer=None, offer=None, needs=(STAGE, GIFT), picks=(Pick(CUSTOMER, "Customer", ""),)
    ),
    "fallback": replace(ANSWERED, fallback=Fallback("en", "outdated"), requested_language="ru", offer=None, picks=()),
    "escalate": replace(
        ANSWERED,
        status="escalate",
        answer=None,
        offer=None,
        picks=(),
        escalation=Escalation("not_covered", "orders", "A colleague will look at it and answer you."),
    ),
    "due": replace(ANSWERED, trust=Trust("due", DAY, DAY), offer=None, picks=()),
    "expired, served with a notice": replace(
        ANSWERED,
        trust=Trust("expired", DAY, DAY),
        offer=None,
        picks=(),
        step="notice",
        notice=Notice("expired", "We are checking whether this is still right. Ask us before you rely on it."),
    ),
}
HINTS = (
    ShownHint(Hint("order_stage", "packed", "not shipped yet", 9, 24), Pick(STAGE, "Order stage", ""), "Packed"),
    ShownHint(Hint("days_since_delivery", "3", "3 days ago", 30, 40), Pick(DAYS, "Days since delivery", ""), "3"),
)
STANDINGS = {
    "verified": Basis(DAY, DAY + 90 * timedelta(days=1), DAY + 120 * timedelta(days=1)),
    "due": Basis(DAY, DAY, DAY + 30 * timedelta(days=1), "fact", "refunds.card_days"),
    "expired": Basis(DAY, DAY, DAY, "doubt", "The carrier says otherwise."),
}

PARTS = (
    Column("verified", "Verified", "verified", is_part=True),
    Column("due", "Check is due", "due", is_part=True),
    Column("expired", "Check is overdue", "expired", is_part=True),
    Column("percent", "Verified, %", is_percent=True),
)
CHANNELS = {"chatbot": (180, 12, 8, 90), "faq": (40, 20, 0, 66)}
FIGURE = Figure(
    "answers",
    "Figure",
    "A table whose rows are also bars.",
    "Channel",
    PARTS,
    tuple(
        Row(name, name, {column.key: Cell(value, "#") for column, value in zip(PARTS, values, strict=True)})
        for name, values in CHANNELS.items()
    ),
    of_largest=True,
)
WAITING = Section(
    "to_verify",
    WORDS["to_verify"],
    2,
    (
        Line("Can I cancel?", "#", ("cancel-order",), DAY, "card:a:1", "due"),
        Line("Where is my parcel?", "#", ("late",), is_late=True),
    ),
)


class SampleForm(forms.Form):
    title = forms.CharField(help_text="One line.")
    topic = forms.ChoiceField(choices=[("returns", "Returns"), ("shipping", "Shipping")])
    note = forms.CharField(widget=forms.Textarea(attrs={"rows": 3}))
    is_public = forms.BooleanField(label="Customers may see it")


@require_safe
def styleguide(request: HttpRequest) -> HttpResponse:
    shown = {
        "replies": REPLIES,
        "form": SampleForm(),
        "wrong": SampleForm({"topic": "returns", "note": "…", "is_public": "on"}),
        "outcomes": ("allowed", "not_allowed", "depends", "information"),
        "trusts": STANDINGS,
        "hints": HINTS,
        "picks": (*ANSWERED.picks, Pick(GIFT, "Gift", "true")),
        "choices": (ANSWERED.picks[0], Pick(GIFT, "Gift", "")),
        "page": Paginator(range(30), 10).page(2),
        "problems": (Problem("refunds.card_days", "number", "Write a whole number of days."),),
        "past": Asked("en", {}, Moment(DAY, 812), is_past=True),
        "asked": Asked("en", {}, Moment(DAY, 812), is_past=False, customer="1207"),
        "standing": {"subject": {"slug": "cancel-order"}, "basis": STANDINGS["due"], "state": "due"},
        "may_verify": True,
        "typed": ["You can cancel until the parcel leaves our warehouse."],
        "colours": ("page", "surface", "sunken", "ink", "ink-soft", "accent", "accent-soft", "good", "bad", "caution", "plain"),
        "figure": FIGURE,
        "section": WAITING,
        "sizes": ("3xl", "2xl", "xl", "l", "m", "s", "xs"),
    }
    return render(request, "styleguide.html", shown)
