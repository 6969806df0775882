"""Who may read and who may write: on loopback, beyond it, behind a proxy, and what a strange page may not."""

from __future__ import annotations

import base64
from pathlib import Path

import pytest

from dongmaeng.web.guard import Guard
from dongmaeng.web.sessions import TRIES, WINDOW, Sessions, Tries
from dongmaeng.web.settings import WebSettings
from tests.dongmaeng.web.serving import BEYOND, client_of, served

TOKEN = "garam-narae-4711-dasol"
BEARER = {"authorization": f"Bearer {TOKEN}"}
HTML = {"accept": "text/html"}
PUBLIC = "https://news.garam.example"


@pytest.fixture
def token(monkeypatch: pytest.MonkeyPatch) -> dict[str, str]:
    monkeypatch.setenv("PAGE_TOKEN", TOKEN)
    return {"token_env": "PAGE_TOKEN"}


@pytest.mark.parametrize(
    ("host", "status"),
    [
        ("127.0.0.1:{port}", 200),
        ("localhost:{port}", 200),
        ("LOCALHOST:{port}", 200),
        ("[::1]:{port}", 200),
        ("localhost", 200),
        ("news.garam.example", 200),
        ("news.garam.example:443", 200),
        ("news.garam.example:8081", 421),
        ("rebind.example", 421),
        ("rebind.example:{port}", 421),
        ("127.0.0.1.rebind.example:{port}", 421),
        ("localhost.rebind.example", 421),
        ("localhost@rebind.example", 421),
        ("rebind.example#localhost", 421),
        ("0.0.0.0:{port}", 421),
        ("192.0.2.7:{port}", 421),
        ("[::1", 421),
        ("localhost:port", 421),
        ("", 421),
    ],
)
async def test_only_names_of_this_service_open_the_page(tmp_path: Path, host: str, status: int) -> None:
    async with served(tmp_path, public_url=PUBLIC) as url, client_of(url) as client:
        answer = await client.get("/", headers={"host": host.format(port=url.rpartition(":")[2])})
        assert answer.status_code == status
        if status == 421:
            assert "public_url" in answer.text


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ({"origin": "{url}"}, 303),
        ({"sec-fetch-site": "same-origin"}, 303),
        (BEARER, 303),
        (BEARER | {"origin": "https://evil.example"}, 303),
        ({}, 403),
        ({"origin": "https://evil.example"}, 403),
        ({"origin": "null"}, 403),
        ({"origin": "{url}.evil.example"}, 403),
        ({"origin": "http://127.0.0.1:1"}, 403),
        ({"origin": "http://localhost:{port}"}, 403),
        ({"origin": "https://127.0.0.1:{port}"}, 403),
        ({"origin": "https://evil.example", "sec-fetch-site": "same-origin"}, 403),
        ({"sec-fetch-site": "cross-site"}, 403),
        ({"sec-fetch-site": "same-site"}, 403),
        ({"sec-fetch-site": "none"}, 403),
        ({"referer": "{url}/"}, 403),
        ({"authorization": "Bearer wrong-wrong-wrong-wrong"}, 401),
        ({"authorization": "Basic " + base64.b64encode(f"me:{TOKEN}".encode()).decode()}, 403),
    ],
)
async def test_a_write_comes_from_a_page_of_this_service_or_with_the_token(
    tmp_path: Path, token: dict[str, str], headers: dict[str, str], status: int
) -> None:
    async with served(tmp_path, **token) as url, client_of(url) as client:
        given = {name: value.format(url=url, port=url.rpartition(":")[2]) for name, value in headers.items()}
        assert (await client.post("/logout", headers=given)).status_code == status


async def test_on_loopback_reading_needs_no_token_and_writing_as_a_program_does(
    tmp_path: Path, token: dict[str, str]
) -> None:
    async with served(tmp_path) as url, client_of(url) as client:
        assert (await client.get("/")).status_code == 200
        assert (await client.post("/logout", headers=BEARER)).status_code == 403
    async with served(tmp_path, **token) as url, client_of(url) as client:
        assert (await client.get("/")).status_code == 200


async def test_beyond_loopback_reading_needs_the_token(tmp_path: Path, token: dict[str, str]) -> None:
    async with served(tmp_path, listen=BEYOND, **token) as url, client_of(url) as client:
        for path in ("/", "/nowhere", "/api/v1/search?q=x"):
            refused = await client.get(path)
            assert refused.status_code == 401
            assert refused.headers["www-authenticate"] == "Bearer"
            assert refused.headers["content-type"] == "application/problem+json"
        assert (await client.get("/", headers=BEARER)).status_code == 200
        wrong = await client.get("/", headers={"authorization": "Bearer " + TOKEN[:-1]})
        assert (wrong.status_code, TOKEN in wrong.text) == (401, False)
        assert (await client.get("/", auth=("reader", TOKEN))).status_code == 200
        assert (await client.get("/static/style.css")).status_code == 200
        to_login = await client.get("/search?q=a&x=1", headers=HTML)
        assert to_login.status_code == 303
        assert to_login.headers["location"] == "/login?next=%2Fsearch%3Fq%3Da%26x%3D1"


async def test_who_knows_the_token_logs_in_for_a_session_that_ends_by_logging_out(
    tmp_path: Path, token: dict[str, str]
) -> None:
    async with served(tmp_path, listen=BEYOND, **token) as url, client_of(url) as client:
        own = {"origin": url}
        assert "토큰이 맞지 않습니다." in (await client.post("/login", data={"token": "wrong"}, headers=own)).text
        assert (await client.post("/login", data={"token": TOKEN})).status_code == 403
        answer = await client.post("/login", data={"token": TOKEN, "next": "/?q=1"}, headers=own)
        assert (answer.status_code, answer.headers["location"]) == (303, "/?q=1")
        cookie = answer.headers["set-cookie"]
        assert "HttpOnly" in cookie
        assert "SameSite=strict" in cookie
        assert TOKEN not in cookie
        kept = dict(client.cookies)
        page = await client.get("/", headers=HTML)
        assert page.status_code == 200
        assert "로그아웃" in page.text
        assert (await client.post("/logout", headers=own)).headers["location"] == "/login"
        assert (await client.get("/", headers=HTML)).status_code == 303
        async with client_of(url, cookies=kept) as thief:
            assert (await thief.get("/")).status_code == 401


async def test_a_token_that_is_otherwise_in_its_file_is_taken_up_and_ends_the_sessions(tmp_path: Path) -> None:
    file = tmp_path / "token"
    file.write_text(TOKEN)
    settings = WebSettings(listen=BEYOND, token_file=file)
    guard = Guard(settings, settings.token())
    session = guard.sessions.begin()
    guard.renew_token()
    assert guard.sessions.holds(session)
    file.write_text("short")
    guard.renew_token()
    assert guard.is_token(TOKEN)
    assert guard.sessions.holds(session)
    file.write_text(TOKEN[::-1])
    guard.renew_token()
    assert guard.is_token(TOKEN[::-1])
    assert not guard.is_token(TOKEN)
    assert not guard.sessions.holds(session)


async def test_over_tls_the_cookie_is_kept_to_tls(tmp_path: Path, token: dict[str, str]) -> None:
    async with served(tmp_path, listen=BEYOND, public_url=PUBLIC, **token) as url, client_of(url) as client:
        headers = {"host": "news.garam.example", "origin": PUBLIC}
        answer = await client.post("/login", data={"token": TOKEN}, headers=headers)
        assert answer.headers["set-cookie"].startswith("__Host-session=")
        assert "Secure" in answer.headers["set-cookie"]
        plain = {"host": "news.garam.example", "origin": "http://news.garam.example"}
        assert (await client.post("/login", data={"token": TOKEN}, headers=plain)).status_code == 403


@pytest.mark.parametrize("path", ["//evil.example", "/\\evil.example", "https://evil.example", "evil", "/a\r\nb: c"])
async def test_a_login_leads_to_no_other_site(tmp_path: Path, token: dict[str, str], path: str) -> None:
    async with served(tmp_path, listen=BEYOND, **token) as url, client_of(url) as client:
        answer = await client.post("/login", data={"token": TOKEN, "next": path}, headers={"origin": url})
        assert answer.headers["location"] == "/"


async def test_guessing_is_cut_off_for_who_guesses(tmp_path: Path, token: dict[str, str]) -> None:
    proxy = {"trusted_proxies": ["127.0.0.1"]}
    async with served(tmp_path, listen=BEYOND, **proxy, **token) as url, client_of(url) as client:
        guesser = {"origin": url, "x-forwarded-for": "192.0.2.1, 198.51.100.7"}
        for n in range(TRIES):
            assert (await client.post("/login", data={"token": f"guess-{n}"}, headers=guesser)).status_code == 403
        cut = await client.post("/login", data={"token": TOKEN}, headers=guesser)
        assert cut.status_code == 429
        assert 0 < int(cut.headers["retry-after"]) <= WINDOW
        bearer = {"x-forwarded-for": "198.51.100.7"} | BEARER
        assert (await client.get("/", headers=bearer)).status_code == 429
        other = {"origin": url, "x-forwarded-for": "198.51.100.8"}
        assert (await client.post("/login", data={"token": TOKEN}, headers=other)).status_code == 303


async def test_a_link_from_another_site_finds_the_session_of_who_logged_in(
    tmp_path: Path, token: dict[str, str]
) -> None:
    async with served(tmp_path, listen=BEYOND, **token) as url, client_of(url) as client:
        onward = await client.get("/alliances/1", headers=HTML | {"sec-fetch-site": "cross-site"})
        assert onward.status_code == 200
        assert 'http-equiv="refresh"' in onward.text
        followed = await client.get("/alliances/1", headers=HTML | {"sec-fetch-site": "same-origin"})
        assert followed.status_code == 303


async def test_the_user_of_a_header_is_believed_from_trusted_proxies_alone(tmp_path: Path) -> None:
    user = {"x-forwarded-user": "narae"}
    behind = {"listen": BEYOND, "user_header": "X-Forwarded-User"}
    async with served(tmp_path, trusted_proxies=["127.0.0.0/8"], **behind) as url, client_of(url) as client:
        assert (await client.get("/", headers=user)).status_code == 200
        assert (await client.get("/")).status_code == 401
        assert (await client.post("/logout", headers=user)).status_code == 403
        assert (await client.post("/logout", headers=user | {"origin": url})).status_code == 303
    async with served(tmp_path, trusted_proxies=["192.0.2.0/24"], **behind) as url, client_of(url) as client:
        assert (await client.get("/", headers=user)).status_code == 401


async def test_what_a_proxy_on_this_machine_passes_on_counts_as_from_outside(
    tmp_path: Path, token: dict[str, str]
) -> None:
    async with served(tmp_path, public_url=PUBLIC, **token) as url, client_of(url) as client:
        assert (await client.get("/", headers={"host": "news.garam.example"})).status_code == 401
        assert (await client.get("/", headers={"x-forwarded-for": "198.51.100.7"})).status_code == 401
        assert (await client.get("/", headers={"host": "news.garam.example"} | BEARER)).status_code == 200


async def test_every_answer_forbids_what_a_page_does_not_need(tmp_path: Path) -> None:
    async with served(tmp_path) as url, client_of(url) as client:
        for path in ("/", "/nowhere", "/static/style.css", "/api/v1/nowhere"):
            headers = (await client.get(path)).headers
            policy = headers["content-security-policy"]
            assert "default-src 'none'" in policy
            assert "frame-ancestors 'none'" in policy
            assert "unsafe" not in policy
            assert headers["x-content-type-options"] == "nosniff"
            assert headers["referrer-policy"] == "same-origin"
            assert headers["cross-origin-opener-policy"] == "same-origin"
            assert "server" not in headers
            assert "access-control-allow-origin" not in headers


def test_a_session_ends_by_itself() -> None:
    now = [0.0]
    sessions = Sessions(60.0, clock=lambda: now[0])
    id = sessions.begin()
    assert sessions.holds(id)
    assert not sessions.holds("another")
    now[0] = 61.0
    assert not sessions.holds(id)


def test_who_waited_may_try_again() -> None:
    now = [0.0]
    tries = Tries(clock=lambda: now[0])
    for _ in range(TRIES):
        assert tries.wait("a") == 0
        tries.wrong("a")
    assert tries.wait("a") == WINDOW
    assert tries.wait("b") == 0
    now[0] = WINDOW
    assert tries.wait("a") == 0
