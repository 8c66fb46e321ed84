"""How large a request may be, known before any of it is read, so that nothing too large fills a disk or a thread.

Small everywhere: what people type, and a poster. A view whose form takes files says so (`core.routes.takes_files`), and
that holds for those alone who may use it. The length that a request declares is the most of it that is ever read.
"""

from core.requests import Request
from core.routes import Route

LARGEST = 2 * 2**30  # bytes of a film
BESIDES = 50 * 2**20  # bytes of a picture, captions and the form itself
FILM_FORM = 3 * LARGEST + BESIDES  # a film, one described, one signed
SMALL = 3 * 2**20  # bytes, for everybody
IN_THE_ADMIN = 24 * 2**20  # bytes, for those who may enter it: pictures and documents


def largest_body(request: Request, route: Route | None) -> int:
    """Return how many bytes this address takes from whoever asks. Looks at the session for what is not small."""
    if route is None or declared_length(request) <= SMALL:
        return SMALL
    allowed = [SMALL]
    has_second_factor = request.user.is_authenticated and request.sign_in.has_second_factor
    if route.needs_second_factor and has_second_factor and request.user.has_perm("wagtailadmin.access_admin"):
        allowed.append(IN_THE_ADMIN)
    if route.largest_body and request.user.is_authenticated:
        permissions = route.takes_it_from
        if not permissions or (has_second_factor and any(request.user.has_perm(one) for one in permissions)):
            allowed.append(route.largest_body)
    return max(allowed)


def declared_length(request: Request) -> int:
    """Bytes; 0 if the request does not say, and then Django reads nothing of it."""
    try:
        return max(0, int(request.META.get("CONTENT_LENGTH") or 0))
    except ValueError:
        return 0
