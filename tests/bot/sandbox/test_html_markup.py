from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.sandbox.entities import finish, utf16_length, utf16_slice
from bot.sandbox.errors import BotApiError
from bot.sandbox.html_markup import checked_link, parse_html


def parsed(source: str) -> tuple[str, list[tuple[Any, ...]]]:
    """Text and entities as (type, covered text, argument)."""
    formatted = finish(parse_html(source))
    return formatted.text, [
        (
            entity.type,
            utf16_slice(formatted.text, entity.offset, entity.length),
            *(argument for argument in (entity.url, entity.language) if argument),
        )
        for entity in formatted.entities
    ]


@pytest.mark.parametrize(
    ("tag", "entity"),
    [
        ("b", "bold"),
        ("strong", "bold"),
        ("i", "italic"),
        ("em", "italic"),
        ("u", "underline"),
        ("ins", "underline"),
        ("s", "strikethrough"),
        ("strike", "strikethrough"),
        ("del", "strikethrough"),
        ("tg-spoiler", "spoiler"),
        ("code", "code"),
        ("pre", "pre"),
        ("blockquote", "blockquote"),
    ],
)
def test_every_allowed_tag_becomes_its_entity(tag: str, entity: str) -> None:
    assert parsed(f"сөз <{tag}>қала</{tag}> соңы") == ("сөз қала соңы", [(entity, "қала")])


def test_tags_with_arguments() -> None:
    assert parsed('<a href="https://egov.kz/a?b=1&amp;c=2">кіру</a>') == (
        "кіру",
        [("text_link", "кіру", "https://egov.kz/a?b=1&c=2")],
    )
    assert parsed('<span class="tg-spoiler">x</span>') == ("x", [("spoiler", "x")])
    assert parsed("<blockquote expandable>x</blockquote>") == (
        "x",
        [("expandable_blockquote", "x")],
    )
    assert parsed('<pre><code class="language-python">x</code></pre>') == (
        "x",
        [("pre", "x", "python")],
    )


def test_offsets_count_utf16_units() -> None:
    formatted = parse_html("👍🏽 <b>ә</b>")
    (entity,) = formatted.entities
    assert (entity.offset, entity.length) == (5, 1)


def test_nested_styles_keep_both_entities_outer_first() -> None:
    assert parsed("<b>a<i>b</i></b>")[1] == [("bold", "ab"), ("italic", "b")]


def test_styles_are_cut_around_code() -> None:
    assert parsed("<b>a <code>x</code> b</b>")[1] == [("bold", "a "), ("code", "x"), ("bold", " b")]


def test_inner_quotation_is_dropped() -> None:
    source = "<blockquote>a<blockquote expandable>b</blockquote></blockquote>"
    assert parsed(source)[1] == [("blockquote", "ab")]


def test_empty_tags_and_tags_around_trimmed_space_leave_no_entity() -> None:
    assert parsed("  <b></b>текст<i>  </i>") == ("текст", [])


def test_link_without_address_is_plain_text() -> None:
    assert parsed('<a href="">үй</a>') == ("үй", [])
    assert parsed('<a href="javascript:alert(1)">үй</a>') == ("үй", [])


@pytest.mark.parametrize(
    ("source", "text"),
    [
        ("&lt;b&gt; &amp;amp; &quot;", '<b> &amp; "'),
        ("&#1179;&#x4d9;", "қә"),
        ("&nbsp; &copy; AT&T &", "&nbsp; &copy; AT&T &"),
        ("&lt", "<"),
        ("&#0; &#xD800; &#99999999;", "&#0; &#xD800; &#99999999;"),
    ],
)
def test_only_telegrams_character_references_are_decoded(source: str, text: str) -> None:
    assert parse_html(source).text == text


@pytest.mark.parametrize(
    ("source", "description"),
    [
        ("a<br>b", 'Unsupported start tag "br" at byte offset 1'),
        ("ә<p>x</p>", 'Unsupported start tag "p" at byte offset 2'),
        ("2 < 3", 'Unsupported start tag "" at byte offset 2'),
        ("a <", "Unclosed start tag at byte offset 2"),
        ("<b>x", 'Can\'t find end tag corresponding to start tag "b"'),
        ("x</b>", "Unexpected end tag at byte offset 1"),
        (
            "<b><i>x</b></i>",
            'Unmatched end tag at byte offset 7, expected "</i>", found "</b>"',
        ),
        ("<b>x</b", "Unclosed end tag at byte offset 4"),
        ('<a href="x', 'Unclosed start tag "a" at byte offset 0'),
        ("<a ='x'>y</a>", 'Empty attribute name in the tag "a" at byte offset 0'),
        ("<a href=a/b>y</a>", "Unexpected end of name token at byte offset 8"),
        (
            '<span class="red">x</span>',
            'Tag "span" must have class "tg-spoiler" at byte offset 0',
        ),
        ('<tg-emoji emoji-id="x">👍</tg-emoji>', "Invalid custom emoji identifier specified"),
    ],
)
def test_broken_markup_is_refused_with_telegrams_words(source: str, description: str) -> None:
    with pytest.raises(BotApiError) as caught:
        parse_html(source)
    assert caught.value.code == 400
    assert caught.value.description == f"Bad Request: can't parse entities: {description}"


@pytest.mark.parametrize(
    ("address", "kept"),
    [
        ("egov.kz", "http://egov.kz/"),
        ("https://egov.kz", "https://egov.kz/"),
        ("https://egov.kz/cms/ru", "https://egov.kz/cms/ru"),
        ("tg://resolve?domain=x", "tg://resolve?domain=x"),
        ("http://localhost", ""),
        ("ftp://egov.kz", ""),
        ("https://", ""),
        ("https://[", ""),
        ("два слова.kz", ""),
    ],
)
def test_links_are_completed_or_refused(address: str, kept: str) -> None:
    assert checked_link(address) == kept


@given(st.text(alphabet=st.characters(codec="utf-8"), max_size=200))
def test_escaped_text_comes_back_unchanged(text: str) -> None:
    escaped = text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    formatted = parse_html(f"<b>{escaped}</b>")
    assert formatted.text == text
    assert sum(entity.length for entity in formatted.entities) == utf16_length(text)


@given(st.text(alphabet="<>/&;ab \"'=", max_size=60))
def test_any_source_is_parsed_or_refused(source: str) -> None:
    refused = None
    formatted = None
    try:
        formatted = finish(parse_html(source))
    except BotApiError as error:
        refused = error.description
    if formatted is None:
        assert refused is not None
        assert refused.startswith("Bad Request: can't parse entities: ")
    else:
        length = utf16_length(formatted.text)
        assert all(0 <= entity.offset < entity.end <= length for entity in formatted.entities)
