"""What earlier versions wrote on the topics is read by this one as it was meant."""

from __future__ import annotations

import json

import pytest

from agents.stages import STAGES
from tests.end_to_end.earlier.cluster import lines, records
from topics.catalogue import TOPICS
from topics.codec import decode, encode
from topics.records import Candidate, Delivery, Poll, Quiet, source_id

SINCE = {"source-commands", "notices", "commands", "endings"}
"""Topics that 0.1.0 did not know."""


@pytest.fixture(scope="module")
def written() -> list[tuple[str, str]]:
    """Topic and text of each record, as 0.1.0 wrote them while it ran."""
    return list(records())


def test_each_topic_of_that_time_is_there(written: list[tuple[str, str]]) -> None:
    assert {topic for topic, _ in written} == TOPICS.keys() - SINCE
    assert {topic for stage in STAGES.values() for topic in stage} - SINCE <= {topic for topic, _ in written}


def test_each_record_is_read_and_says_the_same_when_it_is_written_again(written: list[tuple[str, str]]) -> None:
    for name, text in written:
        record = decode(TOPICS[name], text.encode())
        again = json.loads(encode(record))
        assert decode(TOPICS[name], encode(record)) == record
        for field, value in json.loads(text).items():
            if field in again and field not in ("quiet", "source"):
                assert _says(again[field], value), (name, field)


def _says(now: object, then: object) -> bool:
    """Whether a value holds what an earlier one held; fields that came since do not matter, nor how a time is cut."""
    if isinstance(then, dict):
        return isinstance(now, dict) and all(_says(now[key], value) for key, value in then.items() if key in now)
    if isinstance(then, list):
        return isinstance(now, list) and len(now) == len(then) and all(map(_says, now, then))
    return now == then


def test_what_has_another_form_now_is_read_in_it(written: list[tuple[str, str]]) -> None:
    for name, text in written:
        record, then = decode(TOPICS[name], text.encode()), json.loads(text)
        if isinstance(record, Poll):
            assert record.source == source_id(then["url"])
        elif isinstance(record, Candidate):
            assert (record.source, record.quiet) == (source_id(then["source"]), None)
        elif isinstance(record, Delivery):
            assert (record.alliance, record.after, record.quiet) == ("", None, None)


def test_a_quiet_record_of_that_time_stays_quiet(written: list[tuple[str, str]]) -> None:
    name, text = next(one for one in written if one[0] == "candidates")
    record = decode(TOPICS[name], json.dumps({**json.loads(text), "quiet": True}).encode())
    assert isinstance(record, Candidate)
    assert record.quiet is Quiet.REPLAYED


def test_what_was_set_aside_and_put_off_is_read(written: list[tuple[str, str]]) -> None:
    aside = [
        (dict(line["headers"]), line["value"])
        for line in lines()
        if "value" in line and ("delay." in line["of"] or line["of"].endswith("quarantine"))
    ]
    assert aside
    for headers, text in aside:
        topic = headers["topic"].partition(".")[2]
        decode(TOPICS[topic], text.encode())
