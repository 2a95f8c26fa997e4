"""What the evidence pack calls things, in words for somebody who has never seen the program."""

from __future__ import annotations

from datetime import datetime, timedelta, timezone
from typing import Final

_BEIJING: Final = timezone(timedelta(hours=8))

KINDS: Final = {
    "text.checked": "对一段话做了合规检查",
    "knowledge.searched": "检索了知识库",
    "draft.attempted": "起草了一次回复",
    "draft.ready": "回复草稿完成",
    "review.opened": "草稿进入人工审核",
    "review.claimed": "领取审核",
    "review.released": "放回审核",
    "review.claim_expired": "领取超时，自动放回",
    "review.taken_over": "接手他人的审核",
    "review.revised": "保存了修改",
    "review.first_approved": "第一人批准，待第二人确认",
    "review.approved": "批准",
    "review.rejected": "退回",
    "review.escalated": "升级给更高权限的人员",
    "review.stale": "客户又来消息，草稿作废",
    "review.sent": "确认已发送，与批准的一致",
    "review.drifted": "实际发送的内容与批准的不一致",
    "review.feedback": "记录了使用反馈",
    "customer.unmasked": "查看了客户的隐藏信息",
    "customer.exported": "导出了客户的数据",
    "customer.erased": "删除了客户的数据",
    "customer.expired": "客户数据到期清除",
    "message.received": "收到一条会话消息",
    "person.named": "登记了人员",
    "person.added": "添加了人员",
    "person.changed": "更改了人员资料或权限",
    "person.password_set": "设置了登录密码",
    "sign_in.succeeded": "登录成功",
    "sign_in.refused": "登录被拒绝",
    "signed_out": "退出登录",
    "key.created": "创建了接口密钥",
    "key.revoked": "停用了接口密钥",
    "rules.changed": "合规规则有变更",
    "knowledge.changed": "知识库有变更",
    "operator.changed": "机构资料有变更",
    "program.changed": "程序版本有变更",
    "store.migrated": "数据库结构升级",
    "store.backed_up": "数据备份",
    "store.restored": "从备份恢复数据",
    "store.key_rotated": "更换了数据加密密钥",
    "audit.exported": "导出了留痕",
    "audit.replayed": "按留痕重放",
    "audit.checkpoint_refused": "留痕与存证不符，拒绝存证",
    "finding.released": "放行了一条合规提醒",
    "consent.recorded": "登记了客户的授权",
    "consent.withdrawn": "登记了客户撤回授权",
}
"""A kind not listed here stands in the report by its code."""

ACTORS: Final = {"system": "系统", "cli": "命令行"}
SEVERITIES: Final = {"block": "必须修改", "warn": "提醒", "info": "供参考"}
DECISIONS: Final = {"approve": "批准", "reject": "退回", "escalate": "升级"}
STATES: Final = {
    "pending": "待处理", "claimed": "处理中", "awaiting_second": "待第二人确认", "approved": "已批准",
    "rejected": "已退回", "escalated": "已升级", "stale": "已过期", "sent": "已发送", "drifted": "发送内容有出入",
}  # fmt: skip
DAMAGE: Final = {
    "altered": "被改动或替换", "missing": "缺失", "inserted": "是插入的", "reordered": "被移动了位置",
    "checkpoint": "存证点有问题",
}  # fmt: skip
ROLES: Final = {"customer": "客户", "advisor": "顾问"}


def beijing(moment: object) -> str:
    """`2026-11-24 08:00:00` of an RFC 3339 time; what is none comes back as it is."""
    try:
        read = datetime.fromisoformat(str(moment))
        return f"{read.astimezone(_BEIJING):%Y-%m-%d %H:%M:%S}" if read.tzinfo else str(moment)
    except (ValueError, OverflowError):
        return str(moment)
