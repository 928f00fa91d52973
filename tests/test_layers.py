"""The engine stands without screens, shown in a process of its own, and no file imports itself round a corner."""

import ast
import subprocess
import sys
from collections.abc import Iterator
from graphlib import CycleError, TopologicalSorter
from pathlib import Path

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


def test_no_file_imports_itself_round_a_corner() -> None:
    root = Path(__file__).parents[1]
    files = {_module(path, root): path for room in ("wizard", "screens") for path in (root / room).rglob("*.py")}
    arrows = {module: (set(_imported(path, set(files))) & set(files)) - {module} for module, path in files.items()}
    try:
        TopologicalSorter(arrows).prepare()
    except CycleError as error:
        pytest.fail(" -> ".join(error.args[1]))
    assert sum(map(len, arrows.values())) > len(files)  # they were found


def _module(path: Path, root: Path) -> str:
    return ".".join(path.relative_to(root).with_suffix("").parts).removesuffix(".__init__")


def _imported(path: Path, modules: set[str]) -> Iterator[str]:
    """Every import, those inside functions and for types too."""
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.Import):
            yield from (each.name for each in node.names if each.name in modules)
        elif isinstance(node, ast.ImportFrom) and node.module:
            for each in node.names:
                part = f"{node.module}.{each.name}"
                yield part if part in modules else node.module
