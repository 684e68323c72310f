"""`betterpie doctor`: what is wrong with this installation, and what to do."""

import json
from argparse import ArgumentParser
from dataclasses import asdict
from typing import Any

from django.core.management.base import BaseCommand

from betterpie.house import doctor

MARKS = {"well": "ok  ", "look": "look", "mend": "MEND"}


class Command(BaseCommand):
    """Examines the installation."""

    help = "Say what is wrong with this installation and what to do. Ends with 1 when something must be mended."
    requires_system_checks = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--mail", metavar="ADDRESS", default="", help="send a test mail there")
        parser.add_argument("--json", action="store_true", help="for programs")

    def handle(self, *args: Any, mail: str, **options: Any) -> None:
        findings = doctor.examine(mail_to=mail)
        if options["json"]:
            self.stdout.write(json.dumps([asdict(finding) for finding in findings], indent=1))
        else:
            for finding in findings:
                self.stdout.write(f"{MARKS[finding.health]}  {finding.what:<11}{finding.says}")
        if any(finding.health == "mend" for finding in findings):
            raise SystemExit(1)
