"""How much work our bot is, beside a floor that does the least possible and a stock Bolt app. See README.md."""
