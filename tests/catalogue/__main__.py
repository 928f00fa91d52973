"""`make known`: run the example of every check and print the table; exit code 1 where a cell is missing."""

import sys

from tests.catalogue.proving import lines, rows


def main() -> int:
    """Prove and print."""
    proofs = list(rows())
    print("\n".join(lines(proofs)))
    return 1 if any("NO" in vars(each).values() for each in proofs) else 0


if __name__ == "__main__":
    sys.exit(main())
