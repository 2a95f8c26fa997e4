"""How customers sound: patterns by emotion over folded text, strongest emotion first where several fit."""

from __future__ import annotations

from replydraft.domain.draft import Emotion

MOODS: tuple[tuple[Emotion, str], ...] = (
    (
        Emotion.DESPERATE,
        r"走投无路|没(?:有)?活路|绝望|崩溃|活不|不想活|撑不(?:住|下去)|扛不住|熬不|受不了|没辙|没办法了|山穷水尽|求求|求你|求您|跪|逼死|想死|解脱|"
        r"妻离子散|家破|一无所有|完了|全完|救命|救救|救我|desperate|hopeless|拍卖|赶出|真的没(?:有)?(?:钱|办法|法子)",
    ),
    (
        Emotion.ANGRY,
        r"投诉|骗子|骗人|忽悠|坑|垃圾|恶心|凭什么|什么玩意|过分|气死|气人|无语|离谱|不要脸|无耻|黑心|妈的|他妈|tmd|滚|放屁|扯淡|耍我|当我(?:傻|是傻)|"
        r"受够|举报|曝光|抢钱|吃人|高利贷|烦不烦|烦死|有完没完|到底(?:要|能|管|还)|怎么回事|什么态度|乱收|吸血|黑了|[!！]{2,}|搞什么|敷衍|太黑|直接起诉|爱咋",
    ),
    (
        Emotion.ASHAMED,
        r"丢人|丢脸|没脸|不好意思|难以启齿|惭愧|羞|对不起家|抬不起头|怕(?:别)?人(?:家)?(?:知道|笑)|怕.{0,8}知道|瞒着|别(?:告诉|让).{0,8}(?:家|老公|老婆|爸|妈|单位|知道)|自己作的|怪我自己|没用|不争气|说出来",
    ),
    (
        Emotion.HURRIED,
        r"急(?:用|需|着|等|死|!|,|$)|很急|特急|加急|着急用|马上|立刻|立马|赶紧|赶快|尽快|今天(?:就|能|必须|要|内)|明天(?:就|要|能|必须)|现在就|这两天|几号前|来不及|等(?:着|钱|米)|火烧|asap|urgent|快点|最快",
    ),
    (
        Emotion.ANXIOUS,
        r"担心|怕|慌|焦虑|睡不着|紧张|着急|怎么办|咋办|咋整|会不会|害怕|吓|不安|愁|急|难受|心里没底|影响大吗|有影响|要紧|严重|完蛋|受影响|难过|worried|afraid|压力|糟",
    ),
)
"""Calm where none fits."""

DISTRESS = r"怕|救|死|血|打|哭|痛|难受|害怕|崩溃|绝望|命|警察|报警|孩子|爸|妈|逃|躲|跑路|威胁|骗|完了|医院|急诊|丢了|怎么办|help|afraid|scared|hurt"
"""In a message nothing else explains, these words bring in a person."""
