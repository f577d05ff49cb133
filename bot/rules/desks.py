"""How much of everything somebody's Home shows."""

TASKS = 15
OTHERS = 5
SOME = 5
