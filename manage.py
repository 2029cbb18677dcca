#!/usr/bin/env python
"""The only entry script: `python manage.py help` lists what it can do."""

import os
import sys

from django.core.exceptions import ImproperlyConfigured
from django.core.management import execute_from_command_line

from policies.origin import acting_from

if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "kb.settings")
    try:
        with acting_from(f"command {' '.join(sys.argv[1:2])}"):
            execute_from_command_line(sys.argv)
    except ImproperlyConfigured as error:
        sys.exit(str(error))  # An odd setting is the caller's to mend: a sentence helps, a traceback does not.
