"""The card of a CostSheet as a PNG, painted with Pillow and a Chinese font of this machine; never with boxes for characters."""

from __future__ import annotations

from functools import cache
from io import BytesIO
from pathlib import Path
from typing import Any

from replydraft.costs.card_drawing import Box, Drawing
from replydraft.errors import ContentError

SCALE = 2
"""Pixels for each unit of the drawing, so that it is sharp on a phone."""
_FOLDERS = ("/usr/share/fonts", "/usr/local/share/fonts", "~/.local/share/fonts", "~/.fonts", "/System/Library/Fonts",
            "/Library/Fonts", "~/Library/Fonts", "C:/Windows/Fonts")  # fmt: skip
_NAMES = ("NotoSansCJK-Regular", "NotoSansCJKsc-Regular", "NotoSansSC-Regular", "NotoSansSC", "SourceHanSansSC-Regular",
          "SourceHanSans-Regular", "SourceHanSansCN-Regular", "PingFang", "STHeiti Light", "Hiragino Sans GB", "msyh",
          "simhei", "wqy-microhei", "wqy-zenhei", "DroidSansFallbackFull", "DroidSansFallback")  # fmt: skip
_BOLD = {"NotoSansCJK-Regular": "NotoSansCJK-Bold", "NotoSansCJKsc-Regular": "NotoSansCJKsc-Bold", "msyh": "msyhbd",
         "NotoSansSC-Regular": "NotoSansSC-Bold", "SourceHanSansSC-Regular": "SourceHanSansSC-Bold"}  # fmt: skip
NO_FONT = (
    "这台机器没有中文字体，画不出图片。请安装后再试：Debian/Ubuntu 用 sudo apt-get install fonts-noto-cjk，"
    "Fedora 用 sudo dnf install google-noto-sans-cjk-fonts；也可以用 --font 指定字体文件，或改用 html"
)


def card_png(drawing: Drawing, *, font: Path | None = None) -> bytes:
    """The picture. `font`: a file with Chinese characters (default: one of the known ones found here).

    Raises ContentError `no_font` in Chinese, naming what to install, where no font can draw every character.
    """
    from PIL import Image, ImageDraw

    faces = _Faces(font)
    faces.hold({c for s in drawing.shapes if not isinstance(s, Box) for c in s.text})
    image = Image.new("RGB", (drawing.width * SCALE, round(drawing.height) * SCALE), "#ffffff")
    pen = ImageDraw.Draw(image)
    for s in drawing.shapes:
        if isinstance(s, Box):
            corners = [v * SCALE for v in (s.x, s.y, s.x + s.width, s.y + s.height)]
            pen.rectangle(corners, fill=s.fill, outline=s.edge or None, width=SCALE if s.edge else 0)
        else:
            pen.text((s.x * SCALE, s.y * SCALE), s.text, fill=s.colour, font=faces.of(s.size, s.bold), anchor="ls")
    out = BytesIO()
    image.save(out, "PNG", optimize=True)
    return out.getvalue()


class _Faces:
    """The font in every size, regular and bold."""

    def __init__(self, chosen: Path | None) -> None:
        plain, bold = (chosen, None) if chosen else _found()
        if plain is None:
            raise ContentError(NO_FONT, code="no_font")
        self._files = plain, bold or plain
        self._faces: dict[tuple[int, bool], Any] = {}

    def of(self, size: int, bold: bool) -> Any:
        from PIL import ImageFont

        if (size, bold) not in self._faces:
            file = self._files[bold]
            try:
                self._faces[size, bold] = ImageFont.truetype(str(file), size * SCALE, index=_simplified(file))
            except OSError:
                raise ContentError(f"{file}：不是能用的字体文件", code="no_font") from None
        return self._faces[size, bold]

    def hold(self, characters: set[str]) -> None:
        """Raises ContentError where a character would come out as a box."""
        face = self.of(16, False)
        box = _glyph(face, "\U0010fffd")
        lacking = sorted(c for c in characters if not c.isspace() and _glyph(face, c) == box)
        if lacking:
            raise ContentError(f"字体 {self._files[0].name} 里没有“{''.join(lacking[:5])}”。{NO_FONT}", code="no_font")


def _glyph(face: Any, character: str) -> tuple[tuple[int, int], bytes]:
    mask = face.getmask(character)
    return mask.size, bytes(mask)


def _simplified(file: Path) -> int:
    """Which face of a collection is the simplified Chinese one: in Noto and Source Han the third."""
    return 2 if file.suffix == ".ttc" and file.name.startswith(("NotoSansCJK", "SourceHanSans")) else 0


@cache
def _found() -> tuple[Path | None, Path | None]:
    """The first known font on this machine, and its bold one."""
    there: dict[str, Path] = {}
    for folder in _FOLDERS:
        for path in sorted(Path(folder).expanduser().rglob("*.[to]t[fc]")):
            there.setdefault(path.stem, path)
    name = next((n for n in _NAMES if n in there), None)
    return (there[name], there.get(_BOLD.get(name, ""))) if name else (None, None)
