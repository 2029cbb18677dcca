"""What search engines may read, and where: the public questions in all their languages, and nothing else of the site."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any, cast

from django.contrib.sitemaps import Sitemap
from django.contrib.sitemaps.views import sitemap as sitemap_of
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.cache import cache_control
from django.views.decorators.http import conditional_page, require_safe

from kb.faq.changed import last_changes
from kb.faq.contents import first_language, languages_spoken
from kb.faq.pages import kept
from policies.answers import PUBLIC, find_cards, visible_cards
from policies.channels import FAQ
from policies.memory import recall
from policies.moment import Moment
from policies.publishing import now
from policies.terms import languages_of, terms_of

TEN_MINUTES = 600


@dataclass(frozen=True, slots=True)
class Place:
    """A page in one of the `languages` that it is there in; without a card the start."""

    card: str
    language: str
    languages: tuple[str, ...]
    changed_at: datetime | None = None

    def in_language(self, language: str) -> str:
        return reverse("faq_card", args=(language, self.card)) if self.card else reverse("faq_topics", args=(language,))

    @property
    def for_everybody(self) -> str:
        """For whoever speaks none of the languages."""
        return self.in_language(first_language(list(self.languages))) if self.card else reverse("faq")


class Questions(Sitemap):  # type: ignore[type-arg]
    limit = 10_000  # Each with its other languages; the protocol allows 50,000 addresses and 50 MB.

    def __init__(self, at: Moment):
        self.at = at

    def items(self) -> list[Place]:
        return places(self.at)

    def location(self, item: Place) -> str:
        return item.in_language(item.language)

    def lastmod(self, item: Place) -> datetime | None:
        return item.changed_at

    def get_urls(self, page: Any = 1, site: Any = None, protocol: str | None = None) -> list[dict[str, Any]]:
        """With what Django would say of translated addresses, had they no language of their own in them."""
        found = super().get_urls(page, site, protocol)
        for url in found:
            place = cast(Place, url["item"])
            start = url["location"].removesuffix(self.location(place))
            others = {tag: place.in_language(tag) for tag in place.languages} | {"x-default": place.for_everybody}
            url["alternates"] = [{"lang_code": code, "location": start + path} for code, path in others.items()]
        return found


def places(at: Moment) -> list[Place]:
    """Every page, kept for as long as nothing changes."""
    known, key = recall(at), ("faq", "places")
    if key not in known:
        known[key] = list(_places(at))
    return cast(list[Place], known[key])


def _places(at: Moment) -> list[Place]:
    languages = tuple(languages_of(FAQ, at))
    found = [Place("", language, languages) for language in languages]
    changed = last_changes(at)
    slugs = visible_cards(PUBLIC, at).order_by("slug").values_list("slug", flat=True)
    for slug, card in find_cards(slugs, PUBLIC, at).items():
        spoken = tuple(languages_spoken(card, at))
        found += [Place(slug, language, spoken, changed.get(slug)) for language in spoken]
    return found


@require_safe
@conditional_page
@cache_control(public=True, max_age=TEN_MINUTES)
def sitemap(request: HttpRequest) -> HttpResponse:
    at = now()
    if terms_of(FAQ, at).is_disabled:
        raise Http404

    def compose() -> str:
        return sitemap_of(request, {"faq": Questions(at)}).render().content.decode()

    return kept(request, compose, at.revision, places(at), kind="application/xml")


@require_safe
@conditional_page
@cache_control(public=True, max_age=TEN_MINUTES)
def robots(request: HttpRequest) -> HttpResponse:
    """Says which pages are for search engines, not which others there are."""
    given = {"site": f"{request.scheme}://{request.get_host()}", "is_open": not terms_of(FAQ, now()).is_disabled}
    return render(request, "faq/robots.txt", given, content_type="text/plain; charset=utf-8")
