"""The receipt: what was written, what to run next, and lines that can be copied."""

import shlex

import pytest

from screens.review.receipt import account, folded, targets
from wizard.outputs.receipt import Receipt, Written


def receipt(*paths, commands=()):
    return Receipt(tuple(Written(path, 3, 1, new=False) for path in paths), tuple(commands))


@pytest.mark.parametrize("columns", [30, 58, 118])
def test_long_command_can_be_copied_from_its_lines(columns):
    command = "surefoot fix 'my shop.yaml' --only Deployment/web --spread zone --readiness 'web=http:/a b:80' --write"
    lines = list(folded(command, columns))
    assert len(lines) > 1 or columns == 118
    assert all(line.endswith(" \\") for line in lines[:-1])
    assert shlex.split("\n".join(lines).replace("\\\n", "")) == shlex.split(command)


def test_pipe_of_a_stream_can_be_copied_too():
    command = "surefoot fix - --only a/b --write | surefoot fix - --only c/d --write"
    assert " ".join(" ".join(folded(command, 30)).replace("\\", "").split()) == command


def test_every_written_file_is_given_to_kubectl():
    assert targets(receipt("a.yaml", "my shop.yaml")) == ("-f a.yaml -f 'my shop.yaml'",)


def test_folder_of_a_written_kustomization_is_given_whole():
    assert targets(receipt("k8s/web.yaml", "k8s/web-pdb.yaml", "k8s/kustomization.yaml", "other.yaml")) == (
        "-k k8s",
        "-f other.yaml",
    )


def test_lines_of_each_file_are_told():
    told = "\n".join(each.plain for each in account(receipt("a.yaml", "longer.yaml"), 78))
    assert "  a.yaml       +3 −1" in told
    assert "  longer.yaml  +3 −1" in told
