"""The second person 复核: why one is due, who approved first, and whether this person may be the second."""

from __future__ import annotations

from replydraft.entrypoints.screen.labels import SECOND_REASONS, known, moment
from replydraft.entrypoints.screen.markup import esc
from replydraft.entrypoints.screen.release_view import own_release, own_release_words
from replydraft.entrypoints.screen.review_actions import Opened

_MANY = 4


def reasons_words(reasons: tuple[str, ...]) -> str:
    return "、".join(known(SECOND_REASONS, r) for r in reasons)


def waits(opened: Opened) -> bool:
    """Whether exactly the text on the screen has its first approval and waits for the second."""
    return opened.stands.first is not None and opened.text == opened.review.text


def second_html(opened: Opened) -> str:
    """One line over the decision; empty where one person is enough, or all is decided."""
    if own_release(opened):
        said, note, counting = own_release_words(opened)
        tail = '<button type="button" data-act="reread" hidden></button>' if counting else ""
        return _line("②", said, note, html=True, tail=tail)
    if not opened.open or not (opened.second or opened.stands.first):
        return ""
    why = reasons_words(opened.second)
    if opened.stands.first is None:
        return _line("②", f"需要第二人复核：{why}", "您批准后，还要另一位同事再看一遍才能发出。")
    first = opened.stands.first
    if not waits(opened):
        note = f"{first.person} {moment(first.at)} 批准的是改动前的文字；现在这版要重新由两位同事批准。"
        return _line("②", f"需要第二人复核：{why or '文字改过'}", note)
    if not opened.stands.own:
        note = (
            "请重读一遍对话和草稿；改动文字就要重新复核。"
            if opened.stands.may_second
            else "由资深顾问、合规或主管来复核。"
        )
        return _line("②", f"待第二人复核：{first.person} {moment(first.at)} 已批准（{why}）", note)
    said = f"已由您批准（{moment(first.at)}），等待另一位同事复核"
    if opened.stands.seconds:
        names = "、".join(opened.stands.seconds[:_MANY])
        more = f"等 {len(opened.stands.seconds)} 位" if len(opened.stands.seconds) > _MANY else ""
        return _line("②", said, f"可以复核的同事：{names}{more}。")
    wait = opened.stands.wait_s
    if wait is None:
        return _line("②", said, "现在没有别的同事可以复核；请管理员添加一位资深顾问、合规或主管。")
    if wait > 0:
        rest = f'没有其他同事可以复核。请重读一遍，<b data-wait="{wait}">{wait}</b> 秒后可以单独确认。'
        return _line("②", said, rest, html=True, tail='<button type="button" data-act="reread" hidden></button>')
    return _line("②", said, "没有其他同事可以复核。请重读一遍，勾选下面一行再批准；留痕会写明是一个人确认的。")


def may_attest_alone(opened: Opened) -> bool:
    """Whether who approved first may now be the second too, or who let a finding go the one who approves."""
    if own_release(opened):
        return opened.stands.release_wait_s == 0
    return opened.open and waits(opened) and opened.stands.own and opened.stands.wait_s == 0


def _line(icon: str, said: str, note: str, *, html: bool = False, tail: str = "") -> str:
    rest = note if html else esc(note)
    return (
        f'<div class="rd-second" role="status"><span aria-hidden="true">{icon}</span>'
        f"<p><b>{esc(said)}</b> <span>{rest}</span></p>{tail}</div>"
    )
