"""The app itself comes and goes."""

from collections.abc import Mapping
from typing import Any

import structlog

from bot.context import Bot

log = structlog.get_logger()


async def token_gone(bot: Bot, workspace_id: str, body: Mapping[str, Any]) -> None:
    """`tokens_revoked` and `app_uninstalled`: what we believed of our token no longer holds."""
    log.warning("token.gone", workspace=workspace_id)
    bot.reauthorize()


EVENTS = {"tokens_revoked": token_gone, "app_uninstalled": token_gone}
