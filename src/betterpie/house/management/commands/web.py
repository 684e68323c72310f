"""`betterpie web`: the web alone, as `betterpie up` starts it."""

import sys
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand

from betterpie.house import serving


class Command(BaseCommand):
    """Serves the pages."""

    help = "Serve the pages alone; `betterpie up` does this and runs the worker too."
    requires_system_checks = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--host", default="127.0.0.1")
        parser.add_argument("--port", type=int, default=8000)
        parser.add_argument("--workers", type=int, default=2)
        parser.add_argument("--with-worker", action="store_true", help="run the worker too, as a copy of the loaded house (Linux)")

    def handle(self, *args: Any, host: str, port: int, workers: int, with_worker: bool, **options: Any) -> None:
        if with_worker:
            sys.exit(serving.house(host=host, port=port, workers=workers))
        serving.web(host=host, port=port, workers=workers)
