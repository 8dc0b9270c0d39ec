from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from bot.rendering import MESSAGE_LIMIT, RichText, Span, clipped, utf16_length


def test_bold_links_and_lists_become_telegram_html() -> None:
    text = RichText.from_markdown("Төлем – **70 АЕК**.\n\n- [портал](https://a.kz/?a=1&b=2)\n- екі")
    assert text.html() == (
        'Төлем – <b>70 АЕК</b>.\n• <a href="https://a.kz/?a=1&amp;b=2">портал</a>\n• екі'.replace(
            "70 АЕК", "70\u00a0АЕК"
        )
    )
    assert text.plain == "Төлем – 70 АЕК.\n• портал\n• екі"


def test_numbered_list_keeps_its_numbers() -> None:
    assert RichText.from_markdown("1. бір\n2. екі").plain == "1. бір\n2. екі"


def test_paragraph_after_a_list_stands_off() -> None:
    assert RichText.from_markdown("- бір\n- екі\n\nСоңы").plain == "• бір\n• екі\n\nСоңы"


def test_html_in_a_text_is_text() -> None:
    html = RichText.from_markdown('<b onclick="x">A & B</b> <script>').html()
    assert "<b" not in html
    assert "&lt;script&gt;" in html
    assert "A &amp; B" in html


def test_sum_does_not_break_over_lines() -> None:
    assert RichText.from_text("302 750 ₸").html() == "302\u00a0750\u00a0₸"
    assert RichText.from_text("5 адам 12 ай").html() == "5 адам 12 ай"


def test_long_text_is_cut_at_a_paragraph() -> None:
    paragraph = "Сөйлем. " * 50
    text = RichText.from_markdown("\n\n".join([paragraph] * 20))
    parts = text.messages()
    assert len(parts) > 1
    assert all(part.plain.endswith("\n\n") for part in parts[:-1])


def test_cut_inside_bold_keeps_both_parts_bold() -> None:
    text = RichText((Span("а" * 10, bold=True),))
    assert [part.html() for part in text.messages(4)] == [
        "<b>аааа</b>",
        "<b>аааа</b>",
        "<b>аа</b>",
    ]


spans = st.builds(
    Span,
    text=st.text(min_size=1, max_size=400),
    bold=st.booleans(),
    link=st.sampled_from([None, "https://egov.kz"]),
)


@given(st.lists(spans, max_size=30), st.integers(min_value=2, max_value=600))
def test_no_character_is_lost_in_cutting(row: list[Span], limit: int) -> None:
    text = RichText(tuple(row))
    parts = text.messages(limit)
    assert "".join(part.plain for part in parts) == text.plain
    assert all(utf16_length(part.plain) <= limit for part in parts)


@given(st.text(max_size=2000))
def test_any_markdown_gives_text_within_the_limit(markdown: str) -> None:
    for part in RichText.from_markdown(markdown).messages():
        assert utf16_length(part.plain) <= MESSAGE_LIMIT


def test_a_label_is_clipped_between_words() -> None:
    assert clipped("Көшу ақшасы қанша", 40) == "Көшу ақшасы қанша"
    assert clipped("Экономикалық мобильділік сертификатының сомасы", 41) == (
        "Экономикалық мобильділік сертификатының…"
    )
    assert clipped("а" * 50, 10) == "а" * 9 + "…"


@given(st.text(max_size=200), st.integers(min_value=2, max_value=120))
def test_a_clipped_text_is_its_beginning_and_fits(text: str, limit: int) -> None:
    short = clipped(text, limit)
    assert len(short) <= limit
    assert short == text or text.startswith(short.removesuffix("…"))
