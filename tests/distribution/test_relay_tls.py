"""Mail over TLS: the relay's certificate is checked, against an authority of the council's own if it has one."""

import ssl
from datetime import UTC, datetime, timedelta
from ipaddress import ip_address

import pytest
from aiosmtpd.controller import Controller
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from distribution.outcomes import Outcome, Outgoing
from distribution.relays import RelayUnavailable, SmtpRelay
from tests.servers import free_port

PASSWORD = "p@ss#word/1"


def key_usage(is_authority: bool) -> x509.KeyUsage:
    never = dict.fromkeys(
        ("content_commitment", "key_encipherment", "data_encipherment", "key_agreement", "encipher_only",
         "decipher_only"), False,
    )  # fmt: skip
    return x509.KeyUsage(digital_signature=not is_authority, key_cert_sign=is_authority, crl_sign=is_authority, **never)


def certificate(name: str, key, *, issuer: str, by, is_authority: bool) -> bytes:
    names = [x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, each)]) for each in (name, issuer)]
    now = datetime.now(UTC)
    made = (
        x509.CertificateBuilder()
        .subject_name(names[0])
        .issuer_name(names[1])
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(hours=1))
        .not_valid_after(now + timedelta(hours=1))
        .add_extension(x509.BasicConstraints(ca=is_authority, path_length=None), critical=True)
        .add_extension(x509.SubjectAlternativeName([x509.IPAddress(ip_address("127.0.0.1"))]), critical=False)
        # Python 3.13 asks for both, and for what the key may be used for.
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(key.public_key()), critical=False)
        .add_extension(x509.AuthorityKeyIdentifier.from_issuer_public_key(by.public_key()), critical=False)
        .add_extension(key_usage(is_authority), critical=True)
        .sign(by, hashes.SHA256())
    )
    return made.public_bytes(serialization.Encoding.PEM)


@pytest.fixture(scope="module")
def authority(tmp_path_factory):
    """A folder with the authority's certificate, and the relay's with its key."""
    folder = tmp_path_factory.mktemp("authority")
    own, key = (ec.generate_private_key(ec.SECP256R1()) for _each in range(2))
    (folder / "ca.pem").write_bytes(certificate("Council CA", own, issuer="Council CA", by=own, is_authority=True))
    (folder / "relay.pem").write_bytes(
        key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
        + certificate("relay", key, issuer="Council CA", by=own, is_authority=False)
    )
    return folder


class Inbox:
    def __init__(self):
        self.logins, self.messages = [], []

    async def handle_DATA(self, server, session, envelope):
        self.messages.append(bytes(envelope.content))
        return "250 OK"


@pytest.fixture(params=["smtp+tls", "smtps", "smtp+ssl"])
def server(request, authority):
    """(the relay's URL, what it got)"""
    from aiosmtpd.smtp import AuthResult

    inbox = Inbox()

    def authenticate(_server, _session, _envelope, _mechanism, login):
        inbox.logins.append((login.login.decode(), login.password.decode()))
        return AuthResult(success=True)

    tls = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    tls.load_cert_chain(authority / "relay.pem")
    ways = {"tls_context": tls, "require_starttls": True} if request.param == "smtp+tls" else {"ssl_context": tls}
    options = {"auth_require_tls": request.param == "smtp+tls", "authenticator": authenticate}
    controller = Controller(inbox, hostname="127.0.0.1", port=free_port(), **ways, **options)
    controller.start()
    yield f"{request.param}://some.body%40council.example:p%40ss%23word%2F1@127.0.0.1:{controller.port}", inbox
    controller.stop()


def send(url: str):
    relay = SmtpRelay(url)
    try:
        return relay.send([Outgoing(1, "noor@people.example", b"Message-ID: <1>\r\n\r\nHello\r\n")])
    finally:
        relay.close()


def test_a_certificate_of_an_authority_of_ones_own_is_taken_where_it_is_named(server, authority, settings):
    url, inbox = server
    settings.SMTP_CA_FILE = str(authority / "ca.pem")
    assert [result.outcome for result in send(url)] == [Outcome.SENT]
    assert inbox.logins == [("some.body@council.example", PASSWORD)] and len(inbox.messages) == 1


def test_a_certificate_of_nobody_known_is_refused_before_the_password_is_sent(server):
    url, inbox = server
    with pytest.raises(RelayUnavailable, match="certificate"):
        send(url)
    assert (inbox.logins, inbox.messages) == ([], [])
