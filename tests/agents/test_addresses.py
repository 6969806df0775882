"""Which addresses are hosts on the public internet."""

from __future__ import annotations

from ipaddress import IPv4Address, IPv6Address, IPv6Network, ip_network

import pytest
from hypothesis import given
from hypothesis import strategies as st

from agents.addresses import Ports, SpecialAddressesError, is_public, read_blocks, special_blocks

REGISTRIES = {
    # IANA IPv4 Special-Purpose Address Registry
    *("0.0.0.0/8", "0.0.0.0/32", "10.0.0.0/8", "100.64.0.0/10", "127.0.0.0/8", "169.254.0.0/16", "172.16.0.0/12"),
    *("192.0.0.0/24", "192.0.0.0/29", "192.0.0.8/32", "192.0.0.9/32", "192.0.0.10/32", "192.0.0.170/32"),
    *("192.0.0.171/32", "192.0.2.0/24", "192.31.196.0/24", "192.52.193.0/24", "192.88.99.0/24", "192.88.99.2/32"),
    *("192.168.0.0/16", "192.175.48.0/24", "198.18.0.0/15", "198.51.100.0/24", "203.0.113.0/24", "240.0.0.0/4"),
    "255.255.255.255/32",
    # IANA IPv6 Special-Purpose Address Registry
    *("::1/128", "::/128", "::ffff:0:0/96", "64:ff9b::/96", "64:ff9b:1::/48", "100::/64", "100:0:0:1::/64"),
    *("2001::/23", "2001::/32", "2001:1::1/128", "2001:1::2/128", "2001:1::3/128", "2001:2::/48", "2001:3::/32"),
    *("2001:4:112::/48", "2001:10::/28", "2001:20::/28", "2001:30::/28", "2001:db8::/32", "2002::/16"),
    *("2620:4f:8000::/48", "3fff::/20", "5f00::/16", "fc00::/7", "fe80::/10"),
}
OTHERS = {"224.0.0.0/4", "168.63.129.16/32", "::/96", "fec0::/10", "ff00::/8"}


def test_the_table_holds_the_registries_whole() -> None:
    assert {str(block.network) for block in special_blocks()} == REGISTRIES | OTHERS
    assert all(block.name and block.source for block in special_blocks())


@pytest.mark.parametrize("block", sorted((REGISTRIES | OTHERS) - {"64:ff9b::/96"}))
def test_no_address_of_a_special_block_is_public(block: str) -> None:
    network = ip_network(block)
    for address in (network[0], network[network.num_addresses // 2], network[-1]):
        assert not is_public(str(address))


@pytest.mark.parametrize(
    "address",
    [
        "192.0.0.192",  # metadata of Oracle's cloud
        "169.254.169.254",
        "100.100.100.200",
        "168.63.129.16",
        "fd00:ec2::254",
        "::ffff:10.0.0.1",
        "::ffff:8.8.8.8",
        "::10.0.0.1",
        "::8.8.8.8",
        "64:ff9b::a00:1",
        "64:ff9b::a83f:8110",
        "64:ff9b:1::808:808",
        "2002:a00:1::",
        "2002:808:808::1",
        "2001:0:808:808::1",
        "fe80::1%eth0",
        "2001:4860:4860::8888%eth0",
        "4000::1",
        "1::1",
        "no address",
        "",
    ],
)
def test_what_only_looks_public_is_not(address: str) -> None:
    assert not is_public(address)


@pytest.mark.parametrize(
    "address",
    [
        *("8.8.8.8", "192.0.1.1", "192.88.98.255", "192.88.100.0", "168.63.129.15", "168.63.129.17", "223.255.255.255"),
        *("100.63.255.255", "100.128.0.0", "172.15.255.255", "172.32.0.0", "198.17.255.255", "198.20.0.0", "1.0.0.0"),
        *("2001:4860:4860::8888", "2001:200::1", "2003::1", "2400:cb00::1", "3ffe::1", "64:ff9b::808:808"),
    ],
)
def test_their_neighbours_are_public(address: str) -> None:
    assert is_public(address)


@given(st.integers(0, 2**32 - 1).map(IPv4Address) | st.integers(0, 2**128 - 1).map(IPv6Address))
def test_what_python_knows_to_be_special_is_not_public(address: IPv4Address | IPv6Address) -> None:
    translated = address in IPv6Network("64:ff9b::/96")  # reserved to Python
    if not address.is_global or address.is_multicast or (address.is_reserved and not translated):
        assert not is_public(str(address))


@given(st.integers(0, 2**32 - 1).map(IPv4Address))
def test_nat64_is_judged_by_the_address_in_it(address: IPv4Address) -> None:
    assert is_public(str(IPv6Address(int(IPv6Address("64:ff9b::")) + int(address)))) is is_public(str(address))


@pytest.mark.parametrize("line", ["10.0.0.1/8\tPrivate-Use\tRFC 1918", "10.0.0.0/8\tPrivate-Use", "ten\tx\ty"])
def test_a_wrong_line_of_the_table_is_named(line: str) -> None:
    with pytest.raises(SpecialAddressesError, match="line 2"):
        read_blocks(f"# a table\n{line}\n")


@pytest.mark.parametrize(
    ("host", "port", "allowed"),
    [
        ("gaon.kr", 80, True),
        ("gaon.kr", 443, True),
        ("gaon.kr", 8443, True),
        ("gaon.kr", 8080, False),
        ("gaon.kr", 25, False),
        ("dasol.kr", 8080, True),
        ("www.dasol.kr", 8080, True),
        ("dasol.kr", 8081, False),
        ("narae.tistory.com", 8081, True),
        ("dasol.tistory.com", 8081, False),
        ("127.0.0.1", 9000, True),
        ("127.0.0.2", 9000, False),
        ("::1", 9000, True),
    ],
)
def test_a_port_is_asked_where_it_is_usual_named_or_a_sources_own(host: str, port: int, allowed: bool) -> None:
    sources = [
        "http://feeds.dasol.kr:8080/rss",
        "http://narae.tistory.com:8081/rss",
        "https://127.0.0.1:9000/",
        "http://[::1]:9000/",
    ]
    assert Ports([8443], sources).allow(host, port) is allowed
