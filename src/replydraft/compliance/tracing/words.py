"""Words that say what is computed: adding up, taking away, comparing."""

from __future__ import annotations

from replydraft.text.lazy import lazy

ADDS = lazy(r"加|合并|家里|两口子|夫妻俩|俩人|合计|一共|总共|总|共|合起来|全部|前后|全程|走完|整个|下来|全套")
TAKES = lazy(
    r"没还|还掉|未还|没付|没用|再有|还能|还可以|再等|再过|再[还交缴]|还[得要]等|便宜|贵|减|剩(?!余本金)|(?<!剩)余(?!额)|还有|还差|去掉|扣|差(?!不多)|(?<![最至])少|退|新增|超出|超了|省|(?<!最)(?<!差不)多|先还|离|(?<![房一二车])抵(?![押贷])|房龄|比|欠|高出|低了|相差|已经还|已还|另外|其余|只还了"
)
COMPARES = lazy(r"等于|就是|本金|负债|万分|占|比|率|正好|达|到|倍|利率|折|几成|相当|左右")

AVERAGE = lazy(r"平均|均摊|月均|折到每|摊")
KEEPS = lazy(r"留|存|备|放|凑|转|补")
"""Money made ready before it is due: a little more, a little earlier."""
INCLUDING = lazy(r"实际年化|算进去|算上|加上|合起来|合一起|综合|真实|实际成本|全算|都算|一起算|算一起|合在一起|含费")
"""A rate with the fees in it."""
ALL_IN = lazy(INCLUDING.pattern + r"|内部收益率|IRR|APR|折算年化|折年化")
"""How a source calls such a rate."""
