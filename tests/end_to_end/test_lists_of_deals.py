"""Articles that list the deals of many, in front of, between and behind the papers that tell each of them."""

from __future__ import annotations

import json
import random
import secrets
from collections import Counter
from collections.abc import Iterator
from datetime import timedelta

import pytest

from benchmarks.press import START, Paper, companies, josa, release
from dongmaeng.demo import Receiver
from tests.command_line import CommandLine
from tests.servers.stores import drop_indices, new_settings


@pytest.fixture(params=["embedded", pytest.param("kafka and elasticsearch", marks=pytest.mark.long)])
def anywhere(request: pytest.FixtureRequest, command_line: CommandLine) -> Iterator[CommandLine]:
    """The command line with the settings of each platform, whose topics are there."""
    if request.param == "embedded":
        yield command_line
        return
    kafka, url = request.getfixturevalue("kafka_address"), request.getfixturevalue("elasticsearch")
    elastic = new_settings()
    command_line.configure(
        f'bus = "kafka://{kafka}"\nstore = "{url}"\n'
        f'[kafka]\nprefix = "test-{secrets.token_hex(4)}."\n[elastic]\nprefix = "{elastic.prefix}"\n'
    )
    command_line.run("topics", "create")
    yield command_line
    drop_indices(url, elastic)


def listing(outlet: str, title: str, text: str) -> Paper:
    return Paper(outlet, title, text, START + timedelta(hours=1))


def test_each_deal_is_alerted_once_whatever_lists_stand_around_it(anywhere: CommandLine) -> None:
    rng = random.Random(4)
    names = companies(rng, 18)
    many, pairs = names[:4], [names[n : n + 2] for n in range(4, 18, 2)]
    dashed = ", ".join(f"{a}-{b}" for a, b in pairs)
    tied = ", ".join(f"{josa(a, '과')} {b}" for a, b in pairs[:2])
    commas = ", ".join(name for pair in pairs[:2] for name in pair)
    lists = [
        listing("week.example", "이번 주 협력 소식", f"{dashed} 등이 잇달아 업무협약을 맺었다."),
        listing("day.example", "기업들 잇단 협약", f"{josa(tied, '은')} {START.day}일 업무협약을 체결했다고 밝혔다."),
        # What no reading can tell from a deal of four; a copy of it bears it out no more than it does itself.
        listing("four.example", "협력 바람", f"{josa(commas, '이')} {START.day}일 업무협약을 체결했다."),
        listing("copy.example", "협력 바람", f"{josa(commas, '이')} {START.day}일 업무협약을 체결했다."),
    ]
    told = [paper for n, pair in enumerate(pairs) for paper in release(rng, pair, 1, f"p{n}-")]
    told += release(rng, many, 6, "many")
    order = [*lists[:2], *told[: len(told) // 2], lists[2], *told[len(told) // 2 :], lists[3]]
    items = [
        {
            "id": f"{n}",
            "url": f"https://{paper.outlet}/{n}",
            "title": paper.title,
            "text": paper.text,
            "published": paper.published.isoformat(),
        }
        for n, paper in enumerate(order)
    ]
    (anywhere.home / "items.jsonl").write_text("\n".join(json.dumps(i, ensure_ascii=False) for i in items), "utf-8")
    settings_file = anywhere.home / "dongmaeng.toml"
    before = settings_file.read_text("utf-8") if settings_file.exists() else ""
    with Receiver() as receiver:
        endpoint = f'url = "{receiver.url}"\nsecret = "{receiver.secret}"\nallow_private = true\n'
        anywhere.configure(f'{before}[[endpoints]]\nid = "test"\n{endpoint}')
        anywhere.json("import", "items.jsonl", "--alerts")
        alerts = Counter(
            frozenset(member["name"] for member in alert.payload["data"]["members"])
            for alert in receiver.deliveries
            if alert.event == "alliance.announced"
        )
    for pair in pairs:
        assert alerts[frozenset(pair)] == 1
    assert sum(count for members, count in alerts.items() if members <= set(many)) == 1
    # The list that no reading can tell from a deal is one, beside the true ones and none of them.
    assert alerts.total() == len(pairs) + 1 + alerts[frozenset(name for pair in pairs[:2] for name in pair)]
    assert alerts.total() <= len(pairs) + 2
