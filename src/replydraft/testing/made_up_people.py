"""Made-up people with valid numbers, and the ways their numbers get into a conversation. Seeded: the same ones every time."""

from __future__ import annotations

from dataclasses import dataclass
from random import Random

_FAMILY = "赵钱孙李周吴郑王冯陈蒋沈韩杨朱秦许何吕施张孔曹严华金魏陶姜谢"
_GIVEN = "若兰子墨雨桐嘉怡浩然志远晓峰建国淑芬明辉海燕春梅立新永强佳宁思源梓涵俊杰"
_PLACES = ("海州", "临江", "云浦", "青屿", "白沙", "南岭")
_STREETS = ("柳溪", "清河", "望湖", "长宁", "桂园", "东篱")
_FIRMS = ("第一纺织厂", "精密机械有限公司", "阳光幼儿园", "恒达物流有限公司", "新远建材商行", "和睦诊所")
_ID_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
_ZH = "零一二三四五六七八九"


@dataclass(frozen=True, slots=True)
class Person:
    """Nobody: every value is drawn from `Random`."""

    name: str
    phone: str
    id_card: str
    bank_card: str
    email: str
    wechat: str
    address: str
    employer: str

    @property
    def numbers(self) -> tuple[str, str, str]:
        """What must not leave in any grouping or spelling."""
        return self.phone, self.id_card, self.bank_card

    @property
    def words(self) -> tuple[str, str, str]:
        """What must not leave as it is written."""
        return self.email, self.wechat, self.address


def person(random: Random) -> Person:
    """One more person."""
    digits = "".join
    phone = "1" + random.choice("3578") + digits(random.choices("0123456789", k=9))
    born = f"{random.randint(1955, 2004)}{random.randint(1, 12):02}{random.randint(1, 28):02}"
    body = random.choice(("110105", "310112", "330106", "440305", "510107")) + born + f"{random.randint(1, 999):03}"
    check = "10X98765432"[sum(int(d) * w for d, w in zip(body, _ID_WEIGHTS, strict=True)) % 11]
    card = "62" + digits(random.choices("0123456789", k=random.choice((13, 16))))
    handle = digits(random.choices("abcdefghkmnpqrstuvwxyz", k=6)) + str(random.randint(10, 9999))
    place = random.choice(_PLACES)
    return Person(
        name=random.choice(_FAMILY) + digits(random.choices(_GIVEN, k=2)),
        phone=phone,
        id_card=body + check,
        bank_card=card + _luhn(card),
        email=f"{handle}@mail.example.com",
        wechat=f"wx_{handle}",
        address=f"{place}市{random.choice(_STREETS)}路{random.randint(1, 400)}号{random.choice(_STREETS)}小区"
        f"{random.randint(1, 30)}幢{random.randint(1, 4)}单元{random.randint(101, 2902)}室",
        employer=place + random.choice(_FIRMS),
    )


def _luhn(body: str) -> str:
    total = 0
    for i, c in enumerate(reversed(body)):
        d = int(c) * (1 if i % 2 else 2)
        total += d - 9 if d > 9 else d
    return str(-total % 10)


def written(number: str, random: Random) -> str:
    """A number as people type it."""
    match random.randrange(7):
        case 0 if len(number) == 11:
            return f"{number[:3]} {number[3:7]} {number[7:]}"
        case 1 if len(number) == 11:
            return f"+86{number}"
        case 2 if len(number) == 11:
            return f"{number[:3]}-{number[3:7]}-{number[7:]}"
        case 3 if len(number) == 11:
            return "".join(_ZH[int(d)] for d in number)
        case 4:
            return number.translate({ord("0") + i: 0xFF10 + i for i in range(10)})
        case 5:
            return "\u200b".join(number)
        case 6 if len(number) > 11 and not number.endswith("X"):
            return " ".join(number[i : i + 4] for i in range(0, len(number), 4))
        case _:
            return number
