"""A browser that looks at pages as somebody who means harm hopes they are, and reads what stands on them."""

from playwright.sync_api import Dialog, Page

LISTEN = """window.broken = [];
const note = (event) => window.broken.push(`${event.violatedDirective} ${event.blockedURI}`);
document.addEventListener("securitypolicyviolation", note);
window.alert = window.confirm = window.prompt = () => { window.ran = 1; };"""
SAID = """() => [document.body.textContent,
    ...Array.from(document.querySelectorAll("input, textarea, option, button"), (field) => field.value)].join("\\u0000")"""
NEXT = "nav a.button[href*='page=']:last-child"


class Reader:
    """A person's browser that notes what ran, what the policy stopped, and which pages could not be shown."""

    def __init__(self, page: Page):
        self.page = page
        self.wrong: dict[str, object] = {}
        page.context.add_init_script(LISTEN)
        page.on("dialog", self._dismiss)

    def _dismiss(self, dialog: Dialog) -> None:
        self.wrong[self.page.url] = f"dialog {dialog.message}"
        dialog.dismiss()

    def look(self, address: str) -> None:
        """What the policy stopped on the page that is open, and what a script of somebody else set."""
        broken, ran = self.page.evaluate("[window.broken, window.ran]")
        if broken or ran:
            self.wrong[address] = broken, ran

    def read(self, address: str) -> str:
        """All that stands on the page, and on those after it of a long list."""
        response = self.page.goto(address)
        if response is None or response.status != 200:
            self.wrong[address] = response and response.status
        self.look(address)
        said, onward = self.page.evaluate(SAID), self.page.query_selector(NEXT)
        if onward is not None and (href := onward.get_attribute("href")):
            where = address.partition("?")[0] + href
            return said + self.read(where) if _number(where) > _number(address) else said
        return said


def _number(address: str) -> int:
    return int(address.rpartition("page=")[2]) if "page=" in address else 1
