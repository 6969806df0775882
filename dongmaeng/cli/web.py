"""`dongmaeng web`: the page of a data directory or a cluster, without running stages."""

from __future__ import annotations

from typing import Annotated

import typer

from dongmaeng.cli.context import Context, console
from dongmaeng.fault import Fault
from dongmaeng.web.settings import LOOPBACK


def web(
    context: typer.Context,
    listen: Annotated[
        str | None, typer.Option(metavar="HOST:PORT", help=f"Where; by default [web] listen, or {LOOPBACK}.")
    ] = None,
) -> None:
    """Serve the page and the API of what is known, until SIGTERM or Ctrl-C; `dongmaeng run` does so by itself."""
    import asyncio

    from dongmaeng.service import stop_on_signals
    from dongmaeng.settings import check_web
    from dongmaeng.web.listening import Taken, address_of, listen_on
    from dongmaeng.web.serving import and_end, serve
    from dongmaeng.web.settings import listen_of

    options: Context = context.obj
    settings = options.settings(web={"listen": listen} if listen else None)
    if not settings.web.listen:
        settings = settings.model_copy(update={"web": settings.web.model_copy(update={"listen": LOOPBACK})})
    check_web(settings)
    try:
        opened = listen_on(listen_of(settings.web.listen))
    except Taken as error:
        raise Fault(str(error)) from None
    console.print(f"The page: {address_of(opened)}  (Ctrl-C stops it)", markup=False, soft_wrap=True)
    asyncio.run(serve(settings, opened, lambda stop: stop_on_signals(and_end(stop))))
