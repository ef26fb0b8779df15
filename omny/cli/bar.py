"""The bar on standard error that shows how far a long run is."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, ProgressColumn, TextColumn

REDRAW_SECONDS = 0.1  # smooth to the eye, and nothing beside the work


@contextmanager
def progress_bar(*columns: ProgressColumn, first: str = "") -> Iterator[Callable[[str, int, int | None, str], None]]:
    """Yields what draws the bar: for what is done, how much of how many, and the rate of it."""
    # Drawn from here and not from a thread of its own: with one thread only, workers can be forked.
    bar = Progress(
        TextColumn("{task.description}"),
        BarColumn(),
        MofNCompleteColumn(),
        *columns,
        console=Console(stderr=True),
        transient=True,
        auto_refresh=False,
    )
    with bar:
        task, last_drawn, last = bar.add_task(first, total=None, rate=""), 0.0, ""

        def draw(what: str, done: int, total: int | None, rate: str) -> None:
            nonlocal last_drawn, last
            now = time.monotonic()
            if what == last and now - last_drawn < REDRAW_SECONDS and done < (total or 0):
                return
            last_drawn, last = now, what
            bar.update(task, description=what, completed=done, total=total, rate=rate, refresh=True)

        yield draw
