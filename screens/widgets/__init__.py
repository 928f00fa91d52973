"""Widgets that several screens share. They know no workload and no plan: values come in, messages go out."""
