"""What a browser would send of a form if nobody typed anything: the fields as the page shows them."""

from bs4 import BeautifulSoup


def filled(html: str, form: str = "editor") -> dict[str, list[str]]:
    """`{name: values}` of every field of the form with this id."""
    page = BeautifulSoup(html, "html.parser")
    sent: dict[str, list[str]] = {}
    for field in page.find(id=form).find_all(["input", "textarea", "select"]):
        if field.get("name") and not field.get("form"):
            for value in _values(field):
                sent.setdefault(field["name"], []).append(value)
    return sent


def _values(field):
    if field.name == "select":
        options = field.find_all("option", selected=True) or field.find_all("option")[:1]
        return [option.get("value", option.get_text()) for option in options]
    if field.name == "textarea":
        return [field.get_text().removeprefix("\n").replace("\n", "\r\n")]
    if field.get("type") in ("checkbox", "radio") and not field.has_attr("checked"):
        return []
    return [field.get("value", "")]
