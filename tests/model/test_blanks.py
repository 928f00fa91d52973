"""Blanks that something fills in before a server sees them, and words that are none."""

import pytest

from wizard.model.blanks import blank

BLANKS = (
    "${IMAGE_PULL_POLICY}",
    "${REPLICAS:-1}",
    "$(PORT)",
    "$PORT",
    "<PROJECT_ID>",
    "{{ replicas }}",
    "{port}",
    "%PORT%",
    "@port@",
    "__PORT__",
    "FAKE_NODE_PORT",
    "prefix-${NAME}",
)


@pytest.mark.parametrize("value", BLANKS)
def test_blank_is_one_wherever_it_stands(value: str) -> None:
    assert blank(value)
    assert blank(value, number=False)


@pytest.mark.parametrize("value", ["PORT", "COUNT2"])
def test_word_in_capitals_is_one_only_where_a_number_should_stand(value: str) -> None:
    assert blank(value)
    assert not blank(value, number=False)


@pytest.mark.parametrize("value", ["HTTP", "ALWAYS"])
def test_wrong_word_of_a_list_is_wrong(value: str) -> None:
    assert not blank(value, number=False)


@pytest.mark.parametrize("value", ["", "80", "http", "TRUE", "NO", "5 %", "a$", "50%", 5, None, ["$X"], True, "Always"])
def test_what_a_person_wrote_wrong_is_no_blank(value: object) -> None:
    assert not blank(value)
