"""A news site on a loopback address of its own, whose stories and feeds a test writes while a service reads them."""

from __future__ import annotations

import html
import threading
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from email.utils import format_datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Self

from topics.records import SEOUL


@dataclass(slots=True)
class Answer:
    """What the site answers at one path."""

    status: int = 200
    body: str = ""
    headers: dict[str, str] = field(default_factory=dict)


class Outlet:
    """One outlet at `127.0.0.<number>`; all of them may stand on one port, so that an address tells its host alone."""

    def __init__(self, number: int, port: int = 0, *, net: str = "127.0.0") -> None:
        self.answers: dict[str, Answer] = {"/robots.txt": Answer(404)}
        self.asked: Counter[str] = Counter()
        """How often each path was asked for."""
        outlet = self

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                path = self.path.partition("?")[0]
                outlet.asked[path] += 1
                answer = outlet.answers.get(path, Answer(404))
                body = answer.body.encode()
                self.send_response(answer.status)
                for name, value in answer.headers.items():
                    self.send_header(name, value)
                self.send_header("content-length", str(len(body)))
                self.end_headers()
                self.wfile.write(body)

            def log_message(self, format: str, *args: object) -> None:
                pass

        self._server = ThreadingHTTPServer((f"{net}.{number}", port), Handler)
        self._server.daemon_threads = True
        self.port = self._server.server_port
        self.url = f"http://{net}.{number}:{self.port}"

    @property
    def feed(self) -> str:
        """The address of its feed."""
        return f"{self.url}/rss.xml"

    def story(
        self,
        path: str,
        title: str,
        *sentences: str,
        outlet: str = "새벽일보",
        published: datetime | None = None,
        canonical: str | None = None,
    ) -> str:
        """Publish a story; gives its address. Without `published` the page tells no time."""
        time = f'<meta property="article:published_time" content="{published.isoformat()}">' if published else ""
        link = f'<link rel="canonical" href="{canonical}">' if canonical else ""
        told = "".join(f"<p>{html.escape(sentence)}</p>" for sentence in sentences)
        self.answers[path] = Answer(
            body=f'<!DOCTYPE html><html lang="ko"><head><meta charset="utf-8"><title>{title} - {outlet}</title>'
            f'<meta property="og:title" content="{title}"><meta property="og:site_name" content="{outlet}">'
            f'{time}{link}</head><body><article><h1>{title}</h1><div class="article-body">{told}</div></article>'
            "</body></html>",
            headers={"content-type": "text/html; charset=utf-8"},
        )
        return self.url + path

    def lists(self, *items: tuple[str, datetime | None], path: str = "/rss.xml") -> None:
        """Let the feed name addresses, each with the time that it tells of it, if any."""
        told = "".join(
            f"<item><title>{html.escape('소식')}</title><link>{html.escape(address)}</link>"
            + (f"<pubDate>{format_datetime(published)}</pubDate>" if published else "")
            + "</item>"
            for address, published in items
        )
        body = f'<?xml version="1.0" encoding="utf-8"?><rss version="2.0"><channel><title>소식</title>{told}</channel></rss>'
        self.answers[path] = Answer(body=body, headers={"content-type": "application/rss+xml; charset=utf-8"})

    def __enter__(self) -> Self:
        self._thread = threading.Thread(target=self._server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True)
        self._thread.start()
        return self

    def __exit__(self, *exception: object) -> None:
        self._server.shutdown()
        self._thread.join()
        self._server.server_close()


def days_ago(days: float) -> datetime:
    """A moment so many days ago, in Seoul, to the second."""
    return (datetime.now(SEOUL) - timedelta(days=days)).replace(microsecond=0)


def signing(day: datetime, *parties: str, purpose: str = "로봇 물류 사업 협력") -> tuple[str, Sequence[str]]:
    """Title and sentences of a story about parties that sign an agreement on a day."""
    first, *others = parties
    return (
        f"{first}, {with_particle(others[0], '과', '와')} {purpose} 업무협약",
        (
            f"{with_particle(f'㈜{first}', '은', '는')} {day.day}일 서울 중구 본사에서 "
            f"{with_particle(', '.join(f'㈜{other}' for other in others), '과', '와')} "
            f"{with_particle(purpose, '을', '를')} 위한 업무협약(MOU)을 체결했다고 밝혔다.",
            "두 회사는 올해 안에 시범 사업을 시작하고 내년에 전국으로 넓힐 계획이다.",
            f"{first} 관계자는 “고객이 더 빨리 물건을 받게 될 것”이라고 말했다.",
        ),
    )


def signing_retold(day: datetime, one: str, other: str) -> tuple[str, Sequence[str]]:
    """The same signing in another paper's words."""
    return (
        f"{other}·{one} 손잡고 물류 로봇 키운다",
        (
            f"물류 현장의 일손 부족을 덜기 위해 ㈜{with_particle(one, '과', '와')} "
            f"{with_particle(f'㈜{other}', '이', '가')} 손을 잡았다. 두 회사는 {day.day}일 로봇 물류 사업 업무협약을 맺었다.",
            "이번 협약으로 전국 창고 열두 곳에 새 장비가 차례로 들어간다.",
            "업계는 비슷한 제휴가 더 나올 것으로 내다봤다.",
        ),
    )


def ending(day: datetime, one: str, other: str) -> tuple[str, Sequence[str]]:
    """Title and sentences of a story about the end of such an agreement."""
    return (
        f"{one}·{other} 업무협약 해지",
        (
            f"{with_particle(f'㈜{one}', '은', '는')} ㈜{with_particle(other, '과', '와')} 맺은 로봇 물류 사업 협력 "
            f"업무협약을 해지했다고 {day.day}일 밝혔다.",
            "두 회사는 시범 사업의 성과가 기대에 못 미쳤다고 설명했다.",
            "남은 일은 각자 이어 갈 예정이다.",
        ),
    )


def ending_retold(day: datetime, one: str, other: str) -> tuple[str, Sequence[str]]:
    """The same end in another paper's words."""
    return (
        f"{other}, {with_particle(one, '과', '와')} 맺은 협약 끝내",
        (
            f"{with_particle(f'㈜{other}', '과', '와')} {with_particle(f'㈜{one}', '이', '가')} {day.day}일 "
            "로봇 물류 사업 업무협약을 종료했다.",
            "양측은 투자비 부담이 커진 데다 시장 여건도 나빠졌다고 이유를 들었다.",
            "이미 들어간 장비는 내년 봄까지 철수한다.",
        ),
    )


def with_particle(word: str, closed: str, open_: str) -> str:
    """The word with the form of a particle that its last syllable asks for."""
    return word + (closed if (ord(word[-1]) - ord("가")) % 28 else open_)
