"""The one place where markup from outside is made safe, and the one caller of bleach and nh3.

bleach walks the tree against an allow-list and turns bare addresses into links; nh3, a second parser written in
another language, checks what bleach leaves, since each has let through what the other stopped (docs/decisions/0001).
Rich text is then written anew in the one form that Wagtail's editor can always open (`_Lines`).
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from html import escape
from html.parser import HTMLParser
from typing import Any

import bleach
import nh3
from bleach.linkifier import Linker

SCHEMES = {"http", "https", "mailto", "tel"}
INLINE = {"a", "b", "strong", "i", "em", "code", "sub", "sup"}
TEXTS = {"p", "h2", "h3", "h4", "blockquote"}
LISTS = {"ul", "ol"}
VOID = {"br", "hr", "embed"}
TAGS = INLINE | TEXTS | LISTS | VOID | {"li"}
DEEPEST = 5  # lists in lists: as many as the editor makes
# Wagtail keeps links to its own pages and documents as <a linktype id> and images as <embed …>.
WAGTAIL = {"a": {"href", "linktype", "id", "title"}, "embed": {"embedtype", "id", "format", "alt", "url"}}
# Control characters, and halves of a surrogate pair, which JSON can hold and UTF-8 cannot.
CONTROL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff]")
SPACE = " \t\n\f\r"  # what HTML takes for white space; a no-break space is text
NUMBER = re.compile(r"[1-9][0-9]{0,8}\Z")  # of a row: more digits than a database's integer has are nobody's


def sanitise_rich_text(html: str) -> str:
    """Return rich text as Wagtail stores it, with nothing in it that could run, load or disguise.

    Wagtail's own converter can open every text that is returned (`_Lines` says in which form it is), and sanitising
    it again changes nothing.
    """
    reader = _Lines()
    reader.feed(_clean(html, tags=TAGS, attributes=WAGTAIL))
    reader.close()
    return CONTROL.sub("", "".join(_written(reader.lines)))


def plain_text_to_html(text: str) -> str:
    """Somebody's plain words as paragraphs, their web addresses clickable."""
    escaped = bleach.clean(CONTROL.sub("", text), tags=set(), strip=False)
    paragraphs = [
        p.strip().replace("\n", "<br>") for p in re.split(r"\n\s*\n", escaped.replace("\r\n", "\n")) if p.strip()
    ]
    linked = Linker(callbacks=[_secure], skip_tags=["a"], parse_email=False).linkify(
        "".join(f"<p>{p}</p>" for p in paragraphs)
    )
    return nh3.clean(
        linked, tags={"p", "br", "a"}, attributes={"a": {"href"}}, url_schemes=SCHEMES, link_rel="noopener"
    )


LinkAttributes = dict[Any, str]  # as bleach has them: by (namespace, name), and the words as "_text"


def _secure(attributes: LinkAttributes, new: bool = False) -> LinkAttributes:
    """An address written without a scheme is opened by https."""
    if not attributes["_text"].lower().startswith("http:"):
        attributes[(None, "href")] = attributes[(None, "href")].replace("http://", "https://", 1)
    return attributes


def _clean(html: str, *, tags: set[str], attributes: dict[str, set[str]]) -> str:
    def by_nh3(text: str) -> str:
        return nh3.clean(
            text,
            tags=tags,
            clean_content_tags={"script", "style", "template", "title", "noscript", "iframe", "svg", "math"},
            attributes=attributes,
            attribute_filter=_keep_attribute,
            url_schemes=SCHEMES,
            link_rel=None,
        )

    # Before bleach only to drop what stands inside a script: bleach would keep it as words.
    without_scripts = by_nh3(CONTROL.sub("", html or ""))
    by_bleach = bleach.clean(
        without_scripts,
        tags=tags,
        attributes={k: list(v) for k, v in attributes.items()},
        protocols=SCHEMES,
        strip=True,
    )
    return by_nh3(by_bleach)


def _keep_attribute(tag: str, name: str, value: str) -> str | None:
    """Ids are numbers of Wagtail's rows; a link type is one of Wagtail's; anything else there is somebody's trick."""
    if name == "id":
        return value if NUMBER.match(value) else None
    if name == "linktype":
        return value if value in {"page", "document"} else None
    if name == "url":
        return value if value.startswith("https://") else None
    if name == "embedtype":
        return value if value in {"image", "media"} else None
    return value


# --- What Wagtail's editor can open ---------------------------------------------------------------


@dataclass(eq=False)
class _Inline:
    """An inline element that is open. Compared by identity: two links beside each other stay two."""

    tag: str
    start: str


@dataclass
class _Line:
    """One paragraph, heading, quotation or list item; or a rule or an embed, whose tag is all that there is."""

    tag: str
    lists: tuple[str, ...] = ()  # the lists around an item, the outermost first
    pieces: list[tuple[str, tuple[_Inline, ...]]] = field(default_factory=list)


class _Lines(HTMLParser):
    """Reads sanitised markup into the flat list of lines that Wagtail's editor (Draftail) works with.

    The editor knows one level of blocks, no more: `<p>`, headings, `<blockquote>` and `<li>` that hold text and
    inline elements, lists that hold items, `<hr/>` and `<embed/>` beside them. Its converter raises on anything else
    that it cannot place: a void tag without its slash, an item outside a list, a link without a target. So text that
    stands alone gets a paragraph, an item alone a list, a block inside a block a line break, and a rule or a list
    inside a paragraph stands after it. Words are never dropped, and stay in their order.

    It is fed what nh3 has written: every tag known, every element closed, every character that means something escaped.
    """

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.lines: list[_Line] = []
        self.line: _Line | None = None
        self.around: list[str] = []  # the blocks that are open
        self.inline: list[_Inline | None] = []  # None: an element that is not handed on
        self.broken = False  # a block has begun or ended inside this line

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag == "br":
            if self.line is not None:
                self._add("<br/>")
        elif tag in VOID:
            whole = _start(tag, attrs)
            if whole:
                self._leave()
                self.lines.append(_Line(whole))
        elif tag in INLINE:
            known = any(element and element.tag == tag for element in self.inline)
            start = None if known else _start(tag, attrs)
            self.inline.append(_Inline(tag, start) if start else None)
        elif tag in TEXTS and self.around:
            self._break()
            self.around.append(tag)
        else:
            self._leave()
            self.around.append(tag)
            if tag not in LISTS:
                self._open()

    def handle_endtag(self, tag: str) -> None:
        if tag in VOID:
            return
        if tag in INLINE:
            self.inline.pop()
            return
        self.around.pop()
        if tag in LISTS:
            self._leave()
        elif tag in TEXTS and self.around:
            self._break()
        else:
            self.line = None

    def handle_data(self, data: str) -> None:
        if not data.strip(SPACE) and (self.line is None or self.broken or not self.line.pieces):
            return
        if self.line is None:
            self._open()
        self._add(escape(data, quote=False))

    def _open(self) -> None:
        """Begin a line."""
        lists = tuple(tag for tag in self.around if tag in LISTS)[:DEEPEST]
        if lists or "li" in self.around:
            self.line = _Line("li", lists or ("ul",))
        else:
            self.line = _Line(self.around[0] if self.around else "p")
        self.lines.append(self.line)
        self.broken = False

    def _add(self, markup: str) -> None:
        assert self.line is not None, "a line is open"
        if self.broken:
            self.line.pieces.append(("<br/>", ()))
            self.broken = False
        self.line.pieces.append((markup, tuple(element for element in self.inline if element)))

    def _break(self) -> None:
        self.broken = self.line is not None and bool(self.line.pieces)

    def _leave(self) -> None:
        """Something else begins in the middle of this line; if nothing was in it, it was only its wrapping."""
        if self.line is not None and not self.line.pieces:
            self.lines.pop()
        self.line = None


def _start(tag: str, attrs: list[tuple[str, str | None]]) -> str | None:
    """Return the start tag with the attributes that belong together, or None if Wagtail could not read it."""
    have = {name: value or "" for name, value in attrs}
    needed: tuple[str, ...]
    kept: set[str]
    if tag == "a":
        needed = ("linktype", "id") if have.get("linktype") and have.get("id") else ("href",)
        kept = {*needed, "title"}
    elif tag == "embed":
        needed = ("embedtype", {"image": "id", "media": "url"}.get(have.get("embedtype", ""), "embedtype"))
        have.setdefault("format", "fullwidth")
        kept = {"embedtype", "id", "format", "alt"} if needed[1] == "id" else {"embedtype", "url"}
    else:
        needed, kept = (), set()
    if not all(name in have for name in needed):
        return None
    words = "".join(f' {name}="{_in_quotes(value)}"' for name, value in have.items() if name in kept)
    return f"<{tag}{words}/>" if tag in VOID else f"<{tag}{words}>"


def _in_quotes(value: str) -> str:
    """Escape as Wagtail unescapes (`wagtail.rich_text.rewriters.extract_attrs`): these four, and no apostrophe."""
    return value.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;").replace('"', "&quot;")


def _written(lines: list[_Line]) -> Iterator[str]:
    """The lines as HTML: items of the same lists next to each other stand in one list."""
    lists: list[str] = []  # those that are open, each with an item open in it
    for line in lines:
        same = 0
        while same < min(len(lists), len(line.lists)) and lists[same] == line.lists[same]:
            same += 1
        while len(lists) > same:
            yield f"</li></{lists.pop()}>"
        if line.tag != "li":
            yield line.tag if line.tag.startswith("<") else f"<{line.tag}>{_inside(line)}</{line.tag}>"
            continue
        if same == len(line.lists):
            yield "</li><li>"
        for kind in line.lists[same:]:
            lists.append(kind)
            yield f"<{kind}><li>"
        yield _inside(line)
    for kind in reversed(lists):
        yield f"</li></{kind}>"


def _inside(line: _Line) -> str:
    """The pieces of a line, each inside the inline elements that it belongs to."""
    out: list[str] = []
    around: list[_Inline] = []
    for markup, wanted in [*line.pieces, ("", ())]:
        same = 0
        while same < min(len(around), len(wanted)) and around[same] is wanted[same]:
            same += 1
        while len(around) > same:
            out.append(f"</{around.pop().tag}>")
        for element in wanted[same:]:
            around.append(element)
            out.append(element.start)
        out.append(markup)
    return "".join(out)
