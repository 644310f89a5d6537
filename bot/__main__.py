"""The command line: ``python -m bot COMMAND``."""

from __future__ import annotations

import argparse
import asyncio
import json
import sys
import time
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

from bot import logs
from bot import settings as configuration
from bot.commands import Arguments, opened
from bot.commands.channels import doctor, zalo_login
from bot.commands.data import backup, forget, forgotten, migrate, report, restore
from written.reading import Finding, Unreadable


def run(arguments: Arguments) -> int:
    """Serve the web page, and Telegram where a token is set."""
    from bot.app import serve
    from bot.workers import supervise

    settings = configuration.load()
    configuration.export_proxy()
    if arguments.workers > 1:
        if settings.database_url.startswith("sqlite"):
            print(
                "Nhiều tiến trình cần PostgreSQL: đặt DATABASE_URL=postgresql://… hoặc bỏ --workers.", file=sys.stderr
            )
            return 1
        return supervise(arguments.workers)
    return serve(settings, arguments.worker)


def room(arguments: Arguments) -> int:
    """Hold an evening's rooms on this machine, without Internet; write the results into a folder afterwards."""
    from bot import content
    from bot.app import serve
    from bot.rooms import lan
    from bot.rooms.rooms import Rooms
    from bot.store import Store

    silent = (configuration.Telegram(), configuration.ZaloOA(), configuration.ZaloBot())
    settings = replace(configuration.load(), telegram=silent[0], zalo_oa=silent[1], zalo_bot=silent[2])
    address = arguments.address or next(iter(lan.addresses()), "localhost") if arguments.lan else "localhost"
    url = f"http://{address}:{settings.web.port}"
    settings = replace(
        settings, public_url=url, wifi=configuration.Wifi(arguments.wifi or "", arguments.password or "")
    )
    print(f"Mở trang này trên máy chiếu: {url}/phong")
    if arguments.lan:
        print("Điện thoại vào cùng mạng Wi-Fi với máy này rồi quét mã trên trang. Bấm Ctrl+C khi xong.", flush=True)
    began = time.time()
    code = serve(settings)
    store = Store(settings.database_url, configuration.secret_key(settings))
    for path in lan.export(Rooms(store, lambda: content.load(settings)), store, began, arguments.folder):
        print(f"Đã ghi kết quả: {path}")
    store.close()
    return code


def chat(arguments: Arguments) -> int:
    """Talk with the assistant in this terminal."""
    from bot.app import talk

    asyncio.run(talk(configuration.load(), arguments.knowledge))
    return 0


def ask(arguments: Arguments) -> int:
    """Answer one question, or a file of them."""
    from bot import content
    from bot.ask import Asker, ask_batch

    settings = configuration.load()
    asker = Asker(content.load(settings, arguments.knowledge, progress=_progress()), settings)
    try:
        if arguments.batch:
            with opened(arguments.batch) as lines:
                for line in ask_batch(asker, lines):
                    print(line)
        else:
            found = asker.ask(" ".join(arguments.text))
            print(json.dumps(found, ensure_ascii=False, indent=2) if arguments.json else found["text"])
    finally:
        asker.close()
    return 0


def mask(arguments: Arguments) -> int:
    """Show what is masked in messages."""
    from bot.ask import mask_batch
    from bot.masking import mask as mask_text

    if not arguments.batch:
        print(mask_text(" ".join(arguments.text)).text)
        return 0
    with opened(arguments.batch) as lines:
        for line in mask_batch(lines):
            print(line)
    return 0


def check(arguments: Arguments) -> int:
    """Tell what is wrong in the knowledge and in the quiz banks, all of it at once."""
    from knowledge import Thresholds
    from knowledge.check import check as findings_in

    settings = configuration.load()
    folder = arguments.knowledge or settings.entries
    thresholds = Thresholds(settings.knowledge.answer_from, settings.knowledge.choices_from)
    findings = findings_in(folder, shipped=arguments.knowledge is None, thresholds=thresholds)
    findings += _quiz_findings(settings, folder)
    for finding in findings:
        print(finding)
    errors = sum(finding.severity == "lỗi" for finding in findings)
    advice = len(findings) - errors
    print(f"Đã kiểm tra {folder} và {settings.banks}: {errors} lỗi, {advice} chỗ nên sửa.")
    return 1 if errors or (arguments.strict and advice) else 0


def _quiz_findings(settings: configuration.Settings, folder: Path) -> list[Finding]:
    from bot.clock import day
    from knowledge.folder import read_entries
    from quiz import contest_shelf
    from quiz.check import check as findings_in
    from quiz.shelf import read_banks

    banks, findings = read_banks(settings.banks)
    contests, more = contest_shelf.read_contests(settings.contests)
    now = time.time()
    more = (*more, *contest_shelf.check(contests.values(), banks, day(now), now))
    return [*findings, *findings_in(banks, read_entries(folder)[0], day(now)), *more]


def results(arguments: Arguments) -> int:
    """Write a contest's results into a spreadsheet."""
    from bot import content
    from bot.contest_export import export_from

    settings = configuration.load()
    contest = content.load(settings).contests.get(arguments.contest)
    if contest is None:
        print(f"Không có cuộc thi “{arguments.contest}” trong {settings.contests}.", file=sys.stderr)
        return 1
    export_from(settings.database_url, configuration.secret_key(settings), contest, arguments.file)
    print(f"Đã ghi kết quả vào {arguments.file}.")
    return 0


def new(arguments: Arguments) -> int:
    """Write a template for a new entry."""
    from knowledge.template import write

    path = write(configuration.load().entries, arguments.skill, arguments.id)
    print(f"Đã tạo {path}. Mở tệp, điền nội dung rồi chạy: python -m bot check")
    return 0


def schema(arguments: Arguments) -> int:
    """Print the JSON Schema of an entry."""
    from knowledge.schema import entry_schema

    print(json.dumps(entry_schema(), ensure_ascii=False, indent=2))
    return 0


def _progress() -> Callable[[float], None] | None:
    if not sys.stderr.isatty():
        return None
    return lambda share: print(f"\rĐang học các câu hỏi: {share:4.0%}", end="\n" if share >= 1 else "", file=sys.stderr)


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m bot", description="Trợ lý Công dân số")
    commands = parser.add_subparsers(required=True, metavar="LỆNH")

    def command(function: Callable[[Arguments], int], help_text: str) -> argparse.ArgumentParser:
        added = commands.add_parser(function.__name__.replace("_", "-"), help=help_text)
        added.set_defaults(function=function)
        return added

    added = command(run, "chạy trang chat (và Telegram nếu có mã bot)")
    added.add_argument("--workers", type=int, default=1, metavar="SỐ", help="số tiến trình (cần PostgreSQL)")
    added.add_argument("--worker", type=int, default=0, help=argparse.SUPPRESS)
    added = command(room, "mở phòng chơi chung trên máy này, không cần Internet")
    added.add_argument("--lan", action="store_true", help="cho điện thoại trong cùng mạng Wi-Fi vào chơi")
    added.add_argument("--wifi", metavar="TÊN", help="tên mạng Wi-Fi, để hiện mã QR vào mạng")
    added.add_argument("--password", metavar="MẬT_KHẨU", help="mật khẩu mạng Wi-Fi")
    added.add_argument("--address", metavar="ĐỊA_CHỈ", help="địa chỉ máy này trong mạng, nếu không tự tìm được")
    added.add_argument("--folder", type=Path, default=Path("ket-qua"), metavar="THƯ_MỤC", help="nơi ghi kết quả")
    command(zalo_login, "nối một Zalo Official Account")
    command(doctor, "xem từng kênh chạy được chưa, phải làm gì")
    command(migrate, "cập nhật cơ sở dữ liệu (PostgreSQL: chạy trước khi chạy bản mới)")
    for function, text in (
        (chat, "nói chuyện trong cửa sổ lệnh"),
        (ask, "hỏi một câu, hoặc cả tệp"),
        (check, "kiểm tra kho tri thức"),
    ):
        added = command(function, text)
        added.add_argument("--knowledge", type=Path, metavar="THƯ_MỤC", help="dùng thư mục mục kiến thức khác")
        if function is check:
            added.add_argument("--strict", action="store_true", help="coi chỗ nên sửa là lỗi")
        if function is ask:
            added.add_argument("text", nargs="*", help="câu hỏi")
            added.add_argument("--json", action="store_true", help="in kết quả dạng dữ liệu")
            added.add_argument("--batch", metavar="TỆP", help="tệp JSON từng dòng; - là đầu vào chuẩn")
    added = command(mask, "xem những gì bị che trong tin nhắn")
    added.add_argument("text", nargs="*")
    added.add_argument("--batch", metavar="TỆP")
    added = command(new, "tạo tệp mẫu cho một mục mới")
    added.add_argument("skill")
    added.add_argument("id")
    command(schema, "in lược đồ JSON của một mục, cho phần mềm soạn thảo")
    for function, text in (
        (backup, "chép cơ sở dữ liệu SQLite ra một tệp, bot vẫn chạy"),
        (restore, "dùng lại một bản chép (dừng bot trước)"),
        (forget, "xoá lại những gì đã yêu cầu xoá, sau khi khôi phục PostgreSQL"),
    ):
        command(function, text).add_argument("file", type=Path, metavar="TỆP")
    added = command(results, "ghi kết quả một cuộc thi ra bảng tính")
    added.add_argument("contest", metavar="CUỘC_THI")
    added.add_argument("file", type=Path, metavar="TỆP.xlsx")
    command(forgotten, "in danh sách đã yêu cầu xoá, trước khi khôi phục PostgreSQL")
    added = command(report, "liệt kê câu hỏi chưa trả lời được")
    added.add_argument("--limit", type=int, default=50)
    return parser


def main() -> int:
    """Run the command that the arguments name."""
    for stream in (sys.stdin, sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(encoding="utf-8", errors="replace")
    arguments = _parser().parse_args()
    logs.start(getattr(arguments, "worker", 0))
    try:
        return int(arguments.function(arguments))
    except Unreadable as error:
        for finding in error.findings:
            print(finding, file=sys.stderr)
        return 1
    except BrokenPipeError:
        return 0


if __name__ == "__main__":
    sys.exit(main())
