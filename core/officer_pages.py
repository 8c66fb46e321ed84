"""Pages of the admin that are views of our own, drawn as Wagtail draws its generic ones."""

from collections.abc import Mapping
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render


def officer_page(
    request: HttpRequest, template: str, context: Mapping[str, Any], *, title: object, icon: str, subtitle: object = ""
) -> HttpResponse:
    """Render a template that extends `layouts/officer_page.html`, under Wagtail's header.

    The tab says `title` too, unless the template has a block `titletag`.
    """
    header = {"page_title": title, "page_subtitle": subtitle, "header_icon": icon}
    return render(request, template, {**context, **header})
