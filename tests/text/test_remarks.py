"""What people have written beside a value and at the head of a document."""

from wizard.text.manifest import Manifest, ObjectId
from wizard.text.remarks import head, remark

TEXT = """# Shop, the web part.
# Not for production.

# the first
apiVersion: apps/v1
kind: Deployment
spec:
  # above
  # and more
  replicas: 1  # behind
  paused: false
---
# second
kind: Service
metadata: {name: "a # b"}
"""


def made(text: str = TEXT) -> Manifest:
    return Manifest.read("web.yaml", text.encode())


def test_comments_on_and_right_above_a_line_belong_to_it() -> None:
    assert remark(made(), ObjectId("web.yaml", 0), ("spec", "replicas")) == "above and more behind"
    assert remark(made(), ObjectId("web.yaml", 0), ("spec", "paused")) == ""


def test_sign_in_a_string_begins_no_comment() -> None:
    assert remark(made(), ObjectId("web.yaml", 1), ("metadata", "name")) == ""


def test_head_is_of_the_file_and_of_the_document() -> None:
    said = head(made(), ObjectId("web.yaml", 1))
    assert said == "Shop, the web part. Not for production. the first second"


def test_windows_line_ends_are_no_part_of_a_remark() -> None:
    crlf = made(TEXT.replace("\n", "\r\n"))
    assert remark(crlf, ObjectId("web.yaml", 0), ("spec", "replicas")) == "above and more behind"


def test_json_has_no_comments() -> None:
    found = made('{"kind": "Deployment", "spec": {"replicas": 1, "a": "# x"}}')
    assert remark(found, ObjectId("web.yaml", 0), ("spec", "replicas")) == ""
    assert head(found, ObjectId("web.yaml", 0)) == ""
