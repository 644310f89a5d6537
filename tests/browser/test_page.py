"""The web page as people meet it: by keyboard, without JavaScript, on a bad connection, on small screens."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING
from urllib.parse import quote

import pytest
from playwright.sync_api import Locator, Page, Route, expect

from bot.messages import Option, Reply
from bot.store import Store
from tests.browser.conftest import KEY

if TYPE_CHECKING:
    from collections.abc import Callable

    Open = Callable[..., Page]

pytestmark = pytest.mark.browser

QUESTION = "Mất thẻ căn cước thì làm lại thế nào?"
ENTRY = "/cam-nang/can-cuoc-mat"
HEAVIEST = 60_000
ANSWER_WITHIN = 20_000


def ask(page: Page, text: str = QUESTION) -> Locator:
    """Type ``text``, send it, and return the newest reply once it is there."""
    replies = page.locator("#log .bot")
    before = replies.count()
    page.locator("#cau-hoi").fill(text)
    page.locator("#cau-hoi").press("Enter")
    expect(replies).to_have_count(before + 1, timeout=ANSWER_WITHIN)
    return replies.last


def overflow(page: Page) -> int:
    """Return by how many pixels the page is wider than the window."""
    return int(page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth"))


def tab_to(page: Page, selector: str, key: str = "Tab", most: int = 60) -> None:
    """Press ``key`` until the focus is on what ``selector`` names."""
    for _ in range(most):
        page.keyboard.press(key)
        if page.evaluate("selector => document.activeElement.matches(selector)", selector):
            return
    pytest.fail(f"{selector} is not reached by {key}")


def test_conversation_by_keyboard_alone(open_page: Open) -> None:
    page = open_page()
    page.keyboard.press("Tab")
    expect(page.locator(".skip")).to_be_focused()
    page.keyboard.press("Enter")
    tab_to(page, "#cau-hoi")
    page.keyboard.type(QUESTION)
    page.keyboard.press("Enter")
    reply = page.locator("#log .bot")
    expect(reply).to_have_count(1, timeout=ANSWER_WITHIN)
    expect(reply).to_contain_text("căn cước")
    expect(page.locator("#cau-hoi")).to_be_focused()
    expect(page.locator("#cau-hoi")).to_have_value("")
    tab_to(page, ".options button", "Shift+Tab")
    label = page.evaluate("document.activeElement.textContent")
    outline = page.evaluate("getComputedStyle(document.activeElement).outlineStyle")
    assert outline == "solid"
    page.keyboard.press("Enter")
    expect(reply).to_have_count(2, timeout=ANSWER_WITHIN)
    expect(page.locator("#log .user").last).to_contain_text(label)
    expect(page.locator("#cau-hoi")).to_be_focused()


def test_shift_enter_makes_a_line_and_the_field_grows(open_page: Open) -> None:
    page = open_page()
    field = page.locator("#cau-hoi")
    field.focus()
    low = page.evaluate("document.getElementById('cau-hoi').offsetHeight")
    for line in "abcdefgh":
        page.keyboard.type(line)
        page.keyboard.press("Shift+Enter")
    assert page.locator("#log article").count() == 0
    high = page.evaluate("document.getElementById('cau-hoi').offsetHeight")
    assert low * 2 < high < low * 4.5


def test_conversation_without_javascript(open_page: Open) -> None:
    page = open_page(javascript=False)
    expect(page.locator("#dictate, #clear, #large, #dark").filter(visible=True)).to_have_count(0)
    page.locator("#cau-hoi").fill(QUESTION)
    page.locator("button.send").click()
    expect(page.locator("#log .user")).to_contain_text(QUESTION)
    expect(page.locator("#log .bot")).to_contain_text("căn cước")
    assert overflow(page) <= 0
    page.locator("#log .options button").first.click()
    expect(page.locator("#log .bot")).to_have_count(1)
    page.locator(".needs button").first.click()
    expect(page.locator("#log .options button").first).to_be_visible()


@pytest.mark.parametrize("width", [320, 1280])
@pytest.mark.parametrize("large", [False, True])
def test_no_horizontal_scroll(open_page: Open, width: int, large: bool) -> None:
    page = open_page(width=width, height=640)
    if large:
        page.locator("#large").click()
    assert overflow(page) <= 0
    ask(page)
    ask(page, "x" * 300)
    assert overflow(page) <= 0
    for path in ("/cam-nang", ENTRY, "/khong-co"):
        page.goto(path)
        assert overflow(page) <= 0, path


def test_twice_as_large_letters_still_fit(open_page: Open) -> None:
    # 200 % zoom of a 640 px window is a layout of 320 px with two device pixels to one.
    page = open_page(width=320, height=400)
    ask(page)
    assert overflow(page) <= 0


def test_start_of_the_reply_is_visible(open_page: Open) -> None:
    page = open_page()
    reply = ask(page)
    page.wait_for_function(
        "() => { const top = document.querySelector('#log .bot .words').getBoundingClientRect().top;"
        " return top >= 0 && top < innerHeight / 2; }"
    )
    expect(reply.locator("ol > li").first).to_be_attached()


def test_reload_restores_and_clear_removes(open_page: Open) -> None:
    page = open_page()
    ask(page)
    page.locator("#cau-hoi").fill("còn đang gõ")
    session = page.evaluate("JSON.parse(sessionStorage.getItem('talk')).session")
    page.reload()
    expect(page.locator("#log article")).to_have_count(2)
    expect(page.locator("#log .user")).to_contain_text(QUESTION)
    expect(page.locator("#cau-hoi")).to_have_value("còn đang gõ")
    page.locator("#clear").click()
    expect(page.locator("#log article")).to_have_count(0)
    page.reload()
    expect(page.locator("#log article")).to_have_count(0)
    ask(page)
    assert page.evaluate("JSON.parse(sessionStorage.getItem('talk')).session") != session


def test_a_day_later_nothing_is_restored(open_page: Open) -> None:
    page = open_page()
    ask(page)
    page.evaluate(
        "() => { const talk = JSON.parse(sessionStorage.getItem('talk'));"
        " talk.items.forEach(item => { item.at -= 25 * 3600 * 1000; });"
        " sessionStorage.setItem('talk', JSON.stringify(talk)); }"
    )
    page.reload()
    expect(page.locator("#log article")).to_have_count(0)


def test_failed_request_is_retried_and_arrives_once(open_page: Open) -> None:
    page = open_page()
    sent: list[dict[str, str]] = []

    def first_fails(route: Route) -> None:
        sent.append(json.loads(route.request.post_data or "{}"))
        if len(sent) == 1:
            route.abort()
        else:
            route.continue_()

    page.route("**/api/chat", first_fails)
    page.locator("#cau-hoi").fill(QUESTION)
    page.locator("#cau-hoi").press("Enter")
    expect(page.locator(".unsent")).to_be_visible()
    expect(page.locator("#log .bot")).to_have_count(1, timeout=ANSWER_WITHIN)
    expect(page.locator(".unsent")).to_have_count(0)
    expect(page.locator("#log .user")).to_have_count(1)
    assert len(sent) == 2
    assert sent[0]["id"] == sent[1]["id"]


def test_unsent_message_outlives_a_reload(open_page: Open) -> None:
    page = open_page()
    page.route("**/api/chat", lambda route: route.abort())
    page.locator("#cau-hoi").fill(QUESTION)
    page.locator("#cau-hoi").press("Enter")
    expect(page.locator(".unsent button")).to_be_visible()
    page.unroute_all()
    page.reload()
    expect(page.locator("#log .bot")).to_have_count(1, timeout=ANSWER_WITHIN)
    expect(page.locator("#log .user")).to_have_count(1)


def test_busy_server_is_given_time(open_page: Open) -> None:
    page = open_page()
    calls: list[str] = []

    def busy_once(route: Route) -> None:
        calls.append(route.request.url)
        if len(calls) == 1:
            route.fulfill(status=429, headers={"Retry-After": "1"}, json={"session": "", "replies": []})
        else:
            route.continue_()

    page.route("**/api/chat", busy_once)
    ask(page)
    assert len(calls) == 2


def test_markup_is_shown_as_text(open_page: Open) -> None:
    page = open_page()
    page.on("dialog", lambda dialog: pytest.fail("markup was run"))
    markup = "<img src=x onerror=alert(1)>"
    ask(page, markup)
    expect(page.locator("#log .user .words")).to_have_text(markup)
    page.reload()
    expect(page.locator("#log .user .words")).to_have_text(markup)
    assert page.locator("#log img").count() == 0


def test_no_secret_stays_on_the_phone(open_page: Open) -> None:
    page = open_page()
    ask(page, "mã otp của tôi là 4829, gọi 1800 1096 được không")
    expect(page.locator("#log .user .words")).to_have_text("mã otp của tôi là [mã OTP], gọi 1800 1096 được không")
    ask(page, "mật khẩu zalo của tôi là hoa@90 thì có yếu không")
    page.route("**/api/chat", lambda route: route.abort())
    page.locator("#cau-hoi").fill("mk mới là bi5xqz")
    page.locator("#cau-hoi").press("Enter")
    expect(page.locator(".unsent")).to_be_visible()
    page.locator("#cau-hoi").fill("hay là mã pin 7zz4 nhỉ")
    kept = page.evaluate("JSON.stringify(sessionStorage)")
    assert not [secret for secret in ("4829", "hoa@90", "bi5xqz", "7zz4") if secret in kept]


def test_clearing_deletes_on_the_server_too(open_page: Open, database: str) -> None:
    page = open_page()
    ask(page)
    session = page.evaluate("JSON.parse(sessionStorage.getItem('talk')).session")
    page.route("**/api/chat", lambda route: route.abort())
    page.locator("#clear").click()
    expect(page.locator("#state")).to_contain_text("ngay khi có mạng")
    page.unroute_all()
    page.reload()  # what could not be deleted at once is remembered
    expect(page.locator("#state")).to_contain_text("trên máy chủ")
    store = Store(database, KEY)
    chat = store.hashed("web", session.partition(".")[0])
    assert chat in [name for name, _ in store.forgotten()]
    store.close()


def test_a_first_question_cleared_while_it_is_answered_is_deleted_too(open_page: Open, database: str) -> None:
    page = open_page()
    answers: list[str] = []

    def late(route: Route) -> None:
        response = route.fetch()
        answers.append(response.json()["session"])
        page.wait_for_timeout(500)
        route.fulfill(response=response)

    page.route("**/api/chat", late, times=1)
    page.locator("#cau-hoi").fill(QUESTION)
    page.locator("#cau-hoi").press("Enter")
    page.locator("#clear").click()
    expect(page.locator("#state")).to_contain_text("trên máy chủ", timeout=ANSWER_WITHIN)
    store = Store(database, KEY)
    assert store.hashed("web", answers[0].partition(".")[0]) in [name for name, _ in store.forgotten()]
    store.close()


def test_what_the_assistant_says_by_itself_appears_once(open_page: Open, database: str) -> None:
    page = open_page()
    streams: list[str] = []
    page.on("request", lambda request: streams.append(request.url) if "/events" in request.url else None)
    ask(page)
    page.wait_for_timeout(300)
    assert streams == []  # nothing can come: no connection is kept, data costs money
    ask(page, "câu hỏi mỗi ngày")
    session = page.evaluate("JSON.parse(sessionStorage.getItem('talk')).session")
    store = Store(database, KEY)
    store.outbox.add("web", session.partition(".")[0], Reply("Câu hỏi hôm nay: một?", (Option("Có", "/co"),)), 1.0)
    expect(page.locator("#log .bot").last).to_contain_text("Câu hỏi hôm nay: một?", timeout=ANSWER_WITHIN)
    expect(page.locator("#log .bot").last.locator("button")).to_have_text("Có")
    assert len(streams) == 1
    page.reload()
    expect(page.locator("#log .bot").last).to_contain_text("một?")
    store.outbox.add("web", session.partition(".")[0], Reply("hai?"), 1.0)
    expect(page.locator("#log .bot").last).to_contain_text("hai?", timeout=ANSWER_WITHIN)
    ask(page)
    expect(page.locator("#log .bot", has_text="một?")).to_have_count(1)
    expect(page.locator("#log .bot", has_text="hai?")).to_have_count(1)
    assert store.outbox.count() == 0
    store.close()


def test_switches_are_remembered(open_page: Open) -> None:
    page = open_page()

    def size() -> float:
        return float(page.evaluate("parseFloat(getComputedStyle(document.body).fontSize)"))

    def paper() -> str:
        return str(page.evaluate("getComputedStyle(document.body).backgroundColor"))

    before, light = size(), paper()
    assert before >= 18
    page.locator("#large").click()
    page.locator("#dark").click()
    expect(page.locator("#large")).to_have_attribute("aria-pressed", "true")
    assert size() > before * 1.25
    assert paper() != light
    page.goto(ENTRY)
    assert size() > before * 1.25
    assert paper() != light


def test_every_need_has_its_picture(open_page: Open) -> None:
    page = open_page()
    needs = page.locator(".needs button")
    assert needs.count() >= 9
    sprite = page.request.get(page.locator("#noi-dung").get_attribute("data-pictures") or "").text()
    for need in needs.all():
        name = (need.get_attribute("value") or "").removeprefix("/nhucau ")
        assert (need.locator("use").get_attribute("href") or "").endswith(f"#{name}"), name
        assert f'<symbol id="{name}"' in sprite
        width = need.locator("use").evaluate("use => use.getBBox().width")
        assert width > 10, name


def test_page_is_light(open_page: Open, address: str) -> None:
    page = open_page(go=False)
    sizes: dict[str, int] = {}
    page.on("response", lambda response: sizes.update({response.url: len(response.body())}))
    page.goto("/", wait_until="networkidle")
    assert all(url.startswith(address) for url in sizes), sizes
    pages = {url: size for url, size in sizes.items() if ".svg" not in url}
    assert len(pages) == 4
    assert sum(pages.values()) < HEAVIEST, pages


def test_touch_targets_and_letters_are_large_enough(open_page: Open) -> None:
    page = open_page(width=320)
    ask(page)
    for path in ("", "/cam-nang", ENTRY):
        if path:
            page.goto(path)
        small = page.evaluate(
            """() => Array.from(document.querySelectorAll(
                'button, textarea, input, summary, .tools a, .call, .cards a'))
            .filter(e => e.offsetParent && (e.offsetHeight < 48 || e.offsetWidth < 48))
            .map(e => e.outerHTML.slice(0, 90))"""
        )
        assert small == []
        letters = page.evaluate(
            """() => Array.from(document.querySelectorAll('body *'))
            .filter(e => e.offsetParent && parseFloat(getComputedStyle(e).fontSize) < 18)
            .map(e => e.outerHTML.slice(0, 90))"""
        )
        assert letters == []


@pytest.mark.parametrize("dark", [False, True])
@pytest.mark.parametrize("path", ["/", "/cam-nang", ENTRY])
def test_contrast_is_aaa(open_page: Open, path: str, dark: bool) -> None:
    page = open_page(path)
    if dark:
        page.locator("#dark").click()
    if path == "/":
        ask(page)
    page.mouse.move(0, 0)
    low = page.evaluate(
        """() => {
        const rgb = text => text.match(/[\\d.]+/g).map(Number);
        const light = color => color.slice(0, 3)
            .map(v => (v /= 255) <= 0.03928 ? v / 12.92 : Math.pow((v + 0.055) / 1.055, 2.4))
            .reduce((sum, v, i) => sum + v * [0.2126, 0.7152, 0.0722][i], 0);
        const behind = e => { for (; e; e = e.parentElement) {
            const c = rgb(getComputedStyle(e).backgroundColor);
            if (c.length < 4 || c[3] === 1) return c; } return [255, 255, 255]; };
        return Array.from(document.querySelectorAll('body *'))
            .filter(e => e.offsetParent)
            .filter(e => Array.from(e.childNodes).some(n => n.nodeType === 3 && n.data.trim()))
            .map(e => { const a = light(rgb(getComputedStyle(e).color)), b = light(behind(e));
                return [(Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05), e.outerHTML.slice(0, 80)]; })
            .filter(found => found[0] < 7);
        }"""
    )
    assert low == []


def test_link_with_a_question_asks_it_once(open_page: Open) -> None:
    page = open_page(f"/?hoi={quote(QUESTION)}")
    expect(page.locator("#log .bot")).to_have_count(1, timeout=ANSWER_WITHIN)
    expect(page.locator("#log .user")).to_contain_text(QUESTION)
    page.reload()
    expect(page.locator("#log article")).to_have_count(2)


def test_only_official_addresses_and_hotlines_can_be_pressed(open_page: Open) -> None:
    page = open_page()
    text = (
        "Gọi 115 ngay bây giờ. Có người bị thương gọi thêm 113.850 đồng.\n\n"
        "3. Vào dichvucong.gov.vn, đừng vào dichvucong.gov.vn.lua.com hay dichvucong.com.\n"
        "4. Xem (https://vneid.gov.vn/a?b=1).\n\nGọi hỏi: 1800 1096"
    )
    answer = {"session": "s", "replies": [{"text": text, "options": []}]}
    page.route("**/api/chat", lambda route: route.fulfill(json=answer))
    reply = ask(page)
    links = reply.locator("a").evaluate_all("links => links.map(a => a.getAttribute('href'))")
    assert links == [
        "tel:115",
        "tel:115",
        "https://dichvucong.gov.vn",
        "https://vneid.gov.vn/a?b=1",
        "tel:18001096",
    ]
    assert reply.locator("ol").get_attribute("start") == "3"
    assert reply.locator("li").count() == 2


def test_answer_can_be_sent_on(open_page: Open) -> None:
    page = open_page()
    reply = ask(page)
    share = reply.get_by_role("button", name="Gửi cho người thân")
    page.evaluate("navigator.share = data => { window.shared = data; return Promise.resolve(); }")
    share.click()
    assert page.evaluate("window.shared.url").endswith(ENTRY)
    page.evaluate("() => { navigator.share = undefined; }")
    share.click()
    expect(reply.locator(".told")).not_to_be_empty()


def test_inside_zalo_the_keyboards_microphone_is_explained(open_page: Open) -> None:
    page = open_page(go=False)
    page.add_init_script("Object.defineProperty(navigator, 'userAgent', {get: () => 'Mozilla/5.0 Chrome/70 Zalo/1'})")
    page.goto("/")
    expect(page.locator("#dictate")).to_be_hidden()
    expect(page.locator("#hint")).to_be_visible()


def test_handbook_filter_and_anchors(open_page: Open) -> None:
    page = open_page("/cam-nang")
    shown = page.locator("details").filter(visible=True)
    every = shown.count()
    page.locator("#tim").fill("khai sinh")
    expect(page.locator("#found")).not_to_be_empty()
    assert 0 < shown.count() < every
    page.locator("#tim").fill("")
    assert shown.count() == every
    page.locator(".cards a").first.click()
    expect(page.locator("details[open]")).to_have_count(1)
    plain = open_page("/cam-nang#can-cuoc-mat", javascript=False)
    plain.locator("#can-cuoc-mat summary").click()
    expect(plain.locator("#can-cuoc-mat .words")).to_be_visible()


def test_entry_has_a_preview(open_page: Open, address: str) -> None:
    page = open_page(ENTRY)
    tags = page.locator("meta[property^=og]").evaluate_all(
        "tags => Object.fromEntries(tags.map(t => [t.getAttribute('property'), t.content]))"
    )
    assert tags["og:title"] == page.locator("h1").inner_text()
    assert tags["og:url"] == f"{address}{ENTRY}"
    assert tags["og:description"]
    assert tags["og:type"] == "article"
    page.locator("a.main").click()
    expect(page.locator("#log .bot")).to_have_count(1, timeout=ANSWER_WITHIN)
