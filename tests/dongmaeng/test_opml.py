"""Lists of feeds as OPML."""

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from agents.discover.sources import SourceKind, SourceSetting
from dongmaeng.opml import MOST_BYTES, ListedFeed, NoOpml, is_exportable, read_opml, write_opml

MADE = datetime(2026, 3, 9, 5, tzinfo=UTC)


def opml(body: str, head: str = "") -> bytes:
    return f'{head}<opml version="2.0"><head><title>목록</title></head><body>{body}</body></opml>'.encode()


def test_feeds_are_read_with_their_titles_and_folders() -> None:
    found = read_opml(
        opml(
            '<outline text="경제"><outline type="rss" text="가람 &amp; 경제" xmlUrl="https://garam.example/rss?a=1&amp;b=2"/>'
            '<outline type="rss" title="나루 속보" text="나루" xmlUrl="https://naru.example/f" category="/산업"/></outline>'
            '<outline type="rss" text="가람" xmlUrl="https://garam.example/rss?a=1&amp;b=2"/><outline text="빈 칸"/>'
        )
    )
    assert found.feeds == [
        ListedFeed("https://garam.example/rss?a=1&b=2", "가람 & 경제", "경제"),
        ListedFeed("https://naru.example/f", "나루", "산업"),
    ]


@pytest.mark.parametrize("encoding", ["utf-8", "euc-kr", "utf-16"])
def test_the_bytes_decide_on_the_encoding(encoding: str) -> None:
    text = f'<?xml version="1.0" encoding="{encoding}"?><opml><body><outline text="가람경제" xmlUrl="https://g.example/"/></body></opml>'
    assert read_opml(text.encode(encoding)).feeds == [ListedFeed("https://g.example/", "가람경제")]


@pytest.mark.parametrize(
    ("body", "why"),
    [
        (b"x" * (MOST_BYTES + 1), "larger than"),
        (opml("", '<!DOCTYPE opml [<!ENTITY a "b">]>'), "declares a document type"),
        (opml("<outline xmlUrl='&a;'/>", '<!dOcTyPe x SYSTEM "file:///etc/passwd">'), "declares a document type"),
        (b"https://garam.example/feed.opml", "no outline"),
        (b"<rss></rss>", "no outline"),
        (b"", "no outline"),
        (b"\x00\xff" * 100, "no outline"),
        (opml("<outline text='a'>" * 100_000), "deep"),
    ],
)
def test_what_is_no_list_of_feeds_is_refused(body: bytes, why: str) -> None:
    with pytest.raises(NoOpml, match=why):
        read_opml(body)


def test_a_huge_list_is_read_as_far_as_its_limit() -> None:
    found = read_opml(opml("".join(f'<outline xmlUrl="https://g.example/{n}"/>' for n in range(10_500))))
    assert (len(found.feeds), found.left) == (10_000, 500)


@given(st.binary(max_size=300))
def test_no_file_breaks_the_reader(body: bytes) -> None:
    for text in (body, b"<opml><outline xmlUrl='" + body, opml("").replace(b"<body>", b"<body>" + body)):
        try:
            read_opml(text)
        except NoOpml:
            continue


NAMES = st.text(st.characters(blacklist_categories=("Cs", "Cc", "Zl", "Zp", "Zs", "Cn", "Co")), min_size=1, max_size=30)


@given(st.lists(st.tuples(NAMES, st.none() | NAMES), min_size=1, max_size=5))
def test_what_is_written_is_read_again(named: list[tuple[str, str | None]]) -> None:
    sources = [
        SourceSetting(url=f"https://garam.example/rss?n={n}&x=<y>", publisher=publisher, section=section)
        for n, (publisher, section) in enumerate(named)
    ]
    found = read_opml(write_opml(sources, MADE).encode())
    assert [feed.url for feed in found.feeds] == [source.url for source in sources]
    assert [feed.title for feed in found.feeds] == [source.publisher for source in sources]
    told = [section.replace("/", "·").replace(",", "·") if section else None for _, section in named]
    assert [feed.category for feed in found.feeds] == told


def test_what_no_reader_reads_and_secrets_are_not_exported() -> None:
    plain = SourceSetting(url="https://garam.example/rss")
    secret = SourceSetting(url="https://garam.example/rss?token=abc")
    listing = SourceSetting(url="https://garam.example/list", kind=SourceKind.LISTING)
    assert [is_exportable(one, secrets=False) for one in (plain, secret, listing)] == [True, False, False]
    assert [is_exportable(one, secrets=True) for one in (plain, secret, listing)] == [True, True, False]
