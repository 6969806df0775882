"""What the library raises becomes an error that names the host and nothing else."""

import httpx
import pytest

from agents.http_errors import HttpError, NoConnection, TimedOut, Unreachable
from agents.http_failures import failure


@pytest.mark.parametrize(
    ("raised", "kind"),
    [
        (httpx.ConnectError("secret"), NoConnection),
        (httpx.ConnectTimeout("secret"), NoConnection),  # nobody is there: a host that is down, not one that is slow
        (httpx.ReadTimeout("secret"), TimedOut),
        (TimeoutError("secret"), TimedOut),
        (httpx.ReadError("secret"), Unreachable),
        (OSError("secret"), Unreachable),
    ],
)
def test_what_is_raised_is_told_without_its_text(raised: Exception, kind: type[HttpError]) -> None:
    error = failure(raised, "haneul.example", 15.0)
    assert type(error) is kind
    assert str(error).startswith("haneul.example: ")
    assert "secret" not in str(error)


def test_bug_stays_one() -> None:
    with pytest.raises(ZeroDivisionError):
        failure(ZeroDivisionError(), "haneul.example", 15.0)
