"""`dongmaeng web`: the page of a data directory or a cluster, without running stages."""

from __future__ import annotations

import secrets
from contextlib import asynccontextmanager
from typing import TYPE_CHECKING, Annotated

import typer

from dongmaeng.cli.context import Context, console
from dongmaeng.fault import Fault
from dongmaeng.signals import ended_by_signals
from dongmaeng.web.settings import LOOPBACK

if TYPE_CHECKING:
    import socket
    from collections.abc import AsyncIterator, Callable

    from dongmaeng.settings import Settings


@ended_by_signals()
def web(
    context: typer.Context,
    listen: Annotated[
        str | None, typer.Option(metavar="HOST:PORT", help=f"Where; by default [web] listen, or {LOOPBACK}.")
    ] = None,
) -> None:
    """Serve the page and the API of what is known, until SIGTERM or Ctrl-C; `dongmaeng run` does so by itself."""
    import asyncio

    from dongmaeng.setting_checks import check_web
    from dongmaeng.web.listening import Taken, address_of, listen_on
    from dongmaeng.web.settings import listen_of

    options: Context = context.obj

    def checked(settings: Settings) -> Settings:
        if not settings.web.listen:
            settings = settings.model_copy(update={"web": settings.web.model_copy(update={"listen": LOOPBACK})})
        check_web(settings)
        return settings

    web = {"listen": listen} if listen else None
    settings = checked(options.settings(web=web))
    try:
        opened = listen_on(listen_of(settings.web.listen))
    except Taken as error:
        raise Fault(str(error)) from None
    console.print(f"The page: {address_of(opened)}  (Ctrl-C stops it)", markup=False, soft_wrap=True)
    asyncio.run(_serve(settings, opened, lambda: checked(options.load(web=web))))


async def _serve(settings: Settings, opened: socket.socket, read: Callable[[], Settings]) -> None:
    from dongmaeng.reload import Reload, reloading
    from dongmaeng.signals import stop_on_signals
    from dongmaeng.web.serving import Page, and_end, serve

    @asynccontextmanager
    async def beside(page: Page) -> AsyncIterator[None]:
        async def follow(settings: Settings) -> None:
            page.follow(settings)

        stop_on_signals(and_end(page.stop))
        async with reloading(Reload(f"web-{secrets.token_hex(4)}", settings, read, [follow])):
            yield

    await serve(settings, opened, beside)
