"""What word processors and web pages put on a clipboard, as Markdown."""

import pytest

from policies.content.pasted import MAX_SIGNS, markdown_of
from policies.content.problems import ContentError

WORD = """<html xmlns:o="urn:schemas-microsoft-com:office:office"><head><style>p.MsoNormal {margin:0in}</style></head>
<body lang=EN-US><!--StartFragment-->
<h2>Returns<o:p></o:p></h2>
<p class=MsoNormal>Send it back within <b>{{ returns.window_days }}</b> of&nbsp;delivery.<o:p></o:p></p>
<p class=MsoListParagraphCxSpFirst style='text-indent:-.25in;mso-list:l0 level1 lfo1'><![if !supportLists]><span
style='font-family:Symbol'><span style='mso-list:Ignore'>·<span style='font:7.0pt "Times New Roman"'>&nbsp;&nbsp;
</span></span></span><![endif]>Unworn items<o:p></o:p></p>
<p class=MsoListParagraphCxSpMiddle style='mso-list:l0 level2 lfo1'><span style='mso-list:Ignore'>o</span>with tags</p>
<p class=MsoListParagraphCxSpLast style='mso-list:l0 level1 lfo1'><span style='mso-list:Ignore'>·</span>Unopened items</p>
<p class=MsoListParagraph style='mso-list:l1 level1 lfo2'><span style='mso-list:Ignore'>1.</span>Pack it</p>
<p class=MsoListParagraph style='mso-list:l1 level1 lfo2'><span style='mso-list:Ignore'>2.</span>Send it</p>
<table class=MsoTableGrid border=1><tr><td><p class=MsoNormal>Region</p></td><td><p>Days | hours</p></td></tr>
<tr><td><p>US</p></td><td><p>30</p></td></tr></table>
<p class=MsoNormal>See <a href="https://example.com/a_b">our page</a><a name="_Toc1"></a>.</p><!--EndFragment--></body>"""
WORD_SAYS = """## Returns

Send it back within **{{ returns.window_days }}** of delivery.

- Unworn items
    - with tags
- Unopened items

1. Pack it
2. Send it

| Region | Days \\| hours |
| --- | --- |
| US | 30 |

See [our page](https://example.com/a_b)."""
GOOGLE = """<meta charset='utf-8'><b style="font-weight:normal;" id="docs-internal-guid-1"><h1 dir="ltr"><span
style="font-size:20pt;">Late parcels</span></h1><p dir="ltr"><span style="font-weight:700;">Wait</span><span
style="font-weight:700;"> five days</span><span style="font-weight:400;">, then </span><span
style="font-style:italic;">write</span><a
href="https://www.google.com/url?q=https://example.com/track&amp;sa=D"><span
style="text-decoration:underline;"> to us</span></a>.</p>
<ul><li dir="ltr"><p
role="presentation"><span>One</span></p></li><ul><li><p><span>One a</span></p></li></ul><li><p><span>Two</span></p>
</li></ul></b><br class="Apple-interchange-newline">"""
GOOGLE_SAYS = """## Late parcels

**Wait five days**, then *write* [to us](https://example.com/track).

- One
    - One a
- Two"""
WEB = """<div class="x" onclick="evil()"><h3>Shipping</h3><script>alert(1)</script><p>Costs <em>nothing</em>
<a href="javascript:alert(1)">click</a> <a href="#top">up</a> 2*3*4 &amp; &lt;b&gt;</p><style>.a{}</style><div>Plain</div>
<img
src=x onerror=alert(1)><table
><thead><tr><th>A</th></tr></thead><tbody><tr><td>1<br>2</td></tr><tr><td>3</td></tr></tbody></table
>
<blockquote>Said</blockquote></div>"""
WEB_SAYS = """### Shipping

Costs *nothing*
click up 2\\*3\\*4 & <b>

Plain

| A |
| --- |
| 1 2 |
| 3 |

> Said"""


@pytest.mark.parametrize(("html", "markdown"), [(WORD, WORD_SAYS), (GOOGLE, GOOGLE_SAYS), (WEB, WEB_SAYS)])
def test_it_keeps_headings_lists_tables_and_links_and_nothing_else(html, markdown):
    assert markdown_of(html) == markdown


def test_it_takes_nonsense_as_words_and_refuses_too_much():
    assert markdown_of("<div>" * 5000 + "deep" + "</div>" * 5000) == "deep"
    assert markdown_of("<a href=" * 9000) == ""
    with pytest.raises(ContentError):
        markdown_of("<b>" * (MAX_SIGNS + 1))
