"""Amounts of work: a day is 8 hours, a week 5 days."""

MINUTES = {"w": 5 * 8 * 60, "d": 8 * 60, "h": 60, "m": 1}
LONGEST = 40  # characters
MOST = 260 * MINUTES["w"]


def estimate_of(text: str) -> int | None:
    """Minutes of work in `3d`, `4h`, `1.5w`, `90m` or `1d4h`; None when it is no amount, or more than five years."""
    if len(text) > LONGEST:
        return None
    total, number = 0.0, ""
    for char in text.lower().replace(" ", "").replace(",", "."):
        if char.isascii() and (char.isdigit() or char == "."):
            number += char
        elif char in MINUTES and _is_amount(number):
            total, number = total + float(number) * MINUTES[char], ""
        else:
            return None
    return round(total) if not number and 0.5 < total <= MOST else None


def _is_amount(number: str) -> bool:
    return 0 < len(number) <= 6 and number.count(".") <= 1 and number.strip(".") != ""


def estimate_words(minutes: int) -> str:
    """The shortest way to say an amount of work: `3d`, `1d 4h`, `30m`."""
    parts = []
    for unit, size in MINUTES.items():
        amount, minutes = divmod(minutes, size)
        if amount:
            parts.append(f"{amount}{unit}")
    return " ".join(parts)
