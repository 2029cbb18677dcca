"""Which source version a translation was made for."""

from policies.content.translations import for_files, source_changed, up_to_date_in, with_made_for


def card(english="A", russian="а", portuguese="a", **made_for):
    texts = {"en": {"short": english}, "ru": {"short": russian}, "pt-BR": {"short": portuguese}}
    marks = {"ru": made_for.get("ru"), "pt-BR": made_for.get("pt")}
    for language, number in marks.items():
        if number is not None:
            texts[language]["made_for"] = number
    return {"source": "en", "languages": texts}


def made_for(form):
    return {language: said.get("made_for") for language, said in form["languages"].items()}


def test_it_marks_what_was_left_while_the_source_changed():
    assert made_for(with_made_for(card("B"), card(), 3)) == {"en": None, "ru": 3, "pt-BR": 3}


def test_it_leaves_what_was_edited():
    assert made_for(with_made_for(card("B", russian="б"), card(), 3)) == {"en": None, "ru": None, "pt-BR": 3}


def test_it_leaves_all_while_the_source_is_the_same():
    assert made_for(with_made_for(card(portuguese="b"), card(), 3)) == {"en": None, "ru": None, "pt-BR": None}


def test_it_keeps_the_older_mark():
    assert made_for(with_made_for(card("C"), card("B", ru=1), 2)) == {"en": None, "ru": 1, "pt-BR": 2}


def test_it_carries_the_mark_when_the_file_does_not_repeat_it():
    """A file without `made_for`, imported again, does not make an outdated translation good."""
    assert made_for(with_made_for(card("B"), card("B", ru=1, pt=1), 2)) == {"en": None, "ru": 1, "pt-BR": 1}


def test_it_believes_a_number_that_is_said():
    assert made_for(with_made_for(card("B", ru=3), card("A", ru=1), 2)) == {"en": None, "ru": 3, "pt-BR": 2}


def test_it_counts_a_changed_rule_as_a_changed_source():
    assert made_for(with_made_for({**card(), "rules": [1]}, card(), 3)) == {"en": None, "ru": 3, "pt-BR": 3}
    assert source_changed({**card(), "rules": [1]}, card())
    assert not source_changed(card(russian="б"), card())
    assert source_changed(card("B"), card())


def test_it_says_an_older_version_again_with_what_was_up_to_date_then():
    again = up_to_date_in(card("A", ru=1, pt=2), meaning_number=2, number=7)
    assert made_for(again) == {"en": None, "ru": 1, "pt-BR": 7}
    assert made_for(up_to_date_in(card(), meaning_number=2, number=7)) == {"en": None, "ru": 7, "pt-BR": 7}


def test_it_is_exported_without_numbers_of_this_database():
    assert made_for(for_files(card(ru=1, pt=2), meaning_number=2)) == {"en": None, "ru": 0, "pt-BR": None}


def test_it_keeps_its_number_when_an_export_comes_back():
    base = card(ru=1, pt=2)
    exported = for_files(base, meaning_number=2)
    assert made_for(with_made_for(exported, base, 5))["ru"] == 1
