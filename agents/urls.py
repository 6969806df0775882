"""Canonical URLs and article ids: one story, one address, whatever link led to it."""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass
from functools import cache, lru_cache
from importlib import resources
from urllib.parse import SplitResult, quote, unquote, urlsplit, urlunsplit

from topics.records import stable_id

_DEFAULT_PORTS = {"http": 80, "https": 443}

_UNRESERVED = frozenset(b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~")
_SAFE_IN_PATH = "!$&'()*+,;=:@/"
_SAFE_IN_QUERY = "!$'()*,;:@/?+="
_PERCENT = re.compile(r"%[0-9A-Fa-f]{2}")
_PLAIN = re.compile(r"[A-Za-z0-9._~/=-]*")
"""What is never percent-encoded."""

_NAMES_STORY = re.compile(r"[0-9]|[^\W_]+(?:-[^\W_]+){3}")
"""What the value of a parameter has that chooses a story: a number, or a title."""

_SESSION = re.compile(r";jsessionid=[^/;]*", re.IGNORECASE)

_HIDDEN = "…"
_ADDRESS = re.compile(r"https?://[^\s\"'<>]+", re.IGNORECASE)
# Letters and digits mixed, or very long: what a person would not choose for a section or a day.
_TOKEN = re.compile(r"(?=.*[0-9])(?=.*[A-Za-z]).{12,}|.{32,}", re.DOTALL)

_REMEMBERED = 1_000
"""The id of a page is asked for three times while it is fetched and its canonical form six times while it is read;
hundreds are under way."""

_LONGEST_URL = 8192
"""Characters; no news site has longer addresses, and servers refuse them."""


@dataclass(frozen=True, slots=True)
class HostRule:
    """What is known of a host: its main name, a mobile path prefix and parameters that do not choose the story."""

    host: str
    path_prefix: str = ""
    parameters: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class UrlRules:
    """The data table `urls.toml`."""

    tracking: frozenset[str]
    tracking_prefixes: tuple[str, ...]
    index_files: frozenset[str]
    amp_suffixes: tuple[str, ...]
    amp_parameters: frozenset[str]
    front_parameters: frozenset[str]
    """Parameters that choose a view of a front page and never a story."""
    secret_names: frozenset[str]
    """Parameters whose values are secrets, in small letters and digits alone."""
    secret_ends: tuple[str, ...]
    secrets: tuple[str, ...]
    """What the name of such a parameter has somewhere in it."""
    hosts: dict[str, HostRule]


class UrlRulesError(ValueError):
    """The URL table is wrong; the message names the entry."""


@lru_cache(_REMEMBERED)
def canonical_url(url: str) -> str:
    """The one form of an article's address; the input stripped where it is no http(s) URL. Idempotent, never raises."""
    stripped = url.strip()
    if len(stripped) > _LONGEST_URL:
        return stripped
    try:
        split = urlsplit(stripped)
        return _canonical(split) if split.scheme in _DEFAULT_PORTS and split.hostname else stripped
    except (ValueError, UnicodeError):
        return stripped


@lru_cache(_REMEMBERED)
def article_id(url: str) -> str:
    """The id of the article at this address: `stable_id` of its canonical URL."""
    return stable_id(canonical_url(url))


def is_front_page(url: str) -> bool:
    """Whether the address is that of a site's front page: `/`, also as `/index.html` or with parameters of a view.

    With a number or a title in another parameter it names a story, as WordPress's plain `/?p=4411` does.
    """
    try:
        path = urlsplit(url.strip()).path
        named = (part for part in path.split("/") if part.strip(".") and part.lower() not in url_rules().index_files)
        if ";" not in path and next(named, None) is not None:
            return False
        split = urlsplit(canonical_url(url))
    except ValueError:
        return False
    if split.path.strip("/"):
        return False
    views = url_rules().front_parameters
    pairs = (pair.partition("=") for pair in split.query.split("&"))
    return not any(_NAMES_STORY.search(value) and name.lower() not in views for name, _, value in pairs)


def ascii_host(host: str) -> str:
    """A host name in lower case and Punycode, without a dot at its end; raises `UnicodeError`."""
    host = host.lower().rstrip(".")
    if host.isascii():
        return host
    return host.encode("idna").decode("ascii").lower()


def loggable(url: str, *, path: bool = True) -> str:
    """The address as people and logs may see it: every place that shows one asks here.

    Name, password and fragment are left out, and the values of parameters that name or look like a secret. A webhook
    is shown without its path, which is its secret.
    """
    try:
        split = urlsplit(url)
        _ = split.port  # a password with a slash in it looks like a wrong port
        netloc = split.netloc.rpartition("@")[2]
    except ValueError:
        return _HIDDEN
    if not path:
        return f"{split.scheme}://{netloc}/{_HIDDEN}"
    query = "&".join(_without_secret(pair) for pair in split.query.split("&"))
    return urlunsplit((split.scheme, netloc, split.path, query, ""))


def loggable_text(text: str) -> str:
    """The text with each web address in it made `loggable`."""
    return _ADDRESS.sub(lambda match: loggable(match[0]), text) if "://" in text else text


def _without_secret(pair: str) -> str:
    name, equals, value = pair.partition("=")
    rules = url_rules()
    plain = re.sub(r"[^a-z0-9]", "", unquote(name).lower())
    named = plain in rules.secret_names or plain.endswith(rules.secret_ends) or any(p in plain for p in rules.secrets)
    if not equals:  # "?s3cret" alone
        return _HIDDEN if _TOKEN.fullmatch(name) else name
    return f"{name}={_HIDDEN}" if value and (named or _TOKEN.fullmatch(value)) else pair


def _canonical(split: SplitResult) -> str:
    rules = url_rules()
    host = ascii_host(split.hostname or "")
    path = _normalise_percent(split.path, _SAFE_IN_PATH)
    rule = rules.hosts.get(host)
    scheme, port = split.scheme, split.port
    if port == _DEFAULT_PORTS[scheme]:
        port = None
    dropped = rules.tracking
    if rule is not None and port is None:
        scheme, host = "https", rule.host
        dropped |= rule.parameters
        while rule.path_prefix and path.startswith(rule.path_prefix + "/"):
            path = path.removeprefix(rule.path_prefix)
    netloc = f"[{host}]" if ":" in host else host
    if port is not None:
        netloc += f":{port}"
    return urlunsplit((scheme, netloc, _path(path, rules), _query(split.query, dropped, rules), ""))


def _path(path: str, rules: UrlRules) -> str:
    path = _without_dots(_SESSION.sub("", path))
    while True:
        shorter = path.rstrip("/")
        head, _, last = shorter.rpartition("/")
        if last.lower() in rules.index_files:
            shorter = head
        else:
            for suffix in rules.amp_suffixes:
                # An article has a path of its own beside the suffix; a bare "/amp" is a page about something else.
                if shorter.endswith(suffix) and shorter.count("/") > suffix.count("/"):
                    shorter = shorter.removesuffix(suffix)
                    break
        if shorter == path.rstrip("/"):
            return shorter or "/"
        path = shorter


def _without_dots(path: str) -> str:
    """The path with empty, `.` and `..` segments resolved."""
    kept: list[str] = []
    for segment in path.split("/"):
        if segment == "..":
            if kept:
                kept.pop()
        elif segment not in ("", "."):
            kept.append(segment)
    return "/" + "/".join(kept)


def _query(query: str, dropped: frozenset[str], rules: UrlRules) -> str:
    kept = []
    for pair in query.split("&"):
        pair = _normalise_percent(pair, _SAFE_IN_QUERY)
        name = pair.partition("=")[0].lower()
        if not pair or name in dropped or name.startswith(rules.tracking_prefixes):
            continue
        if pair.lower() not in rules.amp_parameters:
            kept.append(pair)
    return "&".join(sorted(set(kept)))


def _normalise_percent(text: str, safe: str) -> str:
    """Percent-encoding in its one form: upper-case, unreserved characters plain, all others encoded as UTF-8."""
    if _PLAIN.fullmatch(text):
        return text
    pieces = []
    position = 0
    for match in _PERCENT.finditer(text):
        pieces.append(quote(text[position : match.start()], safe, errors="surrogatepass"))
        byte = int(match[0][1:], 16)
        pieces.append(chr(byte) if byte in _UNRESERVED else match[0].upper())
        position = match.end()
    pieces.append(quote(text[position:], safe, errors="surrogatepass"))
    return "".join(pieces)


@cache
def url_rules() -> UrlRules:
    """The table of tracking parameters and host rules; raises `UrlRulesError` naming the wrong entry."""
    text = resources.files("agents").joinpath("urls.toml").read_text("utf-8")
    try:
        table = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise UrlRulesError(f"urls.toml: {error}") from None
    hosts = {}
    for number, entry in enumerate(table.get("hosts", []), start=1):
        if not isinstance(entry, dict) or not isinstance(entry.get("host"), str) or not entry.get("variants"):
            raise UrlRulesError(f"urls.toml: hosts entry {number}: needs `host` and `variants`")
        for variant in entry["variants"]:
            parameters = frozenset(entry.get("parameters", ()))
            hosts[variant] = HostRule(entry["host"], entry.get("path_prefix", ""), parameters)
        hosts.setdefault(entry["host"], HostRule(entry["host"], entry.get("path_prefix", ""), parameters))
    for variant, rule in hosts.items():
        if rule.host in hosts and hosts[rule.host].host != rule.host:
            raise UrlRulesError(f"urls.toml: {variant}: its main name {rule.host} is itself a variant")
    return UrlRules(
        tracking=frozenset(_strings(table, "tracking", "parameters")),
        tracking_prefixes=tuple(_strings(table, "tracking", "prefixes")),
        index_files=frozenset(_strings(table, "paths", "index_files")),
        amp_suffixes=tuple(_strings(table, "paths", "amp_suffixes")),
        amp_parameters=frozenset(_strings(table, "paths", "amp_parameters")),
        front_parameters=frozenset(_strings(table, "paths", "front_parameters")),
        secret_names=frozenset(_strings(table, "secrets", "names")),
        secret_ends=tuple(_strings(table, "secrets", "ends")),
        secrets=tuple(_strings(table, "secrets", "parts")),
        hosts=hosts,
    )


def _strings(table: dict[str, object], section: str, name: str) -> list[str]:
    found = table.get(section)
    values = found.get(name) if isinstance(found, dict) else None
    if not isinstance(values, list) or not all(isinstance(value, str) and value == value.lower() for value in values):
        raise UrlRulesError(f"urls.toml: [{section}] {name}: must be a list of lower-case strings")
    return values
