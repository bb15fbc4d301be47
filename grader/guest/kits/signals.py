"""Blinker's signals, recorded."""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Iterator
from typing import Any

from grader.guest.kit import ProbeKit
from grader.guest.kits import Kit

LIBRARIES = ("blinker",)


class Tools(ProbeKit):
    """What probes can do with signals."""

    @contextlib.contextmanager
    def signals(self, *signals: Any) -> Iterator[list[tuple[str, Any, dict[str, Any]]]]:
        """Yield a list that gets `(signal name, sender, keywords)` for each blinker signal sent."""
        heard: list[tuple[str, Any, dict[str, Any]]] = []
        receivers: list[tuple[Any, Callable[..., None]]] = []
        for signal in signals:

            def note(sender: Any, _name: str = signal.name, **keywords: Any) -> None:
                heard.append((_name, sender, keywords))

            signal.connect(note, weak=False)
            receivers.append((signal, note))
        try:
            yield heard
        finally:
            for signal, note in receivers:
                signal.disconnect(note)


KIT = Kit(modules=("blinker",), tools=Tools)
