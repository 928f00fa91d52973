"""Keys that come at once do what they do when they come one by one, through the websocket too."""

import pytest

from tests.screens.serving.guest import alike, visiting

pytestmark = pytest.mark.xdist_group("room")

RIGHT, ESCAPE = "\x1b[C", "\x1b"
NARROWED = (
    ("\r", "4 workloads"),
    ("/", "Esc clears"),
    ("c", "[ c "),
    ("a", "[ ca "),
    ("r", "[ car "),
    ("\r", "Space Mark"),
)
STEPPED = (
    ("\r", "4 workloads"),
    ("\r", "Which failure must web survive?"),
    (RIGHT, "● zone"),
    ("\r", "maintenance take at once"),
    ("\r", "then 900 refused"),
)


@pytest.mark.parametrize("typed", [NARROWED, STEPPED], ids=["narrowed", "stepped"])
async def test_keys_of_one_burst_end_where_slow_typing_does(room, typed):
    async with visiting(room.address) as slow, visiting(room.address) as fast:
        for guest in (slow, fast):
            await guest.wait("The wizard itself")
        for key, shows in typed:
            await slow.say("stdin", key)
            await slow.wait(shows)
        for key, _shows in typed:
            await fast.say("stdin", key)
        await fast.wait(typed[-1][1])
        await alike(slow, fast)


async def test_keys_of_one_message_end_where_slow_typing_does(room):
    async with visiting(room.address) as guest:
        await guest.wait("The wizard itself")
        await guest.say("stdin", "".join(key for key, _shows in NARROWED))
        await guest.wait(lambda shown: "1 of 4" in shown and "Space Mark" in shown)
