"""Text that tries to instruct a language model, and markup that people would not see as text.

When rewriting by a language model is switched on, sections go into its prompt. A sentence that
speaks to the model («ignore the previous instructions») is then an attack, and it is never
something a citizen needs to read. The patterns want a command and its object together, so that
«не обращайте внимания на старые суммы» or «нұсқауды оқыңыз» stay what they are: plain text.
See OWASP Top 10 for LLM Applications, LLM01: Prompt Injection.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache
from pathlib import Path

from retrieval.knowledge.checking.drafts import DOUBT
from retrieval.knowledge.checking.pages import FolderTexts
from retrieval.knowledge.findings import Finding

__all__ = ["check_instructions"]

_COMMANDS = (
    # English
    r"\b(?:ignore|disregard|forget|override|bypass)\b.{0,40}"
    r"\b(?:previous|prior|above|earlier|all|any|your|these|system)\b.{0,30}"
    r"\b(?:instructions?|prompts?|rules?|guidelines?|context|messages?)\b",
    r"\byou are (?:now|no longer)\b",
    r"\bact as (?:an?|the)\b.{0,30}\b(?:ai|assistant|model|admin\w*)\b",
    r"\b(?:system|developer) (?:prompt|message|instructions?)\b",
    r"\b(?:reveal|print|repeat|output|show)\b.{0,20}\b(?:your|the|system)\b.{0,20}"
    r"\b(?:prompt|instructions?)\b",
    r"\bas an? (?:ai|large) (?:language )?model\b",
    r"\bprompt injection\b|\bjailbreak\b|\bdo anything now\b",
    r"\b(?:do not|don't|never) (?:tell|mention|reveal|inform)\b.{0,30}\b(?:user|reader)s?\b",
    # Russian
    r"(?<!не )\b(?:игнорируй|проигнорируй|забудь|отмени|нарушь|обойди|отбрось)(?:те)?\b.{0,40}"
    r"(?:инструкци|указани|правил|промпт|сообщени|контекст|команд|ограничени|вс[её],? что)",
    r"\bне (?:обращай|обращайте) внимани[ея] на .{0,30}(?:инструкци|указани|промпт|команд)",
    r"\b(?:системн\w+|исходн\w+|скрыт\w+) (?:промпт|инструкци|сообщени[ея] модел)\w*",
    r"\b(?:ты|вы) (?:теперь|отныне|больше не)\b.{0,30}"
    r"(?:ассистент|помощник|модел|бот|нейросет|искусственн|администратор)",
    r"\b(?:веди себя|действуй|отвечай|отвечайте|представь, что ты|притворись)\b.{0,20}"
    r"(?:как|будто|только|всегда|от имени)\b.{0,30}"
    r"(?:ассистент|модел|бот|нейросет|фраз|слов|эксперт|систем|администратор)",
    r"\bне (?:говори|сообщай|рассказывай|упоминай)(?:те)?\b.{0,30}(?:пользовател|читател)",
    r"\b(?:нейросет|языков\w+ модел|чат-бот|ассистент)\w*\W{0,3}\s*"
    r"(?:ответь|отвечай|напиши|скажи|сделай|выведи|игнорируй)",
    # Kazakh
    r"(?:алдыңғы|бұрынғы|жоғарыдағы|барлық|жүйелік|осыған дейінгі)\s.{0,30}"
    r"(?:нұсқау|ереже|бұйрық|хабарлама|промпт)\w*\s.{0,20}"
    r"(?:елеме|ескерме|ұмыт(?!па)|орындама|назарға алма)",
    r"(?:нұсқау|ереже|промпт)\w*\s+(?:елеме|ескерме|ұмыт|орындама|назарға алма)(?:ңіз|ңыз|ыңыз)?\b",
    r"жүйелік (?:промпт|нұсқау)\w*",
    r"\b(?:сен|сіз) (?:енді|бұдан былай)\b.{0,40}(?:көмекші|модель|бот|ассистент|жасанды|әкімші)",
    r"(?:пайдаланушы|оқырман)(?:ға|ге|лерға|ларға|дарға)\b.{0,20}(?:айтпа|білдірме|көрсетпе|айтпаңыз)\b",
    r"(?:тіл моделі|нейрожелі|жасанды интеллект|чат-бот)\w*\W{0,3}\s*"
    r"(?:жауап бер|жаз|айт|орында)\b",
    # Marks of chat formats
    r"<\|?(?:im_start|im_end|endoftext|system|assistant|user)\|?>|\[/?INST\]|<</?SYS>>",
    r"^\s*(?:#+\s*)?(?:system|assistant|instructions?|systemprompt)\s*:",
)
_COMMAND = re.compile("|".join(f"(?:{each})" for each in _COMMANDS), re.IGNORECASE)
# A cheap look for the words without which no pattern can match.
_HINT = re.compile(
    r"instruct|prompt|ignore|disregard|you are|\bsystem|assistant|model|jailbreak|anything now|"
    r"user|reader|rules|guideline|\[/?inst|<sys|im_st|im_end|endoftext|<\|?system|"
    r"инструкц|указани|промпт|игнорир|забудь|отмени|обойди|отбрось|нарушь|отныне|\bты |вы теперь|"
    r"веди себя|действуй|отвеча|представь|притвор|пользовател|читател|нейросет|ассистент|чат-бот|"
    r"нұсқау|ережелер|елеме|ескерме|орындама|пайдалануш|оқырман|нейрожел|жасанды|"
    r"сен |сіз енді|былай"
)
_HTML = re.compile(r"<!--|-->|</?[a-z][a-z0-9]*(?:\s[^<>]*)?/?>", re.IGNORECASE)
_IMAGE = re.compile(r"!\[[^\]]*\]\(")
_TABLE = re.compile(r"^\s*\|.*\|\s*$")


def check_instructions(texts: FolderTexts) -> Iterator[Finding]:
    """Sentences that speak to a language model; markup that a message can't show."""
    for page in (*texts.pages, *texts.templates):
        yield from _check_lines(page.path, page.lines)
        yield from _check_markup(page.path, page.lines, page.body_line)
    for path, lines in texts.tables.items():
        yield from _check_lines(path, lines)


# A folder is checked again after every change, and few of its files are another one then.
@lru_cache(maxsize=512)
def _check_markup(path: Path, lines: tuple[str, ...], first: int) -> tuple[Finding, ...]:
    findings = []
    for number, line in enumerate(lines[first - 1 :], start=first):
        found = _HTML.search(line) or _IMAGE.search(line) or _TABLE.search(line)
        # Both are errors, which are told already.
        if found is not None and not _COMMAND.search(line) and not DOUBT.search(line):
            params = {"markup": found.group().strip()[:40]}
            findings.append(Finding(path, number, "markup-unsupported", "warning", params))
    return tuple(findings)


@lru_cache(maxsize=512)
def _check_lines(path: Path, lines: tuple[str, ...]) -> tuple[Finding, ...]:
    findings = []
    for number, line in enumerate(lines, start=1):
        if _HINT.search(line.lower()) is None:
            continue
        found = _COMMAND.search(line)
        if found is not None:
            params = {"text": found.group().strip()[:80]}
            findings.append(Finding(path, number, "model-instruction", params=params))
    return tuple(findings)
