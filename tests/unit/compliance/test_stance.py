"""Stance: what the writer does with the phrase in [brackets]."""

from __future__ import annotations

import pytest

from replydraft.compliance.stance import stance_of
from replydraft.text.clauses import structure
from replydraft.text.folding import fold

CASES = {
    "asserted": [
        "我们[包过]", "没有不[包过]的", "谁说我们不[包过]", "放心，不用担心[包过]的", "没问题[包过]", "别家批不了的，我这[包过]",
        "只要您有社保就[包过]", "如果您有房，我们[包过]", "特别快，[当天放款]", "您别找别家，我们[包过]", "[包过]，不骗您", "[包过]，我们不收定金", "同行那些都是骗子，我们[包过]",
        "需要我帮您[包装流水]吗？", "[不看征信]，没有套路", "没有社保也能[包过]", "不用面签直接[放款到账]", "我敢说[一定过]",
        "先交[保证金]，违约了才扣", "[保证下款]，您信我", "不管能不能过，[先收两千]", "您这单[稳过]，别犹豫了好吗？",
        "我们是正规公司，不会骗您，[百分百通过]", "不夸张地讲，[百分百通过]", "不过您这个条件[包过]", "不仅快，还[包过]",
    ],
    "negated": [
        "不能保证一定[获批]", "[包过]是不可能的", "我们不做[包装流水]", "不帮客户做[假流水]", "没有哪家机构敢说[百分百通过]", "我不敢跟您说，[一定能批]",
        "[零利息]不等于零成本", "批不批由银行定，我没法[打包票]", "“[保证下款]”这种话我不能说", "征信[洗白]我们做不了", "谁也不敢[打包票]", "不存在[内部渠道]",
        "请勿[伪造流水]", "别信什么[秒批秒到]", "[包装流水]涉嫌骗贷，我们不做", "[挂靠执照]这个我们不碰", "[多头申请]影响查询记录，不建议这么做", "不是[百分百能过]", "哪有[不看征信]的银行", "不[包过]",
    ],
    "asked": ["能[包过]吗", "您问能不能[包过]，这个要看银行", "不是[包过]是什么？", "[包过]吗？这个谁都说不准", "真的[不看征信]吗？", "会不会[批下来]得等通知"],
    "warned": [
        "说[包过]的都要小心", "网上说“[包过]”的都要小心", "[包装流水]涉嫌骗贷", "谨防[内部渠道]骗局", "凡是先收[保证金]的都是骗子",
        "有人让您[转账验资]，请马上报警", "[保证下款]的广告。那都是骗人的。",
    ],
    "reported": ["别家敢说[包过]，我们不说", "有些中介承诺[内部渠道]", "朋友圈里写着[秒批]"],
    "quoted": ["网上喊“[包过]”，实际还是要看审批", "“[包过]”的说法从哪来呢"],
    "conditional": ["如果能[一次通过]最好", "要是[不看征信]，利率会高得离谱"],
}  # fmt: skip


@pytest.mark.parametrize(("stance", "text"), [(s, t) for s, texts in CASES.items() for t in texts])
def test_stance(stance: str, text: str) -> None:
    folded = fold(text).text
    start, end = folded.index("["), folded.index("]") - 1
    found = stance_of(structure(folded.replace("[", "").replace("]", "")), start, end)
    assert found.name == stance, found.cue
    assert (found.cue == "") == (stance == "asserted")
