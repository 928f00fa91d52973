"""Odd types anywhere in a pod: judged, offered mends for and planned without a traceback."""

import copy
from collections.abc import Iterator

import pytest
import yaml

from wizard.checks import mistakes
from wizard.errors import WizardError
from wizard.mends.whole import offers
from wizard.model.inventory import Inventory
from wizard.planning.fixing import fix
from wizard.text.manifest import Manifest

RICH = """
apiVersion: apps/v1
kind: Deployment
metadata: {name: web}
spec:
  replicas: 3
  progressDeadlineSeconds: 60
  minReadySeconds: 5
  selector: {matchLabels: {app: web}}
  template:
    metadata: {labels: {app: web}}
    spec:
      terminationGracePeriodSeconds: 40
      os: {name: linux}
      nodeSelector: {cloud.google.com/gke-spot: "true"}
      tolerations: [{key: kubernetes.azure.com/scalesetpriority, operator: Equal, value: spot}]
      affinity: {nodeAffinity: {requiredDuringSchedulingIgnoredDuringExecution: {nodeSelectorTerms: [
        {matchExpressions: [{key: karpenter.sh/capacity-type, operator: In, values: [spot]}]}]}}}
      initContainers:
      - {name: proxy, image: proxy, restartPolicy: Always, ports: [{name: https, containerPort: 8443}],
         startupProbe: {tcpSocket: {port: https}, failureThreshold: 90}, lifecycle: {preStop: {sleep: {seconds: 50}}}}
      containers:
      - {name: web, image: gcr.io/distroless/static, ports: [{name: http, containerPort: 8080}], args: [a],
         readinessProbe: {exec: {command: [ask, leader]}, initialDelaySeconds: 300},
         livenessProbe: {httpGet: {path: /live, port: http}},
         lifecycle: {preStop: {exec: {command: [sh, -c, "nginx -s quit"]}}, postStart: {exec: {command: [sleep, "1"]}}}}
---
apiVersion: v1
kind: Service
metadata: {name: web}
spec:
  selector: {app: web}
  ports: [{name: a, port: 80, targetPort: http}, {name: metrics, port: 90, targetPort: 8443}]
"""
ODD = (None, -1, "x", [["a"]], {"a": None})


def mutants() -> Iterator[str]:
    for place, document in enumerate(yaml.safe_load_all(RICH)):
        for path in (each for each in paths(document) if each[:2] in {("spec", "template"), ("spec", "ports")}):
            for odd in ODD:
                documents = copy.deepcopy(list(yaml.safe_load_all(RICH)))
                node = documents[place]
                for step in path[:-1]:
                    node = node[step]
                node[path[-1]] = odd
                yield yaml.safe_dump_all(documents)


def paths(node: object, before: tuple[str | int, ...] = ()) -> Iterator[tuple[str | int, ...]]:
    steps = node.items() if isinstance(node, dict) else enumerate(node) if isinstance(node, list) else ()
    for step, inner in steps:
        yield (*before, step)
        yield from paths(inner, (*before, step))


@pytest.mark.parametrize("part", range(4))
def test_any_type_anywhere_is_judged_and_planned(part: int) -> None:
    for number, text in enumerate(mutants()):
        if number % 4 != part:
            continue
        found = Inventory.of([Manifest.read("web.yaml", text.encode())])
        for id in found.ids:
            own = found.workload(id)
            for each in mistakes(own):
                offers(each, found.objects[each.object], own)
        if found.ids and number % 20 == part:
            try:
                fix(found, {"pre_stop": ["15"]}, mend=["all"])
            except WizardError:
                continue
