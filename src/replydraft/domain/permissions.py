"""The one table of permissions: which role, and which scope of a service key, may do what, and how far.

Code asks `require`; `docs/permissions.md` is written from `TABLE`, and the tests try every line as every role.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import IntEnum, StrEnum

from replydraft.domain.people import SCOPES, Caller, Role
from replydraft.errors import NotAllowed


class Action(StrEnum):
    """What can be done, named after the thing and the deed."""

    CHECK = "text.check"
    DRAFT = "draft.make"
    SEARCH = "knowledge.search"
    MESSAGE = "message.post"
    REVIEW_READ = "review.read"
    REVIEW_CLAIM = "review.claim"
    REVIEW_TAKE_OVER = "review.take_over"
    REVIEW_EDIT = "review.edit"
    REVIEW_DECIDE = "review.decide"
    REVIEW_SECOND = "review.second"
    REVIEW_ESCALATED = "review.escalated"
    FINDING_RELEASE = "finding.release"
    REVIEW_SENT = "review.sent"
    REVIEW_FEEDBACK = "review.feedback"
    CUSTOMER_UNMASK = "customer.unmask"
    CONSENT_READ = "consent.read"
    CONSENT_RECORD = "consent.record"
    CONSENT_WITHDRAW = "consent.withdraw"
    CUSTOMER_EXPORT = "customer.export"
    CUSTOMER_ERASE = "customer.erase"
    EVENTS_READ = "events.read"
    AUDIT_VERIFY = "audit.verify"
    AUDIT_EXPORT = "audit.export"
    AUDIT_REPLAY = "audit.replay"
    PEOPLE_READ = "people.read"
    PEOPLE_CHANGE = "people.change"
    KEYS_CHANGE = "keys.change"
    RULES_CHANGE = "rules.change"
    KNOWLEDGE_CHANGE = "knowledge.change"
    STORE_KEEP = "store.keep"


class Reach(IntEnum):
    """How far a permission goes. `BRANCH`: what is of the caller's own branch, or of none."""

    NONE = 0
    BRANCH = 1
    ALL = 2


@dataclass(frozen=True, slots=True)
class Grant:
    """One line of the table. `says` is the line in Chinese, as people read it."""

    says: str
    advisor: Reach
    senior: Reach
    compliance: Reach
    manager: Reach
    admin: Reach
    scopes: tuple[str, ...] = ()
    """Scopes of a service key that may too, in every branch."""

    def of(self, role: str) -> Reach:
        return getattr(self, role) if role in tuple(Role) else Reach.NONE


_N, _B, _A = Reach.NONE, Reach.BRANCH, Reach.ALL

TABLE: dict[Action, Grant] = {
    #                                                          顾问 资深 合规 主管 管理员
    Action.CHECK: Grant("检查一段文字", _A, _A, _A, _A, _A, ("check",)),
    Action.DRAFT: Grant("起草回复并送审", _A, _A, _A, _A, _A, ("draft",)),
    Action.SEARCH: Grant("检索知识库、试算成本", _A, _A, _A, _A, _A, ("draft", "check")),
    Action.MESSAGE: Grant("送入客户会话", _N, _N, _N, _N, _N, ("messages",)),
    Action.REVIEW_READ: Grant("查看审核队列", _B, _B, _A, _B, _A, ("draft",)),
    Action.REVIEW_CLAIM: Grant("领取、交还审核", _B, _B, _A, _B, _A),
    Action.REVIEW_TAKE_OVER: Grant("接手他人领取的审核", _N, _B, _A, _B, _A),
    Action.REVIEW_EDIT: Grant("修改草稿", _B, _B, _A, _B, _A),
    Action.REVIEW_DECIDE: Grant("批准、退回、升级", _B, _B, _A, _B, _A),
    Action.REVIEW_SECOND: Grant("做第二审核人", _N, _B, _A, _B, _A),
    Action.REVIEW_ESCALATED: Grant("处理同事升级来的审核", _N, _B, _A, _B, _A),
    Action.FINDING_RELEASE: Grant("放行误拦的一条命中（留痕）", _N, _N, _A, _N, _N),
    Action.REVIEW_SENT: Grant("登记实际发出的文字", _B, _B, _A, _B, _A, ("draft", "messages")),
    Action.REVIEW_FEEDBACK: Grant("对草稿提反馈", _B, _B, _A, _B, _A, ("draft",)),
    Action.CUSTOMER_UNMASK: Grant("查看未遮盖的客户信息（留痕）", _B, _B, _A, _B, _A),
    Action.CONSENT_READ: Grant("查看客户的授权记录", _B, _B, _A, _B, _A, ("messages", "draft")),
    Action.CONSENT_RECORD: Grant("登记客户的授权", _B, _B, _A, _B, _A, ("messages",)),
    Action.CONSENT_WITHDRAW: Grant("登记客户撤回授权", _B, _B, _A, _B, _A, ("messages",)),
    Action.CUSTOMER_EXPORT: Grant("导出一位客户的全部信息", _N, _N, _A, _N, _A),
    Action.CUSTOMER_ERASE: Grant("删除一位客户的信息", _N, _N, _A, _N, _A),
    Action.EVENTS_READ: Grant("按顺序读取事件", _N, _N, _A, _N, _A, ("admin",)),
    Action.AUDIT_VERIFY: Grant("核验留痕链条", _N, _N, _A, _A, _A, ("admin",)),
    Action.AUDIT_EXPORT: Grant("导出留痕证据", _N, _N, _A, _N, _A),
    Action.AUDIT_REPLAY: Grant("重演一次判断", _N, _N, _A, _N, _A),
    Action.PEOPLE_READ: Grant("查看同事名单", _N, _N, _A, _B, _A),
    Action.PEOPLE_CHANGE: Grant("开通、停用、调整账号", _N, _N, _N, _N, _A),
    Action.KEYS_CHANGE: Grant("发放、停用服务密钥", _N, _N, _N, _N, _A),
    Action.RULES_CHANGE: Grant("修改规则", _N, _N, _A, _N, _N),
    Action.KNOWLEDGE_CHANGE: Grant("修改知识库", _N, _N, _A, _N, _N),
    Action.STORE_KEEP: Grant("备份、恢复、轮换密钥", _N, _N, _N, _N, _A),
}


def reach(caller: Caller, action: Action) -> Reach:
    """How far this caller may. An inactive person and an unknown role may nothing."""
    grant = TABLE[action]
    if caller.person is not None:
        return grant.of(caller.person.role) if caller.person.active else Reach.NONE
    return Reach.ALL if set(caller.scopes) & set(grant.scopes) & set(SCOPES) else Reach.NONE


def may(caller: Caller, action: Action, branch: str = "") -> bool:
    """Whether this caller may do it to something of this branch (empty: of none, which is everybody's)."""
    far = reach(caller, action)
    return far is Reach.ALL or (far is Reach.BRANCH and branch in ("", caller.branch))


def require(caller: Caller, action: Action, branch: str = "") -> None:
    """Raises NotAllowed: `person_required` where only a person could, `forbidden` otherwise."""
    if may(caller, action, branch):
        return
    grant = TABLE[action]
    if caller.person is None and not grant.scopes:
        raise NotAllowed(f"{grant.says}：必须由本人操作 (this needs a person's own token)", code="person_required")
    raise NotAllowed(f"{grant.says}：您的权限不够 (not permitted: {action.value})")


def table_page() -> str:
    """`docs/permissions.md`, from the table."""
    sign = {Reach.NONE: "", Reach.BRANCH: "branch", Reach.ALL: "all"}
    lines = [
        "# Permissions",
        "",
        "Written by `make docs` from `src/replydraft/domain/permissions.py`; do not edit. `branch`: what is of one's own",
        "branch, or of none. A service key reaches every branch, and only what its scopes name.",
        "",
        "| action | what | " + " | ".join(Role) + " | service key |",
        "| --- | --- | " + " | ".join("---" for _ in Role) + " | --- |",
    ]
    for action, grant in TABLE.items():
        cells = " | ".join(sign[grant.of(role)] for role in Role)
        lines.append(f"| `{action.value}` | {grant.says} | {cells} | {', '.join(grant.scopes)} |")
    return "\n".join(lines) + "\n"
