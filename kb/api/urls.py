"""Addresses under /api/v1/. Later parts add theirs; every one answers a channel's key or a colleague's session."""

from django.urls import path, register_converter
from django.urls.converters import StringConverter

from kb.api.views.answers import AnswerView
from kb.api.views.ask import AskView
from kb.api.views.changes import ChangesView
from kb.api.views.feedback import FeedbackView
from kb.api.views.managing import SubjectsView, SubjectView, WithdrawView
from kb.api.views.managing_versions import VersionActView, VersionsView, VersionView
from kb.api.views.outcomes import OutcomesView
from kb.api.views.receipts import ReceiptView
from kb.api.views.schema import SchemaView
from kb.api.views.search import SearchView, SuggestView
from kb.api.views.vocabulary import DimensionsView, LanguagesView, TopicsView


class SlugConverter(StringConverter):
    """The form of a card's slug; no other text can name one."""

    regex = "[a-z0-9]+(?:[-_.][a-z0-9]+)*"


class KindConverter:
    """Cards, facts and offers are managed alike; within the house each is named in the singular."""

    regex = "cards|facts|offers"

    def to_python(self, value: str) -> str:
        return value.removesuffix("s")

    def to_url(self, value: str) -> str:
        return f"{value}s"


register_converter(SlugConverter, "card")
register_converter(KindConverter, "kind")

app_name = "api"
urlpatterns = [
    path("schema", SchemaView.as_view(), name="schema"),
    path("answers/<card:card>", AnswerView.as_view(), name="answer"),
    path("changes", ChangesView.as_view(), name="changes"),
    path("ask", AskView.as_view(), name="ask"),
    path("receipts/<str:receipt>", ReceiptView.as_view(), name="receipt"),
    path("feedback", FeedbackView.as_view(), name="feedback"),
    path("offers/<str:code>/outcomes", OutcomesView.as_view(), name="outcomes"),
    path("search", SearchView.as_view(), name="search"),
    path("suggest", SuggestView.as_view(), name="suggest"),
    path("topics", TopicsView.as_view(), name="topics"),
    path("dimensions", DimensionsView.as_view(), name="dimensions"),
    path("languages", LanguagesView.as_view(), name="languages"),
    path("<kind:kind>", SubjectsView.as_view(), name="subjects"),
    path("<kind:kind>/<card:slug>", SubjectView.as_view(), name="subject"),
    path("<kind:kind>/<card:slug>/withdraw", WithdrawView.as_view(), name="withdraw"),
    path("<kind:kind>/<card:slug>/versions", VersionsView.as_view(), name="versions"),
    path("<kind:kind>/<card:slug>/versions/<int:number>", VersionView.as_view(), name="version"),
    path("<kind:kind>/<card:slug>/versions/<int:number>/<slug:verb>", VersionActView.as_view(), name="act"),
]
