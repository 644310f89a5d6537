"""An evening without Internet: where phones in the laptop's own network reach it, and the results on its disk."""

from __future__ import annotations

import socket
from contextlib import closing, suppress
from pathlib import Path

from bot.rooms.export import spreadsheet
from bot.rooms.rooms import Rooms
from bot.store import Store

# Broadcast addresses of private networks, the hotspots of NetworkManager and Windows among them: asking the system
# which of its own addresses it would use for each finds them all, and sends nothing.
_NETWORKS = ("10.42.0.255", "192.168.137.255", "192.168.1.255", "192.168.255.255", "172.20.10.15", "10.255.255.255")


def addresses() -> list[str]:
    """Return this machine's addresses in private networks, a hotspot's first."""
    found: list[str] = []
    for network in _NETWORKS:
        with suppress(OSError), closing(socket.socket(socket.AF_INET, socket.SOCK_DGRAM)) as asked:
            asked.setsockopt(socket.SOL_SOCKET, socket.SO_BROADCAST, 1)
            asked.connect((network, 9))
            address = str(asked.getsockname()[0])
            if address not in found and not address.startswith("127."):
                found.append(address)
    return found


def export(rooms: Rooms, store: Store, since: float, folder: Path) -> list[Path]:
    """Write the results of all rooms opened since a moment (s) into ``folder``; return the files."""
    written = []
    for code in store.rooms.since(since):
        body = spreadsheet(rooms, code)
        if body:
            folder.mkdir(parents=True, exist_ok=True)
            path = folder / f"phong-{code}.xlsx"
            path.write_bytes(body)
            written.append(path)
    return written
