"""A version as the text that people edit: the same Markdown files that import reads, one per language for a card."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.utils.translation import gettext as _

from policies.content.diff import Span, word_diff
from policies.content.fact import FactContent
from policies.content.fact_sheet import FactSheet
from policies.content.files import TEXT_KEYS, card_form, single_form, write_card, write_fact, write_form, write_offer
from policies.content.frontmatter import Page, read_page, write_page
from policies.content.offer import OfferContent
from policies.content.offer_sheet import DEFAULTS
from policies.content.problems import ContentError
from policies.content.sheet import Sheet
from policies.content.sheets import OF_FORMS, AnySheet
from policies.languages import read_language
from policies.models import Subject, Version

ONLY = "content"  # The name of the one text of a fact or an offer.


def texts_of(version: Version) -> dict[str, str]:
    """The texts to edit, by language (`content` for a fact or an offer), the source language first."""
    content = version.typed
    match version.subject.kind:
        case Subject.Kind.FACT:
            return {ONLY: write_fact(None, content)}
        case Subject.Kind.OFFER:
            return {ONLY: write_offer(None, content)}
    return _source_first(write_card(None, content), content.source)


def texts_of_sheet(sheet: AnySheet) -> dict[str, str]:
    """The same texts of what stands in the fields of a form, finished or not; `sheet_from` reads them again."""
    form = sheet.form()
    if isinstance(sheet, Sheet):
        return _source_first(write_form(None, form), sheet.source)
    try:
        if isinstance(sheet, FactSheet):
            return {ONLY: write_fact(None, FactContent.read(form))}
        return {ONLY: write_offer(None, OfferContent.read(form))}
    except ContentError:
        return {ONLY: write_page({name: part for name, part in form.items() if name != "about"}, form.get("about", ""))}


def sheet_from(texts: Mapping[str, str], kind: str = Subject.Kind.CARD) -> AnySheet:
    """What these texts say, finished or not, for the fields of a form.

    Raises ContentError when something in them would have no field there: nothing is dropped in silence.
    """
    if kind == Subject.Kind.CARD:
        loose = _loose({read_language(name): read_page(name, text) for name, text in texts.items() if text.strip()})
    else:
        page = read_page(ONLY, texts.get(ONLY, ""))
        loose = {**(DEFAULTS if kind == Subject.Kind.OFFER else {}), **page.meta, "about": page.body}
    sheet = OF_FORMS[kind](loose)
    if _bare(sheet.form()) != _bare(loose):
        form_from(kind, texts)  # Says in which line it is wrong.
        raise ContentError.one("", "no_field", _("Something here has no field in the form. Mend it in the text first."))
    return sheet


def _loose(pages: Mapping[str, Page]) -> dict[str, Any]:
    """As the files read one would be, but for nobody having looked whether it fits; what belongs nowhere stays beside it."""
    source = next((tag for tag, page in pages.items() if page.meta.get("source") is True), next(iter(pages), "en"))
    form: dict[str, Any] = {"audience": "public", "rules": [], "languages": {}}
    for tag, page in pages.items():
        said = {key: page.meta[key] for key in TEXT_KEYS if key in page.meta}
        rest = {key: value for key, value in page.meta.items() if key not in TEXT_KEYS and (key, value) != ("source", True)}
        form |= rest if tag == source else {f"{tag}.{key}": value for key, value in rest.items()}
        form["languages"][tag] = {**said, "body": page.body}
    return {**form, "source": source}


def _bare(value: Any) -> Any:
    """To compare what two forms say: without what is empty, and numbers and days as they are written."""
    if isinstance(value, Mapping):
        return {str(key): bare for key, item in value.items() if (bare := _bare(item)) not in ("", {}, [])}
    if isinstance(value, list | tuple):
        return [_bare(item) for item in value]
    if value is None:
        return ""
    return value.isoformat() if isinstance(value, date) else str(value).strip()


def _source_first(files: Mapping[str, str], source: str) -> dict[str, str]:
    return {language: files[language] for language in sorted(files, key=lambda tag: (tag != source, tag))}


def form_from(kind: str, texts: Mapping[str, str]) -> dict[str, Any]:
    """The form of the content that these texts say; empty texts are left out.

    Raises ContentError with every problem; `file` is the name of the text, `line` and `field` the place in it.
    """
    given = {name: text for name, text in texts.items() if text.strip()}
    if not given:
        raise ContentError.one("", "missing", "There is no text.")
    if kind != Subject.Kind.CARD:
        return single_form(kind, read_page(ONLY, given.get(ONLY, "")))
    return card_form({read_language(name): read_page(name, text) for name, text in given.items()})


@dataclass(frozen=True, slots=True)
class Difference:
    """What changed in one text, word by word."""

    name: str
    spans: tuple[Span, ...]


def differences(old: Version | None, new: Version) -> list[Difference]:
    """Each text of `new` against `old` (nothing, if there is no older one), those that changed only."""
    before = texts_of(old) if old else {}
    after = texts_of(new)
    names = [*after, *(name for name in before if name not in after)]
    pairs = ((name, before.get(name, ""), after.get(name, "")) for name in names)
    return [Difference(name, tuple(word_diff(was, text))) for name, was, text in pairs if was != text]
