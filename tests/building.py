"""Build values for tests from the text that a person would write."""

from textwrap import dedent

from wizard.model.inventory import Inventory
from wizard.model.topology import Topology, told
from wizard.model.versions import Version
from wizard.model.workload import Workload
from wizard.planning.plan import Plan
from wizard.text.manifest import Manifest, ObjectId

WEB = """
apiVersion: apps/v1
kind: Deployment
metadata:
  name: web
spec:
  replicas: 3
  selector:
    matchLabels:
      app: web
  template:
    metadata:
      labels:
        app: web
    spec:
      containers:
        - name: web
          image: web:1
          ports:
            - name: http
              containerPort: 8080
"""

SERVICE = """
apiVersion: v1
kind: Service
metadata:
  name: web
spec:
  selector:
    app: web
  ports:
    - port: 80
      targetPort: http
"""


def inventory(*texts: str, topology: Topology | None = None, version: Version | None = None) -> Inventory:
    """The inventory of one stream made of these documents."""
    stream = "---\n".join(dedent(text).lstrip("\n") for text in texts)
    return Inventory.of([Manifest.read("shop.yaml", stream.encode())], topology, version)


def plan(*texts: str, topology: Topology | None = None, version: Version | None = None) -> Plan:
    """A plan without choices over these documents."""
    return Plan(inventory(*texts, topology=topology, version=version))


def workload(*texts: str, topology: Topology | None = None, version: Version | None = None) -> Workload:
    """The first workload of these documents."""
    found = inventory(*texts, topology=topology, version=version)
    return found.workload(found.ids[0])


def first(plan: Plan) -> ObjectId:
    """The first workload of a plan."""
    return plan.inventory.ids[0]


def within(text: str, line: str, more: str) -> str:
    """The text with `more` put behind the line that is `line`, each line of it indented as much further as written."""
    lines = text.split("\n")
    at = next(index for index, each in enumerate(lines) if each.strip() == line)
    indent = " " * (len(lines[at]) - len(lines[at].lstrip()))
    new = [indent + each if each else each for each in dedent(more).strip("\n").split("\n")]
    return "\n".join([*lines[: at + 1], *new, *lines[at + 1 :]])


SIX_HOSTS = told(6, 3)
