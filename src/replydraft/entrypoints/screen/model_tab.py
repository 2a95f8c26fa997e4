"""接入模型: try an address and a key, see the very bytes that would leave, what it costs, and whether they would leave the country.

Nothing is kept: the key stays in the box it was typed into; what to set is shown, and takes effect when the program starts anew.
"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

import gradio as gr

from replydraft.adapters.loopback import is_loopback
from replydraft.domain.model_hosts import Place
from replydraft.domain.permissions import Action
from replydraft.entrypoints.days import today
from replydraft.entrypoints.screen.markup import esc, lines, notice
from replydraft.entrypoints.screen.parts import plain
from replydraft.entrypoints.screen.trouble import report
from replydraft.entrypoints.screen.visits import ScreenRefusal, Updates, Visit, visiting
from replydraft.errors import ContentError, UpstreamError
from replydraft.settings import ModelSettings

if TYPE_CHECKING:
    from replydraft.adapters.model_trial import Leaving
    from replydraft.bootstrap import House
    from replydraft.domain.draft import Brief

SAMPLE = "我叫王小明，手机13800138000，身份证11010519491231002X，想借20万周转，你们利率多少？"
WRONG_ADDRESS = "接口地址要写全，例如 https://api.example.com/v1：以 http:// 或 https:// 开头（不在本机的要用 https://），不带账号、问号和空格。"
UNLISTED = "{host} 还没有列在机构资料的 hosts 里，也不是本机，现在不会连接。要用它，先把它写进 hosts，再重新启动。"
PLACES: dict[Place, tuple[str, str]] = {
    "here": ("ok", "在本机，客户的话不出这台机器。"),
    "mainland": ("ok", "服务商的公开地址在境内。请在合同里确认数据存放地、保存期限，以及不用于训练。"),
    "outside": (
        "block",
        "在境外：发送客户的话属于向境外提供个人信息（个人信息保护法第三十八至四十条），要有单独同意和标准合同等手续，即使已经打码也请先问法务。",
    ),
    "unknown": ("warn", "不认识这个地址，无法判断是否在境内。查清之前请按境外处理（个人信息保护法第三十八至四十条）。"),
}


@dataclass(frozen=True, slots=True)
class _Form:
    url: Any
    model: Any
    key: Any
    words: Any
    daily: Any
    price_in: Any
    price_out: Any

    @property
    def fields(self) -> list[Any]:
        return [self.url, self.model, self.key, self.words, self.daily, self.price_in, self.price_out]


def model_tab(house: House, tab: Any) -> None:
    """The form, and what came of it. For those who may change keys."""
    with gr.Column(elem_classes="rd-page"):
        plain(
            value="<h2>接入模型</h2><p class=rd-note>兼容 OpenAI 接口的模型都可以。客户的姓名、号码、住址先换成占位符再发，模型写完再换回来。"
            "这里只试，不保存密钥。</p>"
        )
        form = _form(house)
        with gr.Row(elem_classes="rd-bar-left"):
            look = gr.Button("看看会发出什么", size="sm", elem_id="rd-model-look", min_width=140)
            send = gr.Button("发送测试", variant="primary", size="sm", elem_id="rd-model-send", min_width=120)
        said, shown = plain(elem_id="rd-model-said"), plain(elem_id="rd-model-bytes")

    def looked(visit: Visit, *typed: Any) -> Updates:
        settings, brief = _read(house, visit, typed)
        leaving = _leaving(house, settings, brief)
        out = "" if _listed(house, leaving.host) else notice("warn", UNLISTED.format(host=leaving.host))
        return {said: out + _place(leaving) + _cost(leaving, typed), shown: _bytes(leaving)}

    def sent(visit: Visit, *typed: Any) -> Updates:
        from replydraft.adapters.model_trial import try_out

        settings, brief = _read(house, visit, typed)
        leaving = _leaving(house, settings, brief)
        if not _listed(house, leaving.host):
            raise ScreenRefusal("没有连接：" + UNLISTED.format(host=leaving.host))
        try:
            answer = try_out(settings, _hosts(house), brief)
        except UpstreamError as e:  # a Chinese sentence without payload
            raise ScreenRefusal(f"没有试成：{e}。") from None
        except ContentError:
            raise ScreenRefusal(WRONG_ADDRESS) from None
        fine = notice("ok", f"模型在{answer.seconds:.1f}秒内答了：{answer.reply[:200]}")
        return {said: fine + _place(leaving) + _cost(leaving, typed) + _settings(settings), shown: _bytes(leaving)}

    for press, act in ((look, looked), (send, sent)):
        run = visiting(house, act, failed=lambda e: {said: report(e), shown: ""})
        press.click(run, form.fields, [said, shown], api_visibility="private", show_progress="hidden")
    cleared = visiting(house, lambda _: {said: "", shown: ""}, failed=lambda e: {said: report(e), shown: ""})
    tab.select(cleared, None, [said, shown], api_visibility="private", show_progress="hidden")


def _form(house: House) -> _Form:
    with gr.Row():
        url = gr.Textbox(label="接口地址", placeholder="https://…/v1", elem_id="rd-model-url")
        model = gr.Textbox(label="模型名", elem_id="rd-model-name")
        key = gr.Textbox(label="密钥", type="password", elem_id="rd-model-key")
    words = gr.Textbox(label="拿这句话试", value=SAMPLE, lines=2, elem_id="rd-model-words")
    with gr.Row():
        daily = gr.Textbox(label="每天大约多少条", value="200")
        price_in = gr.Textbox(label="输入价（元/百万词元）", value="")
        price_out = gr.Textbox(label="输出价（元/百万词元）", value="")
    listed = "、".join(sorted(_hosts(house))) or "（没有）"
    plain(value=f"<p class=rd-note>机构资料 hosts 里已列出的外部主机：{esc(listed)}。没列出的一律不连接。</p>")
    return _Form(url, model, key, words, daily, price_in, price_out)


def _hosts(house: House) -> frozenset[str]:
    from replydraft.knowledge.operator_profile import listed_hosts

    return listed_hosts(house.operator)


def _read(house: House, visit: Visit, typed: tuple[Any, ...]) -> tuple[ModelSettings, Brief]:
    from replydraft.wire.inputs import parse_inquiry

    visit.require(Action.KEYS_CHANGE)
    url, model, key, words = (str(t or "").strip() for t in typed[:4])
    if not url or not model or not words:
        raise ScreenRefusal("请填接口地址、模型名和一句试用的话。")
    settings = ModelSettings(base_url=url, model=model, api_key=key, deadline_s=30, retries=0)
    return settings, house.desk.brief(parse_inquiry({"id": "trial", "customer": words}, today=today()))


def _leaving(house: House, settings: ModelSettings, brief: Brief) -> Leaving:
    from replydraft.adapters.model_trial import what_leaves

    host = _host(settings.base_url)
    try:  # looking opens no connection, so any host may be looked at
        return what_leaves(settings, _hosts(house) | {host}, brief)
    except ContentError:
        raise ScreenRefusal(WRONG_ADDRESS) from None


def _host(url: str) -> str:
    """Raises ScreenRefusal."""
    try:
        return (urlsplit(url).hostname or "").lower()
    except ValueError:
        raise ScreenRefusal(WRONG_ADDRESS) from None


def _listed(house: House, host: str) -> bool:
    return host in _hosts(house) or is_loopback(host) or host == "localhost"


def _place(leaving: Leaving) -> str:
    level, words = PLACES[leaving.place]
    return notice(level, f"{leaving.host} {words}")


def _cost(leaving: Leaving, typed: tuple[Any, ...]) -> str:
    daily, price_in, price_out = typed[4:7]
    try:
        prices = [Decimal(str(p).strip()) for p in (price_in, price_out)]
        number = int(str(daily or "0").strip())
    except (InvalidOperation, ValueError):
        return "<p class=rd-note>填上每天多少条、服务商的输入价和输出价，可以估算每天的费用。</p>"
    if number < 0 or not all(p.is_finite() and p >= 0 for p in prices):
        return "<p class=rd-note>条数和价格要是不小于0的数。</p>"
    yuan = leaving.yuan_a_day(number, *prices)
    return f"<p class=rd-note>按每个字一个词元从高估算：每天{number}条约 {yuan} 元（输入 {len(leaving.body.decode())} 字，输出按 400 字）。</p>"


def _settings(settings: ModelSettings) -> str:
    wanted = f"REPLYDRAFT_LLM_BASE_URL={settings.base_url}\nREPLYDRAFT_LLM_MODEL={settings.model}\nREPLYDRAFT_LLM_API_KEY=（刚才的密钥）"
    return f"<p>要启用，设好这三个环境变量后重新启动：</p><pre class=rd-pre>{lines(wanted)}</pre>"


def _bytes(leaving: Leaving) -> str:
    return (
        f"<h3>会发给 {esc(leaving.host)} 的全部内容（{len(leaving.body)} 字节，一字不差，只加了换行）</h3>"
        f"<pre class=rd-pre>{esc(leaving.readable())}</pre>"
    )
