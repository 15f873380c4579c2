"""`python -m sa2va_desktop COMMAND …`, which is how other programs start commands: accelerate, the window."""

from __future__ import annotations

from sa2va_desktop.cli import main

if __name__ == "__main__":
    raise SystemExit(main())
