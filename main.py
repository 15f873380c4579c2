"""Starts Sa2VA Desktop from a checkout: `python main.py` is the same as the command `sa2va-desktop`."""

import sys

from sa2va_desktop.cli import main

if __name__ == "__main__":
    sys.exit(main())
