"""If somebody turns gunicorn's access log on: what opens doors stays hidden, and who watched what is never written."""

from gunicorn.glogging import Logger

from core.log_filters import hide_tokens

NEVER_WRITTEN = ("/pupils/", "/parents/", "/schools/films/")


class QuietLogger(Logger):
    def access(self, resp, req, environ, request_time):
        if not environ.get("PATH_INFO", "").startswith(NEVER_WRITTEN):
            super().access(resp, req, environ, request_time)

    def atoms(self, resp, req, environ, request_time):
        found = super().atoms(resp, req, environ, request_time)
        return {name: hide_tokens(value) if isinstance(value, str) else value for name, value in found.items()}
