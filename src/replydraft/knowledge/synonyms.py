"""Words that customers and documents use for one thing; a search for one also looks, with less weight, for the others."""

from __future__ import annotations

from typing import Final

_GROUPS: Final = """
查 查询
到账 入账 到帐 划拨 放款 下款
刷卡机 pos机 pos 机具
刷卡 消费 付款 支付
提现 取现 取钱 取款
转钱 转账 汇款 打款
还钱 还款 归还
借钱 借款 贷款
利息 利率 年化 息费
手续费 费用 收费 服务费 多少钱
关掉 关闭 取消 注销 停用 不想用
开通 激活 办理 申请 开
绑卡 绑定 关联 添加
解绑 删除 卸载 解除
更改 修改 变更 更换 换 改
丢了 遗失 挂失 丢失
失败 不成功 报错 出错 不了 无法
客服 热线 电话 联系
额度 限额 上限
多久 多长时间 几天 工作日 时间
商家 商户 店 店铺
优惠 活动 折扣 打折
境外 国外 出国 海外
登录 登陆 登不上
验证码 短信
收不到 未收到 没收到
退款 退货 退钱 返还 退回 退
扣款 扣钱 扣费 扣账
小票 签购单 凭条 单子
流水 交易记录 明细 账单 交易
实名 认证
信用卡 贷记卡
储蓄卡 借记卡
手机号 号码 预留手机
提前还 结清 还清
逾期 晚还 拖欠 过期
征信 信用报告 信用记录
修复 洗白 消除
催收 催债 催款 讨债
协商 商量 沟通
延期 展期 宽限 推迟 晚几天
房子 房产 住宅 不动产
车子 车辆 汽车
抵押 质押 担保
工资 收入 薪资
公司 企业
生意 经营 店
个体户 个体工商户
材料 资料 证件
合同 协议
投诉 举报 反映
骗子 诈骗 骗局 被骗
隐私 个人信息 泄露
孩子 子女
老婆 老公 配偶 爱人
失业 没工作 下岗
被拒 拒贷 没通过 批不下来 不通过
审核 审批 评估
进度 状态
便宜 优惠 低
贵 高
安全 保障 盗刷
密码 口令
怎么用 使用方法 操作
哪些 名单 支持
借给别人 转借 出租 提供给第三方
首付 购房 买房
爆通讯录 打给家人 骚扰
强制执行 失信 限高 老赖
起诉 法院 开庭 传票
经营贷 生意贷
假流水 包装 造假
"""

SYNONYMS: Final[tuple[tuple[str, ...], ...]] = tuple(tuple(line.split()) for line in _GROUPS.strip().splitlines())
"""Each group holds words that may stand for each other in a search."""


def related(text: str) -> tuple[str, ...]:
    """Words that may stand for a word (of two characters or more) of `text`, without those already there."""
    found: dict[str, None] = {}
    for group in SYNONYMS:
        present = [word for word in group if len(word) > 1 and word in text]
        if present:
            found.update((word, None) for word in group if word not in present)
    return tuple(found)
