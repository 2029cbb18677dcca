"""Addresses under /api/v1/. Later parts add theirs; every one answers a channel's key or a colleague's session."""

from django.urls import path

from kb.api.managing_urls import managing_urls
from kb.api.room_views import read_by_channels
from kb.api.rooms.vocabulary import Dimensions, Topics
from kb.api.views.answers import AnswerView
from kb.api.views.ask import AskView
from kb.api.views.changes import ChangesView
from kb.api.views.docs import docs
from kb.api.views.escalations import EscalateView
from kb.api.views.feedback import FeedbackView
from kb.api.views.outcomes import OutcomesView
from kb.api.views.receipts import ReceiptView
from kb.api.views.schema import SchemaView
from kb.api.views.search import SearchView, SuggestView
from kb.api.views.vocabulary import DimensionsView, LanguagesView, TopicsView

app_name = "api"
urlpatterns = [
    path("schema", SchemaView.as_view(), name="schema"),
    path("docs", docs, name="docs"),
    path("answers/<card:card>", AnswerView.as_view(), name="answer"),
    path("changes", ChangesView.as_view(), name="changes"),
    path("ask", AskView.as_view(), name="ask"),
    path("receipts/<str:receipt>", ReceiptView.as_view(), name="receipt"),
    path("escalations", EscalateView.as_view(), name="escalations"),
    path("feedback", FeedbackView.as_view(), name="feedback"),
    path("offers/<str:code>/outcomes", OutcomesView.as_view(), name="outcomes"),
    path("search", SearchView.as_view(), name="search"),
    path("suggest", SuggestView.as_view(), name="suggest"),
    path("topics", read_by_channels(TopicsView, Topics), name="topics"),
    path("dimensions", read_by_channels(DimensionsView, Dimensions), name="dimensions"),
    path("languages", LanguagesView.as_view(), name="languages"),
    *managing_urls,
]
