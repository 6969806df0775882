from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from publicsuffixlist import PublicSuffixList

from agents import sites
from agents.sites import SharedHostsError, same_site, shared_hosts, site_of, site_of_url


@pytest.mark.parametrize(
    ("host", "site"),
    [
        ("www.gaon.co.kr", "gaon.co.kr"),
        ("news.m.gaon.com", "gaon.com"),
        ("gaon.seoul.kr", "gaon.seoul.kr"),
        ("WWW.Gaon.KR.", "gaon.kr"),
        ("www.가온일보.한국", "xn--o39an53a61g4kb.xn--3e0b707e"),
        # Shared by the private part of the list, and by our own table.
        ("dasol.github.io", "dasol.github.io"),
        ("img.dasol.tistory.com", "dasol.tistory.com"),
        ("dasol.cafe24.com", "dasol.cafe24.com"),
        ("blog.naver.com", "blog.naver.com"),
        ("m.blog.naver.com", "blog.naver.com"),
        ("n.news.naver.com", "news.naver.com"),
        ("www.naver.com", "naver.com"),
        ("tistory.com", "tistory.com"),
        # Addresses, in every spelling, and names that nobody registered.
        ("127.0.0.1", "127.0.0.1"),
        ("127.9.0.1", "127.9.0.1"),
        ("2130706433", "2130706433"),
        ("0x7f.1", "0x7f.1"),
        ("2001:db8::1", "2001:db8::1"),
        ("co.kr", "co.kr"),
        ("localhost", "localhost"),
        ("a..b", "a..b"),
        ("", ""),
    ],
)
def test_a_host_belongs_to_the_site_of_its_owner(host: str, site: str) -> None:
    assert site_of(host) == site


@pytest.mark.parametrize("shared", sorted(shared_hosts().by_host))
def test_below_a_shared_host_each_name_is_a_site_of_its_own(shared: str) -> None:
    assert site_of(f"dasol.{shared}") != site_of(f"narae.{shared}")
    assert site_of(f"img.dasol.{shared}") == site_of(f"dasol.{shared}")
    assert site_of(f"www.{shared}") == site_of(shared)


def test_the_table_of_shared_hosts_holds_what_the_public_list_lacks() -> None:
    public = PublicSuffixList()
    assert [host for host in shared_hosts().by_host if public.publicsuffix(host) == host] == []


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("http://gaon.kr/a", "https://www.gaon.kr:443/b", True),
        ("http://gaon.kr:80/a", "https://gaon.kr/", True),
        ("http://gaon.kr:8080/a", "http://m.gaon.kr:8080/a", True),
        ("http://gaon.kr:8080/a", "http://gaon.kr/a", False),
        ("http://127.0.0.1:8001/a", "http://127.0.0.1:8002/a", False),
        ("http://127.0.0.1/a", "http://127.9.0.1/a", False),
        ("https://dasol.tistory.com/1", "https://narae.tistory.com/1", False),
        ("https://blog.naver.com/dasol/1", "https://n.news.naver.com/article/018/1", False),
        ("http://gaon.kr:x/", "http://gaon.kr:x/", False),
        ("no address", "no address", False),
    ],
)
def test_addresses_of_one_site(one: str, other: str, same: bool) -> None:
    assert same_site(one, other) is same
    assert same_site(other, one) is same


def test_the_site_of_an_address_names_an_odd_port() -> None:
    assert site_of_url("http://m.gaon.kr:8080/a") == "gaon.kr:8080"
    assert site_of_url("http://[2001:db8::1]:443/a") == "2001:db8::1"


@given(st.text(max_size=40) | st.from_regex(r"[a-z0-9.:-]{0,40}", fullmatch=True))
def test_the_site_of_a_site_is_itself(host: str) -> None:
    assert site_of(site_of(host)) == site_of(host)


@pytest.mark.parametrize(
    ("text", "named"),
    [
        ('by_host = ["a.kr"]\nby_path = 3', "by_path"),
        ('by_host = ["Gaon.kr"]\nby_path = []', "Gaon.kr"),
        ('by_host = ["http://gaon.kr"]\nby_path = []', "http://gaon.kr"),
        ("by_host = [", "sites.toml: Invalid value"),
    ],
)
def test_a_wrong_table_is_refused_by_name(text: str, named: str, monkeypatch: pytest.MonkeyPatch) -> None:
    class Folder:
        def joinpath(self, name: str) -> Folder:
            return self

        def read_text(self, encoding: str) -> str:
            return text

    monkeypatch.setattr(sites.resources, "files", lambda package: Folder())
    with pytest.raises(SharedHostsError, match=named):
        shared_hosts.__wrapped__()
