"""`dongmaeng upgrade`: the data directory in the layout of this version."""

from __future__ import annotations

import typer

from dongmaeng.cli.context import AsJson, Context, console, print_json


def upgrade(context: typer.Context, as_json: AsJson = False) -> None:
    """Bring what an earlier version wrote into the layout of this one; `dongmaeng run` does so when it starts.

    It can be interrupted, and goes on when it or the service is started again.
    """
    from dongmaeng.upgrading import upgrade_data

    options: Context = context.obj
    settings = options.settings(log_level="info" if not as_json else "warning")
    before, now = upgrade_data(settings)
    if as_json:
        print_json({"before": before, "now": now})
    elif before is None:
        console.print(f"{settings.data_dir} holds nothing yet.", markup=False)
    elif before == now:
        console.print(f"{settings.database} is of version {now}, as it should be.", markup=False)
    else:
        console.print(f"{settings.database} was of version {before} and is of version {now}.", markup=False)
