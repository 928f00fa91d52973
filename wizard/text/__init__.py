"""YAML and JSON as data, as nodes with places, and splices that keep every other byte. Knows no Kubernetes."""
