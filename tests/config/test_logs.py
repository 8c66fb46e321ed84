"""What opens doors is not read in the logs."""

import logging

import pytest
from django.conf import settings

from people.logging import HideTokens, hide_tokens


@pytest.mark.parametrize(
    ("line", "kept"),
    [
        ("GET /l/12-abcDEF_-xyz/ 200", "GET /l/[hidden]/ 200"),
        ("GET /check/K7QF2MRD/ 200", "GET /check/[hidden]/ 200"),
        ("GET /check/?code=K7QF2MRD 200", "GET /check/?code=[hidden] 200"),
        ("GET /my/certificates/K7QF2MRD/certificate.pdf", "GET /my/certificates/[hidden]/certificate.pdf"),
        ("GET /learn/contextual-safeguarding/ 200", "GET /learn/contextual-safeguarding/ 200"),
    ],
)
def test_tokens_are_hidden(line, kept):
    assert hide_tokens(line) == kept


def test_tokens_in_arguments_are_hidden_too():
    record = logging.LogRecord("x", logging.WARNING, "", 0, "Forbidden: %s", ("/l/12-secret/",), None)
    HideTokens().filter(record)
    assert record.getMessage() == "Forbidden: /l/[hidden]/"


def test_every_handler_hides_them():
    assert all("tokens" in handler["filters"] for handler in settings.LOGGING["handlers"].values())


@pytest.mark.django_db
def test_a_link_that_does_not_work_leaves_no_token_in_the_log(client, capfd):
    client.get("/l/12-secretsecretsecret0/")
    captured = capfd.readouterr()
    assert "secretsecret" not in captured.out + captured.err
