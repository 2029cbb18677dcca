"""A feed of what changed for customers, one for each language."""

from datetime import datetime
from typing import Any

from django.conf import settings
from django.contrib.syndication.views import Feed
from django.http import Http404, HttpRequest
from django.urls import reverse
from django.utils import translation
from django.utils.feedgenerator import Atom1Feed
from django.utils.translation import gettext as _
from django.views.decorators.cache import cache_control
from django.views.decorators.http import conditional_page, require_safe

from kb.faq.changed import News, news
from policies.answers import PUBLIC, answer_for, find_cards
from policies.channels import FAQ
from policies.manner import manner_of
from policies.publishing import now
from policies.reply import Reply
from policies.terms import terms_of

Item = tuple[News, Reply]
TEN_MINUTES = 600
MOST_TOLD = 50


class ChangesFeed(Feed):  # type: ignore[type-arg]
    """Cards that customers may see today, in the language of the address; with what they say now, and since when."""

    feed_type = Atom1Feed

    def get_object(self, request: HttpRequest, *args: Any, **kwargs: Any) -> str:
        language = str(kwargs["language"])
        if language not in settings.CONTENT_LANGUAGES or terms_of(FAQ, now()).is_disabled:
            raise Http404
        translation.activate(language)
        return language

    def title(self, language: str) -> str:
        return _("Questions and answers: what changed")

    def link(self, language: str) -> str:
        return reverse("faq_topics", args=(language,))

    def feed_url(self, language: str) -> str:
        return reverse("faq_changes", args=(language,))

    def items(self, language: str) -> list[Item]:
        at = now()
        told, manner = news(at)[: 4 * MOST_TOLD], manner_of(FAQ, PUBLIC, at)
        cards = find_cards([each.card for each in told], PUBLIC, at)
        replies = {slug: answer_for(card, {}, language, at, audience=PUBLIC, **manner) for slug, card in cards.items()}
        return [(each, replies[each.card]) for each in told if replies[each.card].fallback is None][:MOST_TOLD]

    def item_title(self, item: Item) -> str:
        return item[1].wording.title

    def item_description(self, item: Item) -> str:
        return item[1].wording.short_text

    def item_link(self, item: Item) -> str:
        return reverse("faq_card", args=(item[1].wording.language, item[0].card))

    def item_guid(self, item: Item) -> str:
        return f"urn:concord:{item[0].card}:{item[1].wording.language}:{item[0].revision}"

    def item_updateddate(self, item: Item) -> datetime:
        return item[0].at


changes = require_safe(conditional_page(cache_control(public=True, max_age=TEN_MINUTES)(ChangesFeed())))
