"""What a browser fetches for a page without the film, and whether anything moves while it loads."""

import gzip

import django

django.setup()

from django.conf import settings
from django.test import Client
from playwright.sync_api import sync_playwright

from tests.bench import data, servers
from tests.bench.figures import report

MOST_KB = 100
SEEN_SHIFT = 0.001  # less is a fraction of a pixel, which nobody sees; 0.1 is what is commonly called good
# A telephone in a playground (about "slow 4G"): what arrives late is what makes a page jump.
SLOW = {"offline": False, "latency": 100, "downloadThroughput": 200_000, "uploadThroughput": 100_000}
SIZES = {"wide": {"width": 1280, "height": 800}, "narrow": {"width": 360, "height": 740}}
COMPRESSIBLE = ("text/", "application/javascript", "application/json", "image/svg+xml")
SHIFTS = """
    window.moved = 0;
    new PerformanceObserver(list => { for (const entry of list.getEntries()) window.moved += entry.value; })
        .observe({type: "layout-shift", buffered: true});
"""


class Weight:
    """The bytes of one page's responses, headers left out: as they came, and with gzip for what came without."""

    def __init__(self):
        self.as_served = self.compressible = self.poster = 0

    def add(self, response) -> None:
        kind = response.headers.get("content-type", "")
        if kind.startswith("video/") or response.status >= 300:
            return
        served = response.request.sizes()["responseBodySize"]
        plain = "content-encoding" not in response.headers and kind.startswith(COMPRESSIBLE)
        packed = min(served, len(gzip.compress(response.body()))) if plain else served
        self.as_served += served
        self.compressible += packed
        if kind.startswith("image/") and not kind.startswith("image/svg"):
            self.poster += served


def visit(browser, url: str, cookie: dict | None, size: dict) -> tuple[Weight, float]:
    """Load a page as a first visit over a slow line, and see what came and what moved."""
    context = browser.new_context(viewport=size)
    if cookie:
        context.add_cookies([cookie])
    page, responses = context.new_page(), []
    context.new_cdp_session(page).send("Network.emulateNetworkConditions", SLOW)
    page.add_init_script(SHIFTS)
    page.on("response", responses.append)
    page.goto(url, wait_until="load")
    page.wait_for_timeout(700)
    moved = page.evaluate("window.moved")
    weight = Weight()
    for response in responses:
        weight.add(response)
    context.close()
    return weight, moved


def pages() -> dict[str, tuple[str, bool]]:
    """{name: (path, signed in)}"""
    module = data.module()
    by_kind = {step.kind: step.url for step in reversed(module.step_list)}
    steps = {f"step page, {kind}": (url, True) for kind, url in by_kind.items()}
    return {"home page": ("/", False), "module page": (module.get_url(), True), **steps}


def main() -> None:
    client = Client()
    client.force_login(data.reader().person)
    base = settings.PUBLIC_URL
    cookie = {"name": "sessionid", "value": client.cookies["sessionid"].value, "url": base}
    plan = pages()  # before Playwright, under which Django allows no queries
    with servers.web(int(base.rpartition(":")[2])), sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path="/usr/bin/chromium", args=["--no-sandbox"])
        for name, (path, signed_in) in plan.items():
            found = {
                label: visit(browser, base + path, cookie if signed_in else None, size) for label, size in SIZES.items()
            }
            tell(name, found)
        browser.close()


def tell(name: str, found: dict) -> None:
    heaviest = max((weight for weight, _moved in found.values()), key=lambda weight: weight.compressible)
    served, packed, poster = (part / 1000 for part in (heaviest.as_served, heaviest.compressible, heaviest.poster))
    detail = f"{served:.0f} KB as served, {packed:.0f} KB with gzip" + (
        f", {poster:.0f} of it pictures" if poster else ""
    )
    report(f"{name}: weight of a first visit", target=f"under {MOST_KB} KB", figure=detail, passed=packed < MOST_KB)
    moved = max(shift for _weight, shift in found.values())
    report(f"{name}: layout shift", target="none", figure=f"{moved:.5f}", passed=moved < SEEN_SHIFT)


if __name__ == "__main__":
    main()
