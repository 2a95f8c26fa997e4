"""Sentences and clauses."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from replydraft.text.clauses import clauses, structure


def test_marks_cut_and_figures_do_not() -> None:
    found = clauses("您好!月息3,000元,放心:包过。可以吗?3.5%起;15:30见")
    assert [c.text for c in found] == ["您好", "月息3,000元", "放心", "包过", "可以吗", "3.5%起", "15:30见"]
    assert [c.sentence for c in found] == [0, 1, 1, 1, 2, 3, 4]


def test_a_sentence_keeps_its_closing_marks() -> None:
    text = "他说“包过!”不要信。真的"
    s = structure(text)
    assert [text[a:b] for a, b in s.sentences] == ["他说“包过!”", "不要信。", "真的"]
    assert s.sentence_at(text.index("信")) == (7, 11)
    assert s.clause_at(len(text) - 1).text == "真的"


def test_an_empty_text_has_one_empty_sentence() -> None:
    assert structure("").sentences == ((0, 0),)
    assert structure("").clause_at(0).text == ""


@given(st.text(alphabet="您包过。，,.!?；3 5\n:：…“”", max_size=60))
def test_sentences_cover_the_text_without_gaps(text: str) -> None:
    s = structure(text)
    assert "".join(text[a:b] for a, b in s.sentences) == text
    for c in s.clauses:
        assert text[c.start : c.end] == c.text
        a, b = s.sentences[c.sentence]
        assert a <= c.start <= c.end <= b
