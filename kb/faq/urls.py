from django.urls import path

from kb.faq.views import card, faq, topics

urlpatterns = [
    path("", faq, name="faq"),
    path("<slug:language>/", topics, name="faq_topics"),
    path("<slug:language>/<slug:slug>/", card, name="faq_card"),
]
