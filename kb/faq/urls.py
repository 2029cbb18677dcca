from django.urls import path

from kb.faq.feed import changes
from kb.faq.helpful import helpful, thanks
from kb.faq.search import search
from kb.faq.views import card, faq, topics

urlpatterns = [
    path("", faq, name="faq"),
    path("<slug:language>/", topics, name="faq_topics"),
    path("<slug:language>/search/", search, name="faq_search"),
    path("<slug:language>/changes.atom", changes, name="faq_changes"),
    path("<slug:language>/<slug:slug>/", card, name="faq_card"),
    path("<slug:language>/<slug:slug>/helpful/", helpful, name="faq_helpful"),
    path("<slug:language>/<slug:slug>/thanks/", thanks, name="faq_thanks"),
]
