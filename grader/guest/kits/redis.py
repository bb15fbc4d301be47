"""Redis, as fakeredis plays it: clients of one server for each check."""

from __future__ import annotations

from typing import Any

from grader.guest.kit import ProbeKit
from grader.guest.kits import Kit
from grader.protocol.environment import Preload

LIBRARIES = ("fakeredis", "redis")


class Tools(ProbeKit):
    """What probes can do with Redis."""

    _redis_server: Any = None

    def redis(self, **options: Any) -> Any:
        """Return a new fakeredis client; all clients of one check talk to the same server."""
        import fakeredis

        if self._redis_server is None:
            self._redis_server = fakeredis.FakeServer()
        return fakeredis.FakeRedis(server=self._redis_server, **options)


def _warm_up() -> None:
    import fakeredis

    client = fakeredis.FakeRedis(server=fakeredis.FakeServer())
    client.set("a", "b", ex=1)
    client.get("a")
    client.close()


KIT = Kit(preload=Preload.FULL, modules=("redis", "fakeredis"), warm_up=_warm_up, tools=Tools)
