"""The addresses of the servers that we use, as settings name them: parsed once, at the start, by one parser.

    scheme://user:password@host:port/path?option=value

The host begins after the last "@", so a password may hold any character as it is, "@", "#", "/" and "?" too. Only "%"
has a meaning there: "%40" is "@", and "%25" is "%". A user's name ends at the first ":". Nothing here repeats what it
was given in an error, since a password may be in it.
"""

import re
import ssl
from dataclasses import dataclass, field, replace
from ipaddress import ip_address
from typing import Any
from urllib.parse import parse_qsl, quote, unquote, urlencode

ADDRESS = re.compile(r"(?P<scheme>[a-z][a-z0-9+.-]*)://(?:(?P<login>.*)@)?(?P<rest>[^@]*)", re.DOTALL | re.IGNORECASE)
REST = re.compile(
    r"(?P<host>\[[0-9a-f:.]+\]|[a-z0-9._%-]*)(?::(?P<port>\d{1,5}))?(?P<path>/[^?#]*)?(?:\?(?P<options>[^#]*))?",
    re.IGNORECASE,
)
HOST_NAME = re.compile(r"(?=.{1,253}$)([a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?)(\.[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?)*")
POSTGRESQL = "django.db.backends.postgresql"
SQLITE = "django.db.backends.sqlite3"
DEFAULT_PORTS = {"http": 80, "https": 443}


class BadAddress(ValueError):
    """What is wrong with an address, as the end of a sentence that begins with the name of the setting."""


@dataclass(frozen=True)
class Address:
    """The parts of an address, percent-decoded. `host` has no brackets and is in lower case; `path` keeps its "/"."""

    scheme: str
    user: str = ""
    password: str = field(default="", repr=False)
    host: str = ""
    port: int | None = None
    path: str = ""
    options: dict[str, str] = field(default_factory=dict)

    @property
    def is_on_this_machine(self) -> bool:
        return is_loopback(self.host)

    def __str__(self) -> str:
        """The address with all that needs it percent-encoded, so that any library reads the same parts."""
        login = quote(self.user, safe="") + (f":{quote(self.password, safe='')}" if self.password else "")
        host = f"[{self.host}]" if ":" in self.host else quote(self.host, safe="")
        port = "" if self.port is None else f":{self.port}"
        options = f"?{urlencode(self.options, quote_via=quote)}" if self.options else ""
        return f"{self.scheme}://{login}{'@' if login else ''}{host}{port}{quote(self.path)}{options}"


def is_loopback(host: str) -> bool:
    """Whether a host, without brackets, is this machine itself, whatever the resolver says."""
    if host.lower() == "localhost":
        return True
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return False


def parse(text: str) -> Address:
    """The parts of an address. Raises BadAddress."""
    found = ADDRESS.fullmatch(text.strip())
    rest = REST.fullmatch(found["rest"]) if found else None
    if not found or not rest:
        raise BadAddress("cannot be read: write scheme://user:password@host:port")
    port = int(rest["port"]) if rest["port"] else None
    if port is not None and not 0 < port < 65536:
        raise BadAddress("names a port that does not exist: ports are 1 to 65535")
    user, _colon, password = (found["login"] or "").partition(":")
    return Address(
        scheme=found["scheme"].lower(),
        user=unquote(user),
        password=unquote(password),
        host=unquote(rest["host"].strip("[]")).lower() if "%2f" not in rest["host"].lower() else unquote(rest["host"]),
        port=port,
        path=unquote(rest["path"] or ""),
        options=dict(parse_qsl(rest["options"] or "", keep_blank_values=True)),
    )


# --- The site itself --------------------------------------------------------------------------------------------------


def site(text: str) -> Address:
    """The address that people type: https anywhere, http on this machine only, and no path. Raises BadAddress."""
    given = parse(text)
    address = replace(given, path=given.path.rstrip("/"))
    if address.scheme not in DEFAULT_PORTS:
        raise BadAddress("must start with https://")
    if address.user or address.password:
        raise BadAddress("must not hold a user's name or a password")
    if address.path or address.options:
        raise BadAddress("must end after the host: the site cannot stand below a path")
    if ":" not in address.host and not HOST_NAME.fullmatch(address.host):
        raise BadAddress("needs a host name of letters, digits, dots and hyphens (xn--… for other letters)")
    if address.scheme == "http" and not address.is_on_this_machine:
        raise BadAddress("must start with https:// outside this machine")
    return address


def host_in_url(address: Address) -> str:
    """The host as it stands in a URL and in the Host header, without the port."""
    return f"[{address.host}]" if ":" in address.host else address.host


# --- What it stands on ------------------------------------------------------------------------------------------------


def database(text: str) -> dict[str, Any]:
    """Django's settings of a database, from postgres:// or sqlite:///. Raises BadAddress."""
    if text.lower().startswith("sqlite:"):
        name = text[len("sqlite:") :].removeprefix("//")
        name = name.removeprefix("/") if name != ":memory:" else name
        if not name or "?" in name:
            raise BadAddress("names no file: write sqlite:////var/lib/common-ground/common-ground.sqlite3")
        return {"ENGINE": SQLITE, "NAME": unquote(name)}
    address = parse(text)
    if address.scheme not in {"postgres", "postgresql"}:
        raise BadAddress("must start with postgres:// or sqlite:///")
    name = address.path.removeprefix("/")
    if not name or "/" in name:
        raise BadAddress("must end with the database's name: postgres://user:password@host:5432/name")
    return {
        "ENGINE": POSTGRESQL,
        "NAME": name,
        "USER": address.user,
        "PASSWORD": address.password,
        "HOST": address.host,
        "PORT": address.port or "",
        "OPTIONS": dict(address.options),  # as libpq knows them: sslmode, sslrootcert, host, …
    }


def redis(text: str) -> Address:
    """The address of Redis: rediss://, redis:// on this machine, or a socket as unix:///path. Raises BadAddress."""
    address = parse(text)
    if address.scheme not in {"redis", "rediss", "unix"}:
        raise BadAddress("must start with rediss://, redis:// or unix://")
    if address.scheme == "unix":
        if address.host or not address.path:
            raise BadAddress("must name the socket's whole path: unix:///run/redis/redis.sock?db=0")
        return address
    if not address.host:
        raise BadAddress("names no host")
    if address.scheme == "redis" and not address.is_on_this_machine:
        raise BadAddress("must start with rediss:// for another machine: redis:// is not encrypted")
    if not re.fullmatch(r"/?\d*", address.path):
        raise BadAddress("must end with the number of a database, for example /0")
    if any(name.startswith("ssl_") and name != "ssl_ca_certs" for name in address.options):
        raise BadAddress("may only say ssl_ca_certs of TLS: the certificate is always checked")
    return address


def broker(address: Address) -> tuple[str, dict[str, Any] | None]:
    """The same Redis as Celery names it: its URL, and its settings of TLS."""
    if address.scheme == "unix":
        options = {"virtual_host": address.options.get("db", "0")}
        return str(Address("redis+socket", address.user, address.password, path=address.path, options=options)), None
    if address.scheme == "redis":
        return str(address), None
    tls: dict[str, Any] = {"ssl_cert_reqs": ssl.CERT_REQUIRED, **address.options}
    plain = Address("rediss", address.user, address.password, address.host, address.port, address.path)
    return str(plain), tls


def relay(text: str) -> Address:
    """The mail server: smtp+tls (STARTTLS), smtps or smtp+ssl (TLS), smtp on this machine only. Raises BadAddress."""
    address = parse(text)
    if address.scheme not in {"smtp", "smtp+tls", "smtps", "smtp+ssl"}:
        raise BadAddress("must start with smtp+tls:// (STARTTLS), smtps:// (TLS) or, on this machine, smtp://")
    if not address.host:
        raise BadAddress("names no host")
    if address.path.strip("/") or address.options:
        raise BadAddress("must end after the host and its port")
    if address.scheme == "smtp" and not address.is_on_this_machine:
        raise BadAddress("must start with smtp+tls:// or smtps:// for another machine: smtp:// is not encrypted")
    if address.password and not address.user:
        raise BadAddress("has a password and no user")
    return address
