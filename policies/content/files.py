"""The content files of `docs/content-files.md`: from pages to typed content and back. Knows no database."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Annotated, Any, Literal, Self, TypeVar

from pydantic import Field, model_validator

from policies.content.conditions import DECIMALS
from policies.content.document import CardContent
from policies.content.fact import FactContent
from policies.content.form import Form
from policies.content.frontmatter import Page, write_page
from policies.content.language import Language
from policies.content.offer import OfferContent
from policies.content.phrases import Words, check_words
from policies.content.problems import ContentError, Problem
from policies.content.text import Line, Slug

TEXT_KEYS = ("title", "questions", "short", "notes", "made_for", "texts")
F = TypeVar("F", bound=Form)
PLACE_KEYS = ("topic", "owner", "risk")
CARD_KEYS = ("topic", "owner", "risk", "audience", "source", "rules")


Position = Annotated[int, Field(ge=0, le=1_000_000)]
Limit = Annotated[Decimal, Field(ge=-10_000_000, le=10_000_000, decimal_places=DECIMALS)]


class TopicFile(Form):
    names: dict[Language, Line]
    queue: Slug
    position: Position = 0
    allows_self_approval: bool = False
    owner: Line | None = None


class OptionFile(Form):
    value: Slug
    labels: dict[Language, Line]


class DimensionFile(Form):
    kind: Literal["choice", "number", "flag", "date"]
    names: dict[Language, Line]
    questions: dict[Language, Line]
    position: Position = 0
    options: Annotated[tuple[OptionFile, ...], Field(max_length=200)] = ()
    minimum: Limit | None = None
    maximum: Limit | None = None
    unit: Annotated[str, Field(pattern=r"^[A-Za-z_]*$", max_length=10)] = ""
    words: Words = {}

    @model_validator(mode="after")
    def _fits(self) -> Self:
        values = [option.value for option in self.options]
        if (self.kind == "choice") != bool(values):
            raise ContentError.one("options", "options", "A choice needs options, and nothing else has any.")
        if len(values) != len(set(values)):
            raise ContentError.one("options", "duplicate", "An option stands here twice.")
        if self.kind != "number" and not (self.minimum is None and self.maximum is None and not self.unit):
            raise ContentError.one("kind", "limits", "Only a number has a minimum, a maximum and a unit.")
        if self.minimum is not None and self.maximum is not None and self.minimum > self.maximum:
            raise ContentError.one("minimum", "limits", "The minimum is larger than the maximum.")
        check_words(self.words, self.kind, values)
        return self


class Place(Form):
    """Where a subject belongs; not versioned."""

    topic: Slug
    owner: Line
    risk: Literal["low", "medium", "high"] = "medium"


@dataclass(frozen=True, slots=True)
class SubjectFile:
    """A card, fact or offer as files give it: its place and the form of its content. `page` is the one with the place."""

    kind: str
    slug: str
    place: Place
    form: Mapping[str, Any]
    page: Page
    pages: Mapping[str, Page] = field(default_factory=dict)

    def located(self, error: ContentError) -> ContentError:
        """The same problems with the file and line each belongs to."""
        return _in_their_files(error, self.page, self.pages)


def read_fact(slug: str, page: Page) -> SubjectFile:
    return _single("fact", slug, page)


def read_offer(slug: str, page: Page) -> SubjectFile:
    return _single("offer", slug, page)


def read_card(slug: str, pages: Mapping[str, Page]) -> SubjectFile:
    """One card from its files by language. Raises ContentError naming file, line and field."""
    page = pages[_source(pages)]
    place = _read(page, Place, {key: page.meta[key] for key in PLACE_KEYS if key in page.meta})
    return SubjectFile("card", slug, place, card_form(pages), page, pages)


def card_form(pages: Mapping[str, Page]) -> dict[str, Any]:
    """The form of a card's content, whatever its place. Raises ContentError naming file, line and field."""
    source = _source(pages)
    page = pages[source]
    form = {
        "audience": page.meta.get("audience", "public"),
        "source": source,
        "rules": page.meta.get("rules", []),
        "languages": {language: _texts(item, is_source=language == source) for language, item in pages.items()},
    }
    try:
        return CardContent.read(form).form()
    except ContentError as error:
        raise _in_their_files(error, page, pages) from None


def single_form(kind: str, page: Page) -> dict[str, Any]:
    """The form of a fact's or an offer's content, whatever its place."""
    rest = {key: value for key, value in page.meta.items() if key not in PLACE_KEYS}
    return _read(page, FactContent if kind == "fact" else OfferContent, {**rest, "about": page.body}).form()


def write_fact(place: Place | None, content: FactContent) -> str:
    form = content.form()
    variants = [
        {"when": {name: list(options) for name, options in sorted(variant.when.items())}, "value": _bare(variant.value)}
        for variant in content.variants
    ]
    meta = {"type": form["type"], "unit": form.get("unit"), "value": _bare(content.value), "variants": variants}
    return write_page({**meta, **_where(place)}, content.about)


def write_offer(place: Place | None, content: OfferContent) -> str:
    form = content.form()
    keys = ("kind", "code", "is_public", "source")
    meta = {**{key: form.get(key) for key in keys}, **_where(place), "when": _ordered(form.get("when"))}
    limits = {key: form.get(key) for key in ("budget", "cool_down_days", "fallback")}
    said = {key: _ordered(form.get(key)) for key in ("titles", "texts", "reasons")}
    return write_page({**meta, **limits, **said}, content.about)


def write_card(place: Place | None, content: CardContent) -> dict[str, str]:
    """The text of each language's file; without a place, as it is edited."""
    return write_form(place, content.form())


def write_form(place: Place | None, form: Mapping[str, Any]) -> dict[str, str]:
    """The same of a form that is half finished: answers may be missing."""
    return {language: _write_language(place, form, language) for language in form["languages"]}


def _write_language(place: Place | None, form: Mapping[str, Any], language: str) -> str:
    texts, rules = form["languages"][language], form.get("rules", [])
    said = {key: texts.get(key) for key in ("title", "questions", "short", "notes", "made_for")}
    written = texts.get("texts", {})
    answers = {rule["key"]: written[rule["key"]] for rule in rules if rule["key"] in written}
    if language != form["source"]:
        return write_page({**said, "texts": answers}, texts.get("body", ""))
    head = {**_where(place), "risk": place and place.risk, "audience": form.get("audience", "public"), "source": True}
    table = [{**rule, **({"when": _ordered(rule["when"])} if "when" in rule else {})} for rule in rules]
    return write_page({**head, **said, "rules": table, "texts": answers}, texts.get("body", ""))


def _ordered(said: Mapping[str, Any] | None) -> dict[str, Any]:
    """By name, because PostgreSQL does not keep the order of JSON keys."""
    return dict(sorted((said or {}).items()))


def _source(pages: Mapping[str, Page]) -> str:
    sources = [language for language, page in pages.items() if page.meta.get("source") is True]
    if len(sources) != 1:
        error = ContentError.one("source", "source", "Exactly one language of a card has `source: true`.")
        raise next(iter(pages.values())).place(error)
    return sources[0]


def _single(kind: str, slug: str, page: Page) -> SubjectFile:
    place = _read(page, Place, {key: page.meta[key] for key in ("topic", "owner") if key in page.meta})
    return SubjectFile(kind, slug, place, single_form(kind, page), page)


def _texts(page: Page, *, is_source: bool) -> dict[str, Any]:
    allowed = (*TEXT_KEYS, *CARD_KEYS) if is_source else TEXT_KEYS
    unknown = [key for key in page.meta if key not in allowed]
    if unknown:
        raise page.place(ContentError.one(unknown[0], "extra_forbidden", "There is no such field here."))
    return {**{key: page.meta[key] for key in TEXT_KEYS if key in page.meta}, "body": page.body}


def _in_their_files(error: ContentError, page: Page, pages: Mapping[str, Page]) -> ContentError:
    """`languages.ru.title` is `title` of the Russian file; what belongs to no language stands in the source's file."""
    placed: list[Problem] = []
    for problem in error.problems:
        parts = problem.field.split(".")
        is_theirs = parts[0] == "languages" and len(parts) > 1 and parts[1] in pages
        one = ContentError.one(".".join(parts[2:]) if is_theirs else problem.field, problem.code, problem.message)
        placed += (pages[parts[1]] if is_theirs else page).place(one).problems
    return ContentError(placed)


def _read(page: Page, form: type[F], meta: Mapping[str, Any]) -> F:
    try:
        return form.read(meta)
    except ContentError as error:
        raise page.place(error) from None


def _where(place: Place | None) -> dict[str, str]:
    return {"topic": place.topic, "owner": place.owner} if place else {}


def _bare(value: Any) -> Any:
    """A number or a day without quotes, which would be noise."""
    if isinstance(value, dict):
        return _ordered(value)
    if isinstance(value, Decimal):
        return int(value) if value == value.to_integral_value() else float(value)
    return value
