"""What a visitor sees of the files that a room was opened on, and of all that it was not."""

import random
import subprocess
from urllib.parse import unquote

import aiohttp
import pytest

from screens.serving.visitor import ENDED
from tests.building import WEB
from tests.screens.serving.conftest import SUREFOOT, opened_room
from tests.screens.serving.guest import visiting

pytestmark = pytest.mark.xdist_group("room")

SECRET = "hidden-from-all"  # noqa: S105
KEYS = [*map(chr, range(32, 127)), *map(chr, range(1, 27)), *(f"\x1b[{end}" for end in "ABCDHFZ"), "\x1bOP", "\x1b[5~"]
VISITS, PRESSED = 4, 80
LEAVING = ("\x11", "x", "\x11", "x")


@pytest.fixture
def host(tmp_path):
    """A home with a cluster and secrets, and in it the folder of a lesson; among its files one that cannot be read."""
    home = tmp_path / "teacher"
    lesson = home / "lesson"
    for name, text in {
        ".kube/config": f"contexts: [{{name: {SECRET}, context: {{}}}}]\ncurrent-context: {SECRET}\n",
        "secret.yaml": WEB.replace("web", SECRET),
        "lesson/läden; eins.yaml": "\ufeff# ours\n" + WEB.lstrip("\n"),
        "lesson/more/api.yaml": WEB.lstrip("\n").replace("web", "api"),
        "lesson/torn.yaml": "a: [\n",
    }.items():
        (home / name).parent.mkdir(parents=True, exist_ok=True)
        (home / name).write_text(text)
    return lesson


def state(folder):
    return {str(each): each.read_bytes() if each.is_file() else None for each in folder.rglob("*")}


def environment(host):
    home = host.parent
    return {"HOME": str(home), "XDG_STATE_HOME": str(home / "state"), "KUBECONFIG": str(home / ".kube/config")}


async def press_all(room):
    """Press keys of all kinds in any order, in several visits; what was shown in them."""
    chance, drawn = random.Random(7), b""  # noqa: S311
    for _visit in range(VISITS):
        async with visiting(room.address) as guest:
            await guest.wait("The wizard itself")
            for key in ("\r", "\r", *chance.choices(KEYS, k=PRESSED)):
                await guest.say("stdin", key)
            # Keys are taken in turn, so when these have led out, all have been. One of the others may have, too.
            for key in LEAVING:
                await guest.say("stdin", key)
            assert await guest.ended() == ENDED
            drawn += guest.drawn
    return drawn


@pytest.mark.parametrize("on", ["the shop", "a folder"])
async def test_no_key_reads_or_writes_anything_of_the_host(host, on):
    before = state(host.parent)
    with opened_room(*([str(host)] if on == "a folder" else []), **environment(host)) as room:
        drawn = await press_all(room)
    assert b"Which failure must" in drawn
    assert SECRET.encode() not in drawn
    assert b"teacher" not in drawn
    assert state(host.parent) == before


async def test_a_visitor_sees_the_files_from_where_the_folder_lies(host):
    with opened_room(str(host), **environment(host)) as room:
        async with visiting(room.address) as guest:
            await guest.wait("The wizard itself")
            await guest.press("\r")
            shown = await guest.wait("2 workloads")
            assert "lesson" in shown
            assert str(host.parent) not in guest.drawn.decode()
            await guest.press("l")
            await guest.wait("lesson/torn.yaml")
            assert "teacher" not in guest.drawn.decode()


async def test_what_was_chosen_leaves_under_the_name_of_its_file(host):
    before = state(host.parent)
    file = next(host.glob("l*.yaml"))
    async with aiohttp.ClientSession(cookie_jar=aiohttp.CookieJar(unsafe=True)) as browser:
        with opened_room(str(file), **environment(host)) as room:
            async with visiting(room.address, browser) as guest:
                await guest.wait("The wizard itself")
                await guest.press("\r")
                await guest.wait("Which failure must web survive?")
                await guest.press("\r")
                await guest.wait("1 choice")
                await guest.press("5")
                await guest.wait(lambda shown: "valid" in shown and "Download" in shown)
                await guest.press("\r")
                key = await guest.told_of("deliver_file_start")
                async with browser.get(f"{room.address}download/{key}") as answer:
                    said, content = answer.headers["Content-Disposition"], await answer.read()
    assert unquote(said) == f"attachment; filename*=UTF-8''{file.name}"
    assert content.startswith("\ufeff# ours\n".encode())
    assert b"topologySpreadConstraints" in content
    assert state(host.parent) == before


async def test_a_draft_of_the_host_is_neither_offered_nor_touched(host):
    from wizard.sources import drafts

    told = environment(host)
    file = str(next(host.glob("l*.yaml")))
    with pytest.MonkeyPatch.context() as patched:
        patched.setenv("XDG_STATE_HOME", told["XDG_STATE_HOME"])
        drafts.save([file], {"form": 1, "workloads": [{"name": SECRET}]})
    before = state(host.parent)
    with opened_room(file, **told) as room:
        async with visiting(room.address) as guest:
            await guest.wait("The wizard itself")
            await guest.press("\r")
            assert "A draft" not in await guest.wait("Which failure must web survive?")
            await guest.press("\r")
            await guest.wait("1 choice")
    assert state(host.parent) == before


@pytest.mark.parametrize(
    "tried",
    [
        "open('/etc/hostname')",
        "open('here', 'w')",
        "__import__('pathlib').Path('/etc/hostname').read_text()",
        "os.listdir('/')",
        "os.remove('/nonexistent')",
        "os.mkdir('here')",
        "os.kill(os.getppid(), 0)",
        "__import__('subprocess').run(['true'])",
        "os.system('true')",
        "__import__('socket').create_connection(('127.0.0.1', 9))",
    ],
)
def test_the_wall_holds_where_a_screen_would_not(tried, tmp_path):
    code = f"import os\nfrom screens.serving.wall import wall_in\nwall_in()\nimport wave\n{tried}"
    ran = subprocess.run([*SUREFOOT[:2], code], cwd=tmp_path, capture_output=True, text=True, check=False)
    assert ran.stderr.splitlines()[-1] == "PermissionError: [Errno 13] Permission denied"
    assert not list(tmp_path.iterdir())
