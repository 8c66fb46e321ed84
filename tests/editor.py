"""Wagtail's editor, as a person uses it in a browser."""

from playwright.sync_api import Locator, Page

# The editor hands its text to the form's hidden field a quarter of a second after the last key.
HANDED_OVER = """([editable, words]) => {
  let around = editable;
  while (around && !around.querySelector('input[type=hidden][name]')) around = around.parentElement;
  const inJson = JSON.stringify(words).slice(1, -1);
  return [...around.querySelectorAll('input[type=hidden][name]')].some(field => field.value.includes(inJson));
}"""


def write(editable: Locator, *lines: str) -> None:
    """Type into a rich text, with a line break (Shift and Enter) between lines. Returns once the form holds it."""
    page = editable.page
    editable.click()
    for number, line in enumerate(lines):
        if number:
            page.keyboard.press("Shift+Enter")
        page.keyboard.type(line)
    page.wait_for_function(HANDED_OVER, arg=[editable.element_handle(), lines[-1]])


def choose_in_save_menu(page: Page, button: str) -> None:
    """A choice of the editor's save menu, and the page that comes."""
    page.locator("footer [data-w-dropdown-target='toggle']").first.click()
    with page.expect_navigation():
        page.get_by_role("button", name=button, exact=True).first.click()


def add_block(page: Page, field: str, label: str) -> int:
    """Add a block at the end of the stream `field`. Returns its number, counted from 0."""
    count = page.locator(f"[name='{field}-count']")
    number = int(count.input_value())
    stream = page.locator(f"[data-contentpath='{field}']")
    stream.locator(".c-sf-add-button").last.click()
    page.get_by_role("option", name=label, exact=True).first.click()
    page.locator(f"[name='{field}-{number}-type']").wait_for(state="attached")
    return number
