"""Articles in older encodings come out letter for letter, or are refused."""

import re
from pathlib import Path

import pytest
from drafts.drafting import run, write_article
from hypothesis import given, settings
from hypothesis import strategies as st

from geo.decoding import codec
from geo.drafts.articles import decode
from geo.errors import SourceError

WESTERN = ("cp1252", "latin-1", "iso8859-15", "mac_roman")
TYPED = ("cp1252", "mac_roman")
CENTRAL = ("cp1250", "iso8859-2", "cp852")
CYRILLIC = ("cp1251", "koi8-r", "iso8859-5", "cp866")
SENTENCES: list[tuple[tuple[str, ...], list[str]]] = [
    (
        WESTERN,
        [
            "Deux élèves ont été blessés près de la gare, a précisé la préfète.",
            "La forêt brûlait depuis mercredi à l'entrée du village.",
            "Les pompiers étaient déjà sur place, où ça sentait la fumée.",
        ],
    ),
    (
        WESTERN,
        [
            "Die Züge nach Nürnberg fielen aus, weil ein Baum auf die Gleise gestürzt war.",
            "Wegen der Kälte blieben die Schüler zu Hause, hieß es später.",
            "Für die Hochwasserhilfe stehen fünf Millionen bereit.",
        ],
    ),
    (
        WESTERN,
        [
            "Según la policía, el camión volcó en la autopista y quedó atravesado.",
            "Los vecinos pidieron más ayuda después del terremoto del año pasado.",
            "El presidente viajará mañana a la región más dañada.",
        ],
    ),
    (
        WESTERN,
        [
            "A prefeitura informou que não há vítimas após o deslizamento.",
            "As famílias serão levadas para um ginásio da região até amanhã.",
        ],
    ),
    (
        WESTERN,
        [
            "Brandkåren ryckte ut när taket rasade på sjukhuset i Örebro.",
            "Ingen människa skadades, säger räddningsledaren på platsen.",
        ],
    ),
    (
        WESTERN,
        [
            "Sono più di cento le famiglie che dovrà sfollare la città di Forlì.",
            "Il sindaco ha detto che però nessuno è rimasto ferito.",
        ],
    ),
    (
        TYPED,
        [
            "The mayor said: “We’ll rebuild it” – and then he left the hall.",
            "It wasn’t the first time, as the town’s engineers had warned.",
            "She called it ‘a lost year’ for the region’s farmers…",
        ],
    ),
    (
        CENTRAL,
        [
            "Strażacy gasili pożar całą noc, a dziś rano wrócili do remizy.",
            "Rzecznik powiedział, że przyczyną była iskra z komina, którą ktoś zauważył.",
        ],
    ),
    (
        CENTRAL,
        [
            "Hasiči zasahovali celou noc a příčinu požáru zatím neznají.",
            "Mluvčí řekla, že ve městě nebyl nikdo zraněn a že škoda není veliká.",
        ],
    ),
    (
        CENTRAL[:2],
        [
            "A tűzoltók egész éjszaka dolgoztak, és a tűz okát még nem ismerik.",
            "A szóvivő szerint senki sem sérült meg, és az épület is megmenthető.",
        ],
    ),
    (
        ("cp1254", "iso8859-9"),
        [
            "İtfaiye ekipleri yangını sabaha karşı söndürdü ve kimse ölmedi.",
            "Vali, yolların açıldığını ve okulların yarın kapalı olacağını açıkladı.",
        ],
    ),
    (
        CYRILLIC,
        [
            "Пожарные тушили склад всю ночь и вернулись только утром.",
            "По словам губернатора, никто не погиб, а дороги уже открыты.",
            "Жители Казани сообщили о сильном ветре.",
        ],
    ),
    (
        ("cp1251", "koi8-u", "iso8859-5"),
        [
            "Пожежники гасили склад усю ніч і повернулися лише вранці.",
            "За словами міського голови, ніхто не загинув, а її будинок уцілів.",
        ],
    ),
    (
        ("cp1253", "iso8859-7"),
        [
            "Οι πυροσβέστες έσβησαν τη φωτιά το πρωί και κανείς δεν τραυματίστηκε.",
            "Ο υπουργός ανακοίνωσε ότι οι δρόμοι άνοιξαν ξανά.",
        ],
    ),
    (
        ("cp1255", "iso8859-8"),
        [
            "כבאים כיבו את השריפה כל הלילה וחזרו רק בבוקר.",
            "לדברי הדובר איש לא נפגע והכביש נפתח שוב לתנועה.",
        ],
    ),
    (
        ("cp1256", "iso8859-6"),
        [
            "أخمد رجال الإطفاء الحريق في الصباح ولم يصب أحد بأذى.",
            "وقالت الوزارة إن الطرق فتحت من جديد أمام السيارات.",
        ],
    ),
    (
        ("cp1256",),
        [
            "لاہور ميں آگ لگ گئي اور پوليس نے سڑک بند کر دي۔".replace("۔", "."),
            "حکومت نے کہا ہے کہ کوئي زخمي نہيں ہوا اور سکول کھلے ہيں.",
        ],
    ),
    (
        ("gb18030", "gb2312", "gbk"),
        [
            "消防队员连夜灭火，直到早上才回来。",
            "市政府表示没有人员死亡，道路已经重新开放。",
        ],
    ),
    (
        ("big5", "gb18030"),
        [
            "消防隊員連夜滅火，直到早上才回來。",
            "市政府表示沒有人員死亡，道路已經重新開放。",
        ],
    ),
    (
        ("shift_jis", "euc_jp", "iso2022_jp"),
        [
            "消防隊は夜通し火を消し、朝になって戻った。",
            "市によると、けが人はなく、道路はもう通れるという。",
        ],
    ),
    (
        ("euc_kr", "cp949"),
        [
            "소방대원들은 밤새 불을 끄고 아침에야 돌아왔다.",
            "시 당국은 다친 사람이 없으며 도로가 다시 열렸다고 밝혔다.",
        ],
    ),
]
WIDE = ("utf-16-le", "utf-16-be", "utf-32-le", "utf-32-be")
MARKED = ("utf-8", "utf-8-sig", "utf-16", "utf-32")
CASES = [
    pytest.param(text, encoding, id=f"{number}-{encoding}")
    for number, (encodings, sentences) in enumerate(SENTENCES)
    for text in (" ".join(sentences),)
    for encoding in (*encodings, *WIDE, *MARKED)
]


@pytest.mark.parametrize(("text", "encoding"), CASES)
def test_an_article_comes_out_letter_for_letter(text: str, encoding: str) -> None:
    read = decode(text.encode(encoding), name="a.txt")
    assert read.text.removeprefix("\ufeff") == text
    assert bool(read.note) == (encoding not in ("utf-8", "utf-8-sig"))


@given(st.data())
@settings(max_examples=60, deadline=None)
def test_no_letter_is_ever_wrong(data: st.DataObject) -> None:
    encodings, sentences = data.draw(st.sampled_from(SENTENCES))
    words = [word for sentence in sentences for word in sentence.split()]
    few = st.lists(st.sampled_from(words), min_size=6, max_size=12).map(" ".join)
    whole = st.lists(st.sampled_from(sentences), min_size=1, max_size=4).map("\n".join)
    text = data.draw(st.one_of(few, whole))
    encoding = data.draw(st.sampled_from(encodings))
    raw = text.encode(encoding)
    try:
        found = decode(raw, name="a.txt").text
    except SourceError as error:
        found = decode(raw, name="a.txt", encoding=encoding).text if "--enc" in str(error) else ""
    assert found == text


def test_what_the_bytes_do_not_decide_is_refused_with_what_each_gives(tmp_path: Path) -> None:
    write_article(tmp_path, "", name="a.txt").write_bytes(b"The driver was called Xu\xf8a.\n")
    code, told = run(tmp_path, "draft", "a.txt")
    assert code == 2
    assert "a.txt: its bytes do not decide the encoding: " in told
    assert re.search(r"windows-1252 \(Xuøa\.\)", told)
    assert re.search(r"\(Xuřa\.\)", told)
    assert "--encoding" in told
    assert not (tmp_path / "draft").exists()
    code, told = run(tmp_path, "draft", "a.txt", "--encoding", "windows-1250")
    assert code == 0, told
    assert (tmp_path / "draft" / "a.txt").read_text(
        encoding="utf-8"
    ) == "The driver was called Xuřa.\n"
    assert "a.txt: read as windows-1250, as named" in told


@pytest.mark.parametrize(
    ("encoding", "told"),
    [
        ("letters", "found no encoding 'letters'"),
        ("ascii", "is UTF-8 by its bytes, and --encoding says ascii"),
        ("cp1252", "is UTF-8 by its bytes, and --encoding says cp1252"),
        ("rot13", "found no encoding 'rot13'"),
    ],
)
def test_an_encoding_that_the_bytes_contradict_is_refused(encoding: str, told: str) -> None:
    with pytest.raises(SourceError, match=re.escape(told)):
        decode("Köln".encode(), name="a.txt", encoding=encoding)


def test_a_named_encoding_that_breaks_is_refused() -> None:
    with pytest.raises(SourceError, match=r"a\.txt: is no big5: byte 3 breaks it"):
        decode(b"Gen\xe8", name="a.txt", encoding="big5")


RUSSIAN = " ".join(SENTENCES[11][1])


@pytest.mark.parametrize(
    "head",
    [
        "<html><head><meta charset='{}'></head>",
        '<html><head><meta http-equiv="Content-Type" content="text/html; charset={}"></head>',
        '<?xml version="1.0" encoding="{}"?><html><head></head>',
    ],
)
def test_a_page_is_read_as_it_declares(head: str) -> None:
    for label, encoding in (("windows-1251", "cp1251"), ("KOI8-R", "koi8-r")):
        data = f"{head.format(label)}<p>{RUSSIAN}</p>".encode(encoding)
        assert RUSSIAN in decode(data, name="a.html").text


def test_a_declaration_that_the_letters_contradict_is_told() -> None:
    data = f"<html><head><meta charset=iso-8859-1></head><p>{RUSSIAN}</p>".encode("cp1251")
    with pytest.raises(SourceError, match="declares iso-8859-1, and reads better as windows-1251"):
        decode(data, name="a.html")
    assert RUSSIAN in decode(data, name="a.html", encoding="cp1251").text


def test_a_page_in_utf_8_that_declares_another_is_utf_8() -> None:
    data = f"<html><head><meta charset=windows-1251></head><p>{RUSSIAN}</p>".encode()
    assert RUSSIAN in decode(data, name="a.html").text


def test_an_encoding_is_known_by_the_names_that_pages_use() -> None:
    labels = ("ISO-8859-1", "gb2312", "Shift_JIS", "x-mac-roman", "ks_c_5601-1987", "utf8")
    found = [codec(label) for label in labels]
    assert found == ["cp1252", "gb18030", "cp932", "mac-roman", "cp949", "utf-8"]
