"""Headers by path: the admin's own policy, and nothing kept or indexed of pages that carry a token."""

from csp.constants import NONE, SELF, UNSAFE_EVAL, UNSAFE_INLINE
from django.middleware.gzip import GZipMiddleware

PRIVATE = ("/l/", "/my/", "/start/", "/check/", "/account/", "/mailbox/", "/learning/", "/bookings/", "/door/")
# Wagtail's editor writes scripts into its pages; it stands behind a second factor and under its own path only.
ADMIN_POLICY = {
    "script-src": [SELF, UNSAFE_INLINE, UNSAFE_EVAL],
    "style-src": [SELF, UNSAFE_INLINE],
    "img-src": [SELF, "data:", "blob:"],
    "object-src": [NONE],
}


class CompressPages(GZipMiddleware):
    """Pages travel compressed, about a third of their size. Films do not: a range of one has to stay that range."""

    def process_response(self, request, response):
        is_page = not response.streaming and response.get("Content-Type", "").startswith("text/html")
        return super().process_response(request, response) if is_page else response


class ContentSecurity:
    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        response = self.get_response(request)
        if response.get("Content-Encoding") == "None":
            del response["Content-Encoding"]  # Wagtail writes the word when a document has no encoding
        if request.path.startswith("/admin/"):
            response._csp_replace = ADMIN_POLICY
        elif request.path.startswith(PRIVATE):
            response["Cache-Control"] = "no-store"
            # Not "no-referrer": browsers then send "Origin: null" with a form, which no check against forgery passes.
            # "strict-origin" keeps the path, and so the token, to itself just as well.
            response["Referrer-Policy"] = "strict-origin"
            response["X-Robots-Tag"] = "noindex, nofollow"
        return response
