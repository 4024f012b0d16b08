#!/usr/bin/env python
"""Command line of the product: `python manage.py COMMAND --help` explains each command."""

import os
import sys


def main() -> None:
    """Run one management command under the settings named in the environment."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "server.settings.embedded")
    from django.core.management import execute_from_command_line

    execute_from_command_line(sys.argv)


if __name__ == "__main__":
    main()
