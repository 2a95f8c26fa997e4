"""What stands around and within a number and tells what it is: a phone, a card, an order, an amount, a date."""

from __future__ import annotations

import re

from replydraft.text.lazy import lazy

Hit = tuple[int, str, int, int]
"""(priority, kind, start, end) in the view; a lower priority wins."""

BLANK = r"[ \t\n.\-—–_·•・/\\~()（）\[\]【】|+#&^=→>。…]{0,5}|[ \t\-_]?(?:\*\*|`)[ \t\-_]{0,2}(?:\*\*|`)?[ \t\-_]?"
"""What may stand within a number; two asterisks are Markdown's bold, four hide digits."""
WORDS = r"(?:开头)?[ ,，、]{0,2}(?:然后|紧?接着|接下来|跟着|之后|再[接来]?|[后前]面(?:是|接)?|后边(?:是|接)?|最后|中间|尾[号巴]|末尾|[（(]?空[一两]?格[)）]?|下一段)(?:[四两三4]位)?[是:：,， ]{0,2}"
"""How people tell that a number goes on: 138然后2258再1357."""
LINK = lazy(rf"{BLANK}|[ \t]?[*#|:：=,，、。'][ \t]?|{WORDS}")
TIGHT = lazy(BLANK)
WITHIN = (
    r"[ \t\n.\-—–_·•・/\\~()（）\[\]【】+#&^=→>。…*`:：,，、'开头然后紧接着来跟之再前面是边最中间尾号巴末空格下段位]"
)
"""Every character that `LINK` takes and that is no digit itself."""
AREA = "区号"
SERIAL = lazy(
    r"(?:(?:订单|单据|合同|流水|工单|快递|运单|受理|申请|业务|借据|发票|批次|交易|凭证|案件|档案|车票|物流|回执|保单|商户|备案|许可证|"
    r"执照|注册|取件|查询|报价|任务|会话|日志|设备|产品|型号|批准文)(?:编|单|序)?(?:号码?|ID|id)?|(?:[编工文货案单票序期]|批)号码?)"
    r"[是为:： \t#＃NOno.]{0,4}$|(?:order|(?<![a-z])sn|(?<![a-z])(?:u?id|no)|#)[._ \-]?(?:id|no|number)?[:：= \t.]{0,2}$",
    re.I,
)
MONEY_BEFORE = lazy(r"(?:金额|总额|余额|[¥￥$])[是为:： \t]{0,3}$")
SERIAL_AFTER = lazy(
    r"[ \t]{0,2}(?:这[个串])?(?:是|为)[^，。,;；]{0,8}(?:流水|订单|交易|单号|编号|凭证)|[ \t]{0,2}[（(](?:订单|流水|交易|单号)"
)
DATED = lazy(
    r"(?:19|20)\d{2}[.\-/年]?(?:0?[1-9]|1[0-2])[.\-/月]?(?:0?[1-9]|[12]\d|3[01])(?:[日 T]?[0-2]\d:?[0-5]\d:?[0-5]\d)?"
)
MONEY_AFTER = lazy(r"[ \t]{0,2}(?:元|块|万|亿|人民币|美元|RMB|%|％)")
DECIMAL = lazy(r"\d\.$")
ID_WORD = lazy(r"身份|证件|证号|社保卡?号|户口|ID\b|老证|sfz")
ID15_WORD = lazy(r"身份证|证件|户籍|户口|征信|授权书|老证|一代证")
CARD_WORD = lazy(
    r"(?:银行卡|储蓄卡|信用卡|借记卡|工资卡|收款卡|还款卡|扣款卡|放款卡|卡号|卡片|账号|帐号|账户|帐户|户头|打款|收款|转账?到|打到|这张卡|张卡)"
)
CARD_NEAR = lazy(r"卡|存折|账户?|打款|收款|开户|存款")
ACCOUNT_WORD = lazy(r"(?:账号|帐号|账户|帐户|卡号|户号|社保号|公积金号)[码是为:： \t「“\"(（]{0,4}$")
OURS_WORD = lazy(r"对公|公司账|公司帐|我司|单位账户|监管账户|400|客服")
PHONE_WORD = lazy(
    r"电话|手机|联系|号码|[新老常备]用?号|换号|预留|本机|机主|找[我他她]|拨打|打这个|打给|致电|座机|固话|来电|短信|加[我他她]|微信|tel|phone|call|mobile|cell",
    re.I,
)
DESK_WORD = lazy(
    r"客服|热线|公司|前台|总机|服务电话|官方|投诉|网点|支行|营业|门店|法院|派出所|银行|中心|监管|110|举报|大厅|总行|单位电话|值班|咨询电话|技术支持|售后"
)
GLUE_OK = lazy(r"(?:tel|phone|mobile|call|num|number|card|sfz|sjh?|dh|wx|vx|qq)$", re.I)
SPLIT_WORD = lazy(r"拼|分开|剩下|连起来|合起来|接起来|接着|后半|前半|下半|上半|后四位|前三位|后几位|中间|再发|凑")
MOBILE = lazy(r"(?:\+?0{0,2}86)?(1[3-9]\d{9})")
MOBILE_SHAPES = {
    (11,), (3, 4, 4), (3, 8), (7, 4), (3, 3, 5), (3, 5, 3), (4, 4, 3), (4, 3, 4), (5, 6), (6, 5), (3, 4, 2, 2), (3, 2, 2, 2, 2),
    (5, 3, 3), (4, 7), (9, 2), (8, 3),
}  # fmt: skip
TOLL_FREE = {"800", "833", "844", "855", "866", "877", "888"}
"""After a 1 and before seven digits: free lines of North America."""
ABROAD = lazy(r"当地|境外|国外|海外|国际|美国|加拿大|北美")
LOOSE_SHAPES = {(4, 4, 3), (4, 3, 4), (5, 6), (6, 5)}
