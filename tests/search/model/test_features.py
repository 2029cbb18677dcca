"""Words and letters, against the formulas written out."""

import numpy as np
import pytest

from search.model.features import Features

TEXTS = [("cancel my order", "en"), ("where is the parcel", "en"), ("отменить заказ", "ru"), ("", "en")]


@pytest.fixture(scope="module")
def features():
    return Features.fit(TEXTS)


def test_it_finds_an_example_most_like_itself(features):
    for number, (text, language) in enumerate(TEXTS[:3]):
        alike = features.alike(text, language)
        assert alike[number] == pytest.approx(1, abs=1e-6)
        assert alike.argmax() == number


def test_it_forgives_a_slip_and_an_ending(features):
    assert features.alike("cancle orders", "en").argmax() == 0
    assert features.alike("отмена заказа", "ru").argmax() == 2


@pytest.mark.parametrize("text", ["", "???", "zzz", "\ud800", "\x00", "日本語"])
def test_it_finds_nothing_alike_in_what_it_does_not_know(features, text):
    np.testing.assert_array_equal(features.alike(text, "en"), np.zeros(len(TEXTS), np.float32))


def test_it_takes_no_texts_at_all():
    assert Features.fit([]).alike("cancel", "en").shape == (0,)
