"""The sheet of the editor: any content comes back as it was, and nothing half finished is lost."""

import os

from hypothesis import given, settings

from policies.content.document import CardContent
from policies.content.sheet import Row, Said, Sheet, read_sheet, sheet_of
from policies.content.sheet_acts import act_on, place_after
from policies.writing.editing import sheet_from, texts_of_sheet
from tests.policies.content.contents import cards

HOW_MANY = int(os.environ.get("CONCORD_SHEETS", "12"))  # `CONCORD_SHEETS=2000` for a long proof.
ROWS = (
    Row("first", "allowed", {"stage": ["placed"]}, texts={"en": "One"}),
    Row("second", "depends", {"days": {"max": 3}}, ("gift",), "orders", {"en": "Two", "ru": "Два"}),
)
SHEET = Sheet("en", languages={"en": Said("Title", short="Short"), "ru": Said("Имя")}, rows=ROWS, columns=("stage", "days"))


@settings(max_examples=HOW_MANY)
@given(cards())
def test_any_content_is_the_same_after_a_sheet_and_after_its_texts(content):
    sheet = sheet_of(content.form())
    assert CardContent.read(sheet.form()).form() == content.form()
    assert sheet_from(texts_of_sheet(sheet)).form() == sheet.form()


def test_it_keeps_what_is_half_finished_through_texts():
    sheet = act_on(act_on(SHEET, "add-rule"), "copy:1")
    again = sheet_from(texts_of_sheet(sheet))
    assert again.keys == ["first", "second", "rule-3", "rule-4"]
    assert [row.texts.get("en", "") for row in again.rows] == ["One", "Two", "Two", ""]
    assert again.rows[2].when == {"days": {"max": 3}}
    odd = read_sheet({"languages.en.title": ["x"], "rules.0.when.days.min": ["3 days"], "rules.0.outcome": ["allowed"]})
    assert sheet_from(texts_of_sheet(odd)).rows[0].when == {"days": {"min": "3 days"}}


def test_two_rules_of_one_name_lose_neither_text():
    rows = tuple(Row("same", "allowed", texts={"en": text}) for text in ("One", "Two"))
    form = Sheet("en", languages={"en": Said("t", short="s")}, rows=rows).form()
    assert form["languages"]["en"]["texts"] == {"same": "One", "same-2": "Two"}


def test_it_reads_what_people_type():
    sheet = read_sheet(
        {
            "rules.2.key": ["Not Shipped"],
            "rules.2.when.days.min": ["4,5"],
            "rules.2.when.days.max": ["returns.window_days"],
            "rules.2.when.gift.is": ["true"],
            "rules.2.when.stage.any": ["b", "a"],
            "rules.2.when.stage.was": ["a,b"],
            "rules.2.when.region.any": ["br", "us"],
            "rules.2.when.region.was": ["us"],
            "rules.2.offers": ["gift", " "],
            "rules.10.texts.en": ["A\r\nB"],
            "languages.en.questions": ["one\r\n\r\n two "],
            "languages.ru.made_for": ["3"],
            "languages.pt-BR.made_for": ["3"],
            "languages.pt-BR.is_current": ["1"],
            "nonsense": ["x"],
            "rules.x.key": ["x"],
        }
    )
    first, second = sheet.rows
    assert (first.key, first.offers) == ("not-shipped", ("gift",))
    assert first.when == {
        "days": {"min": 4.5, "max": "returns.window_days"},
        "gift": True,
        "stage": ["a", "b"],
        "region": ["br", "us"],
    }
    assert second.texts == {"en": "A\nB"}
    assert sheet.languages["en"].questions == ("one", "two")
    assert (sheet.languages["ru"].made_for, sheet.languages["pt-BR"].made_for) == (3, None)


def test_its_buttons_move_and_drop_without_losing_a_place():
    moved = act_on(SHEET, "up:1")
    assert [row.key for row in moved.rows] == ["second", "first"]
    assert place_after(moved, "up:1") == 0
    assert act_on(SHEET, "up:0").rows == act_on(SHEET, "down:1").rows == act_on(SHEET, "drop:7").rows == ROWS
    assert act_on(SHEET, "nonsense:1") == act_on(SHEET, "copy:x") == SHEET
    assert [row.when for row in act_on(SHEET, "drop-column:days").rows] == [{"stage": ["placed"]}, {}]
    without = act_on(SHEET, "drop-language:ru")
    assert (list(without.languages), without.rows[1].texts) == (["en"], {"en": "Two"})
    assert act_on(SHEET, "drop-language:en") == SHEET
    assert list(act_on(SHEET, "add-language:pt-BR").form()["languages"]) == ["en", "ru"], "An empty language is none yet."
