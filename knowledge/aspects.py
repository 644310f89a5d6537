"""Which aspect of an entry (cost, time, papers, place, who) a question asks about."""

from __future__ import annotations

from dataclasses import dataclass

from knowledge.lexicon import Lexicon

# Words that carry no subject: a question made only of these and of aspect cues asks about what was spoken of before.
_EMPTY = frozenset(
    ["a", "ad", "ai", "anh", "ay", "a", "bac", "ban", "bay", "bi", "bao", "boi", "buoc", "cac", "cach", "cai", "can", "chac", "chang", "chau", "cho", "chi", "chu", "chua", "chuyen", "co", "con", "cung", "cu", "da", "dang", "day", "de", "den", "di", "dieu", "do", "dong", "doi", "du", "duoc", "dung", "em", "gi", "giay", "gio", "giup", "ha", "hay", "hay", "he", "hien", "ho", "hoi", "hom", "huong", "ke", "khac", "khi", "khong", "khoang", "kieu", "la", "lai", "lam", "lan", "len", "loai", "luc", "luon", "ma", "mat", "may", "minh", "mot", "moi", "mong", "muon", "nay", "nao", "nay", "neu", "nghi", "ngay", "nguoi", "nha", "nhe", "nhi", "nhieu", "nhu", "nhung", "no", "noi", "nop", "nua", "o", "ong", "ra", "roi", "sao", "sau", "se", "ta", "tai", "tat", "thang", "the", "thi", "thoi", "thu", "thuc", "toi", "tien", "to", "trong", "truong", "hop", "tu", "tuc", "tuoi", "u", "uh", "va", "van", "vao", "vay", "ve", "viec", "voi", "vua", "xin", "xong", "y", "yeu", "oi", "a", "vang", "da", "ok", "phai", "theo", "mang", "cam", "dem", "het", "ton", "phi", "lau", "ngay", "tuan", "nam", "gia", "tong", "cong", "ca", "bat"]
)


@dataclass(frozen=True)
class Asked:
    """``aspect``: a key of DETAILS, or None; ``subject``: the folded words that are left when cues are taken away."""

    aspect: str | None
    subject: tuple[str, ...]


def asked(lexicon: Lexicon, folded: str) -> Asked:
    """Return what aspect the folded question names, the last one where there are several."""
    aspect, last = None, -1
    rest = folded
    for name, pattern in lexicon.aspects.items():
        for match in pattern.finditer(folded):
            if match.end() > last:
                aspect, last = name, match.end()
        rest = pattern.sub(" ", rest)
    subject = tuple(word for word in rest.split() if word not in _EMPTY and not word.isdigit())
    return Asked(aspect, subject)
