"""Where known model services keep their servers: inside the mainland, or outside (个人信息保护法 第三十八条至第四十条: export).

From the providers' own public addresses, as of 2026-11; not verified by us, and a provider may forward. An unknown host counts as
outside until somebody has looked.
"""

from __future__ import annotations

from typing import Literal

Place = Literal["here", "mainland", "outside", "unknown"]

MAINLAND = (
    "api.deepseek.com", "dashscope.aliyuncs.com", "open.bigmodel.cn", "api.moonshot.cn", "ark.cn-beijing.volces.com",
    "qianfan.baidubce.com", "api.hunyuan.cloud.tencent.com", "api.siliconflow.cn", "api.minimaxi.com", "api.stepfun.com",
    "spark-api-open.xf-yun.com", "api.baichuan-ai.com", "api.lingyiwanwu.com",
)  # fmt: skip
OUTSIDE = (
    "api.openai.com", "api.anthropic.com", "generativelanguage.googleapis.com", "api.mistral.ai", "api.groq.com", "openrouter.ai",
    "api.together.xyz", "api.x.ai", "api.cohere.com", "dashscope-intl.aliyuncs.com", "api.moonshot.ai", "api.siliconflow.com",
)  # fmt: skip
_OUTSIDE_TAILS = (".openai.azure.com", ".amazonaws.com", ".googleapis.com")
_LOOPBACK = ("localhost", "::1")


def place_of(host: str) -> Place:
    """Where a host of a model stands, as far as its name tells."""
    host = host.lower().strip("[]")
    if host in _LOOPBACK or host.startswith("127."):
        return "here"
    if host in MAINLAND or host.endswith((".azure.cn", ".amazonaws.com.cn")):
        return "mainland"
    if host in OUTSIDE or host.endswith(_OUTSIDE_TAILS):
        return "outside"
    return "unknown"
