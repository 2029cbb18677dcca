"""The sheet of each kind of content, by the kind's name: `card`, `fact` or `offer`."""

from collections.abc import Callable, Mapping
from typing import Any

from policies.content.fact_sheet import FactSheet, fact_sheet_of, read_fact_sheet
from policies.content.fields import Fields
from policies.content.offer_sheet import OfferSheet, offer_sheet_of, read_offer_sheet
from policies.content.sheet import Sheet, read_sheet, sheet_of

AnySheet = Sheet | FactSheet | OfferSheet
OF_FORMS: dict[str, Callable[[Mapping[str, Any]], AnySheet]] = {
    "card": sheet_of,
    "fact": fact_sheet_of,
    "offer": offer_sheet_of,
}
OF_FIELDS: dict[str, Callable[[Fields], AnySheet]] = {
    "card": read_sheet,
    "fact": read_fact_sheet,
    "offer": read_offer_sheet,
}
