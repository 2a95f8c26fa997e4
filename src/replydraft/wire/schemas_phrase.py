"""JSON Schemas of a price phrase and its readings."""

from __future__ import annotations

from replydraft.wire.shapes import DAY, FLAG, NUMBER, TEXT, listed, or_null, said, shape

PHRASE = shape({"phrase": TEXT, "as_of": DAY}, optional=("as_of",))
_RATES = {"annualised_nominal": or_null(NUMBER), "annualised_effective": or_null(NUMBER)}
PHRASE_RESULT = shape(
    {
        "phrase": TEXT,
        "readings": listed(
            shape(
                {
                    "kind": said(
                        ["rate", "fee", "instalment", "discount", "penalty", "range", "spread", "multiple", "amount"]
                    ),
                    "per": said(["day", "month", "year", "period", "once"]),
                    "value": NUMBER,
                    "base": {"enum": ["balance", "original", None]},
                    **_RATES,
                    "assumes": listed(TEXT),
                    "unit": said(["yuan"]),
                    "bound": said(["min", "max"]),
                    "approx": FLAG,
                    "factor": NUMBER,
                },
                optional=("unit", "bound", "approx", "factor"),
            )
        ),
        "ambiguous": listed(said(["kind", "per", "base", "term", "principal", "payee"])),
        "ask": or_null(TEXT),
        "relation": said(["none", "one", "alternatives", "components", "sequence", "range_ends", "conflict"]),
        "notes": listed(TEXT),
        "total": shape(_RATES),
    },
    optional=("total",),
)
