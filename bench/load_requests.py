"""Writes the requests of the load test for the installation that the settings name, and counts the queries of each page.

python -m bench.load_requests             # prints where each page's requests lie, as JSON
python -m bench.load_requests --drained   # returns once nothing waits to be delivered or sent
"""

import os
import sys

import django


def main() -> None:
    """Set the house up, and do what was asked."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "betterpie.house.settings")
    django.setup()
    from bench import visitors  # the house must stand before its rooms are asked for

    if "--drained" in sys.argv:
        visitors.drained()
    else:
        visitors.prepare()


if __name__ == "__main__":
    main()
