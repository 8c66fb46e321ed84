"""Keep what opens doors out of the logs: a link's token or a certificate's code must not be read there."""

import logging
import re

SECRET_IN_PATH = re.compile(r"(/(?:l|check|board-reports|my/certificates|door/code|parents)/(?:\?code=)?)[^/\s?\"']+")


def hide_tokens(text: str) -> str:
    return SECRET_IN_PATH.sub(r"\1[hidden]", text)


class HideTokens(logging.Filter):
    def filter(self, record: logging.LogRecord) -> bool:
        record.msg = hide_tokens(record.getMessage())
        record.args = ()
        return True
