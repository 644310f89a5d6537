"""The rules for published content: how much an entry holds, words explained, nothing outdated, sound sources.

All findings are ``nên sửa``: a new entry of an officer works at once, and gets better afterwards.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

from knowledge.entry import DETAILS, LIMITS, Entry
from knowledge.folder import PROVINCE
from knowledge.outdated import outdated
from written.reading import Finding, Lines, Text
from written.text import normal_form

LEAST_PHRASINGS = 30
LEAST_TESTS = 5
LEAST_DETAILS = 4
SHORTEST_ANSWER = 80
LONGEST_STEP = 180

HARD_WORDS = ("VNeID", "OTP", "QR", "NFC", "PDF", "passcode", "link", "tích hợp", "sinh trắc")
"""Official and foreign words that people stumble over: explained in brackets where first used."""

OFFICIAL = (
    *(
        "gov.vn",
        "chinhphu.vn",
        "quochoi.vn",
        "evn.com.vn",
        "npc.com.vn",
        "vbsp.org.vn",
        "vnpost.vn",
        "vnpt.com.vn",
        "vinaphone.com.vn",
    ),
    *(
        "viettel.vn",
        "viettelmoney.vn",
        "vietteltelecom.vn",
        "mobifone.vn",
        "vietnamobile.com.vn",
        "napas.com.vn",
    ),
    *("zalo.me", "zaloplatforms.com", "google.com", "youtube.com", "apple.com", "facebook.com", "meta.com"),
    *("zoom.com", "zoom.us", "microsoft.com", "openai.com", "samsung.com", "telegram.org", "whatsapp.com"),
    *("doanthanhnien.vn", "nxbgd.vn", "hoclieu.vn", "nca.org.vn", "momo.vn", "tingia.gov.vn", "gs1.org.vn"),
)
"""Sites of the state, and of bodies about their own services: what a source may point to."""

_PROVINCES = (
    "An Giang|Bà Rịa|Bạc Liêu|Bắc Giang|Bắc Kạn|Bắc Ninh|Bến Tre|Bình Dương|Bình Định|Bình Phước|"
    "Bình Thuận|Cà Mau|Cao Bằng|Cần Thơ|Đà Nẵng|Đắk Lắk|Đắk Nông|Điện Biên|Đồng Nai|Đồng Tháp|Gia Lai|"
    "Hà Giang|Hà Nam|Hà Nội|Hà Tĩnh|Hải Dương|Hải Phòng|Hậu Giang|Hoà Bình|Hòa Bình|Hưng Yên|Khánh Hoà|"
    "Khánh Hòa|Kiên Giang|Kon Tum|Lai Châu|Lạng Sơn|Lào Cai|Lâm Đồng|Long An|Nam Định|Nghệ An|"
    "Ninh Bình|Ninh Thuận|Phú Thọ|Phú Yên|Quảng Bình|Quảng Nam|Quảng Ngãi|Quảng Ninh|Quảng Trị|"
    "Sóc Trăng|Sơn La|Tây Ninh|Thái Bình|Thái Nguyên|Thanh Hoá|Thanh Hóa|Huế|Tiền Giang|Hồ Chí Minh|"
    "Trà Vinh|Tuyên Quang|Vĩnh Long|Vĩnh Phúc|Yên Bái"
)
_PROVINCE = re.compile(
    rf"(?<!\w)(?<!Cộng sản )(?<!TNCS )(?<!Bách khoa )(?:{_PROVINCES})(?!\w)|\b(?:thainguyen|backan)\.gov\.vn"
)


@dataclass(frozen=True)
class Source:
    """One file as it stands: its lines, its mapping, and the fields read from it."""

    entry_id: str
    file: str
    lines: tuple[str, ...]
    data: Lines
    values: dict[str, Any]

    @property
    def overlay(self) -> bool:
        """Tell whether the file stands in the province's folder."""
        return self.file.split("/")[0] == PROVINCE

    def line(self, key: str) -> int:
        """Return the line of a field, 1 where the file has none."""
        return next((k.line for k in self.data if k == key), 1)

    def texts(self, key: str) -> list[Text]:
        """Return the texts of a list, each with its line."""
        return [item for item in self.data.get(Text(key)) or () if isinstance(item, Text) and item.strip()]

    def pieces(self) -> Iterator[tuple[int, str]]:
        """Yield the texts that a citizen reads, in order, each with the line where it begins."""
        for key in ("answer", "local"):
            if key in self.values:
                yield self.line(key), self.values[key]
        for step in self.texts("steps"):
            yield step.line, step
        keys: Lines = self.data.get(Text("details")) or Lines()
        for key in keys:
            if key in self.values.get("details", {}):
                yield key.line, self.values["details"][key].text

    def find(self, line: int, words: str) -> int:
        """Return the first line from ``line`` on that holds ``words``, or ``line``."""
        return next((n for n in range(line, len(self.lines) + 1) if words in self.lines[n - 1]), line)


def findings(sources: list[Source], entries: dict[str, Entry]) -> list[Finding]:
    """Return what in the published content breaks the rules."""
    found: list[Finding] = []
    for source in sources:
        entry = entries[source.entry_id]
        advice = [*_outdated(source), *_addresses(source)]
        if source.file == entry.file:
            advice += [*_quotas(source, entry), *_unexplained(source)]
        if not source.overlay:
            advice += _provinces(source)
        found += [Finding(source.file, line, "nên sửa", message) for line, message in advice]
    return found


def _quotas(source: Source, entry: Entry) -> Iterator[tuple[int, str]]:
    phrasings = len({normal_form(text) for text in entry.questions})
    if phrasings < LEAST_PHRASINGS:
        message = f"Mới có {phrasings} cách hỏi khác nhau; cần ít nhất {LEAST_PHRASINGS} để máy hiểu đúng."
        yield source.line("questions"), message
    if len(entry.tests) < LEAST_TESTS:
        yield (
            source.line("tests"),
            f"Mới có {len(entry.tests)} câu thử trong “tests”; cần ít nhất {LEAST_TESTS}.",
        )
    if not entry.sources:
        yield source.line("sources"), "Chưa ghi nguồn; hãy thêm “sources” với tên văn bản hoặc cơ quan."
    if entry.verified is None:
        yield 1, "Chưa ghi ngày kiểm tra nội dung; hãy thêm “verified”."
    if entry.review_after is None:
        yield 1, "Chưa ghi ngày phải xem lại; hãy thêm “review_after”."
    if len(entry.details) < LEAST_DETAILS:
        missing = ", ".join(name for name in DETAILS if name not in entry.details)
        yield source.line("details"), f"“details” còn thiếu: {missing}; cần ít nhất {LEAST_DETAILS} mục con."
    if not SHORTEST_ANSWER <= len(entry.answer) <= LIMITS["answer"]:
        message = f"“answer” dài {len(entry.answer)} ký tự; nên từ {SHORTEST_ANSWER} đến {LIMITS['answer']}."
        yield source.line("answer"), message
    for step in source.texts("steps"):
        if len(step) > LONGEST_STEP:
            yield (
                step.line,
                f"Bước này dài {len(step)} ký tự; tối đa {LONGEST_STEP}, hãy tách thành hai bước.",
            )


def _unexplained(source: Source) -> Iterator[tuple[int, str]]:
    pieces = list(source.pieces())
    for word in HARD_WORDS:
        flags = re.IGNORECASE if word.islower() else 0
        pattern = re.compile(rf"(?<![\w./@-]){word}(?![\w@]|\.\w)", flags)
        for line, text in pieces:
            if used := pattern.search(text):
                if not _explained(text, used.start(), used.end()):
                    message = f"Từ “{word}” dùng lần đầu mà chưa giải thích; hãy thêm vài chữ trong ngoặc đơn."
                    yield source.find(line, used[0]), message
                break


def _explained(text: str, start: int, end: int) -> bool:
    before = text[:start]
    after = text[end : end + 40]
    return before.rfind("(") > before.rfind(")") or "(" in after or re.match(r"[”\"]? là ", after) is not None


def _outdated(source: Source) -> Iterator[tuple[int, str]]:
    texts = [
        *source.pieces(),
        *((source.line("sources"), link.text) for link in source.values.get("sources", ())),
    ]
    for line, text in texts:
        for claim, instead in outdated(text):
            yield source.find(line, claim), f"“{claim}” là thông tin cũ: {instead}."


def _addresses(source: Source) -> Iterator[tuple[int, str]]:
    for key in ("links", "sources"):
        for link in source.values.get(key, ()):
            host = (urlsplit(link.url).hostname or "").lower()
            line = source.find(source.line(key), link.url) if link.url else source.line(key)
            if host.endswith("backan.gov.vn"):
                yield (
                    line,
                    f"Địa chỉ {host} là cổng cũ của Bắc Kạn, đã thôi dùng; hãy thay bằng dichvucong.gov.vn.",
                )
            elif key == "sources" and host and not _official(host):
                yield line, f"Nguồn {host} không phải trang của cơ quan nhà nước hay của chính đơn vị."


def _official(host: str) -> bool:
    return any(host == site or host.endswith(f".{site}") for site in OFFICIAL)


def _provinces(source: Source) -> Iterator[tuple[int, str]]:
    shown = [(source.line("title"), source.values.get("title", "")), *source.pieces()]
    shown += [(source.line("links"), f"{link.text} {link.url}") for link in source.values.get("links", ())]
    for line, text in shown:
        if name := _PROVINCE.search(text):
            message = f"“{name[0]}” chỉ đúng với một tỉnh; hãy chuyển sang tệp cùng tên trong thư mục {PROVINCE}."
            yield source.find(line, name[0]), message
