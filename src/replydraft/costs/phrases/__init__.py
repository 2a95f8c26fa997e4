"""What people write about the price of a loan, read as terms: 月息一分, 一万块一天三块, 10万分24期每期4917, LPR+120BP."""

from replydraft.costs.phrases.lent import LoanTold, lent_and_months, loan_told
from replydraft.costs.phrases.phrase import MAX_PHRASE, read_phrase
from replydraft.costs.phrases.readings import PhraseReading, Reading, phrase_json, reading_json
from replydraft.costs.phrases.sentences import PricePart, PriceTalk, read_prices

__all__ = [
    "MAX_PHRASE",
    "LoanTold",
    "PhraseReading",
    "PricePart",
    "PriceTalk",
    "Reading",
    "lent_and_months",
    "loan_told",
    "phrase_json",
    "read_phrase",
    "read_prices",
    "reading_json",
]
