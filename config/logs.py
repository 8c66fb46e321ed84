"""Where the log goes and what never stands in it."""

from typing import Any


def logging_at(level: str) -> dict[str, Any]:
    """One line for each event, on the error output, without tokens."""
    return {
        "version": 1,
        "disable_existing_loggers": False,
        "filters": {"tokens": {"()": "core.log_filters.HideTokens"}},
        "formatters": {"line": {"format": "{asctime} {levelname} {name} {message}", "style": "{"}},
        "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "line", "filters": ["tokens"]}},
        "root": {"handlers": ["console"], "level": level},
        "loggers": {"fontTools": {"level": "WARNING"}, "weasyprint": {"level": "ERROR"}},
    }
