"""The engine stands without screens: shown in a process of its own."""

import subprocess
import sys

import pytest

ENGINE = (
    "wizard.planning.plan",
    "wizard.planning.fixing",
    "wizard.sources.loading",
    "wizard.outputs.report",
    "wizard.outputs.written",
    "wizard.cli",
)


@pytest.mark.parametrize("module", ENGINE)
def test_importing_the_engine_loads_no_screen(module: str) -> None:
    program = f"import {module}, sys; print([m for m in ('textual', 'rich', 'screens') if m in sys.modules])"
    ran = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert ran.stdout.strip() == "[]"


@pytest.mark.parametrize("words", [["--help"], ["check", "--help"]])
def test_help_loads_neither_screens_nor_yaml(words: list[str]) -> None:
    program = (
        "import sys\nfrom wizard.cli import main\n"
        f"try: main({words})\nexcept SystemExit as e: code = e.code\n"
        "print(code, [m for m in ('textual', 'yaml', 'ruamel.yaml', 'jsonschema', 'kubernetes') if m in sys.modules])"
    )
    ran = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert ran.stdout.splitlines()[-1] == "0 []"
