"""«Which papers?»: service and case → a list to tick in the chat and to print.

Trail: ``s`` service, then the letter of each case and its answer, ``x`` letters of the papers
that are ticked, ``z`` the wish for a PDF.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from bot.dialogues.pdf import Page, PageNote, PagePaper, checklist_pdf
from bot.dialogues.speech import number_in, said
from bot.dialogues.steps import Attachment, Step, Trail
from bot.dialogues.talk import Talk
from bot.rendering import RichText
from bot.replies import Button
from retrieval.knowledge import Case, Checklist, Paper, Verification, holds
from retrieval.language import Entities

__all__ = ["PapersPath"]

_SERVICE: Final = "s"
_TICKED: Final = "x"
_PRINT: Final = "z"


class PapersPath:
    """The papers of a service, as a checklist."""

    def hinted(self, talk: Talk, hints: Entities) -> Trail:
        """Nothing: which service is meant is asked."""
        return Trail()

    def step(self, talk: Talk, trail: Trail) -> Step | None:
        """The next question, or the checklist."""
        lists = talk.knowledge.tables.checklists
        key = trail.get(_SERVICE)
        if key is None:
            return self._ask_service(talk) if not trail else None
        service = lists.service(key)
        if service is None or not set(trail) <= {_SERVICE, _TICKED, _PRINT, *service.cases}:
            return None
        for case in self._cases(talk, service):
            answer = trail.get(case.key)
            if answer is None:
                return self._ask_case(talk, trail, case)
            if case.option(answer) is None:
                return None
        return self._checklist(talk, trail, service)

    def heard(self, talk: Talk, trail: Trail, text: str) -> Step | None:
        """Takes the name of a service or case, or the number of a paper to tick."""
        lists = talk.knowledge.tables.checklists
        service = lists.service(trail.get(_SERVICE) or "")
        words = said(text)
        if not words:
            return None
        if service is None:
            named = [
                each
                for number, each in enumerate(lists.services, start=1)
                if words in {str(number), *_ways(each)}
            ]
            return self.step(talk, trail.with_(_SERVICE, named[0].key)) if named else None
        for case in self._cases(talk, service):
            if trail.get(case.key) is not None:
                continue
            for number, option in enumerate(case.options, start=1):
                if words in {
                    str(number),
                    said(option.label.kk),
                    said(option.label.ru),
                    *map(said, option.words),
                }:
                    return self.step(talk, trail.with_(case.key, option.key))
            return None
        if words in {"пдф", "pdf", said("PDF")}:
            return self.step(talk, trail.with_(_PRINT, "p"))
        papers = self._papers(service, trail)
        ticked = number_in(text) if words.isdecimal() else None
        if ticked is None or not 1 <= ticked <= len(papers):
            return None
        return self.step(talk, _toggled(trail, papers[ticked - 1]))

    def _cases(self, talk: Talk, service: Checklist) -> list[Case]:
        found = (talk.knowledge.tables.checklists.case(key) for key in service.cases)
        return [case for case in found if case is not None]

    def _papers(self, service: Checklist, trail: Trail) -> tuple[Paper, ...]:
        answers = dict(trail.answers)
        return tuple(paper for paper in service.papers if holds(paper.when, answers))

    def _ask_service(self, talk: Talk) -> Step:
        rows = [
            (talk.button(service.name[talk.language], Trail().with_(_SERVICE, service.key)),)
            for service in talk.knowledge.tables.checklists.services
        ]
        return talk.question(Trail(), talk.words("dialogue-papers-service"), rows)

    def _ask_case(self, talk: Talk, trail: Trail, case: Case) -> Step:
        rows = [
            (talk.button(option.label[talk.language], trail.with_(case.key, option.key)),)
            for option in case.options
        ]
        return talk.question(trail, f"**{case.ask[talk.language]}**", rows)

    # --- the checklist ---

    def _checklist(self, talk: Talk, trail: Trail, service: Checklist) -> Step | None:
        papers = self._papers(service, trail)
        letters = trail.get(_TICKED) or ""
        ticked = {paper.key for paper in papers if paper.key in letters}
        wants_file = trail.get(_PRINT) is not None
        trail = trail.without(_PRINT)
        parts = [RichText.from_markdown(self._head(talk, service, papers, ticked))]
        parts.append(self._list(talk, papers, ticked))
        parts += self._around(talk, trail, service)
        rows: list[tuple[Button, ...]] = [
            (talk.button(self._tick_label(talk, number, paper, ticked), _toggled(trail, paper)),)
            for number, paper in enumerate(papers, start=1)
        ]
        rows.append((talk.button(talk.words("dialogue-papers-pdf"), trail.with_(_PRINT, "p")),))
        sections = [service.section, *(p.section for p in papers if p.section)]
        rows += talk.section_rows([*sections, service.where_section], most=4)
        back = trail.without(_TICKED).back()
        end = talk.end_rows(trail)
        rows += [end[0], (talk.button(talk.words("dialogue-back"), back), *end[1][1:])]
        files: Sequence[Attachment] = ()
        if wants_file:
            files = [self._file(talk, trail, service, papers, ticked)]
        return talk.step(trail, RichText.joined(parts), rows, files)

    def _head(
        self, talk: Talk, service: Checklist, papers: Sequence[Paper], ticked: set[str]
    ) -> str:
        title = f"**{service.title[talk.language]}**"
        done, total = len(ticked), len(papers)
        key = "dialogue-papers-all-done" if done == total else "dialogue-papers-progress"
        return f"{title}\n\n{talk.words(key, done=done, total=total)}"

    def _list(self, talk: Talk, papers: Sequence[Paper], ticked: set[str]) -> RichText:
        lines = [
            talk.words(
                "dialogue-papers-have" if paper.key in ticked else "dialogue-papers-need",
                number=str(number),
                paper=paper.text[talk.language],
            )
            for number, paper in enumerate(papers, start=1)
        ]
        return RichText.joined((RichText.from_markdown(line) for line in lines), "\n")

    def _around(self, talk: Talk, trail: Trail, service: Checklist) -> list[RichText]:
        answers = dict(trail.answers)
        language = talk.language
        where = talk.words("dialogue-papers-where", where=service.where[language])
        notes = [f"- {each.text[language]}" for each in service.notes if holds(each.when, answers)]
        parts = [RichText.from_markdown(where)]
        if notes:
            title = talk.words("dialogue-papers-notes")
            parts.append(RichText.from_markdown("\n".join([f"{title}\n", *notes])))
        if self._unverified(talk, service):
            parts.append(RichText.from_markdown(talk.words("dialogue-papers-unverified")))
        parts.append(talk.source(service.section))
        return parts

    def _unverified(self, talk: Talk, service: Checklist) -> bool:
        section = talk.section(service.section)
        return section is None or section.verification is Verification.UNVERIFIED

    def _tick_label(self, talk: Talk, number: int, paper: Paper, ticked: set[str]) -> str:
        key = "dialogue-papers-untick" if paper.key in ticked else "dialogue-papers-tick"
        return talk.words(key, number=str(number), paper=paper.short[talk.language])

    def _file(
        self,
        talk: Talk,
        trail: Trail,
        service: Checklist,
        papers: Sequence[Paper],
        ticked: set[str],
    ) -> Attachment:
        language, words = talk.language, talk.words
        answers = dict(trail.answers)
        cases = [
            f"{case.ask[language]} – {option.label[language]}"
            for case in self._cases(talk, service)
            if (option := case.option(answers.get(case.key, ""))) is not None
        ]
        notes = [each.text[language] for each in service.notes if holds(each.when, answers)]
        section = talk.section(service.section)
        sources = section.sources[:2] if section is not None else ()
        page = Page(
            language=language,
            title=service.title[language],
            cases=tuple(cases),
            papers=tuple(PagePaper(paper.text[language], paper.key in ticked) for paper in papers),
            where=words("dialogue-papers-where", where=service.where[language]).replace("**", ""),
            notes_title=words("dialogue-papers-notes").replace("**", ""),
            notes=tuple(notes),
            sources_title=words("dialogue-pdf-sources"),
            sources=tuple(
                PageNote(each.title if each.act is None else f"{each.title} ({each.act})", each.url)
                for each in sources
            ),
            foot=words(
                "dialogue-pdf-foot",
                on=(section.reviewed_on if section else talk.knowledge.today).isoformat(),
                phone=talk.knowledge.tables.contacts["contact-centre"].phone or "",
            ),
        )
        name = words("dialogue-pdf-name", service=service.key)
        return Attachment(
            "document",
            name,
            checklist_pdf(page, talk.knowledge.today),
            words("dialogue-pdf-caption", title=service.title[language]),
        )


def _ways(service: Checklist) -> set[str]:
    return {said(service.name.kk), said(service.name.ru), *map(said, service.words)}


def _toggled(trail: Trail, paper: Paper) -> Trail:
    letters = set(trail.get(_TICKED) or "") ^ {paper.key}
    trail = trail.without(_TICKED, _PRINT)
    return trail.with_(_TICKED, "".join(sorted(letters))) if letters else trail
