"""x"""

from bot.demo.programs import Demo


def play(demo: Demo, *, as_json: bool) -> int:
    return 0
