"""From which score a card answers or is shown."""

import numpy as np

from search.ask import band_of
from search.model.lines import USUAL, Lines, draw


def drawn(right, wrong):
    raw = np.array([*right, *wrong])
    return draw(raw, np.array([0] * len(right) + [9] * len(wrong)))


def test_it_answers_most_of_what_is_right():
    lines = drawn(np.linspace(0.5, 1.5, 101), [])
    assert 0.54 < lines.answer < 0.56
    assert lines.suggest < lines.answer


def test_it_draws_the_line_higher_where_many_would_be_answered_wrong():
    right = np.linspace(0.5, 1.5, 101)
    assert drawn(right, np.linspace(0.5, 0.9, 101)).answer > drawn(right, []).answer


def test_it_keeps_to_the_usual_where_little_can_be_told():
    assert drawn([0.9] * 10, [0.1] * 10) == USUAL


def test_it_gives_the_same_meaning_to_the_scores_of_every_model():
    for lines in (USUAL, Lines(suggest=0.6, answer=0.8)):
        raws = (lines.suggest - 0.01, lines.suggest + 0.01, lines.answer + 0.01)
        assert [band_of(lines.confidence(raw)) for raw in raws] == ["escalate", "suggest", "answer"]
        assert 0 == lines.confidence(-1) < lines.confidence(9) == 1
