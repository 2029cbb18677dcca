"""Markdown to HTML that is safe to show, with placeholders as they were written."""

from html.parser import HTMLParser

import pytest
from hypothesis import given
from hypothesis import strategies as st

from policies.content.facts import quoted_facts
from policies.content.markup import ATTRIBUTES, PROTOCOLS, TAGS, render

ATTACKS = [
    "<script>alert(1)</script>",
    "<img src=x onerror=alert(1)>",
    '<a href="javascript:alert(1)">x</a>',
    '<a href="javascript:123">x</a>',
    "[x](javascript:alert(1))",
    "[x](JaVaScRiPt:alert(1))",
    "[x](&#106;avascript:alert(1))",
    "[x](java\tscript:alert(1))",
    "[x](data:text/html,<script>alert(1)</script>)",
    "[x](vbscript:x)",
    '<p onclick="alert(1)" style="position:fixed">x</p>',
    "<svg/onload=alert(1)>",
    "<iframe src=https://evil.example></iframe>",
    "<style>*{display:none}</style>",
    "<form action=//evil.example><input name=password></form>",
    "<scr<script>ipt>alert(1)</scr</script>ipt>",
    '<a title="</a><script>alert(1)</script>" href="https://x.example">x</a>',
    '![x](x "onerror=alert(1)")',
    '![" onerror="alert(1)](x)',
    "`<script>`",
    "<!--><script>alert(1)</script>-->",
    "<math><mtext><table><mglyph><style><img src=x onerror=alert(1)>",
]


class Reader(HTMLParser):
    """What a browser would find: tags, attributes, addresses."""

    def __init__(self, html: str):
        super().__init__()
        self.found: list[tuple[str, dict[str, str | None]]] = []
        self.feed(html)
        self.close()

    def handle_starttag(self, tag, attrs):
        self.found.append((tag, dict(attrs)))


def assert_clean(html: str) -> None:
    for tag, attributes in Reader(html).found:
        assert tag in TAGS
        assert set(attributes) <= {*ATTRIBUTES.get(tag, ()), "rel"}
        scheme, colon, _ = (attributes.get("href") or "").partition(":")
        assert not colon or scheme in PROTOCOLS or "/" in scheme


@pytest.mark.parametrize("attack", ATTACKS)
def test_it_leaves_nothing_that_runs(attack):
    assert_clean(render(f"before {attack} after")["html"])
    assert_clean(render(attack)["html"])


@given(st.text(st.sampled_from("<>\"'&;:()[]{}/=` \n*_-javscript\\onahref#x"), max_size=60))
def test_it_leaves_nothing_that_runs_of_anything_typed(text):
    assert_clean(render(text)["html"])


@pytest.mark.parametrize(
    "text",
    [
        "Within {{ returns.window_days }}.",
        "_{{ returns.window_days }}_ and *{{ a.b_c }}*",
        "**{{ a_b.c_d_e }}** __{{ a_b.c_d_e }}__",
        "snake_{{ a_b.c_d }}_case",
        "`{{ returns.window_days }}`",
        "[{{ a.b_c }}](https://x.example/{{ a.b_c }}?x={{ d.e | number }})",
        "[mail](mailto:{{ contact.e_mail }})",
        '<a title="{{ a.b_c }}" href="https://x.example">x</a>',
        "# {{ a.b }}\n\n- {{ c.d_e }}\n\n> {{ e.f }}",
        "| {{ a.b_c }} | x |\n|---|---|\n| {{ d.e_f }} | {{ g.h | number }} |",
        "    {{ a.b_c }}",
        "{{a.b_c}}{{  a.b_c|number  }}",
    ],
)
def test_it_keeps_every_placeholder(text):
    rendered = render(text)
    assert sorted(quoted_facts(rendered["html"])) == sorted(quoted_facts(text))
    assert set(quoted_facts(rendered["text"])) == set(quoted_facts(text)) - ({"a.b_c"} if "title=" in text else set())


@pytest.mark.parametrize(
    "address", ["{{ a.b }}", "java{{ a.b }}", "{{ a.b }}script:alert(1)", "/{{ a.b }}", "javascript:{{ a.b }}"]
)
def test_it_lets_no_fact_begin_an_address(address):
    """A fact's text is put in after the cleaning, and could say `javascript:`."""
    for text in (f"[x]({address})", f'<a href="{address}">x</a>', f"<a href={address.replace(' ', '')}>x</a>"):
        links = [attributes for tag, attributes in Reader(render(text)["html"]).found if tag == "a"]
        assert all("href" not in attributes for attributes in links)


def test_it_cannot_be_told_a_placeholder_that_is_none():
    assert render("\ue0000\ue001 {{ a.b }}")["text"] == "0 {{ a.b }}"


def test_it_begins_headings_below_the_pages_own():
    assert render("# One\n\n## Two\n\n###### Six")["html"] == "<h2>One</h2>\n<h2>Two</h2>\n<h4>Six</h4>"


def test_it_keeps_the_description_of_an_image():
    assert render("See ![the label](https://x.example/l.png).")["html"] == "<p>See the label.</p>"


def test_it_shows_tags_it_does_not_know_as_text():
    assert render("Use <b>bold</b> & more")["text"] == "Use <b>bold</b> & more"
