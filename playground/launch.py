"""``python -m playground.launch app.py``: run a Bolt program of Python's as it is, with $SLACK_API_URL for its Slack.

slack_sdk has no setting for its address: every client that is told none speaks to slack.com. Here it speaks to the
playground instead, so that a program need not be changed to be tried.
"""

import os
import runpy
import sys
from functools import partialmethod
from pathlib import Path

from slack_sdk.web.async_base_client import AsyncBaseClient
from slack_sdk.web.base_client import BaseClient
from slack_sdk.web.legacy_base_client import LegacyBaseClient


def point_to(api_url: str) -> None:
    """From now on a Web API client that is given no `base_url` has this one."""
    for client in (BaseClient, AsyncBaseClient, LegacyBaseClient):
        client.__init__ = partialmethod(client.__init__, base_url=api_url)  # type: ignore[method-assign, assignment]


def main() -> None:
    """Run the program that is named, with the arguments after it; when something is missing, say what."""
    if len(sys.argv) < 2:
        sys.exit("Which program? python -m playground.launch app.py")
    if "SLACK_API_URL" not in os.environ:
        sys.exit("Set SLACK_API_URL and the tokens to what `python -m playground` printed.")
    point_to(os.environ["SLACK_API_URL"])
    del sys.argv[0]
    sys.path[0] = str(Path(sys.argv[0]).resolve().parent)
    runpy.run_path(sys.argv[0], run_name="__main__")


if __name__ == "__main__":
    main()
