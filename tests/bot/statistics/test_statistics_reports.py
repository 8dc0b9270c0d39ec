from __future__ import annotations

import asyncio
import csv
import io
import json
import random
import re
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from datetime import date, datetime, timedelta
from html.parser import HTMLParser
from pathlib import Path

import openpyxl
import pytest
from fluent.syntax import FluentParser, FluentSerializer, ast
from rich.console import Console
from sqlalchemy import Engine
from sqlalchemy.exc import OperationalError
from typer.testing import CliRunner

from bot.__main__ import app
from bot.clock import TIME_ZONE
from bot.statistics import (
    CounterStore,
    FeedbackEvent,
    FeedbackReason,
    LatencyBucket,
    QuestionEvent,
    Script,
    VisitEvent,
    Vocabulary,
    Vote,
    database_url,
    open_engine,
    upgrade,
)
from bot.statistics.database import Batch
from bot.statistics.digest import next_digest, send_digests, write_digest
from bot.statistics.events import NONE, Event, GapKind, LossReason
from bot.statistics.formats import FORMATS, print_report
from bot.statistics.people import PeopleChange
from bot.statistics.public import BudgetSpentError, public_csv, release_publicly
from bot.statistics.report import Report
from bot.statistics.sources import Reports
from bot.statistics.words import REPORT_LANGUAGES, ReportLanguage, words_in
from retrieval import LANGUAGES, Knowledge, Section, Status

TODAY = date(2026, 11, 20)
MONDAY = date(2026, 11, 9)
CENTRES = {"semey": "Семей <b>&</b> мансап орталығы"}


def fill(engine: Engine, knowledge: Knowledge, weeks: int = 3) -> None:
    """Some weeks of everything that can be counted."""
    upgrade(engine)
    vocabulary = Vocabulary.of(knowledge, ["v00001"], CENTRES)
    store = CounterStore(engine, lambda: vocabulary)
    sections = sorted(
        {section.id: section for section in knowledge.sections}.values(),
        key=lambda section: section.id,
    )
    for at in range(7 * weeks):
        day = MONDAY + timedelta(days=6 - at)
        store.add(Batch(at + 1, _events(day, sections), people={day: PeopleChange(33, 33)}), day)


def _events(day: date, sections: Sequence[Section]) -> Counter[tuple[date, Event]]:
    events = Counter[tuple[date, Event]]()
    for at, status in enumerate([*[Status.ANSWERED] * 6, *Status, Status.NOT_IN_TEXTS]):
        section = sections[at % 3]
        event = QuestionEvent(
            status,
            "kk" if at % 2 else "ru",
            list(Script)[at % 4],
            LatencyBucket.MS_15,
            topic=section.topic,
            section=section.id,
            region="abai" if at % 3 else NONE,
            version="v00001",
            terms=("t001",),
        )
        events[day, event] += 5
        for vote, count in ((Vote.UP, 3), (Vote.DOWN, 2)):
            events[day, FeedbackEvent(vote, "kk", None, section.topic, section.id)] += count
    events[day, FeedbackEvent(Vote.DOWN, "kk", FeedbackReason.REGION)] += 5
    events[day, VisitEvent("semey")] += 7
    events[day, VisitEvent()] += 2
    return events


@pytest.fixture(scope="module")
def reports(knowledge: Knowledge, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Reports]:
    engine = open_engine(database_url(None, tmp_path_factory.mktemp("data")))
    fill(engine, knowledge)
    names = dict.fromkeys(("kk", "ru", "en"), CENTRES)
    yield Reports(engine, 10, knowledge, names)
    engine.dispose()


@pytest.fixture(params=REPORT_LANGUAGES)
def report(reports: Reports, request: pytest.FixtureRequest) -> Report:
    language: ReportLanguage = request.param
    return reports.latest(language, 4, TODAY)


def test_totals_add_up_over_the_weeks(report: Report) -> None:
    assert report.first == MONDAY - timedelta(days=14)
    assert report.last == date(2026, 11, 15)
    assert report.totals.questions == 3 * 7 * 14 * 5
    assert report.totals.share == pytest.approx(7 / 10)
    assert report.totals.people_a_day == 33
    assert report.totals.visits == 3 * 7 * 9
    statuses = report.table("statuses")
    assert statuses is not None
    assert sum(int(str(row.values[0])) for row in statuses.rows) == report.totals.questions


def test_every_table_of_the_report_is_there(report: Report) -> None:
    keys = {table.key for table in report.tables}
    assert keys >= {
        "overview",
        "statuses",
        "topics",
        "regions",
        "languages",
        "scripts",
        "gap-sections",
        "gap-terms",
        "gap-regions",
        "feedback",
        "reasons",
        "centres",
        "days",
        "latency",
        "versions",
    }


def test_no_number_under_the_threshold_is_in_any_table(report: Report) -> None:
    for table in report.tables:
        for row in table.rows:
            for measure, value in zip(table.measures, row.values, strict=True):
                if measure != "share" and isinstance(value, int):
                    assert value == 0 or value >= 10, (table.key, row)


@pytest.mark.parametrize("seed", range(5))
def test_no_file_page_chart_or_digest_shows_a_small_number(
    knowledge: Knowledge, tmp_path: Path, seed: int
) -> None:
    rng = random.Random(seed)
    engine = open_engine(database_url(None, tmp_path))
    upgrade(engine)
    store = CounterStore(engine, lambda: Vocabulary.of(knowledge, ["v00001"], CENTRES))
    for number, day in enumerate(MONDAY + timedelta(days=at) for at in range(7)):
        people = {day: PeopleChange(rng.randrange(20), 0)}
        store.add(Batch(number + 1, _random_events(knowledge, day, rng), people=people), day)
    reports = Reports(engine, 10, knowledge, dict.fromkeys(("kk", "ru", "en"), CENTRES))
    report = reports.latest("en", 1, TODAY)
    page = FORMATS["html"][0](report).decode()
    numbers = {
        "csv": [
            float(row["value"])
            for row in csv.DictReader(io.StringIO(FORMATS["csv"][0](report).decode("utf-8-sig")))
            if row["measure"] not in {"share", "topic"} and row["value"]
        ],
        "json": _counts_in(json.loads(FORMATS["json"][0](report))),
        "xlsx": [
            float(cell.value)
            for sheet in openpyxl.load_workbook(io.BytesIO(FORMATS["xlsx"][0](report))).worksheets
            for row in sheet.iter_rows(min_row=5)
            for cell in row
            if isinstance(cell.value, int | float) and cell.number_format == "#,##0"
        ],
        "page": _numbers(r"<td class=\"n\">([\d,]+)</td>", page),
        "charts": _numbers(r"<b>([\d,]+)</b>", page),
        "digest": _numbers(r": (\d[\d\xa0]*)$", write_digest(reports, datetime.now(TIME_ZONE))),
    }
    engine.dispose()
    assert len(numbers["json"]) > 20
    assert set(numbers["page"]) <= set(numbers["json"])
    assert numbers["charts"]
    for form, shown in numbers.items():
        assert [number for number in shown if 0 < number < 10] == [], form


def _numbers(pattern: str, text: str) -> list[float]:
    found = re.findall(pattern, text, re.MULTILINE)
    return [float(re.sub(r"\D", "", number)) for number in found]


def _counts_in(value: object, key: str = "") -> list[float]:
    """All numbers of a JSON report that count something."""
    if isinstance(value, dict):
        return [each for key, part in value.items() for each in _counts_in(part, key)]
    if isinstance(value, list):
        return [each for part in value for each in _counts_in(part, key)]
    is_count = isinstance(value, int | float) and key not in {"share", "threshold"}
    return [float(str(value))] if is_count else []


def _random_events(
    knowledge: Knowledge, day: date, rng: random.Random
) -> Counter[tuple[date, Event]]:
    """A day on which most things happen a few times only."""
    sections = sorted({section.id: section for section in knowledge.sections}.items())
    events = Counter[tuple[date, Event]]()
    for _ in range(rng.randrange(20, 80)):
        _, section = sections[min(int(rng.expovariate(0.3)), len(sections) - 1)]
        region = rng.choices(["abai", "pavlodar", NONE], [6, 1, 3])[0]
        event = QuestionEvent(
            rng.choices(list(Status), [50, 10, 20, 5, 3, 10, 2])[0],
            rng.choices(LANGUAGES, [9, 1])[0],
            rng.choices(list(Script), [20, 5, 1, 1])[0],
            rng.choices(list(LatencyBucket), [20, 5, 1, 1, 1])[0],
            section.topic,
            section.id,
            region,
            "v00001",
            ("t001", "t002") if rng.random() < 0.3 else ("t001",),
        )
        events[day, event] += 1
        if rng.random() < 0.4:
            vote = rng.choice(list(Vote))
            pressed = FeedbackEvent(vote, "kk", None, section.topic, section.id, region)
            events[day, pressed] += 1
        if rng.random() < 0.1:
            events[day, FeedbackEvent(Vote.DOWN, "kk", rng.choice(list(FeedbackReason)))] += 1
            events[day, VisitEvent(rng.choice(["semey", NONE]))] += 1
    return events


def test_names_are_those_of_the_language(reports: Reports) -> None:
    regions = {
        language: reports.latest(language, 4, TODAY).table("regions")
        for language in REPORT_LANGUAGES
    }
    labels = {
        language: {row.label for row in table.rows}
        for language, table in regions.items()
        if table is not None
    }
    assert "Абай облысы" in labels["kk"]
    assert "область Абай" in labels["ru"] or "Абайская область" in labels["ru"]
    assert "Abai" in labels["en"]


def test_the_terminal_shows_all_tables(report: Report) -> None:
    console = Console(file=io.StringIO(), width=160)
    print_report(report, console)
    text = console.file.getvalue()  # type: ignore[attr-defined]
    assert all(table.title in text for table in report.tables)


def test_csv_has_a_line_for_each_number(report: Report) -> None:
    content = FORMATS["csv"][0](report).decode("utf-8-sig")
    rows = list(csv.DictReader(io.StringIO(content)))
    assert len(rows) == sum(len(table.rows) * len(table.measures) for table in report.tables)
    overview = [row for row in rows if row["table"] == "overview" and row["measure"] == "questions"]
    assert sum(int(row["value"]) for row in overview) == report.totals.questions
    assert not any(row["label"].startswith(("=", "+", "@")) for row in rows)


def test_json_and_workbook_say_the_same(report: Report) -> None:
    data = json.loads(FORMATS["json"][0](report))
    assert data["totals"]["questions"] == report.totals.questions
    book = openpyxl.load_workbook(io.BytesIO(FORMATS["xlsx"][0](report)))
    assert book.sheetnames == [table["key"] for table in data["tables"]]
    for table in data["tables"]:
        sheet = book[table["key"]]
        labels = [sheet.cell(5 + at, 1).value for at in range(len(table["rows"]))]
        assert labels == [row["label"] for row in table["rows"]]
    book.close()


class _Page(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.tags = Counter[str]()
        self.links: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags[tag] += 1
        self.links += [value or "" for name, value in attrs if name in {"src", "href"}]


def test_the_page_stands_alone_and_escapes_names(report: Report) -> None:
    content = FORMATS["html"][0](report).decode()
    page = _Page()
    page.feed(content)
    assert page.links == []
    assert page.tags["script"] == page.tags["b"] - content.count("<b>") == 0
    assert "Семей &lt;b&gt;" in content
    assert page.tags["section"] == len(report.tables) + 1
    assert f'lang="{report.language}"' in content


def test_without_questions_a_report_says_so(tmp_path: Path) -> None:
    engine = open_engine(database_url(None, tmp_path))
    upgrade(engine)
    empty = Reports(engine, 10).latest("ru", 4, TODAY)
    engine.dispose()
    assert empty.tables == ()
    for write, _ in FORMATS.values():
        assert write(empty)
    assert "показывать нечего" in FORMATS["html"][0](empty).decode()


def test_the_digest_is_in_both_languages_and_short(reports: Reports) -> None:
    text = write_digest(reports, datetime(2026, 11, 18, 10, tzinfo=TIME_ZONE))
    assert "Сұрақ: 490, алдыңғы аптада 490" in text.replace("\xa0", " ")
    assert "Вопросов: 490, неделей раньше 490" in text.replace("\xa0", " ")
    assert "70\xa0%" in text
    assert len(text) < 4096
    quiet = write_digest(reports, datetime(2026, 10, 7, 10, tzinfo=TIME_ZONE))
    assert "меньше 10" in quiet


@pytest.mark.parametrize(
    ("now", "due"),
    [
        ("2026-11-18T09:59:59", "2026-11-18T10:00:00"),
        ("2026-11-18T10:00:00", "2026-11-25T10:00:00"),
        ("2026-11-19T00:00:00", "2026-11-25T10:00:00"),
        ("2026-11-24T23:00:00", "2026-11-25T10:00:00"),
    ],
)
def test_the_digest_is_due_on_wednesdays_at_ten(now: str, due: str) -> None:
    expected = datetime.fromisoformat(due).replace(tzinfo=TIME_ZONE)
    assert next_digest(datetime.fromisoformat(now).replace(tzinfo=TIME_ZONE)) == expected


class _Week:
    """A clock of the days around a Wednesday that jumps over every sleep."""

    def __init__(self, start: str, end: str) -> None:
        self.time = datetime.fromisoformat(start).replace(tzinfo=TIME_ZONE)
        self._end = datetime.fromisoformat(end).replace(tzinfo=TIME_ZONE)
        self.sent: list[datetime] = []

    def now(self) -> datetime:
        return self.time

    async def sleep(self, seconds: float) -> None:
        self.time += timedelta(seconds=seconds)
        if self.time > self._end:
            raise asyncio.CancelledError

    async def send(self, text: str) -> None:
        assert "Qonys:" in text
        self.sent.append(self.time)

    async def run(self, reports: Callable[[], Reports]) -> list[str]:
        with pytest.raises(asyncio.CancelledError):
            await send_digests(self.send, reports, self.now, self.sleep)
        return [f"{time:%d %H:%M}" for time in self.sent]


@pytest.fixture
def empty(tmp_path: Path) -> Iterator[Reports]:
    engine = open_engine(database_url(None, tmp_path))
    upgrade(engine)
    yield Reports(engine, 10)
    engine.dispose()


async def test_a_digest_is_sent_each_week_by_one_of_several_processes(empty: Reports) -> None:
    days = ("2026-11-16T08:00", "2026-11-26T00:00")
    assert await _Week(*days).run(lambda: empty) == ["18 10:00", "25 10:00"]
    # Another process, or the same after a restart, finds that they have been sent.
    assert await _Week(*days).run(lambda: empty) == []


@pytest.mark.parametrize(
    ("start", "sent"), [("18T10:20", ["18 10:20"]), ("19T09:50", ["19 09:50"]), ("19T10:10", [])]
)
async def test_a_digest_that_was_due_during_a_restart_is_sent_the_same_day(
    empty: Reports, start: str, sent: list[str]
) -> None:
    assert await _Week(f"2026-11-{start}", "2026-11-20T00:00").run(lambda: empty) == sent


async def test_a_digest_waits_for_the_database(empty: Reports) -> None:
    tries = 0

    def reports() -> Reports:
        nonlocal tries
        tries += 1
        if tries <= 3:
            raise OperationalError("statement", None, Exception("away"))
        return empty

    sent = await _Week("2026-11-18T09:00", "2026-11-19T00:00").run(reports)
    assert sent == ["18 10:30"]


def test_a_public_file_is_noisy_complete_and_made_once(
    knowledge: Knowledge, tmp_path: Path
) -> None:
    engine = open_engine(database_url(None, tmp_path))
    fill(engine, knowledge, weeks=1)
    spent = []

    def noise(counts: Sequence[int], epsilon: float) -> list[int]:
        spent.append(epsilon)
        return [count + 1 for count in counts]

    tables = release_publicly(engine, MONDAY, knowledge, 1.5, 10, TODAY, noise)
    assert spent == [0.5, 0.5, 0.5]
    languages = next(table for table in tables if table.dimension == "language")
    assert languages.counts["greeting", "kk"] == 36
    assert all(count >= 10 for table in tables for count in table.counts.values())
    assert b"2026-11-09,1.5,language,greeting,kk,36" in public_csv(tables, MONDAY, 1.5)
    with pytest.raises(BudgetSpentError, match="2026-11-09"):
        release_publicly(engine, MONDAY, knowledge, 1.5, 10, TODAY, noise)
    with pytest.raises(ValueError, match="closed"):
        release_publicly(engine, date(2026, 11, 16), knowledge, 1.5, 10, TODAY, noise)
    engine.dispose()


def test_opendp_gives_the_noise_that_the_budget_asks_for() -> None:
    pytest.importorskip("opendp")
    from bot.statistics.public import geometric_noise

    counts = [1000] * 4000
    small = [abs(noisy - 1000) for noisy in geometric_noise(counts, 1.0)]
    large = [abs(noisy - 1000) for noisy in geometric_noise(counts, 0.1)]
    # Mean absolute noise of the two-sided geometric distribution: 2a / (1 - a²), a = e^-ε.
    assert sum(small) / len(small) == pytest.approx(0.85, rel=0.15)
    assert sum(large) / len(large) == pytest.approx(9.98, rel=0.15)


def test_stats_writes_files_and_refuses_nonsense(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("QONYS_DATA", str(tmp_path))
    for form in FORMATS:
        path = tmp_path / f"report.{form}"
        arguments = ["stats", "report", "--format", form, "--output", str(path), "-l", "kk"]
        result = CliRunner().invoke(app, arguments)
        assert result.exit_code == 0, result.output
        assert path.stat().st_size
    for arguments, message in (
        (["stats", "report", "--format", "pdf"], "csv"),
        (["stats", "report", "--language", "de"], "kk, ru, en"),
        (["stats", "report", "--since", "2026-11-20", "--until", "2026-11-01"], "after"),
        (["stats", "public", "x.csv"], "STATISTICS_EPSILON"),
        (["stats", "dashboard"], "DASHBOARD_PASSWORD_HASH"),
    ):
        result = CliRunner().invoke(app, arguments)
        assert result.exit_code == 2
        assert message in result.output


def _phrases(language: str) -> dict[str, set[str]]:
    """The values that each phrase wants."""
    path = Path(__file__).parents[3] / "bot" / "messages" / f"statistics.{language}.ftl"
    resource = FluentParser().parse(path.read_text(encoding="utf-8"))
    assert not [entry for entry in resource.body if isinstance(entry, ast.Junk)]
    return {
        entry.id.name: set(re.findall(r"\$(\w+)", FluentSerializer().serialize_entry(entry)))
        for entry in resource.body
        if isinstance(entry, ast.Message)
    }


def test_all_languages_of_reports_have_the_same_phrases() -> None:
    assert _phrases("kk") == _phrases("ru") == _phrases("en")


def test_everything_that_can_be_counted_has_a_name_in_every_language() -> None:
    named = {
        "status": Status,
        "script": Script,
        "column": GapKind,
        "reason": FeedbackReason,
        "latency": LatencyBucket,
        "loss": LossReason,
    }
    for language in REPORT_LANGUAGES:
        words = words_in(language)
        for prefix, members in named.items():
            assert all(words(f"{prefix}-{member}") for member in members)


def test_export_takes_the_format_from_the_name(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("QONYS_DATA", str(tmp_path))
    path = tmp_path / "week.xlsx"
    assert CliRunner().invoke(app, ["stats", "export", str(path)]).exit_code == 0
    assert path.read_bytes().startswith(b"PK")
    refused = CliRunner().invoke(app, ["stats", "export", str(tmp_path / "week.docx")])
    assert refused.exit_code == 2
    assert "docx" in refused.output


def test_a_password_becomes_a_hash_that_the_dashboard_takes() -> None:
    result = CliRunner().invoke(app, ["stats", "password"], input="көшпенді-2026-тақта\n")
    assert result.exit_code == 0
    assert result.output.startswith("DASHBOARD_PASSWORD_HASH='$argon2id$")
    short = CliRunner().invoke(app, ["stats", "password"], input="short\n")
    assert short.exit_code == 2
