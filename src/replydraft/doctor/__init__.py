"""Looking at everything a running replydraft needs, without changing anything."""

from replydraft.doctor.examining import examine
from replydraft.doctor.finding_out import Ailment

__all__ = ["Ailment", "examine"]
