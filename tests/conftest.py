"""What every test stands on: no colour scheme, theme or draft of the machine it runs on."""

import os

import pytest

# Screens are imported once for all tests, and processes inherit it.
os.environ["LANGUAGE"] = "en"


@pytest.fixture(autouse=True)
def plain_machine(monkeypatch, tmp_path_factory):
    """Snapshots depend on NO_COLOR and TEXTUAL_THEME; drafts are kept below the state folder."""
    for name in ("NO_COLOR", "TEXTUAL_THEME"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path_factory.mktemp("state")))


def pytest_addoption(parser):
    parser.addoption("--draw", action="store_true", help="draw the README's picture anew")
