import json
import sys
from argparse import ArgumentParser
from dataclasses import asdict
from typing import Any

from django.core.management.base import BaseCommand

from kb.operating.doctor import examine
from kb.operating.findings import OK, WARNING, WRONG

SIGNS = {OK: "  ok      ", WARNING: "  look    ", WRONG: "  WRONG   "}


class Command(BaseCommand):
    help = "Say what is wrong with this installation, and how to mend it. Ends with 1 when something is."
    requires_system_checks = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--json", action="store_true", help="as one JSON object, for programs")

    def handle(self, *args: Any, **options: Any) -> None:
        findings = []
        for finding in examine():
            findings.append(finding)
            if not options["json"]:
                self.stdout.write(f"{SIGNS[finding.state]}{finding.part + ':':<14} {finding.said}")
                if finding.mend:
                    self.stdout.write(f"{'':25}{finding.mend}")
        count = sum(finding.state == WRONG for finding in findings)
        if options["json"]:
            said = {"is_well": count == 0, "findings": [asdict(finding) for finding in findings]}
            self.stdout.write(json.dumps(said, ensure_ascii=False, indent=1))
        else:
            self.stdout.write("All is well." if not count else f"{count} things are wrong.")
        if count:
            sys.exit(1)
