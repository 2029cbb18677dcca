"""The content files of `docs/content-files.md`: from pages to typed content and back. Knows no database."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal, TypeVar

from policies.content.document import CardContent, Line, Slug
from policies.content.fact import FactContent
from policies.content.form import Form
from policies.content.frontmatter import Page, write_page
from policies.content.offer import OfferContent
from policies.content.problems import ContentError

TEXT_KEYS = ("title", "questions", "short", "notes", "made_for", "texts")
F = TypeVar("F", bound=Form)
PLACE_KEYS = ("topic", "owner", "risk")
CARD_KEYS = ("topic", "owner", "risk", "audience", "source", "rules")


class TopicFile(Form):
    names: dict[str, Line]
    queue: Slug
    position: int = 0
    allows_self_approval: bool = False


class OptionFile(Form):
    value: Slug
    labels: dict[str, Line]


class DimensionFile(Form):
    kind: Literal["choice", "number", "flag", "date"]
    names: dict[str, Line]
    questions: dict[str, Line]
    position: int = 0
    options: tuple[OptionFile, ...] = ()
    minimum: float | None = None
    maximum: float | None = None
    unit: str = ""


class Place(Form):
    """Where a subject belongs; not versioned."""

    topic: Slug
    owner: str
    risk: Literal["low", "medium", "high"] = "medium"


@dataclass(frozen=True, slots=True)
class SubjectFile:
    """A card, fact or offer as files give it: its place and the form of its content. `page` is for messages."""

    kind: str
    slug: str
    place: Place
    form: Mapping[str, Any]
    page: Page


def read_fact(slug: str, page: Page) -> SubjectFile:
    return _single("fact", slug, page)


def read_offer(slug: str, page: Page) -> SubjectFile:
    return _single("offer", slug, page)


def read_card(slug: str, pages: Mapping[str, Page]) -> SubjectFile:
    """One card from its files by language. Raises ContentError naming file, line and field."""
    page = pages[_source(pages)]
    place = _read(page, Place, {key: page.meta[key] for key in PLACE_KEYS if key in page.meta})
    return SubjectFile("card", slug, place, card_form(pages), page)


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
        raise _in_their_files(error, source, pages) from None


def single_form(kind: str, page: Page) -> dict[str, Any]:
    """The form of a fact's or an offer's content, whatever its place."""
    rest = {key: value for key, value in page.meta.items() if key not in PLACE_KEYS}
    return _read(page, FactContent if kind == "fact" else OfferContent, {**rest, "about": page.body}).form()


def write_fact(place: Place | None, content: FactContent) -> str:
    form = content.form()
    meta = {"type": form["type"], "unit": form.get("unit"), "value": _bare(form["value"]), **_where(place)}
    return write_page(meta, content.about)


def write_offer(place: Place | None, content: OfferContent) -> str:
    form = content.form()
    keys = ("kind", "code", "is_public", "source")
    meta = {**{key: form.get(key) for key in keys}, **_where(place)}
    return write_page({**meta, **{key: form.get(key) for key in ("titles", "texts", "reasons")}}, content.about)


def write_card(place: Place | None, content: CardContent) -> dict[str, str]:
    """The text of each language's file; without a place, as it is edited."""
    form = content.form()
    return {language: _write_language(place, form, language) for language in form["languages"]}


def _write_language(place: Place | None, form: Mapping[str, Any], language: str) -> str:
    texts = form["languages"][language]
    said = {key: texts.get(key) for key in ("title", "questions", "short", "notes", "made_for")}
    if language != form["source"]:
        return write_page({**said, "texts": texts.get("texts")}, texts.get("body", ""))
    head = {**_where(place), "risk": place and place.risk, "audience": form.get("audience", "public"), "source": True}
    return write_page({**head, **said, "rules": form.get("rules"), "texts": texts.get("texts")}, texts.get("body", ""))


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


def _in_their_files(error: ContentError, source: str, pages: Mapping[str, Page]) -> ContentError:
    """Each problem with the file and line it belongs to: `languages.ru.title` is `title` of the Russian file."""
    placed = []
    for problem in error.problems:
        parts = problem.field.split(".")
        language = parts[1] if parts[0] == "languages" and len(parts) > 1 else problem.message.split(":")[0]
        inner = ".".join(parts[2:]) if parts[0] == "languages" else problem.field
        one = ContentError.one(inner, problem.code, problem.message)
        placed += pages.get(language, pages[source]).place(one).problems
    return ContentError(placed)


def _read(page: Page, form: type[F], meta: Mapping[str, Any]) -> F:
    try:
        return form.read(meta)
    except ContentError as error:
        raise page.place(error) from None


def _where(place: Place | None) -> dict[str, str]:
    return {"topic": place.topic, "owner": place.owner} if place else {}


def _bare(value: Any) -> Any:
    """A number as a number: quotes around it would be noise."""
    if not isinstance(value, str):
        return value
    number = value.replace(".", "", 1).removeprefix("-")
    return (float(value) if "." in value else int(value)) if number.isdigit() else value

