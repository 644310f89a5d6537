"""Tables behind the finders: kinds, context words, word lists, number formats; no logic.

Words are written in proper Vietnamese; :mod:`bot.masking` also finds them typed without diacritics. A phrase
of one syllable must be typed exactly or in plain ASCII, for "mã", "mà" and "má" are three different words.

Sources of the formats
    căn cước   12 digits: province 001–096, century and gender, 2 of the year, 6 at random
               (Nghị định 137/2015/NĐ-CP điều 13, Thông tư 59/2021/TT-BCA điều 4)
    CMND       9 digits (Nghị định 05/1999/NĐ-CP)
    BHXH/BHYT  10 digits; on a card 2 letters + benefit level + province + those 10
               (Quyết định 1351/QĐ-BHXH 2015, 346/QĐ-BHXH 2019)
    phone      0 + 9 digits, landline 02 + 9; 11-digit 012, 016, 018, 019 before 2018
               (Thông tư 22/2014/TT-BTTTT; abroad +84, ITU-T E.164)
    card       13–19 digits with check digit (ISO/IEC 7812-1); 9704 is NAPAS
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Collection
from dataclasses import dataclass

PLACEHOLDERS: dict[str, str] = {
    "cccd": "[số căn cước]",
    "cmnd": "[số chứng minh]",
    "bhxh": "[số bảo hiểm]",
    "phone": "[số điện thoại]",
    "bank": "[số tài khoản]",
    "card": "[số thẻ]",
    "otp": "[mã OTP]",
    "password": "[mật khẩu]",
    "email": "[email]",
    "address": "[địa chỉ]",
    "dob": "[ngày sinh]",
    "name": "[tên]",  # masked, yet no kind of secret
}
HARMLESS = "harmless"  # the kind of a label whose number is kept


@dataclass(frozen=True)
class Context:
    """Words ("mã otp, mã xác nhận") that tell what a number near them is.

    `lengths`: how many digits it may have; `before`, `after`: how many words may lie between when the label
    stands before or after it; `strong`: directly before the number, the label outdoes the number's own look.
    """

    kind: str
    words: str
    lengths: Collection[int] = ()
    before: int = 6
    after: int = 4
    strong: bool = True


CONTEXTS: tuple[Context, ...] = (
    Context(  # of 9 digits: cmnd
        "cccd",
        """cccd, cc, căn cước, căn cước công dân, số căn, thẻ căn cước, định danh, mã định danh,
        số định danh, đdcn, cmnd, cmt, cmtnd, chứng minh, chứng minh thư, chứng minh nhân dân,
        giấy chứng minh, giấy tờ tuỳ thân, số giấy tờ, id card""",
        lengths=(9, 10, 11, 12, 13),
        before=7,
        after=5,
    ),
    Context(
        "bhxh",
        """mã số bhxh, mã bhxh, số bhxh, sổ bhxh, số sổ, số sổ bhxh, mã số bảo hiểm, mã bảo hiểm,
        số bảo hiểm, số bảo hiểm xã hội, mã số bảo hiểm xã hội, mã bảo hiểm xã hội, sổ bảo hiểm xã hội,
        mã số bh, số bh, mã bh, mã bhyt, số bhyt, mã số bhyt, thẻ bhyt, số thẻ bhyt, mã thẻ bhyt,
        thẻ bảo hiểm, thẻ bảo hiểm y tế, số thẻ bảo hiểm, số thẻ bảo hiểm y tế, mã thẻ bảo hiểm, bhxh số,
        bhyt số, bảo hiểm số""",
        lengths=(9, 10, 11, 13, 15),
    ),
    Context(
        "bhxh",
        "bhxh, bhyt, bhtn, bảo hiểm, bảo hiểm xã hội, bảo hiểm y tế, vssid",
        lengths=(10, 13),
        strong=False,
    ),
    Context(
        "phone",
        """sđt, đt, số đt, số điện thoại, điện thoại, điện thoại bàn, máy bàn, số máy, phone, tel, gọi,
        gọi số, gọi lại, zalo, số zalo, sim, số sim, thuê bao, alo, lh, liên hệ, liên lạc, nháy máy,
        di động, dđ, hotline, viettel, vinaphone, mobifone""",
        lengths=(9, 10, 11),
        before=4,
        after=2,
        strong=False,
    ),
    Context(
        "bank",
        """stk, số tk, số tài khoản, tài khoản số, tk số, tk ngân hàng, tài khoản ngân hàng,
        số tk ngân hàng, số tài khoản ngân hàng, tk nh, tknh, tài khoản nhận, tài khoản nhận tiền,
        account number, sotaikhoan""",
        lengths=range(6, 20),
    ),
    Context(
        "bank",
        """tk, tài khoản, account, acc, chuyển vào, chuyển vô, chuyển sang, chuyển đến, chuyển tới,
        chuyển qua, chuyển khoản, chuyển tiền, chuyển khoản vào, chuyển tiền vào, ck, ck vào, ck qua,
        ck sang, nộp vào, gửi vào, bắn vào, bắn sang, ngân hàng, ngân hàng chính sách, bank, vcb,
        vietcombank, agribank, agri, bidv, vietinbank, vietin, vtb, mb, mbbank, mb bank, techcombank,
        techcom, tcb, acb, sacombank, vpbank, tpbank, vib, shb, hdbank, msb, ocb, seabank, lpbank,
        lienvietpostbank, nhcsxh, momo, abbank, eximbank, scb, pvcombank""",
        lengths=range(8, 20),
        before=5,
        after=3,
        strong=False,
    ),
    Context(
        "card",
        """số thẻ, thẻ, thẻ số, thẻ atm, atm, visa, thẻ visa, mastercard, master, jcb, napas, amex,
        unionpay, credit, thẻ tín dụng, thẻ ghi nợ, thẻ ngân hàng, thẻ nội địa""",
        lengths=range(13, 20),
        before=10,
        after=5,
    ),
    Context("card", "cvv, cvc, số cvv, mã cvv, mã cvc", lengths=(3, 4), before=3, after=2),
    Context(
        "otp",
        """otp, opt, mã otp, mã opt, smart otp, mã xác nhận, mã xác thực, mã xác minh, mã kích hoạt,
        mã đăng nhập, mã đăng ký, mã bảo mật, mã bảo vệ, mã số xác nhận, mã số xác thực, số xác nhận,
        số xác thực, mã xn, mã xt, mã là, mã số là, mã của, mã gửi về, mã nó gửi, mã sms, mã tin nhắn,
        mã code, code otp, code là, đọc mã, nhắn mã, gửi mã, nhập mã, cho mã, nhận mã, có mã, mã 4 số,
        mã 6 số, mã 8 số, verification code""",
        lengths=(4, 5, 6, 7, 8),
        before=8,
    ),
    Context("otp", "mã, code, cái mã, dãy mã, mã số", lengths=(4, 5, 6, 7, 8), before=7, after=0, strong=False),
    Context("otp", "là mã, là cái mã, vào ô mã", lengths=(5, 6, 7, 8), before=0, after=3, strong=False),
    Context("otp", "đọc, 6 số, sáu số, 6 chữ số, tin nhắn, sms", lengths=(6,), after=1, strong=False),
    Context(
        "password",
        """mật khẩu, matkhau, mk, pass, pas, password, passwd, pass word, passcode, pass code, pw, pwd,
        mật mã, mã pin, số pin, pin, pin code, pin thẻ, pin là, pin smart otp, mã pin smart otp,
        mã pin thẻ, mã mở khoá, mã khoá, mã khoá màn hình""",
        lengths=range(4, 13),
        after=1,
    ),
    Context("dob", "sinh, sinh đôi, sinh ngày, ngày sinh, ngày tháng năm sinh, năm sinh, sinh năm, sinh nhật"),
    Context("dob", "sn, ns, s.n, n.s, nsinh, dob, đẻ, khai sinh ghi, căn cước ghi, cccd ghi, giấy tờ ghi"),
    Context("name", "tên, họ tên, họ và tên, họ & tên, người nhận, tên thật, tên đầy đủ, tên khai sinh, chủ hộ"),
    Context(
        HARMLESS,
        """mã hồ sơ, mã hs, số hồ sơ, hồ sơ số, mã số hồ sơ, mã biên nhận, số biên nhận, mã thủ tục,
        mã tthc, mã đơn, mã đơn hàng, đơn hàng, mã vận đơn, vận đơn, mã bưu chính, mã bưu điện,
        mã bưu gửi, bưu gửi, mã zip, mã vùng, mã lỗi, lỗi, mã tỉnh, mã xã, mã huyện, mã phường,
        mã số thuế, mst, mã thuế, mã hoá đơn, số hoá đơn, mã khách hàng, mã kh, mã ngành, mã ngành nghề,
        mã trường, mã lớp, mã học sinh, mã giao dịch, số giao dịch, mã qr, mã vạch, mã sản phẩm,
        mã tra cứu, số seri, seri, serial, imei, số imei, biển số, biển kiểm soát, nghị định, thông tư,
        quyết định, luật, công văn, số thửa, thửa, tờ bản đồ, mã số doanh nghiệp, mã doanh nghiệp,
        mã giới thiệu, mã nhân viên, mã cán bộ, mã giảm giá, mã khuyến mãi, mã đơn vị, mã ngạch, mã hộ,
        mã hàng, mã quốc gia, mã phòng, mã đề, số công tơ, toạ độ, phiên bản""",
        lengths=range(1, 30),
        before=3,
        after=0,
    ),
    Context(  # no "sinh" of birth, no "tên" of a person
        HARMLESS,
        """khai sinh, học sinh, vệ sinh, thí sinh, sinh viên, sinh trắc, sinh trắc học, sinh hoạt,
        tuyển sinh, tái sinh, phát sinh, dự sinh, sinh học, hộ sinh, hy sinh, sinh sống, sinh lý, an sinh,
        tên miền, tên đăng nhập""",
    ),
)


def _plain(words: str) -> str:
    """`words` without diacritics."""
    bare = unicodedata.normalize("NFD", words.replace("đ", "d"))
    return "".join(char for char in bare if not unicodedata.combining(char))


def _words(words: str) -> frozenset[str]:
    """The words of a list, each as it is written and without diacritics."""
    return frozenset(words.split()) | frozenset(_plain(words).split())


# Words that may stand between a label and its value without loosening the tie ("mã pin thẻ của tôi 1972").
FILLERS = _words(
    """la so cua toi tui em e minh me bo ma ba ong chi anh chau con vo chong bac co chu di cau ban nay day
    do moi cu nha the hien tai dang dung o ben ngan hang nh bank tren in ghi mat truoc may gui ve nhan cho
    no vua cai don vi gom dat doi thanh chinh xac dc duoc duoi gio van nhu sau tk ky tu chu hom agri
    agribank vcb vietcombank bidv vtb vietin vietinbank mb mbbank tcb techcombank acb sacombank vpbank
    tpbank vib shb"""
)
# Services and devices whose passwords people ask about: never themselves a password.
SERVICES = _words(
    """vneid vssid dvc dvcqg dichvucong dich vu cong quoc gia app ung wifi zalo fb face facebook gmail
    mail email google icloud apple id iphone ipad samsung oppo xiaomi android windows etax mobile momo
    tiktok youtube messenger telegram viettel money internet banking smart otp sms may tinh dien thoai acc
    account tai khoan nick user cap muc chung rieng dang nhap mo khoa man hinh chrome laptop camera modem
    atm visa sim thue bhxh password pass passcode login admin shopee lazada instagram paypal online
    website web site vnpt igate sso"""
)
# A phrase after "mật khẩu của … là" is no password when it begins with one of these …
NO_PASSWORD = _words(
    """gì j bí sao số chữ ngày tên do cái một năm sdt điện cccd căn biển như thế bao phải không được đúng
    sai yếu mạnh quá cũ mới ai của loại thứ rất toàn bằng gồm nhiều để khó đơn tuyệt riêng quan bắt cách
    dãy chuỗi từ ntn nào mk mật mã máy ở có lúc khi vì chỉ cũng cả đã bây thôi định hình vân khuôn hết
    xong thông sinh người khoảng"""
)
# … and ends before one of these.
PHRASE_END = _words(
    """mà thì nhưng thôi rồi được đc dc có nhé nha a ạ à để nên vào bị đúng hay và sao làm giúp hộ cho nó
    này đó đấy gõ đăng hoặc còn ad máy ko k quên nhập báo vẫn khi lúc xong phải"""
)
DIGIT_WORDS: dict[str, str] = {  # by how they are typed: "từ", "làm" are no digits
    typed: str(value)
    for value, words in enumerate(
        ("không", "một mốt", "hai", "ba", "bốn tư", "năm lăm", "sáu", "bảy bẩy", "tám", "chín")
    )
    for word in words.split()
    for typed in (word, _plain(word))
}
MONEY_UNITS = _words("đ đồng vnd vnđ tr triệu nghìn ngàn tỷ tỉ củ usd đô lít xu")
COUNT_UNITS = _words(
    """ký kí chữ lần người m km kg gb mb kb mah kwh kw điểm ngày giờ phút giây tuổi năm tháng bước hộ suất
    trang px cm mm w v"""
)
# Between "sinh" and a date these make it the date of something else.
DATE_STOP = _words(
    """từ trước sau đến cấp hẹn hạn hết nộp kết hôn cưới mất chết ký làm đi thì nên mà chưa hiệu lực họp
    gửi trả nhận lấy bắt đầu khai muốn đang đổi rồi trở giờ mới lập tạm chuyển"""
)
PERSONS = _words("tôi em mình con bố mẹ ông bà chị anh cháu bé vợ chồng bác cô chú")
SURNAMES = _words(
    """nguyễn trần lê phạm hoàng huỳnh phan vũ võ đặng bùi đỗ hồ ngô dương lý nông triệu hà hứa lục mã bàn
    đàm lò giàng vàng sùng thào lương la bế chu mạc đinh trịnh trương đào đoàn lâm mai cao tạ tống quách
    phùng lưu liêu khương tô châu thạch hầu cù lầu mùa sầm sa quan tăng nùng vi đồng hạc linh cam chẩu
    chang ma"""
)
# Addresses: "house" and "unit" want a number ("số 6A"), "fine" a number or a name, "coarse" a name.
ADDRESS_LEVELS: dict[str, str] = {
    "house": "số nhà, nhà số, sn, ngõ, ngách, hẻm, kiệt",
    "unit": "số, phòng, căn hộ, căn, lô, tầng, toà",
    "fine": """tổ, tổ dân phố, tdp, đội, thôn, xóm, bản, ấp, khu, khu phố, kp, khu dân cư, kdc, khối,
    khối phố, tiểu khu, đường, phố, đại lộ, chung cư, khu đô thị, toà nhà, nhà trọ, khu trọ,
    khu tập thể, buôn, làng, cụm, ktx, đg""",
    "coarse": "xã, phường, thị trấn, tt, huyện, quận, tỉnh, tp, thành phố, thị xã, tx, p, q, h, x, t",
}
# Of these even a name in small letters is one ("thon na pai"); after "bản", "đội", "tổ" it may be any word.
CLEAR_LEVELS = _words("thôn xóm ấp đường phố buôn làng phường xã trấn huyện tỉnh")
HOME_WORDS = _words("nhà ở trú chỉ quê về tại sống đc ship giao gửi")
# "nhà văn hoá thôn …", "trưởng thôn …": where an office is, not where somebody lives.
PUBLIC_WORDS = _words("trưởng trường ubnd hoá hóa an thư bộ nghệ ban dân hội đoàn tế học non đồng nhập tích viện chính")
TITLES = frozenset(["ông", "bà", "anh", "chị", "cô", "chú", "bác", "thầy", "chí"])  # "đồng chí"
TITLES_UNMARKED = frozenset(map(_plain, TITLES))
OFFICES = """chủ tịch, phó chủ tịch, bí thư, phó bí thư, trưởng thôn, trưởng xóm, trưởng bản, trưởng khu, trưởng ấp,
    trưởng khối, phó thôn, tổ trưởng, tổ phó, công an, công an viên, trưởng công an, phó công an, cảnh sát,
    cảnh sát khu vực, cán bộ, công chức, viên chức, chuyên viên, nhân viên, địa chính, hộ tịch, tư pháp, kế toán,
    văn thư, một cửa, bộ phận một cửa, bộ phận tiếp dân, hiệu trưởng, hiệu phó, giám đốc, phó giám đốc,
    trưởng phòng, phó phòng, phó trưởng phòng, trưởng ban, đội trưởng, chỉ huy trưởng, thủ trưởng, thanh tra"""
# Who is no local official: history, who leads the country; and provinces that sound like people.
NO_OFFICIALS = """
    Hà Nội, Hà Giang, Hà Nam, Hà Tĩnh, Cao Bằng, Lâm Đồng, Đồng Nai, Đồng Tháp, Đồng Hỷ, Hồ, Hồ Chí Minh, Tôn
    Đức Thắng, Võ Nguyên Giáp, Phạm Văn Đồng, Lê Duẩn, Trần Phú, Nguyễn Văn Cừ, Hà Huy Tập, Lê Hồng Phong, Hoàng
    Văn Thụ, Nguyễn Thị Minh Khai, Võ Thị Sáu, Nguyễn Văn Trỗi, Lý Tự Trọng, Nguyễn Văn Linh, Nguyễn Phú Trọng,
    Tô Lâm, Lương Cường, Phạm Minh Chính, Trần Thanh Mẫn, Phan Đình Phùng, Phùng Chí Kiên"""
NAME_FILLERS = _words("toi tui em e minh me bo ba ong chi anh chau con vo chong bac co chu la day du cua that va")
_AFTER_NAMES = """
    cho tôi thì ở có nhé nha gần muốn làm cần gửi đến về và hay là đã chưa đang được đc dc không ko k
    bị nó em anh chị a ạ này mình đó nào khác ta phải xin dùng từ với để ra vào mà rồi gì sao thế người
    hiện thường tạm đt sđt số liên gọi nhận cách bây giờ nếu nên vì ad cccd cc cmnd sinh sn ns hôm của mới
    thuộc tra khi lúc sẽ tại giúp hộ hỏi nhờ tên quê năm tuổi đi lên xuống đây thôi ơi mk cấp hết cũ đổi
    mật nộp một hai mấy nhiều"""
NAME_END = frozenset(_AFTER_NAMES.split())
NAME_END_UNMARKED = frozenset(_plain(_AFTER_NAMES).split())

HOTLINE = re.compile(r"1[89]00\d{4}(?:\d\d)?")
PHONE = re.compile(r"0[35789]\d{8}|02\d{9}|01[2689]\d{8}|(?:00)?84(?:0?[35789]\d{8}|0?2\d{9})")
CARD = re.compile(r"(?:4|5[1-5]|2[2-7]|3[4-7]|6|9704)\d+")
MONEY = re.compile(r"[1-9]\d{0,2}(?:[.,]\d{3})+")
YEAR = re.compile(r"(?:19|20)\d\d")
BHYT = re.compile(r"(?<![^\W_])([a-z]{2})([ .-]?)[1-5](?:[ .-]?\d){12}(?![^\W_])")
_MONTH = r"(?:\d{1,2}|gieng|chap|mot|hai|ba|tu|nam|sau|bay|tam|chin|muoi(?: mot| hai)?)"
_DAY = r"(?:(?:hai |ba )?muoi(?: [a-z]+)?|mot|hai|ba|tu|nam|sau|bay|tam|chin)"
DATES = re.compile(
    r"(?=[\dmhbtnsc])(?<![\d/])(?<!\d[.-])(?:m[uo]ng\s)?(?:"
    r"(?P<d>\d{1,2})\s?(?P<s>[/.-])\s?(?P<m>\d{1,2})\s?(?P=s)\s?(?P<y>\d{4}|\d\d)"
    r"|(?P<y2>(?:19|20)\d\d)(?P<s2>[/.-])(?P<m2>\d{1,2})(?P=s2)(?P<d2>\d{1,2})"
    rf"|(?P<d3>\d{{1,2}})\s?(?:thang|[/t-])\s?(?P<m3>{_MONTH})\s?,?\s?nam\s(?P<y3>\d{{4}})"
    rf"|(?P<d4>\d{{1,2}})\sthang\s(?P<m4>{_MONTH})\s(?P<y4>\d{{4}})"
    rf"|\b(?P<d6>{_DAY})\sthang\s(?P<m6>{_MONTH})\s(?:nam\s)?(?P<y6>\d{{4}})"
    r"|(?P<d5>\d{1,2})(?P<s5> ?)(?P<m5>\d\d)(?P=s5)(?P<y5>(?:19|20)\d\d)"
    r")(?!\d)(?![/.-]\d)"
)
_MAILERS = r"(?:gmail|yahoo|hotmail|outlook|icloud)"
EMAILS: dict[str, re.Pattern[str]] = {  # each by what its text must contain
    "@": re.compile(rf"(?<![\w.+-])[\w.+-]+\s?@\s?(?:[\w-]+(?:\.[\w-]+)+|{_MAILERS}\b(?:[., ]{{1,2}}com\b(?:\.vn)?)?)"),
    ".com": re.compile(rf"(?<![\w.+-])[\w.+-]{{2,}}\w{_MAILERS}\.com\b"),
    " cham ": re.compile(r"(?<!\S)\S+ (?:a cong|a vong|a moc) \S+(?: cham \S+)+"),
}
SYLLABLE = re.compile(
    r"(?:ngh?|nh|gh|gi|kh|ph|qu|th|tr|ch|[bcdghklmnprstvx])?"
    r"(?:[aeiouy]|[aeou]i|[aeio]o|[aeiu]u|[au]y|[iu]a|[iuy]e|o[ae]|uo"
    r"|oa[io]|[ou]ay|oeo|uo[iu]|[iy]eu|uy[aeu])"
    r"(?:ch|ng|nh|[cmnpt])?"
)
