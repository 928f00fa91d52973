"""All that the rules may know: workloads and neighbours, nodes, versions. Reads no file and asks no cluster."""
