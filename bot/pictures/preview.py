"""The picture that Zalo and Facebook show for a link (Open Graph: 1200 by 630), and the card to send on with its QR."""

from __future__ import annotations

from bot.pictures import colours
from bot.pictures.lettering import printable, width
from bot.pictures.ornament import brand, brocade
from bot.pictures.page import Box, Page, Words
from bot.pictures.qr import qr
from bot.texts import say

WIDE, HIGH = 1200, 630
SIDE = 1080


def preview(kind: str, title: str, inviter: str) -> Page:
    """Return the picture of a link; ``kind``: "bank", "round" or "contest"; ``inviter``: who invites, or ""."""
    page = Page(WIDE, HIGH, colours.PAPER)
    page.add(Box(0, 0, WIDE, 118, colours.NAVY), *brocade(0, 118, WIDE, 22))
    page.add(*brand(70, 24, 70, say("picture.name"), say("picture.tagline"), dark=True))
    page.add(Words(70, 208, say(f"picture.kinds.{kind}").upper(), 28, "SemiBold", colours.OCHRE))
    y = page.paragraph(
        printable(title), 70, 238, WIDE - 140,
        lines=2, largest=76, smallest=46, weight="ExtraBold", colour=colours.NAVY, leading=1.2,
    )  # fmt: skip
    page.paragraph(
        say(f"picture.invite.{kind}"), 70, y + 16, WIDE - 140, lines=1, largest=33, smallest=26, colour=colours.INK,
        weight="Medium",
    )  # fmt: skip
    label = say("picture.begin")
    wide = width(label, "Bold", 32) + 80
    page.add(Box(70, 500, wide, 76, colours.OCHRE, 38))
    page.add(Words(70 + wide / 2, 549, label, 32, "Bold", colours.WHITE, "centre"))
    said = say("picture.from", name=printable(inviter)) if printable(inviter) else say("picture.free")
    page.paragraph(
        said, 70 + wide + 34, 512 if len(said) > 44 else 526, WIDE - 140 - wide - 34,
        lines=2, largest=30, smallest=20, weight="Medium", colour=colours.SOFT, leading=1.2,
    )  # fmt: skip
    return page


def card(kind: str, title: str, inviter: str, address: str, code: str) -> Page:
    """Return a square picture with the link's QR, to send on in a chat or to show on a phone."""
    page = Page(SIDE, SIDE, colours.PAPER)
    page.add(Box(0, 0, SIDE, 120, colours.NAVY), *brocade(0, 120, SIDE, 22))
    page.add(*brand(64, 24, 72, say("picture.name"), say("picture.tagline"), dark=True))
    page.add(Words(SIDE / 2, 206, say(f"picture.kinds.{kind}").upper(), 27, "SemiBold", colours.OCHRE, "centre"))
    y = page.paragraph(
        printable(title), SIDE / 2, 234, 940,
        lines=2, largest=58, smallest=36, weight="ExtraBold", colour=colours.NAVY, align="centre", leading=1.22,
    )  # fmt: skip
    if name := printable(inviter):
        y = page.paragraph(
            say("picture.from", name=name), SIDE / 2, y + 10, 900,
            lines=2, largest=32, smallest=24, weight="Medium", colour=colours.SOFT, align="centre",
        )  # fmt: skip
    side = min(530.0, 918 - y)
    top = y + (918 - y - side) / 2
    page.add(Box(SIDE / 2 - side / 2 - 3, top - 3, side + 6, side + 6, colours.WHITE, 28, colours.LINE, 3))
    inset = 14
    page.add(*qr(address, SIDE / 2 - side / 2 + inset, top + inset, side - 2 * inset, quiet=3))
    page.add(Box(0, 944, SIDE, SIDE - 944, colours.NAVY))
    page.add(Words(SIDE / 2, 998, say("picture.scan_or_type"), 29, "Medium", colours.PALE, "centre"))
    page.add(Words(SIDE / 2, 1050, f"THI {code}", 44, "ExtraBold", colours.SAND, "centre"))
    return page
