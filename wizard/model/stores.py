"""Which containers keep data of their own, as far as their names tell: two of them are two stores, not one."""

import re

from wizard.model.shapes import text
from wizard.model.workload import Container

_STORES = frozenset(
    {"postgres", "postgresql", "postgis", "timescaledb", "pgvector", "mysql", "mariadb", "percona", "mssql", "oracle"}
    | {
        "mongo",
        "mongodb",
        "couchdb",
        "couchbase",
        "cassandra",
        "scylla",
        "neo4j",
        "influxdb",
        "clickhouse",
        "cockroach",
    }
    | {"redis", "valkey", "keydb", "dragonfly", "etcd", "consul", "zookeeper", "kafka", "redpanda", "rabbitmq"}
    | {"activemq", "pulsar", "elasticsearch", "opensearch", "solr", "minio", "prometheus", "registry", "db", "database"}
)
"""Programs whose images keep data in a volume (the VOLUME of their Dockerfiles), and what people call one."""
_BESIDE = frozenset(
    {"exporter", "operator", "proxy", "ui", "web", "admin", "client", "cli", "express", "backup", "restore", "migrate"}
    | {
        "migration",
        "migrations",
        "init",
        "bouncer",
        "pgbouncer",
        "pooler",
        "commander",
        "insight",
        "manager",
        "connect",
    }
    | {"connector", "rest", "adapter", "agent", "console", "api", "service", "server-ui", "cruise", "bridge", "auth"}
    | {"adapter", "config", "reloader", "sidecar", "tools", "seeder", "loader", "benchmark", "frontend", "backend"}
)
"""Words beside such a name that make it another program, which asks a store."""


def is_store(container: Container) -> bool:
    """Whether its name or its image's is a store's."""
    image = text(container.data.get("image")).partition("@")[0].rpartition("/")[2].partition(":")[0]
    return any(_names_store(name) for name in (image, container.name))


def _names_store(name: str) -> bool:
    words = set(re.split(r"[-_.]", name.lower()))
    return bool(words & _STORES) and not words & _BESIDE
