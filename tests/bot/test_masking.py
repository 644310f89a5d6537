"""Tests of bot.masking: the given cases, further ones of our own, and properties."""

from __future__ import annotations

import json
import re
import time
import unicodedata
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.masking import KINDS, Masked, mask, rules
from bot.masking.scan import fold

GIVEN = [
    json.loads(line)
    for line in (Path(__file__).parents[1] / "data" / "pii.jsonl").read_text(encoding="utf-8").splitlines()
]
PLACEHOLDER = re.compile("|".join(map(re.escape, rules.PLACEHOLDERS.values())))

# "= kinds", then texts in which <…> are the values; under a bare "=" only names are masked.
SECRETS = """
= cccd
cccd <006088012935>
CCCD: <006 188 004 721> của vợ tôi
can cuoc cua toi so <019085003412> bi mat phai lam sao
căn cước<001199012345> bị sai quê
cc <006.088.012.935> ạ
tra cho bác <008155000123>
<006088012935>
số định danh của bé là <019 324 000 286> ạ
mã định danh cá nhân <006-309-001-234> có đúng của cháu không
e nhập 12 số <006095004412> mà báo không hợp lệ
ddcn <006204001177>, làm hộ em cái xác nhận cư trú
cho em hỏi cccd<006300001234>ạ
cmnd 12 số <025090001234>
số cccd là:<006088012935>.
căn cước <0 0 6 0 8 8 0 1 2 9 3 5> đọc thế đúng không
cccd <00 60 88 01 29 35>
cccd <097123456789> sao không hợp lệ
ten dang nhap dich vu cong <006088012935> bi khoa
mst của em là <006088012935> đúng không
anh ơi cc em <006300004412> tra giúp e xem hồ sơ tới đâu
Kính gửi cán bộ, tôi là chủ hộ, số CCCD <006070001122>. Tôi muốn tách khẩu
con tôi 14 tuổi số định danh <006211002345> làm căn cước ở đâu
so cccd <006.201.009.876> bi trung voi nguoi khac
căn cước công dân số: <006201009876>, ngày cấp 12/05/2021, nơi cấp Cục CSQLHC
số <006201009876> này của ai
cccd em là 0062 rồi gì quên mất, à <006201009876>
nhập mã <006201009876> tra cứu không ra
mã số thuế cá nhân giờ là số căn cước <006201009876> đúng ko
căn cước con em <006 324 000 777> mới được cấp
cccd <00609000333> thiếu 1 số à
so can cuoc <006 09000 3333>
SỐ CCCD CỦA TÔI LÀ <006090001234> LÀM SAO TRA HỒ SƠ
tên đn: <006090001234> / quên mk
số cc của e: <006090001234>, của mẹ: <006165004321>
hồ sơ nộp bằng tài khoản <006090001234> ngày 15/10/2025 chưa trả
cccd của cháu là <006 310 005 678> mới làm hôm 15/10
định danh con em<006324000123>
Tra cho tôi xem thẻ căn cước số <006.190.001.234> đã in chưa?
E muốn hỏi hồ sơ cấp đổi của em số <006095112233> nộp hôm 12/9 xong chưa
căn cước của em là <006 095 112 233>, sinh 1995, quê Na Rì
Đăng nhập bằng <006095112233> mà báo "tài khoản không tồn tại"
so dinh danh ca nhan <006095112233> tren giay khai sinh
cccd <006095112233> / <006195112234>
bố mẹ tôi có 2 căn cước <006060112233> và <006165112234>
= cmnd
cmnd <095123456>
số chứng minh thư cũ là <095 123 456> cấp năm 2010
chung minh nhan dan <095-123-456> het han
chứng minh của bố em <080123456> cấp ở Cao Bằng
CMT:<095.123.456>
<095123456> là số cmt cũ của em
căn cước cũ 9 số <095123456> còn tra được không
em có giấy chứng minh cũ số <095123456>
cmtnd so <095111222> cua toi mat roi
chứng minh nhân dân 9 số của tôi là <095111222>
bằng lái ghi số cmnd <095111222>
sổ đỏ ghi theo CMND số <095.111.222> của bố tôi đã mất
giấy tờ cũ ghi số <095111222>, giờ dùng căn cước thì sao
cmnd cũ của mẹ em là <090 12 34 56>
số cmt:<090123456>
chứng minh thư của ông số <080 555 666> mờ hết
số chứng minh nhân dân cũ <095 223 344> giờ tra ở đâu
em chỉ còn nhớ số cmnd <095223344>
cccd cũ là <095223344> (9 số)
giấy chứng minh thư nhân dân <095223344> của bà cụ
= bhxh
mã số bhxh <1920123456>
bhxh <6820123456> đóng đến đâu rồi
sổ bảo hiểm của em số <0609 123 456>
thẻ bhyt <GD4060612345678> hết hạn
thẻ bảo hiểm y tế <DN 4 06 06 123 45678> bị mờ
bhyt <hn4060612345678>
ma the bhyt <TE1060612345678> cua chau
số thẻ bhyt <0612345678> của mẹ
<1920123456> là mã số bảo hiểm xã hội của tôi
tra cứu bảo hiểm xã hội bằng mã số <1920123456> không ra
mã bhxh của tôi là <0312345678> tra ở đâu
mã số BHXH: <0609123456>
số sổ bhxh <1909123456> của chồng em chốt chưa
vssid <0609123456> đăng nhập không được
bảo hiểm y tế số <GD4060609123456> của mẹ tôi
thẻ bảo hiểm số <TE1 06 0609123456>
mã bảo hiểm của cháu <0123456789> hết hạn
ma so bao hiem xa hoi <0609.123.456> cua me
bố em có sổ bhxh số <1903123456> nghỉ năm 2010
mã BHXH <190 312 3456>
thẻ BHYT <HT2 06 1903123456> của bà
thẻ bhyt mã số <DK2 06 06 123 45678>
bảo hiểm <7412345678> tra giúp
tra quá trình đóng bhxh mã <0609456789>
số thẻ <GD4060609456789> khám trái tuyến được không
BHYT <DN4 060 609456789> hết hạn 31/12
bhxh tự nguyện <1920 45 67 89>
= phone
<0912345678>
sđt <0912 345 678>
gọi em số <0912.345.678> nhé
số của chị <098 765 4321>
<+84912345678>
<84 912 345 678>
(+84) <912 345 678>
+84(0)<912345678>
<0084912345678> là số nước ngoài à
zalo <0378-123-456> ạ
sim cũ <01234567890> chuyển sang đầu số gì
máy bàn <0209 3812 345>
<024 3974 1234> gọi em hoài
số lạ <+856 20 5555 1234> gọi hoài
lh <0912345678>/<0987654321>
có số <0 9 1 2 3 4 5 6 7 8> gọi bảo em là công an
sdt e <912345678> nha
sđt:<0912345678>ạ
Số đt của tôi là <không chín một hai ba bốn năm sáu bảy tám>
sđt０<９１２３４５６７８>
tôi dùng zalo bằng số <0977 123 4 56> ko vào được vneid
dt<0912345678> goi lai
nhắn về <0912345678> giúp mình, cảm ơn
công an gọi từ số <02083855123> đòi tiền
đăng ký tài khoản bằng <0912345678> mà không có otp
số điện thoại nhận otp là <0868 123 456> đã mất
em Hoa sđt <0982123456> ạ
Zalo em <0982123456>
gọi lại <0982-123-456> gấp
số này <0982 12 34 56> có phải của công an không
điện thoại <098.212.3456>
hotline <0982123456> có phải của vneid không
sim chính chủ <0862123456> bị khoá 2 chiều
có người tự xưng công an phường gọi bằng số <02471234567>
số <+84982123456> nhắn link lạ
đt bàn <02093871234>
máy bàn <0281 3 871 234>
chuyển mạng giữ số <0912 000 111> sang viettel
số em là <0982123456>, số chồng em 0982123456
số điện thoại <0982.123456> đã đăng ký tài khoản khác
tôi nhập số <0982 1234 56> nó báo sai định dạng
số <0 982 123 456>
lien he <84982123456>
so <(0982) 123 456> goi cho toi
O<912345678> gọi lại
sdt <O912 345 678>
có cuộc gọi từ <0899 888 777> xưng là điện lực
bị <0899888777> gọi đòi nợ
nhờ cán bộ alo lại <0355.11.22.33>
số cũ <0169 888 7777> giờ thành số gì
cho số cháu <0355112233> để liên lạc
số viettel <0355112233> chưa chuẩn hoá
ba má em xài số <0355 112233>
điện thoại của trưởng thôn là <0355112233> phải không
sđt của bé Na <035 511 2233>
phone <+84 35 511 2233>
<00 84 355112233>
thuê bao <0355112233> trả trước
nhà em bị cắt điện, gọi lại <0977.88.99.00>
ông Sơn trưởng thôn <0977889900>
nick zalo <0977889900> giả danh công an
ad ib <0977889900>
nhắn tin cho em theo số <097 788 9900>
em để số <0977 889 900> lại ạ
số máy <0209 387 1264>
sđt cty <0204.3.854.321>
đầu số <024 7300 1234> gọi quảng cáo
sim <0977.889.900> đăng ký tên người khác
từ <0127 788 9900> thành đầu 08?
= bank
stk <0123456789>
số tài khoản <19038477123456> techcombank
chuyển vào <1017654321> vietcombank rồi
tk agribank <8605 2050 93718>
tài khoản ngân hàng <104 877 302 915>
so tk cua shop la <0451000318276>
nó bảo ck vào stk <060212345678> sacombank
stk <12345678> mb bank
stk: <9021 8374 655> tên LE VAN A
em chuyển khoản vào <108876543210> vietinbank 5 triệu
tài khoản <3120205123456> agribank của tôi
vcb <1014567890> của em bị treo
<19038477123456> techcombank nhé
số tài khoản nhận trợ cấp của bà là <3120205123456>
tk số <8600205111222>
stk mb <0912345678>
số tk vietinbank của em <101 8765 43210>
stk:<19036789012345>(TCB)
nhận lương hưu qua tk <8605 2051 23456> agri
nó đưa stk <6868686868> ngân hàng mb
tài khoản ngân hàng của tôi số <21110000123456> bidv
chuyển tiền vào số <1903678901> techcombank rồi bị chặn
số tài khoản ví momo <0982123456>
em chuyển nhầm sang tk <0451000123456>
tai khoan vcb <0451000123456> cua ke lua dao
stk viettel money <9704229988776>
cho em hỏi số tài khoản an sinh <109876543210> đã liên kết chưa
tk nhận hỗ trợ <8605205123456> sai tên thì sửa sao
chuyển khoản 5 triệu vào stk <123456789> của nó
stk <123 456 789>
so tai khoan:<9021837465>
stk vcb <1023456789> của con gái
gửi vào tài khoản của tôi <106876543210> ngân hàng công thương
số tài khoản agribank: <8605 205 123456>
số tk 1: <8605205123456>
STK <0355112233> MB
nó bắt chuyển vào tài khoản <19012345678901> tên công ty
acc <0123456789012> vcb
rút tiền từ tk <8605205123456> không được
tài khoản chính sách <12-7730-1122>
tk <8605205987654> agribank tên NONG THI MAI
chuyển tiền hỗ trợ vào <8605205987654> được chưa
tôi lỡ ck 3tr vào stk <0987654321> mb
tài khoản bidv <2151 000 987 6543>
gửi tiền hụi vào số tk: <10598 7654 321>
bank <1903 5678 9012 34>
stk techcombank em: <19035678901234>
đổi số tài khoản nhận lương hưu thành <8605205987654>
vietcombank <0451000987654>
= card
thẻ <4111 1111 1111 1111>
<5500005555555559> thẻ của em bị trừ tiền
thẻ vcb <9704 3600 1234 5678 901>
so the <9704151234567890>
atm <9704-0612-3456-7890> bị nuốt
visa<4283106755290843>
em lỡ đưa số <4111111111111111> cho nó
số thẻ <4283 1067 5529 0843>, cvv <357>
thẻ visa của em <4567 8901 2345 6789> bị hack
the tin dung <5123456789012346>
thẻ ghi nợ nội địa <9704 1234 5678 9012> không thanh toán được
mã thẻ <9704229812345678>
thẻ <3530 1113 3330 0000> jcb
số in trên thẻ: <4283106755290843> hết hạn 12/27
thẻ atm của bà số <9704050123456789> rơi mất
mất thẻ <9704 0512 3456 7890>
thẻ amex <3782 822463 10005>
trả phí bằng <4129770538612041> không được
em nhập thẻ <4221 5577 8899 0011> để mua app
số thẻ tín dụng <5221557788990011> bị lộ
bị trừ tiền thẻ <9704 3688 1122 3344>
thẻ <9704.3688.1122.3344> nuốt thẻ
= otp
otp <123456>
mã otp là <482 913>
OTP:<4829>
mã xác nhận <9032> gửi về máy
mã xác thực vneid của em là <718204> mà báo sai
<482913> la ma xac thuc cua quy khach
nó xin mã em đọc <582014> cho nó rồi
ma gui ve may la <7 1 8 2 0 4>
ma otp <12-34-56>
nhập <157204> vào ô otp mà không được
mã nó gửi về là <66120>
G-<482913> là mã xác minh google của bạn
mã xác thực: <48291307>
tôi bị lừa đọc otp là <năm chín ba không một tám>
cái mã vừa nhắn là <309481> phải không
sms báo mã <720931> là của ai
nhận được code <802144> từ facebook
opt <309481> có phải đọc cho nhân viên không
mã xác minh của tôi <8844> hết hạn rồi
mã otp em nhận được <99120>
<771203> otp của em nè
no keu doc 6 so <771203> tren dien thoai
cho mình hỏi mã <771203> gửi từ VNeID là gì
tin nhan ghi <771203> la ma xac nhan
otp e là <77 12 03>
mã otp <771-203> hết hạn nhanh quá
Mã xác thực OTP của Quý khách là <771203>. Không cung cấp cho ai
VNeID: ma xac thuc <771203>, hieu luc 3 phut
ma kich hoat tai khoan <7712> sai
tôi đã nhập mã <771203> hai lần
mã bảo mật <771203> nó hỏi tôi
nó gửi cái mã <7712034> về máy tôi rồi bảo đọc
lỡ đọc mã <771203> cho người ta rồi làm sao
otp:<771203>,nhanh giúp em
code <771203>
mã 2FA <771203>
bà đọc bảy bảy một hai không ba, mã otp là <bảy bảy một hai không ba>
nó hỏi otp em đọc <660 912>
Mã OTP của bạn là <660912>
cái số <660912> trong tin nhắn mã xác thực có được đưa ai không
sao gõ mã <660912> cứ sai
<660912> mã này của ai gửi
otp gửi về là <6609> mà hệ thống đòi 6 số
lấy mã rồi, <660912>, nhập vào đâu
mã đăng nhập vneid <660912>
mã xn <660912>
ma 6 so la <660912>
đã nhận mã: <660912>
zalo gửi mã <660912> bảo đừng chia sẻ
con đọc cho chú mã <660 912> rồi
mã kích hoạt định danh mức 2 là <66091234>
Em vừa nhận mã <338 274> từ Vietcombank, có nên đọc không
mã xác thực là <33 82 74>
OTP <338274> có hiệu lực mấy phút
tin nhắn về <338274> em nhập không được
ông nhà tôi đọc <338274> cho nó
nó bảo đọc sáu số, tôi đọc <338274>
mã nè <338274>
mã <3382> là mã gì vậy
mã zalo <3382>
số otp <338274> vietinbank
otp cua con <338274>
mã xác nhận gửi vào máy bà là <338274>, bà đọc cho ai
mã vừa gửi là <33827> đúng chưa
ma dang ky <338274> khong nhan
= password
mật khẩu là <Hoa@1990>
mk <hoa1990>
mk: <nongvana>
mật khẩu <123456>
mat khau vneid cua toi la <Abc12345>
pass wifi <88888888>
mật khẩu của em là <123456789> có yếu không
pass là <Tuyet#2020> đúng chưa
passcode <246810> ko mở đc
passcode vneid của em là <135790>
mã pin <2580>
mật khẩu zalo em là <thuylinh> ạ
mật khẩu: "<con meo nha toi>"
pw=<P@ssw0rd>
mk cũ <Hoa1990> mk mới <Hoa1991>
mật khẩu cũ là <hoa1990> giờ đổi thành <hoa1991!> được chưa
<Hoa@1990> là mật khẩu zalo của em
em đặt mật khẩu <BacKan2025>
mật khẩu app mb là <Manh*1234>
mật khẩu của tôi là <hoa hong trang> mà không vào được
mat khau cua me la <ga trong> thi duoc khong
pin smart otp <112233>
mã khoá màn hình <2580> quên rồi
mk <Thu_Ha88> ạ
mk facebook <matkhaune1>
đặt pass kiểu <anhyeuem99> có an toàn không
mat khau <tuan1234> dang nhap khong duoc
mật khẩu em đặt là <Nguyen@123>
mk vneid <hung1985@> mà nó ko nhận
mk là <111111> cho dễ nhớ được ko
pass <0000> có dễ bị hack k
passcode <123789> quên mất số thứ tự
pass của mình là <sieunhan123> bị lộ rồi
cháu đặt hộ bác mật khẩu <Bac123456> nhé
mk:<Aa123456@>
mk= <Aa123456@>
pass dvc <Hoa12345>, vào giúp em
mật khẩu đăng nhập <hoa12345> bị báo yếu
mật khẩu wifi nhà em <khongcho123>
mật khẩu mới đổi <Abc#9876> mà vẫn sai
mật khẩu icloud là <Thao2000a> sao báo sai
mã pin là <1234>
ma pin the atm <198712>
pin: <4455>
mat khau ngan hang cua toi la <852456> toi co nen doi khong
password: <hello123>
password is <hello123>
mật khẩu là tên con với năm sinh <minhanh2015> có dễ đoán không
mật khẩu của con tôi là <hoa sen hồng> được không
mk <Ha.noi2020> nhé
tôi nhớ mật khẩu là <baoan> hay gì đó
mk của mế là <một chín năm hai>, quên hoài
MẬT KHẨU LÀ <HOA12345>
mật khẩu của mình: <Hoa2024@>
mk của em <hoangvan@1>
pass mới là <Hn123456>
đổi mk từ <abc12345> sang <Abc@12345> vẫn báo yếu
mật khẩu <12345678> bị từ chối
em toàn dùng mật khẩu <19081990> cho dễ nhớ
mật khẩu vssid em để là <Ngoc1988>
mật khẩu mặc định <Abc@123> có phải đổi không
mật khẩu cán bộ cấp là <Bk@2025#>
ghi mật khẩu <Lan*2000> ra giấy có sao không
mk wifi xã là <xinchao2025>
mk điện thoại là <0000>
mật khẩu mở máy <2468>
passcode <369258> với mk <Hoa#258> khác gì
password <Qwerty!23> của mail
mật khẩu của tôi là <sông cầu chảy> đúng không
mật khẩu <hoadao88> với <hoadao89> cái nào mạnh hơn
pass: <anhyeuem>
mk là <iloveyou> nhé
mk app ngân hàng: <Mai@2024>
mật khẩu là <Mai> viết hoa chữ đầu
mật khẩu dvc <Mai.2024>
mk đăng nhập là số <20031995>
để mật khẩu là <123123> thôi
pass gmail <maiyeu2005>
pass: <Mai 2024>
đặt mk là <taolao> được ko
mật khẩu cũ <mai1234> mật khẩu mới <Mai@1234>
pin app <135246>
mã PIN vneid <135246> sai
passcode em là <1 3 5 2 4 6>
mật khẩu con đặt cho bố là <bố Hùng 1960>
mật khẩu nhà tôi là <tám số tám>
= email
<hoalan@gmail.com>
email em là <nong.van-a+1@yahoo.com.vn>.
mail: <hoa97@gmail> không gửi được
gửi vào <thuha @ gmail.com> nhé
<hoalan97 a còng gmail chấm com>
email <hoanglan88gmail.com>
Liên hệ <a_b@bacabank.com.vn>!
mail em <hoa.nguyen95@outlook.com> ko nhận được thư
địa chỉ email <a@b.vn>
Gửi về <HOANG.LAN@GMAIL.COM>
<nguyenvana@thainguyen.gov.vn> là mail thật không
gmail <lananh2k@gmail,com> bị mất
email:<lan_anh@yahoo.com>,sđt
<mai.nong@vnptthainguyen.vn>
gmail của em là <mainong1990@gmail.com>.
mail <mainong @gmail.com>
Email công vụ: <mainong@thainguyen.gov.vn>, quên mật khẩu
thư từ <support@vneid-gov.com> lừa đảo phải không
đăng ký bằng <Mai_Nong+1@icloud.com>
nộp bằng mail <mai.ly@stu.edu.vn>
có mail <admin@dichvucong-gov.vn> gửi
mail em là <maily95@gmail.com> hay <maily96@gmail.com>
<maily95@gmail.com.> sai rồi
= address
nhà em ở <số nhà 12, đường Hùng Vương, phường Đức Xuân>
<số 25 đường Trường Chinh>, muốn đăng ký kinh doanh
<tổ 5 phường Đức Xuân> đăng ký tạm trú ở đâu
toi o <to 5 phuong duc xuan> muon lam can cuoc
địa chỉ <xóm 3, xã Yên Đổ, huyện Phú Lương>
<ngõ 12 đường Bến Oánh>, phường Trưng Vương
nhà tôi ở <thôn Pác Ngòi, xã Nam Mẫu, huyện Ba Bể>
<Số 7, ngách 12/3, ngõ 45, phố Đội Cấn>
địa chỉ: <45 Hoàng Văn Thụ, tổ 4, phường Phan Đình Phùng>
<SN 45, tổ 3, phường Sông Cầu>
thường trú tại <tổ dân phố 6, thị trấn Chợ Rã>
<tdp 6 tt chợ rã> thi len dau
nhà ở <tổ 3 Đức Xuân>, Bắc Kạn
gửi về <khu 2, thị trấn Yến Lạc, Na Rì>
<phòng 302 toà A2 chung cư Tecco>, phường Gia Sàng
tôi sống ở <bản Cám, xã Nam Mẫu>
em ở trọ <số 9 ngõ 3 đường Z115, phường Quyết Thắng>
giao về <nhà số 8, thôn Nà Pái, xã Bằng Phúc>
o <thon na pai xa bang phuc> thi nop o dau
<xóm Đồng Danh xã Phúc Xuân> thành phố thái nguyên
tôi ở <xóm Đồng Tâm, xã Phú Đình>, muốn xin giấy xác nhận
nhà cháu <thôn 5 xã Quảng Khê> có mạng chưa
dia chi <thon 3, xa Nghia Ta, huyen Cho Don>
sửa địa chỉ thường trú thành <tổ 12, phường Tân Thịnh>
đăng ký tạm trú <số nhà 5 ngõ 17 đường Lương Ngọc Quyến>
nhà em <số 17/5 đường Phan Đình Phùng>
<số 17 Phan Đình Phùng, phường Trưng Vương> — nhà em mất điện
giao căn cước về <đội 3, thôn Khuổi Chang, xã Thượng Quan>
địa chỉ nhà: <SN 12 tổ 8 P. Sông Cầu>
<Khối 5, thị trấn Nà Phặc> có công an không
mình thuê ở <phòng 12 khu trọ bà Lan, ngõ 3, đường Quang Trung>
hộ khẩu ở <ấp 3, xã Tân Phú, huyện Châu Thành>
o <to 10, thi tran Phu Thong>
nha toi so <so nha 112, to 4, phuong Nguyen Thi Minh Khai>
quê <bản Nà Mu xã Cao Kỳ>
<Tổ dân phố Pàn Han, phường Bắc Kạn>, nhà tôi mất nước
em ở <12 Hùng Vương, phường Đức Xuân>
ship về <xóm bãi, xã hợp tiến>
nhà ở <số nhà 8, ngõ 15, tổ 3, phường Đồng Quang>
em thuê <số 8 ngõ 15 đường Z115>
đăng ký thường trú <thôn Nà Diếu, xã Yên Hân, huyện Chợ Mới>
giao đến <tổ 9A phường Đức Xuân thành phố Bắc Kạn>
ở <xóm 7 xã Hoá Thượng>
<căn hộ 1205 toà CT2 khu đô thị Danko>, đăng ký tạm trú
nha em <to dan pho so 5 phuong Duc Xuan>
địa chỉ của em là <số 5 tổ 6 phường Huyền Tụng>
mời cán bộ đến nhà tôi <thôn Lủng Kén, xã Văn Lang>
nhận kết quả tại nhà: <số 10 phố Mới, thị trấn Chợ Rã>
ở <45/2 đường Cách Mạng Tháng Tám>
<thôn Phiêng Cà xã Bằng Vân> chưa có điện
xác nhận cư trú tại <thôn Nà Ca, xã Bằng Thành>
quê quán <xóm Soi, xã Tân Cương, TP Thái Nguyên>
tôi trú tại <số nhà 45, tổ 6, phường Nguyễn Thị Minh Khai>
nhà <số 12 ngõ 4 tổ 9 phường Tân Lập>
gửi thẻ về <ngõ 102 đường Minh Cầu>
gửi giúp về <thôn 7, Yên Thịnh>
cháu thuê trọ ở <xóm Nước Hai, Quyết Thắng>
địa chỉ <tổ 1B phường Phùng Chí Kiên>
<12/7 đường Bắc Kạn, tổ 5>
= dob
sinh ngày <20/11/1968>
ngay sinh <20.11.1968>
sn <5-9-1990>
em sinh <20/11/68>
ns: <20111968>
sinh ngày <20 11 1968>
sinh năm <15/3/1962> thì năm nào nghỉ hưu
cháu sinh <mùng 5 tháng 3 năm 2012>
chau sinh ngay <5 thang 3 nam 2012>
con em <12/9/2025> sinh mà giờ chưa khai sinh
<20/11/1968> là ngày sinh của bố em
ngày tháng năm sinh: <1990-03-15>
bé đẻ ngày <3/4/2025> thì hạn khai sinh đến bao giờ
bố mẹ em sinh ngày <1/2/1960> và <3/4/1962>
sinh ngày <05/03 năm 2012>
DOB <15/03/1990>
vợ em sinh con ngày <5/6/2025> hưởng thai sản thế nào
năm sinh của tôi <15/03/1990> bị ghi sai
cháu sinh <01-01-2015> vào lớp 6 năm nào
mẹ tôi sinh <1/1/1960>, được trợ cấp chưa
sinh <2/3/95> thì 2026 bao nhiêu tuổi
ngày sinh <12/03/1990> nhưng khai sinh ghi 21/03/1990
chồng em sn <12.03.1990> vợ sn <15.4.1992>
ngày sinh của bé là <12 tháng 3 năm 2024>
sinh ngay mung <2 thang 9 nam 1945>
em trai sinh ngày <12/3/2008> đi nghĩa vụ chưa
em sinh ngày <09 / 05 / 1999>
con trai <12/03/2019> sinh vào lớp 1 năm nào
(sinh <12/03/1990>)
sinh: <12/03/1990>
sinh nhật con em <12/3/2020>
đẻ <12/3/2020> mới làm khai sinh
em bé sinh lúc 3h ngày <12/9/2025>
ông em sinh ngày <1.5.1940> được mừng thọ không
sinh ngày <07-11-2007>, đi nghĩa vụ năm nào
tôi sinh ngày <5 tháng 6 năm 1958>
ngày sinh của vợ <06/04/1984> sai trên cổng
sn <5/6/58>
s.n <5/6/1958>
nam, sinh ngày <05061958>
cháu nội sinh hôm <3/10/2025>
bà sinh <3-10-1945> còn sống
sinh vào ngày <03/10/1945>
sinh ra ngày <03/10/1945>
người mất sinh <12/12/1935>, mất 1/10/2025
cháu Minh sinh <5/9/2019> năm nay vào lớp 1
chồng <3/3/1980>, vợ sinh <4/4/1982>
hai vợ chồng sinh <3/3/1980> và <4/4/1982>, kết hôn 5/5/2005
tuổi em <12/3/1990> sinh thì sao
cháu <15/8/2011> đủ 14 tuổi chưa
sinh ngày <mười hai tháng ba năm 1990>
= cccd
của chồng <006088012935> của vợ <006190004721>
= cccd cmnd
đổi từ cmnd <095 111 222> sang cccd <006090003333> thì sổ đỏ có phải sửa không
= cccd phone
006 số em nè: <006201009876> - <0388123456>
mình <006090001234> <0982123456>
= bhxh phone
bhxh <1909123456> sdt <0982 123 456>
= phone
<0912.345.678>-<0987.654.321>
= cccd password
tk <006088012935> mk <Abcd@1234>
tk/mk: <006088012935>/<Abcd@1234>
= otp password
mk <Hoa12345> otp <228811>
= phone password
user <0912345678> pass <hoa123>
= cccd dob
Nguyễn Văn A sinh <01/02/1990> cccd <006090001234> cấp ngày 20/5/2021
= cccd address dob
Lý Thị Mùi, sinh <12/03/1990>, cccd <006190001234>, ở <thôn Bản Chang, xã Đức Vân>
=
tôi tên là <Nông Văn Tú> muốn làm căn cước
toi ten la <nong van tu> muon lam can cuoc
tên tôi là <Hoàng Thị Lan>, hỏi thủ tục
họ và tên: <TRIỆU THỊ MÙI>
em là <Hứa Thị Bích> ở Chợ Mới
cháu tên là <Nông Thị Hoa>
tôi là <Nguyễn Văn Bình>, cán bộ hưu trí
họ tên <Ma Văn Tú> số báo danh
tên là <Hoa>
ten toi la <nong thi mai>
TÔI TÊN LÀ <NGUYỄN VĂN TÚ>, CÁN BỘ XÃ KHÔNG TIẾP
tôi tên <Hoa>, cháu tên <Minh>
ông <Nguyễn Văn An> chủ tịch xã vòi tiền
ong <nguyen van an> chu tich xa voi tien
cán bộ <Trần B> hách dịch
cán bộ <Trần Dũng> hách dịch
can bo <tran van binh> khong lam
cán bộ hộ tịch <Trần Văn Bình> hẹn mai
anh <Hùng> địa chính xã vòi tiền nhà tôi
chị <Lan> ở bộ phận một cửa thái độ
chị <Hoa> bên tư pháp xã
bà <Nguyễn Thị Hoa> trưởng thôn ăn chặn
trưởng thôn <Nông Văn Tú> ăn tiền
chủ tịch xã <Lê Văn Cường> không tiếp dân
chủ tịch xã La Hiên là ông <Lê Văn Cường>
công an xã tên <Trần Văn Dũng>
đồng chí <Nguyễn Văn Bình>, phó chủ tịch phường
trưởng phòng <Lê Thị Hà> hẹn rồi không gặp
anh <Nam> nhân viên điện lực gọi đòi tiền
thầy <Bình> hiệu trưởng thu tiền
"""
# None of these may change.
HARMLESS = """
Chủ tịch Hồ Chí Minh sinh năm nào
chủ tịch nước Lương Cường
tổng bí thư Tô Lâm
Bác Hồ làm chủ tịch nước năm nào
anh hùng Võ Nguyên Giáp
chị Võ Thị Sáu là ai
ông Hoàng Văn Thụ là ai
đường Nguyễn Văn Cừ ở đâu
phố Trần Phú
trường Nguyễn Thị Minh Khai
hiệu trưởng trường Nguyễn Du
tên là gì
tên tôi là gì trên VNeID
tên đăng nhập là gì
sửa tên trong khai sinh
đổi tên cho con trong khai sinh
tên là sai trên giấy khai sinh
con tên sai trong hộ khẩu
cán bộ xã thái độ
cán bộ Hà Nội
cán bộ Trung tâm Phục vụ hành chính công
cán bộ hộ tịch ở đâu
chủ tịch xã tiếp dân ngày nào
chủ tịch xã La Hiên tên là gì
chủ tịch UBND xã
ông Chủ tịch xã ở đâu
anh công an xã gọi
bí thư Đoàn xã
trưởng thôn Nà Ngò
kế toán xã Hoàng Nông
công an huyện Ba Bể
công an Thái Nguyên
công an xã La Hiên có làm căn cước không
công an phường Hoàng Văn Thụ
đăng ký tạm trú công an phường Phan Đình Phùng
nhân viên bưu điện Chợ Mới
cô Lan hàng xóm làm căn cước rồi
hotline 1900 0368 có mất tiền không
gọi 19009068 hỏi bhxh
tổng đài 1800 1091
số 18001096 là của ai
gọi 1022 được không
nhắn tin 5656 báo cuộc gọi rác
gọi 113 hay 114 khi cháy
111 với 115 gọi mất tiền không
Nghị quyết 118/2025/QH15 quy định gì
69/2024/NĐ-CP về định danh
nghị định 59/2022/NĐ-CP hết hiệu lực chưa
Thông tư 59/2021/TT-BCA
luật số 26/2023/QH15
nghị quyết 190/2025/QH15 về sáp nhập
phạt 10 triệu đồng
lệ phí 500.000đ hay 300.000 đồng
bị trừ 1.500.000 đồng trong tài khoản
chuyển khoản 2.000.000 cho shop
tài khoản bị trừ 12.345.678 đồng
chuyển 5000000 cho người lạ rồi
ck 200000 qua momo
nộp phạt 4500000đ
mất 35 củ
lương 7tr5 có phải đóng thuế ko
otp hết hạn sau 120 giây
mã otp có 6 số hay 8 số
nhập otp sai 5 lần khoá 24 giờ
không nhận được otp từ ngày 15/3/2026
otp là gì mà ai cũng hỏi
mã xác thực gửi về máy mất bao lâu
mã hồ sơ H61.12-250101-0001 tra ở đâu
ma ho so 000.00.12.H61-250101-0001 toi dau roi
mã thủ tục 1.004222
thủ tục 2.000889 nộp ở đâu
thủ tục 1.004194 là gì, mã đó tra ở đâu
mã vùng 0209 giờ còn dùng không
mã bưu chính 23000 là của tỉnh nào
lỗi 1004 trên vneid là gì
mã lỗi 500123 trên cổng dịch vụ công
mã số thuế 4600123456 của công ty còn hoạt động không
mst 0301234567
mã đơn hàng 24011512345678 chưa thấy
mã QR 2 lớp
mật khẩu ít nhất 8 ký tự
mật khẩu phải có 8-12 ký tự gồm chữ hoa
mat khau 6 so hay 8 so
quên mật khẩu vneid
quên mật khẩu dịch vụ công quốc gia
mật khẩu sai 5 lần
mk sai 3 lần bị khoá
mk muốn làm cccd
mk sinh năm 1990 thì sao
mk 35 tuổi rồi
mật khẩu là gì vậy
mật khẩu của em là gì em cũng quên
mật khẩu của tôi là số điện thoại có được không
mật khẩu của bà là do con đặt hộ
mật khẩu wifi là bao nhiêu
mật khẩu là chữ hay số
mật khẩu là ngày sinh thì dễ bị đoán đúng không
đổi mật khẩu trên iphone12 thế nào
quên mật khẩu máy win10
đổi mật khẩu facebook
lấy lại mật khẩu VNeID mức 2
mật khẩu cấp 2 là gì
đổi mật khẩu năm 2025 có bắt buộc không
pass VssID quên mất rồi
mã pin là gì
pin điện thoại 5000mAh dùng được bao lâu
pin yếu
pass lại vé xe
password mạnh là như thế nào
mật khẩu có cần ký tự đặc biệt như @ # không
mật khẩu mới phải khác mật khẩu cũ à
Tôi sinh năm 1990
em sn 1995 chưa làm căn cước
cháu sinh 2011 đủ tuổi chưa
trẻ sinh từ ngày 1/7/2025 có cần đăng ký không
người sinh trước 1/1/1960 được gì
làm khai sinh ngày 12/9/2025 đến nay chưa có
giấy khai sinh cấp ngày 5/5/2020 mờ
hẹn trả kết quả 15/10/2025 mà chưa thấy
cấp ngày 20/5/2021 hết hạn khi nào
sinh năm 2010 thì 20/11/2024 đủ 14 tuổi chưa
học sinh nghỉ hè từ 31/5/2026 à
kết hôn ngày 2/9/2015 giờ ly hôn
từ 01/07/2025 bỏ huyện đúng không
30/4 1/5 có làm việc không
dự sinh 20/3/2026 thì đăng ký thai sản thế nào
xã Chợ Mới thuộc tỉnh nào
thôn Nà Ngò giờ thuộc xã nào
phường Bắc Kạn làm căn cước ở đâu
UBND phường Đức Xuân có làm thứ 7 không
công an xã Ba Bể ở đâu
xã Ba Bể, tỉnh Thái Nguyên có trung tâm hành chính công không
nhà văn hoá thôn Bản Vào, xã Ba Bể có wifi không
tổ công nghệ số cộng đồng xã Yên Bình
tổ trưởng tổ dân phố ký giấy gì
thửa đất số 123 tờ bản đồ 45
thua dat so 123 to ban do so 45
đường dây nóng của tỉnh là số mấy
mỗi người 1 bản, xã chứng thực luôn à
doi 2 the can cuoc mat bao nhieu
biển số 97B1-123.45 mất thì làm lại ở đâu
xe 20C-12345 phạt nguội
dt 320m2 đất ở 100m2
diện tích 1250,5 m2
cân nặng 56kg cao 165cm
android 14 có cài được không
vneid 2.1.6 lỗi
phiên bản 2.2.10
win 10 22H2
iphone 13 promax 256gb
toạ độ 21.5942, 105.8482
22.1470, 105.8348
giảm 70% phí từ 2025-2026
năm học 2025-2026 học phí bao nhiêu
2024 2025 2026
đơn SPXVN051234567890
mã vận đơn EB123456789VN
mã PE02000123456 của điện lực
hoá đơn 00012345 ký hiệu C26TBK
12 số căn cước có ý nghĩa gì
6 số cuối là gì
3 số đầu 006 là tỉnh nào
điểm thi 25.75
lúc 14:30:15 ngày 3/4/2026
từ 7h30-11h30
7 giờ 30 phút
số người 1234 người
dân số 314.000 người
thi lớp 10 môn gì
cấp 3 lấy bao nhiêu điểm
5.000.000 hộ
toi nop 3 trieu 500 nghin
quốc lộ 3 sạt lở
km 15 quốc lộ 3 tắc đường
đăng nhập gmail.com không được
vào https://dichvucong.gov.vn/p/home/dvc-tra-cuu-ho-so.html
link https://vneid.gov.vn?id=12345678
@dichvucong_bot
cháu nghe nói tài khoản định danh mức 2
tài khoản vneid khoá
mở tài khoản cho trẻ dưới 15 tuổi
gửi 200 triệu lãi 5,2% năm
đọc mã cho nhân viên có sao không
báo mã otp cho ai
mã này là gì
tên miền .id.vn đăng ký ở đâu
tên tôi bị sai trong khai sinh
tên là gì cũng được à
đổi tên cho con
thẻ atm 6 số hay 16 số
thẻ bhyt 10 số và 15 số khác gì nhau
cmnd 9 số còn dùng được không
căn cước gắn chip 12 số
bhxh 1 lần rút được bao nhiêu
chuyển 15 năm bhxh sang
một hai ba
một hai ba bốn năm nữa
hotline 1900.888.860
gọi 1900 8198 hay 1900 1525
số 156 với 5656 khác gì
tra cứu bằng mã 26 tỉnh
trường 250 học sinh
QĐ 1813/QĐ-TTg năm 2021
kế hoạch 02-KH/BCĐTW ngày 19/6/2025
112.345.678 đồng tiền sử dụng đất
đất 1234567 m2
nhập sai otp bao nhiêu lần thì khoá
mã gửi về mà 5 phút chưa thấy
số điện thoại 10 số
đổi sim 11 số sang 10 số
thẻ căn cước hạn đến 25/07/2040
hạn sử dụng 12/12/2035 của căn cước
cccd cấp ngày 15/08/2021 còn hạn không
ngày cấp 15/08/2021
hộ chiếu hết hạn 30/06/2026
sinh con từ 1/1/2026 được hỗ trợ gì
nộp hồ sơ ngày 20/10/2025 đến giờ chưa xong
giấy hẹn ngày 12/11/2025
tôi nộp 15.000 đồng mà bị trừ 150.000
lệ phí 50000
phí 50.000đ/lần
bị phạt 2.500.000
nó bảo chuyển 20.000.000 đồng mới trả
nạp 100k
trả 1tr200k
1.200.000 VNĐ
6.500.000 - 7.000.000 đ
chuyển nhầm 500000 sang tài khoản khác
rút 3000000 được không
vay 50 triệu ngân hàng chính sách
lãi suất 6,6%/năm
giá điện 1.984 đồng/kWh
số 5656 nhắn cho tôi
156 hay 5656
soạn TTTB gửi 1414
nhắn ycdk gửi 1441
tổng đài 19000068 của ai
1900.0368
18008000 nhánh 1
số khẩn cấp 112
gọi 111 báo trẻ em bị đánh
Nghị định 168/2024/NĐ-CP
điều 5 khoản 2 nghị định 154/2024
thông tư 17/2024/TT-BCA mẫu CC01
mẫu TK01 khai thế nào
biểu mẫu DC02 tải ở đâu
mẫu số 01/TK-SDDPNN
quyết định 766/QĐ-TTg
công văn 1234/UBND-VX
nghị quyết 27/2025/NQ-HĐND
H61.18.15-251101-0007
G22.99.11-251020-12345
mã hồ sơ G22.99.11-251020-12345 của em
000.19.04.H03-251101-0011
1.000689 là thủ tục gì
thủ tục 1.000689.000.00.00.H61
DVC-251101-00012
mã tra cứu hoá đơn K24TAA00001234
mã QR chuyển khoản
điểm 8.5
đổi bằng lái A1 hạng B2
lớp 5A2
năm 1975
từ 2021 đến 2025
giai đoạn 2021-2025
2025 có 365 ngày
chiều 3h30 ngày 2/9
tốc độ 120km/h
giấy phép 3 năm
12.000 người
1.234 hộ nghèo
3,5 triệu
5G 4G
ios 17.5.1
android 9
chip 12 số
vneid version 2.2.5
máy samsung a12 có dùng được không
iphone 15 pro max 256GB giá 28.000.000
samsung galaxy s23 ultra mật khẩu quên
quên mật khẩu galaxy a15
quên mật khẩu wifi tp-link
mật khẩu máy tính win 11
mật khẩu zalo
mật khẩu facebook bị hack
mật khẩu gmail quên
mk fb
đổi mk zalo
mk dvcqg
quên pass dvc
pass apple id
quên passcode vneid
passcode là gì
passcode 6 số
mã pin 4 số
mã pin thẻ atm quên
mật khẩu có phải 8 ký tự trở lên không
mật khẩu dài 12 ký tự
mật khẩu: đổi thế nào
mật khẩu? quên rồi
mật khẩu nên đặt như nào cho an toàn
mật khẩu của tôi bị lộ
mật khẩu của tôi là yếu
mật khẩu của em là bí mật
mật khẩu là tên con có được không
mật khẩu là mã gì
mật khẩu là cái gì
mat khau la gi
mat khau cua toi la gi
mat khau la bi mat
mat khau vneid sai
lam sao doi mat khau
đặt mật khẩu thế nào cho mạnh
mật khẩu bảo vệ cccd 12 số
không ai được hỏi mật khẩu hay otp
cán bộ có được hỏi mật khẩu không
ngân hàng hỏi mật khẩu, otp, số thẻ thì làm gì
lộ otp thì làm sao
lộ số căn cước có sao không
số căn cước là gì
số tài khoản là gì
số tài khoản định danh khác gì số căn cước
stk có phải là số thẻ không
số thẻ atm khác số tài khoản
email là gì
địa chỉ email đăng ký ở đâu
địa chỉ trang web là gì
địa chỉ ubnd xã ở đâu
địa chỉ thường trú sai
số nhà mới đổi thế nào
đổi số nhà
số nhà là gì
ngõ nhà em bị ngập
đường vào thôn hỏng
thôn Bản Vào có sóng 4G chưa
xóm 3 có mạng chưa
tổ 5 họp khi nào
phường Đức Xuân, phường Bắc Kạn khác gì
xã Chợ Mới, xã Thanh Thịnh sáp nhập
tỉnh Bắc Kạn, tỉnh Thái Nguyên sáp nhập
thành phố Thái Nguyên, tỉnh Thái Nguyên
UBND xã Yên Phong, huyện Chợ Đồn
công an phường Bắc Kạn tỉnh Thái Nguyên
trung tâm hành chính công tỉnh Thái Nguyên
bản sao trích lục
bản chính và bản sao
2 bản sao căn cước, 1 bản sao khai sinh
tổ chức, cá nhân
đội ngũ cán bộ
đường link lừa đảo
phố đi bộ
khu công nghiệp
số 1 là gì
số 7 nghị định
phòng 1 cửa
phòng giáo dục xã
toà án nhân dân khu vực 3
chi cục thuế khu vực 7
tên đăng nhập là gì
tên tài khoản là gì
tên tôi là gì trên vneid
tên miền
sinh viên năm 3
học sinh lớp 10
sinh trắc học 10.000.000
giấy khai sinh số 123/2010
khai sinh bản gốc năm 1990
ngày sinh trên căn cước bị sai
ngày sinh là 29/2
sinh năm 1965 nữ nghỉ hưu năm nào
sinh tháng 5/2011 năm nay làm được căn cước chưa
người sinh từ 1/7/2004
trẻ dưới 6 tuổi sinh sau 1/1/2020
hai ba bốn năm sáu tháng
ba bốn năm sáu người
hai ba bốn
không một ai
tám chín mười
SPXVN05412345678A
GHN mã F5E6R7
đơn hàng J&T 841234567890 đâu rồi
mã đơn 250101ABCDEF
vé số 123456 trúng gì
xe biển 20A 123.45
máy tính 16GB RAM 512GB SSD
ổ cứng 1TB
1024x768
file nặng 20480 KB
giới hạn 5MB
ảnh 3x4
6 tấm ảnh 4x6
khoảng 30-40 phút
lúc 8h sáng ngày 15/11/2025
7:30 đến 17:00
thứ 2 đến thứ 6
(0-6 tuổi)
+ 5 điểm
-5 độ
3/4 dân số
24/7
50/50
lớp 1/2
mã 2025 là gì
Mật Khẩu Là Gì
mật khẩu là Quan trọng lắm phải không
cháu 14 tuổi ngày 15/8/2025 đi làm cccd
mã 1.004222 nộp ở đâu
mã đó là gì
mã số 01 là mẫu nào
điều 12 khoản 3
năm 2026 thi lớp 10 thế nào
nhà tôi có 4 người
em nộp từ 5/11/2025 đến 20/11/2025 chưa thấy gì
tôi muốn hỏi về quyết định 749/QĐ-TTg
chuyển 2 triệu vào quỹ
mất 120 triệu vì deepfake
gọi 18001166 hỏi
đăng ký kết hôn 3/3/2026 được không
đăng ký sim 4G 90k
ví momo bị khoá
giải ngân 50.000.000 cho hộ nghèo
làm lại sim mất 25.000 đồng
xe máy 110cc
tuyến 3/2 ngập
ngày 19/5 nghỉ không
hạn nộp thuế 31/3/2026
tiền điện tháng 10/2025 bao nhiêu
tiền nước 7.500 đ/m3
khoản vay 0%
lớp 1A 35 em
mã vùng 0281 đổi thành 0209
từ 1/11/2024 chuyển từ 9 số
mật khẩu 1 lần là gì
mk chưa có mật khẩu
em đổi mật khẩu rồi mà vẫn không vào được
mật khẩu em đặt là gì nhỉ
mật khẩu con đặt tôi không nhớ
mật khẩu của tôi là người khác đặt
mật khẩu 2 lớp
quên cả mật khẩu lẫn sđt đăng ký
tôi không nhớ mật khẩu vì 3 năm không dùng
quên mật khẩu email
mk tưởng nộp 1 lần thôi
pass laptop cũ 5 triệu
hỏi passport
làm passport mất bao lâu
passport online
vào dvc bằng pass cũ không được
chụp ảnh thẻ 4x6
thẻ nhớ 64GB
thẻ xanh
thẻ bhyt hết hạn 31/12/2025
thẻ đảng 30 năm
thẻ học sinh
số sổ tiết kiệm
số đỏ 50
sổ đỏ 2 mẹ con đứng tên
sổ bhxh mất rồi
bhxh 15 năm
bhxh 2025 tăng bao nhiêu
bảo hiểm 680.400 đồng
đóng bhyt 5 người hết 2.500.000
đt bàn giờ còn dùng không
gọi điện 3 lần không ai nghe
zalo 2 máy
sim 4 số cuối 6868
alo
tk bị khoá 24h
chuyển khoản nhầm 15.000.000
ck 500k
thứ 7 ngày 15/11 có làm không
Tổ 3 người đi làm
đội 5 người
xã nào còn trực
thôn nào chưa có sóng
tổ dân phố nhà em họp
số nhà bị trùng
số nhà 5 ở đường nào
quê em ở Bắc Kạn
nhà em ở xã Chợ Mới
em ở Thái Nguyên
em ở thôn Nà Ngò
ở tổ 5
địa chỉ: xã Chợ Mới
đường Hùng Vương có camera không
phố Đức Xuân họp chợ
khu 2 tỉnh cũ
bản Pác Ngòi du lịch
ra phường hay ra xã
cấp xã, cấp tỉnh
UBND xã hay công an xã
phòng 5 tầng 2 trung tâm hành chính công
tầng 3 nhà A
quầy số 5
cửa số 3
bàn số 2 bộ phận một cửa phường Bắc Kạn
bộ phận một cửa xã Ba Bể, tỉnh Thái Nguyên
trạm y tế xã Yên Bình
trường tiểu học Đức Xuân, phường Bắc Kạn
chợ Bắc Kạn, phường Đức Xuân họp ngày nào
"""


def secret_cases() -> Iterator[tuple[str, tuple[str, ...]]]:
    """The lines of SECRETS with the kinds above them."""
    kinds: tuple[str, ...] = ()
    for line in SECRETS.strip().splitlines():
        if line.startswith("="):
            kinds = tuple(line[1:].split())
        else:
            yield line, kinds


def leaks(masked: str, value: str) -> list[str]:
    """What of `value` is left in `masked`: all of it, or four characters in a row with a digit among them."""
    rest = PLACEHOLDER.sub("\n", masked)
    parts = [value[at : at + 4] for at in range(len(value) - 3)]
    return [part for part in [value, *parts] if part in rest and (part == value or re.search(r"\d", part))]


@pytest.mark.parametrize("case", GIVEN, ids=lambda case: case["id"])
def test_given(case: dict[str, Any]) -> None:
    masked = mask(case["text"])
    assert [leaks(masked.text, secret["value"]) for secret in case["secrets"]] == [[] for _ in case["secrets"]]
    assert set(masked.found) == {secret["kind"] for secret in case["secrets"]}
    assert case["secrets"] or masked.text == case["text"]
    assert mask(masked.text) == Masked(masked.text, ())


@pytest.mark.parametrize(("line", "kinds"), list(secret_cases()))
def test_secret(line: str, kinds: tuple[str, ...]) -> None:
    masked = mask(re.sub("[<>]", "", line))
    assert [leaks(masked.text, value) for value in re.findall("<(.*?)>", line)] == [[] for _ in re.findall("<", line)]
    assert masked.found == kinds
    assert mask(masked.text) == Masked(masked.text, ())


@pytest.mark.parametrize("text", HARMLESS.strip().splitlines())
def test_harmless(text: str) -> None:
    assert mask(text) == Masked(text, ())


def test_kinds() -> None:
    assert " ".join(KINDS) == "cccd cmnd bhxh phone bank card otp password email address dob"
    assert set(rules.PLACEHOLDERS) == {*KINDS, "name"}


def test_replacement() -> None:
    assert mask("Tôi tên là Nông Văn Tú, cccd 006090001234, sđt 0982 123 456.") == Masked(
        "Tôi tên là [tên], cccd [số căn cước], sđt [số điện thoại].", ("cccd", "phone")
    )


def test_form_of_lines() -> None:
    text = "Họ tên: Nông Thị Mai\nNgày sinh: 12/03/1990\nCCCD: 006190001234\nĐịa chỉ: Thôn Nà Ngò, xã Chợ Mới"
    assert mask(text) == Masked(
        "Họ tên: [tên]\nNgày sinh: [ngày sinh]\nCCCD: [số căn cước]\nĐịa chỉ: [địa chỉ]",
        ("cccd", "address", "dob"),
    )


def test_a_value_is_masked_wherever_it_stands() -> None:
    assert mask("otp 482913 à? 482913 hết hạn").text == "otp [mã OTP] à? [mã OTP] hết hạn"
    assert mask("mk Hoa@1990. nhớ là Hoa@1990 nhé").text == "mk [mật khẩu]. nhớ là [mật khẩu] nhé"
    assert "2935" not in mask("cccd 006088012935, 4 số cuối 2935").text


def test_written_otherwise() -> None:
    decomposed = unicodedata.normalize("NFD", "mật khẩu của tôi là gì")
    assert mask(decomposed).text == decomposed
    assert mask(unicodedata.normalize("NFD", "mã xác nhận là 4829")).found == ("otp",)
    assert mask("cccd 006\u200b090\u200b001\u200b234").found == ("cccd",)
    assert mask("cccd ００６０９０００１２３４").text == "cccd [số căn cước]"


FRAGMENTS = (
    *(
        "otp",
        "mã",
        "là",
        "mật khẩu",
        "mk",
        "của tôi",
        "stk",
        "cccd",
        "thẻ",
        "sinh",
        "bhxh",
        "gọi",
        "tên",
        "hồ sơ",
    ),
    *(
        "thôn Nà Ngò",
        "xã Chợ Mới",
        "tổ 5",
        "số 12",
        "đường",
        "Nguyễn Văn A",
        "nguyen van a",
        "hoa@gmail.com",
        "@",
    ),
    *(
        "482913",
        "0912345678",
        "006088012935",
        "4111 1111 1111 1111",
        "1/2/1990",
        "1990",
        "12",
        "5",
        "Hoa@1990",
    ),
    *("5 triệu", "500.000đ", "GD4060612345678", "một hai ba bốn", "[mật khẩu]", "[mã OTP]", "[ngày sinh]"),
    *(
        ",",
        ".",
        ":",
        "/",
        "-",
        "+",
        "(",
        '"',
        "?",
        "\n",
        "\u200b",
        "\ud800",
        "e\u0302\u0301",
        "ế",
        "o",
        "không",
    ),
)
anything = st.text(st.characters())  # lone surrogates too
chatter = st.lists(st.sampled_from(FRAGMENTS) | anything, max_size=25).flatmap(
    lambda parts: st.sampled_from(["", " "]).map(lambda gap: gap.join(parts))
)


@given(anything | chatter)
@settings(max_examples=400, deadline=None)
def test_idempotent(text: str) -> None:
    masked = mask(text)
    assert mask(masked.text) == Masked(masked.text, ())
    assert masked.found == tuple(kind for kind in KINDS if kind in masked.found)


@given(anything | chatter, st.integers(1, 96), st.integers(0, 10**9 - 1), anything | chatter)
@settings(max_examples=400, deadline=None)
def test_no_can_cuoc_survives(before: str, province: int, rest: int, after: str) -> None:
    number = f"{province:03}{rest:09}"
    last = unicodedata.normalize("NFC", before)[-1:]
    if last.isalnum():  # glued to letters or digits it is another number or a code
        before += " "
    if after[:1].isdigit():
        after = " " + after
    assert number not in mask(before + number + after).text


def telling_words() -> set[str]:
    """The words by which contexts, addresses, names, spelled numbers and e-mails are known."""
    tables = [context.words for context in rules.CONTEXTS] + [*rules.ADDRESS_LEVELS.values(), rules.OFFICES]
    return {word for table in tables for word in re.findall(r"\w+", fold(table))} | set(rules.DIGIT_WORDS) | {"la"}


TELLING = telling_words()


@given(anything | chatter)
@settings(max_examples=400, deadline=None)
def test_plain_text_is_unchanged(text: str) -> None:
    words = re.findall(r"[^\W\d_]+|\d|@|gmail|yahoo|cong", fold(unicodedata.normalize("NFC", text)))
    plain = [word for word in words if word not in TELLING and not re.fullmatch(r"\d|@", word)]
    assert mask(" ".join(plain)) == Masked(" ".join(plain), ())
    if len(plain) == len(words):
        assert mask(text) == Masked(text, ())


@pytest.mark.parametrize(
    "seed", [*FRAGMENTS, "a", "a1", "a.", "1 ", "12-", "1/1/", "mk:a ", "thẻ 4 ", "sinh 1/1/2000 "]
)
@pytest.mark.parametrize("gap", ["", " "])
def test_linear(seed: str, gap: str) -> None:
    """4,096 characters take 3 ms of prose, 20 ms of the worst; the limit leaves room for a busy machine."""
    text = ((seed + gap) * 4096)[:4096]
    spent = []
    for _ in range(3):
        start = time.process_time()
        mask(text)
        spent.append(time.process_time() - start)
    assert min(spent) < 0.1
