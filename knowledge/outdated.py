"""What was true once and is not any more, found in what an entry says."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

_GONE = (
    r"không còn|không (?:phải|dùng|cần|nộp|đến|ra|mang|nhận|làm|đòi)|đừng|bãi bỏ|\bbỏ\b|"
    r"hết (?:giá trị|hiệu lực)|trước (?:đây|là|kia|ngày|năm|tháng)|\btrước\b.{0,25}\bnay\b|"
    r"(?:ngày|hồi|khi) (?:trước|ấy|đó)|\bcũ\b|"
    r"thay (?:cho|bằng)|\bnay (?:là|do|đã|thuộc)|hết hạn|số liệu|lịch sử|kẻ (?:gian|xấu)|\bgiả\b|\blừa\b|"
    r"(?:đã|được) (?:nhập|hợp nhất|sáp nhập|chuyển|kết thúc|ngừng|đóng)"
)


@dataclass(frozen=True)
class Claim:
    """Something that was true once. ``pattern`` finds it, ``unless`` the sentence says that it is gone."""

    pattern: str
    instead: str
    unless: str = "$^"


_MONEY = r"[^.]{0,60}"
OUTDATED = (
    Claim(
        r"(?:công an|u[ỷỵ] ?ban(?: nhân dân)?|ủy ban(?: nhân dân)?|ubnd|một cửa|toà án|chi cục thuế|kho bạc|"
        r"bảo hiểm(?: xã hội)?|phòng(?: \w+){1,6}|trung tâm(?: \w+){1,6}) "
        r"(?:cấp |của )?(?:huyện|quận|thị xã)\b|\b(?:ra|lên|đến|tới|tại|ở|về) huyện\b",
        "từ 1/7/2025 không còn cấp huyện; viết Trung tâm Phục vụ hành chính công xã, tỉnh hoặc nộp qua mạng",
    ),
    Claim(r"\w*\.backan\.gov\.vn", "cổng cũ của Bắc Kạn đã thôi dùng; viết dichvucong.gov.vn"),
    Claim(r"tỉnh Bắc Kạn|\bSở [\w ]+ Bắc Kạn", "Bắc Kạn đã hợp nhất vào tỉnh Thái Nguyên từ 1/7/2025"),
    Claim(
        r"(?:cổng|dichvucong)[^.]{0,60}(?:bằng|qua) (?:sim\b|thuê bao|mã số bảo hiểm|mã bhxh)",
        "Cổng Dịch vụ công quốc gia chỉ đăng nhập bằng VNeID",
    ),
    Claim(
        r"(?:chứng minh nhân dân|chứng minh thư|cmnd)[^.]{0,30}(?:còn dùng|vẫn dùng|còn giá trị)|"
        r"(?:mang|cần|kèm|xuất trình)(?: \w+){0,3} (?:chứng minh nhân dân|chứng minh thư|cmnd)",
        "chứng minh nhân dân hết giá trị từ sau 31/12/2024",
    ),
    Claim(
        r"(?:làm|cấp|đổi|cấp lại)(?: thẻ)? (?:căn cước công dân|cccd)",
        "nay gọi là “thẻ căn cước” (từ 1/7/2024)",
        r"sang|thành|lấy thẻ",
    ),
    Claim(r"sở giao thông|gplx\.gov\.vn", "bằng lái do công an cấp từ 1/3/2025, nộp qua dichvucong.gov.vn"),
    Claim(
        r"sở tư pháp[^.]{0,60}lý lịch|lý lịch[^.]{0,60}sở tư pháp",
        "phiếu lý lịch tư pháp do công an tỉnh cấp",
    ),
    Claim(r"(?:xin|đăng ký|cấp) mã số thuế (?:cá nhân )?mới", "số định danh 12 số là mã số thuế từ 1/7/2025"),
    Claim(r"thuế khoán|nộp khoán|môn bài", "thuế khoán và lệ phí môn bài đã bỏ từ 1/1/2026"),
    Claim(
        rf"(?:doanh thu|kinh doanh|bán hàng){_MONEY}\b[125]00 triệu|"
        rf"\b[125]00 triệu{_MONEY}(?:doanh thu|kinh doanh)",
        "ngưỡng của hộ kinh doanh là 1 tỷ đồng một năm (Nghị định 141/2026)",
    ),
    Claim(
        rf"giảm trừ{_MONEY}(?:\b11 triệu|\b4,4 triệu)",
        "giảm trừ gia cảnh là 15,5 triệu và 6,2 triệu (kỳ 2026)",
    ),
    Claim(rf"lương cơ sở{_MONEY}2[.,]34", "lương cơ sở là 2,53 triệu từ 1/7/2026"),
    Claim(
        rf"\bhưu{_MONEY}(?:đủ|đóng|tối thiểu|ít nhất)(?: \w+){{0,3}} 20 năm|"
        rf"(?:đủ|đóng)(?: \w+){{0,2}} 20 năm{_MONEY}\bhưu",
        "từ 1/7/2025 chỉ cần đóng bảo hiểm xã hội đủ 15 năm để có lương hưu",
        r"45|phần trăm",
    ),
    Claim(
        rf"trợ cấp{_MONEY}(?:\b80 tuổi|\b[35][06]0\.000)|\b80 tuổi{_MONEY}trợ cấp",
        "trợ cấp hưu trí xã hội từ đủ 75 tuổi (70 nếu hộ nghèo, cận nghèo); không nêu số tiền",
    ),
    Claim(
        r"(?:xin|cấp|đổi|in)(?: lại)? thẻ (?:bảo hiểm y tế|bhyt)(?: bằng| bản)? giấy",
        "khám bằng căn cước, VNeID hoặc VssID; thẻ giấy chỉ cấp hạn chế",
        r"hạn chế|chỉ|không (?:có|cài)",
    ),
    Claim(
        r"(?:mang|nộp|kèm|xuất trình|bản sao|cần)(?: (?!thay)\w+){0,4} sổ hộ khẩu",
        "sổ hộ khẩu giấy đã bỏ từ 1/1/2023",
    ),
    Claim(
        r"\bbộ (?:thông tin và truyền thông|tt&tt|lao động|giao thông vận tải|gtvt)|tổng cục thuế|"
        r"sở thông tin và truyền thông",
        "cơ quan này đã đổi (Bộ Khoa học và Công nghệ, Bộ Nội vụ, Bộ Xây dựng, Cục Thuế…)",
    ),
    Claim(rf"mobile money{_MONEY}\b10 triệu", "hạn mức Mobile Money là 100 triệu đồng một tháng"),
    Claim(rf"nghèo{_MONEY}2,2 triệu", "chuẩn nghèo mới chỉ áp dụng từ 1/1/2027", r"2027"),
    Claim(
        r"luật an ninh mạng (?:năm )?2018|nghị định (?:số )?13/2023",
        "nay là Luật An ninh mạng 116/2025/QH15; Luật Bảo vệ dữ liệu cá nhân 91/2025/QH15",
    ),
    Claim(r"luật hộ tịch (?:mới|\(?sửa đổi)", "luật mới có hiệu lực từ 1/3/2027", r"2027|chưa"),
    Claim(
        r"1900[ .]?561[ .]?558|1800[ .]?1090|(?:gọi|số|tổng đài) 198\b",
        "số này chưa xác nhận được; bỏ đi hoặc thay bằng số ghi trên trang chính thức",
    ),
    Claim(
        r"(?:chủ tịch|giám đốc|bí thư)[^.]{0,40}\b(?:ông|bà|đồng chí) [A-ZĐ]",
        "không nêu tên người giữ chức vụ",
    ),
)
"""What must not be said as still true, and what to write instead. Add a line when a rule changes."""

_CLAIMS = [(re.compile(c.pattern, re.I), re.compile(rf"{_GONE}|{c.unless}", re.I), c.instead) for c in OUTDATED]


def outdated(text: str) -> Iterator[tuple[str, str]]:
    """Yield each outdated claim in ``text`` and what to write instead; calling it gone is sound."""
    for sentence in re.split(r"[.!?;](?=\s|$)|\n", text):
        for pattern, gone, instead in _CLAIMS:
            claim = pattern.search(sentence)
            if claim and not gone.search(sentence):
                yield claim[0], instead
