from __future__ import annotations

import io
from pathlib import Path

import pypdfium2
import pytest
import zxingcpp
from PIL import Image
from typer.testing import CliRunner

from bot.__main__ import app
from bot.centres import Centre, CentreFileError, Centres, UnknownCentreError
from bot.centres.links import deep_link, qr_matrix, qr_png, qr_svg
from bot.centres.posters import PosterFontError, poster_pdf, poster_png
from retrieval import LANGUAGES, Knowledge, Language

EXAMPLE = Path(__file__).parents[3] / "bot" / "centres" / "centres.example.csv"
CENTRE = Centre(
    "turkistan",
    {"kk": "Түркістан қаласының мансап орталығы", "ru": "Карьерный центр города Туркестана"},
    "turkistan",
)


def _list(folder: Path, *lines: str, head: str = "code,name_kk,name_ru,region") -> Path:
    path = folder / "centres.csv"
    path.write_text("\n".join([head, *lines]), encoding="utf-8-sig")
    return path


def _decoded(picture: Image.Image) -> list[str]:
    return [found.text for found in zxingcpp.read_barcodes(picture)]


def test_the_shipped_example_is_a_good_list(knowledge: Knowledge) -> None:
    centres = Centres.read(EXAMPLE, knowledge.tables.regions.root)
    assert len(centres) >= 10
    assert centres["semey"].names["kk"] == "Семей қаласының мансап орталығы"


def test_a_payload_is_a_code_of_ours_or_nothing(tmp_path: Path) -> None:
    centres = Centres.read(_list(tmp_path, "semey,А,Б,abai"))
    assert centres.code("semey") == centres.code(" SEMEY ") == "semey"
    assert centres.code("s_0123456789_kk") is None
    assert centres.code("") is None
    with pytest.raises(UnknownCentreError, match="'taraz'"):
        centres["taraz"]


def test_no_file_is_no_centres(tmp_path: Path) -> None:
    assert len(Centres.read(tmp_path / "missing.csv")) == 0


@pytest.mark.parametrize(
    ("line", "message"),
    [
        ("Семей,А,Б,abai", "code 'Семей'"),
        ("1semey,А,Б,abai", "a letter first"),
        ("none,А,Б,abai", "code 'none'"),
        ("x" * 33 + ",А,Б,abai", "2 to 32"),
        ("semey,,Б,abai", "name_kk"),
        ("semey," + "А" * 121 + ",Б,abai", "name_kk"),
        ("semey,А,Б,semey", "region 'semey'"),
        ("semey,А,Б,abay", "did you mean 'abai'"),
        ("semey,Айгүл 87011234567,Б,abai", "name_kk.*office alone"),
        ("semey,А,ivan@mail.kz,abai", "name_ru.*office alone"),
        ("semey,А,8 701 123 45 67,abai", "name_ru.*office alone"),
        ('semey,"А\nБ",Б,abai', "name_kk.*one line"),
    ],
)
def test_an_error_names_file_line_and_what_is_wrong(
    tmp_path: Path, line: str, message: str
) -> None:
    path = _list(tmp_path, "taraz,А,Б,zhambyl", line)
    with pytest.raises(CentreFileError, match=message) as error:
        Centres.read(path, {"abai", "zhambyl"})
    assert f"{path}:{3 + line.count(chr(10))}:" in str(error.value)


def test_all_errors_are_said_at_once(tmp_path: Path) -> None:
    path = _list(tmp_path, "Семей,А,Б,abai", "taraz,А,Б,zhambyl", "taraz,,Б,zhambyl")
    with pytest.raises(CentreFileError) as error:
        Centres.read(path, {"abai", "zhambyl"})
    places = [line.rpartition(".csv:")[2].split(":")[0] for line in str(error.value).split("\n")]
    assert places == ["2", "4", "4"]


def test_a_list_that_a_kazakh_or_russian_spreadsheet_saved_is_read(tmp_path: Path) -> None:
    path = tmp_path / "centres.csv"
    lines = ("\ufeffCode;name_kk; Name_ru ;region", "semey;Семей;Центр, г. Семей;abai", ";;;", "")
    path.write_bytes("\r\n".join(lines).encode())
    centres = Centres.read(path, {"abai"})
    assert centres["semey"].names["ru"] == "Центр, г. Семей"
    assert len(centres) == 1


def test_a_code_that_is_there_twice_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(CentreFileError, match="twice"):
        Centres.read(_list(tmp_path, "semey,А,Б,abai", "semey,В,Г,abai"))


def test_missing_columns_and_wrong_encodings_are_errors(tmp_path: Path) -> None:
    with pytest.raises(CentreFileError, match="region"):
        Centres.read(_list(tmp_path, head="code,name_kk,name_ru"))
    path = tmp_path / "old.csv"
    path.write_bytes("code,name_kk,name_ru,region\nsemey,Семей,Семей,abai".encode("cp1251"))
    with pytest.raises(CentreFileError, match="UTF-8"):
        Centres.read(path)


def test_the_link_is_one_that_telegram_takes() -> None:
    link = deep_link("@qonys_bot", "a" * 32)
    assert link == f"https://t.me/qonys_bot?start={'a' * 32}"
    for name, code in (("bot", "semey"), ("qonys_bot", "Семей"), ("qonys_bot", "a" * 33)):
        with pytest.raises(ValueError, match="is no"):
            deep_link(name, code)


def test_the_qr_code_holds_the_link() -> None:
    link = deep_link("qonys_bot", "semey")
    assert _decoded(Image.open(io.BytesIO(qr_png(link)))) == [link]
    assert qr_svg(link).startswith(b"<?xml")
    assert len(qr_matrix(link)) == len(qr_matrix(link)[0])


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_poster_can_be_scanned_and_says_whose_it_is(language: Language) -> None:
    document = pypdfium2.PdfDocument(poster_pdf(CENTRE, "qonys_bot", language))
    assert len(document) == 1
    assert document[0].get_size() == pytest.approx((595.28, 841.89), abs=0.1)
    text = " ".join(document[0].get_textpage().get_text_bounded().replace("\xa0", " ").split())
    document.close()
    assert CENTRE.names[language] in text
    assert "t.me/qonys_bot?start=turkistan" in text
    picture = Image.open(io.BytesIO(poster_png(CENTRE, "qonys_bot", language, dpi=100)))
    assert picture.size == (827, 1170)
    assert _decoded(picture) == ["https://t.me/qonys_bot?start=turkistan"]


def test_every_kazakh_letter_can_stand_on_a_poster() -> None:
    letters = "АаӘәБбВвГгҒғДдЕеЁёЖжЗзИиЙйКкҚқЛлМмНнҢңОоӨөПпРрСсТтУуҰұҮүФфХхҺһЦцЧчШшЩщЪъЫыІіЬьЭэЮюЯя"
    names: dict[Language, str] = {
        "kk": f"{letters[:44]} {letters[44:]}",
        "ru": "Центр «Ёлка» № 1 – филиал",
    }
    document = pypdfium2.PdfDocument(poster_pdf(Centre("all", names, "abai"), "qonys_bot", "kk"))
    text = document[0].get_textpage().get_text_bounded()
    fonts = document.get_metadata_dict()
    document.close()
    assert letters[:44] in text
    assert letters[44:] in text
    assert fonts["Title"] == names["kk"]


def test_a_letter_that_the_font_does_not_have_is_said() -> None:
    centre = Centre("arabic", {"kk": "قازاق", "ru": "Центр"}, "abai")
    with pytest.raises(PosterFontError, match="ق"):
        poster_pdf(centre, "qonys_bot", "kk")


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_longest_name_stays_on_the_page(language: Language) -> None:
    name = " ".join(["Өңірлік"] * 15)
    centre = Centre("long", {"kk": name, "ru": name}, "abai")
    document = pypdfium2.PdfDocument(poster_pdf(centre, "qonys_bot", language))
    page = document[0].get_textpage()
    boxes = [page.get_rect(at) for at in range(page.count_rects())]
    document.close()
    assert boxes
    assert all(left > 30 and right < 570 and low > 4 for left, low, right, _ in boxes)


def test_link_makes_all_files_of_all_centres(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("QONYS_DATA", str(tmp_path))
    lines = [f"{code},А орталығы,Центр А,abai" for code in ("semey", "ayagoz")]
    path = _list(tmp_path, *lines)
    out = tmp_path / "posters"
    result = CliRunner().invoke(
        app, ["link", "--all", "--centres", str(path), "--bot", "qonys_bot", "-o", str(out)]
    )
    assert result.exit_code == 0, result.output
    kinds = ("qr.svg", "qr.png", "kk.pdf", "kk.png", "ru.pdf", "ru.png")
    expected = {f"{code}.{kind}" for code in ("semey", "ayagoz") for kind in kinds}
    assert {each.name for each in out.iterdir()} == expected | {"links.csv"}
    assert "semey,https://t.me/qonys_bot?start=semey" in (out / "links.csv").read_text()


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["link"], "--all"),
        (["link", "missing.csv", "--all"], "no centres in missing.csv"),
        (["link", "missing.csv", "--all", "--centres", "other.csv"], "once"),
        (["centres", "import", "missing.csv"], "no centres in missing.csv"),
        (["centres", "list"], "centres import"),
        (["link", "semey", "--bot", "qonys_bot"], "no centres"),
        (["link", "semey", "--language", "en"], "kk or ru"),
    ],
)
def test_link_says_what_is_missing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, arguments: list[str], message: str
) -> None:
    monkeypatch.setenv("QONYS_DATA", str(tmp_path))
    result = CliRunner().invoke(app, arguments)
    assert result.exit_code
    assert message in result.output
