"""What credit costs: schedules to the cent, annualised rates, ceilings. Rates are fractions per year, money Decimal yuan."""

from hashlib import sha256
from pathlib import Path

CALCULATOR_VERSION = sha256(b"".join(p.read_bytes() for p in sorted(Path(__file__).parent.rglob("*.py")))).hexdigest()[
    :12
]
"""Of the code that computes: a decision records it, and running it again compares it."""
