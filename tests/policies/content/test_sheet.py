"""The sheet of the editor: any content comes back as it was, and nothing half finished is lost."""

from hypothesis import given

from policies.content.document import CardContent
from policies.content.sheet import sheet_of
from policies.writing.editing import sheet_from, texts_of_sheet
from tests.policies.content.contents import cards


@given(cards())
def test_any_content_is_the_same_after_a_sheet_and_after_its_texts(content):
    sheet = sheet_of(content.form())
    assert CardContent.read(sheet.form()).form() == content.form()
    assert sheet_from(texts_of_sheet(sheet)).form() == sheet.form()
