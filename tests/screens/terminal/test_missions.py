"""Every mission walked by keys in both languages: it breaks, an answer is chosen, it holds, and it stays won."""

import gettext
import re
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.building import SERVICE, WEB
from wizard.places import assets
from wizard.teaching.missions import MISSIONS, OWN
from wizard.wording import DOMAIN, LANGUAGES
from wizard.wording.missions import HINTS, TITLES

from .pseudo import Terminal
from .test_bytes import RIGHT
from .test_wizard import SUREFOOT

ENTER, TAB, NEXT = "\r", "\t", "\x0e"
ANSWERS = {
    "node-dies": ENTER,
    "zone-dies": RIGHT + ENTER,
    "drain-takes-all": ENTER,
    "drain-never-ends": ENTER,
    "update-drops-requests": ENTER,
    "rollout-stuck": TAB * 6 + "1" + NEXT,
    "own-node-dies": ENTER,
    "own-update": ENTER,
}
"""What is typed in the step that the mission opens; Enter takes what it suggests."""
FILE = WEB.replace("replicas: 3", "replicas: 1").lstrip("\n") + "---" + SERVICE


@pytest.fixture
def learn(start: Callable[..., Terminal], tmp_path: Path) -> Callable[[str], Terminal]:
    """Start the missions in a language, with the learner's own file and one place for the progress."""
    path = tmp_path / "own.yaml"
    path.write_text(FILE)

    def started(language: str) -> Terminal:
        env = {"XDG_STATE_HOME": str(tmp_path / "state")}
        return start("learn", path, "--lang", language, argv=SUREFOOT, env=env)

    return started


@pytest.mark.parametrize("language", LANGUAGES)
def test_each_mission_is_seen_to_break_and_to_hold(learn: Callable[[str], Terminal], language: str) -> None:
    say = gettext.translation(DOMAIN, str(assets("locale")), [language], fallback=language == "en").gettext
    count, all_of_them = 0, len(MISSIONS + OWN)

    def head() -> str:
        return terminal.lines()[0]

    def listed(won: int) -> str:
        return say("{count} of {all} won").format(count=won, all=all_of_them)

    terminal = learn(language)
    for mission in MISSIONS + OWN:
        terminal.wait_for(listed(count))
        # The cursor stands on the first that is not won.
        terminal.send(ENTER)
        page = rf" surefoot +{re.escape(say(TITLES[mission.id]))} > \w+ +{{}} *$"
        broken, held = re.compile(page.format(say("not yet"))), re.compile(page.format(say("won")))
        terminal.until(lambda broken=broken: broken.match(head()), f"{mission.id}, broken")  # type: ignore[misc]
        terminal.wait_for(say("As it is"))
        terminal.send("h")
        terminal.wait_for(say(HINTS[mission.id][0])[:30])
        terminal.send(ENTER)
        terminal.wait_for(" 5 ")
        terminal.send(ANSWERS[mission.id])
        if mission.id == "own-update":
            # Stopping well is not enough: the requests of a start are still lost.
            terminal.wait_for(say("As chosen"))
            assert broken.match(head())
            terminal.send("3")
            terminal.wait_for("httpGet.path")
            terminal.send(TAB + "/ready" + NEXT)
        terminal.until(lambda held=held: held.match(head()), f"{mission.id}, held")  # type: ignore[misc]
        terminal.wait_for(say("As chosen"))
        count += 1
        terminal.send(ENTER)
    terminal.wait_for(listed(count))
    terminal.send("q")
    assert terminal.wait_exit() == 0
    again = learn(language)
    again.wait_for(listed(all_of_them))
