"""A loop that hangs loses its pulse."""

from __future__ import annotations

import asyncio

from dongmaeng.watching.pulse import STANDS_STILL, Pulse, beating


def test_a_pulse_that_is_missed_is_trouble_until_the_next_beat() -> None:
    moment = [100.0]
    pulse = Pulse(lambda: moment[0])
    assert pulse.trouble == ""
    moment[0] += STANDS_STILL + 1
    assert pulse.trouble == "the event loop stands still for 21 s"
    pulse.beat()
    assert pulse.trouble == ""


async def test_a_loop_that_turns_beats() -> None:
    moments = iter(range(1_000_000))
    pulse = Pulse(lambda: float(next(moments)))
    before = pulse._last
    async with beating(pulse):
        for _ in range(3):
            await asyncio.sleep(0)
        assert pulse._last > before
