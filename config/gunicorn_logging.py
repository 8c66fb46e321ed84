"""If somebody turns gunicorn's access log on: what opens doors stays hidden, and who watched what is never written."""

from datetime import timedelta
from typing import Any

from gunicorn.glogging import Logger
from gunicorn.http.message import Request
from gunicorn.http.wsgi import Response

from core.log_filters import hide_tokens, is_unlogged


class QuietLogger(Logger):
    def access(self, resp: Response, req: Request, environ: dict[str, Any], request_time: timedelta) -> None:
        if not is_unlogged(environ.get("PATH_INFO", "")):
            super().access(resp, req, environ, request_time)

    def atoms(
        self, resp: Response, req: Request, environ: dict[str, Any], request_time: timedelta
    ) -> dict[str, object]:
        found = super().atoms(resp, req, environ, request_time)
        return {name: hide_tokens(value) if isinstance(value, str) else value for name, value in found.items()}
