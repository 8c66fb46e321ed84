"""If somebody turns gunicorn's access log on: what opens doors stays hidden, and who watched what is never written."""

from gunicorn.glogging import Logger

from core.log_filters import hide_tokens, is_unlogged


class QuietLogger(Logger):
    def access(self, resp, req, environ, request_time):
        if not is_unlogged(environ.get("PATH_INFO", "")):
            super().access(resp, req, environ, request_time)

    def atoms(self, resp, req, environ, request_time):
        found = super().atoms(resp, req, environ, request_time)
        return {name: hide_tokens(value) if isinstance(value, str) else value for name, value in found.items()}
