"""Whose time zones we believe: those of the `tzdata` package, whatever the system has."""

import zoneinfo


def use_the_package() -> None:
    """Read zones from `tzdata` only. Python asks the system first, whose rules may be years old."""
    zoneinfo.reset_tzpath(())
    zoneinfo.ZoneInfo.clear_cache()
