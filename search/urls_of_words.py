"""How cards are found: synonyms and best bets."""

from django.urls import path

from search.views_of_words import best_bet, best_bets, drop_best_bet, drop_synonym_set, synonym_set, synonyms

urlpatterns = [
    path("synonyms/", synonyms, name="synonyms"),
    path("synonyms/<int:number>/", synonym_set, name="synonym_set"),
    path("synonyms/<int:number>/drop/", drop_synonym_set, name="drop_synonym_set"),
    path("best-bets/", best_bets, name="best_bets"),
    path("best-bets/<int:number>/", best_bet, name="best_bet"),
    path("best-bets/<int:number>/drop/", drop_best_bet, name="drop_best_bet"),
]
