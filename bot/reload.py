"""Watches the knowledge: a saved file shows within two seconds, its new phrasings are found within ten.

The new index is learned in another process, so that the one that answers does not stand still. Until it is ready the
new texts are shown with the old index.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable
from dataclasses import replace

from watchfiles import awatch

from bot import content as contents
from bot.content import Content
from bot.settings import Settings
from knowledge import Finding, Unreadable
from knowledge.folder import read_entries
from knowledge.library import CACHE
from quiz.contest_shelf import read_contests
from quiz.shelf import read_banks

log = logging.getLogger("bot.reload")
Tell = Callable[[tuple[Finding, ...], Content], Awaitable[None]]


class Reloader:
    """Holds the content in use and swaps it when a file changes; ``tell`` hears what is broken and what is mended."""

    def __init__(self, settings: Settings, content: Content, tell: Tell | None = None) -> None:
        self.settings = settings
        self.content = content
        self._tell = tell

    async def watch(self, stop: asyncio.Event) -> None:
        """Reload on every change until ``stop`` is set."""
        folder = self.settings.entries
        more = (folder.parent / "lexicon.yaml", self.settings.banks, self.settings.contests)
        places = [folder, *(path for path in more if path.exists())]
        async for _ in awatch(*places, stop_event=stop, debounce=300, step=100, rust_timeout=1000):
            try:
                await self.reload()
            except Unreadable as error:
                await self._report(tuple(error.findings), self.content)
            except OSError as error:
                log.error("knowledge not reloaded: %s", error.strerror)

    async def reload(self) -> None:
        """Show the new texts at once, then train and swap the index."""
        old = self.content.library
        entries, findings = await asyncio.to_thread(read_entries, self.settings.entries, CACHE)
        if entries:
            known = set(old.matcher.index.classes)
            kept = {
                name: entries.get(name) or old.entries[name] for name in known if name in entries or name in old.entries
            }
            shown = {**entries, **kept}
            self.content = replace(self.content, library=replace(old, entries=shown, findings=findings))
        banks, found = await asyncio.to_thread(read_banks, self.settings.banks, CACHE)
        contests, more = await asyncio.to_thread(read_contests, self.settings.contests, CACHE)
        found = (*found, *more)
        usable = banks or self.content.banks
        self.content = replace(self.content, banks=usable, quiz_findings=found, contests=contests)
        await self._report((*findings, *found), self.content)
        self.content = await asyncio.to_thread(contents.load, self.settings)
        log.info("knowledge reloaded: entries=%d", len(self.content.entries))

    async def _report(self, findings: tuple[Finding, ...], content: Content) -> None:
        broken = tuple(finding for finding in findings if finding.severity == "lỗi")
        for finding in broken:
            log.error("%s", finding)
        if self._tell:
            await self._tell(broken, content)
