"""Print what keeps tokens, and who watched what, out of nginx's access log."""

from typing import Any

from django.core.management.base import BaseCommand

from core.routes import fixed_parts

RULES = """map $request_uri $shown_uri {{
    default $request_uri;
    "~*^(?<kept>.*?{tokened})" "${{kept}}[hidden]";
}}
map $request_uri $is_logged {{
    default 1;
    "~*^{unlogged}" 0;
}}"""
SLASH = "(/|%2f)"  # an address stands in the query of another one too


def any_of(parts: list[str], slash: str) -> str:
    inner = "|".join(part.strip("/").replace("/", slash) for part in parts)
    return f"{slash}({inner}){slash}"


class Command(BaseCommand):
    help = "Prints the nginx maps for its access log: $shown_uri without tokens, and $is_logged. See docs/running.md."

    def handle(self, *args: Any, **options: Any) -> None:
        tokened = fixed_parts(lambda route: route.has_token)
        unlogged = fixed_parts(lambda route: route.is_unlogged)
        self.stdout.write(RULES.format(tokened=any_of(tokened, SLASH), unlogged=any_of(unlogged, "/")))
