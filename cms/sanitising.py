"""The one place where markup from outside is made safe, and the one caller of bleach and nh3.

bleach walks the tree against an allow-list and turns bare addresses into links; nh3, a second parser written in
another language, has the last word, since each has let through what the other stopped (docs/decisions/0001).
"""

import re

import bleach
import nh3
from bleach.linkifier import Linker

SCHEMES = {"http", "https", "mailto", "tel"}
INLINE = {"a", "b", "strong", "i", "em", "br", "code", "sub", "sup"}
BLOCKS = {"p", "h2", "h3", "h4", "ul", "ol", "li", "hr", "blockquote"}
# Wagtail keeps links to its own pages and documents as <a linktype id> and images as <embed …>.
WAGTAIL = {"a": {"href", "linktype", "id", "title"}, "embed": {"embedtype", "id", "format", "alt", "url"}}
CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")
EMBED = re.compile(r"<embed\b([^>]*?)\s*/?>")
NUMBER = re.compile(r"\d+\Z")


def sanitise_rich_text(html: str) -> str:
    """Rich text as Wagtail stores it, with nothing left in it that could run, load or disguise."""
    return _clean(html, tags=INLINE | BLOCKS | {"embed"}, attributes=WAGTAIL)


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


def _secure(attributes: dict, new: bool = False) -> dict:
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
    return EMBED.sub(r"<embed\1/>", by_nh3(by_bleach))  # Wagtail only knows an embed by its closing slash


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
