import pytest

from agents.discover.feeds import read_feed
from agents.discover.freshness import fresh_for_headers, fresh_for_words
from tests.agents.discover.samples import SEEN, rss


@pytest.mark.parametrize(
    ("headers", "seconds"),
    [
        ({}, 0),
        ({"cache-control": "max-age=300"}, 300),
        ({"cache-control": "public, s-maxage=9, Max-Age=300"}, 300),
        ({"cache-control": 'max-age="300"', "age": "100"}, 200),
        ({"cache-control": "max-age=300", "age": "400"}, 0),
        ({"cache-control": "max-age=300", "age": "soon"}, 300),
        ({"cache-control": "no-cache, max-age=300"}, 0),
        ({"cache-control": "max-age=-1"}, 0),
        ({"cache-control": "max-age=" + "9" * 400}, 999_999_999),
        ({"expires": "Thu, 04 Mar 2021 13:10:00 GMT", "date": "Thu, 04 Mar 2021 13:00:00 GMT"}, 600),
        (
            {
                "cache-control": "max-age=5",
                "expires": "Thu, 04 Mar 2031 13:10:00 GMT",
                "date": "Thu, 04 Mar 2021 13:00:00 GMT",
            },
            5,
        ),
        ({"expires": "Thu, 04 Mar 2021 12:00:00 GMT", "date": "Thu, 04 Mar 2021 13:00:00 GMT"}, 0),
        ({"expires": "Thu, 04 Mar 2021 13:10:00 GMT"}, 0),
        ({"expires": "0", "date": "Thu, 04 Mar 2021 13:00:00 GMT"}, 0),
    ],
)
def test_headers_say_how_long_an_answer_stays_as_it_is(headers: dict[str, str], seconds: float) -> None:
    assert fresh_for_headers(headers) == seconds


@pytest.mark.parametrize(
    ("channel", "seconds"),
    [
        ({}, 0),
        ({"ttl": "15"}, 900),
        ({"ttl": " 15 "}, 900),
        ({"ttl": "-15"}, 0),
        ({"ttl": "한 시간"}, 0),
        ({"sy_updateperiod": "hourly"}, 3600),
        ({"sy_updateperiod": "\n\tDaily\t", "sy_updatefrequency": " 4 "}, 21_600),
        ({"sy_updateperiod": "daily", "sy_updatefrequency": "0"}, 86_400),
        ({"sy_updateperiod": "whenever"}, 0),
        ({"ttl": "90", "sy_updateperiod": "hourly"}, 5400),
    ],
)
def test_a_feed_says_how_long_it_wants_to_be_left_alone(channel: dict[str, str], seconds: float) -> None:
    assert fresh_for_words(channel) == seconds


@pytest.mark.parametrize(
    ("extra", "seconds"),
    [
        ("", None),
        ("<ttl>60</ttl>", 3600),
        (
            '<sy:updatePeriod xmlns:sy="http://purl.org/rss/1.0/modules/syndication/">hourly</sy:updatePeriod>'
            '<sy:updateFrequency xmlns:sy="http://purl.org/rss/1.0/modules/syndication/">2</sy:updateFrequency>',
            1800,
        ),
    ],
)
def test_it_is_read_from_the_feed(extra: str, seconds: float | None) -> None:
    text = rss(["https://garam.example/news/1"]).replace("<item>", f"{extra}<item>", 1)
    assert read_feed(text, "https://garam.example/feed", SEEN).fresh_for == seconds
