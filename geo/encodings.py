"""Score how well a text fits a language, to tell old encodings apart.

A word is scored by the pairs of letters in it, learnt from the frequent words of some fifty
languages (justext's lists, most frequent first), a sign by what stands beside it, an ideograph by
how frequent it is. Scores are natural logarithms of likelihoods: a text that is 1 higher than
another is 2.7 times as likely.
"""

from __future__ import annotations

import pkgutil
import re
import unicodedata
from functools import cache
from itertools import pairwise
from typing import TYPE_CHECKING

import numpy as np

from geo.gazetteer.gazetteer import embedded
from geo.gazetteer.normalize import fold

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from numpy.typing import NDArray


_WESTERN = (
    "English Afrikaans Basque Catalan Danish Dutch Finnish French Galician German Icelandic "
    "Indonesian Irish Italian Norwegian_Bokmal Norwegian_Nynorsk Portuguese Spanish Swedish"
)
_OTHERS = (
    "Albanian Arabic Belarusian Bosnian Bulgarian Croatian Czech Estonian Greek Hebrew "
    "Hungarian Kurdish Latvian Lithuanian Macedonian Maltese Persian Polish Romanian Russian "
    "Serbian Slovak Slovenian Turkish Ukrainian Urdu Vietnamese Welsh"
)
_LANGUAGES = (*_WESTERN.split(), *_OTHERS.split())
_SAME = str.maketrans("یىکѝțș", "ييكиţş")
_NO_LETTER = re.compile(r"[\W\d_]+")
_WORD = re.compile(r"[^\W\d_]+")
_BEYOND = re.compile(r"[^\x00-\x7f]")
_RARE = 2e-6  # likelihood of a letter that a language does not have
_FOREIGN = 3.0  # what a word of another language than the text's costs
_FLAW = 9.0  # what a sign costs that stands where no one writes it
_LISTED, _A_PLACE = 5.0, 3.0  # what it is worth that a word is in the lists, or a place's name
_ELSEWHERE = 4.0  # what it costs to write a language in an encoding made for others
_BORROWED = (
    "attaché blasé brûlée café cafés chargé château châteaux cliché clichés communiqué coup crèche "
    "crème débâcle début décor déjà détente dépôt doppelgänger élite émigré émigrés entrée exposé "
    "façade façades fête fiancé fiancée führer jalapeño matinée mêlée naïve naïvely naïveté niño "
    "outré piñata première protégé protégée purée raison résumé résumés rôle séance señor señora "
    "smörgåsbord soirée soufflé tête touché über vis-à-vis voilà"
)

_THAI, _MARK = -3.5, -5.0  # a letter that pairs say nothing of, a mark above or below a letter
_OPEN, _CLOSE = "“‘«„‚¿¡‹", "”’»“‘›"
_QUOTES = _OPEN + _CLOSE
_CHINESE = frozenset(
    "的一是不了在人有我他这個个们們中来來上大为為和国國地到以说說时時要就出会會可也你对對生能而子那得于於着著下自之年过過"
    "发發后後作里裡用道行所然家种種事成方多经經么麼去法学學如都同现現当當没沒动動面起看定天分还還进進好小部其些主样樣理心"
    "她本前开開但因只从從想实實日军軍者意无無力它与與长長把机機十民第公此已工使情明性知全三又关關点點正业業外将將两兩高"
    "间間由问問很最重并並物手应應战戰向头頭文体體政美相见見被利什二等产產或新己制身果加西斯月话話合回特代内內信表化老给給"
    "世位次度门門任常先海通教儿兒原东東声聲提立及比员員解水名真论論处處走义義各入几幾口认認条條平系气氣题題活尔爾更别別打"
    "女变變四神总總何电電数數安少报報才结結反受目太量再感建务務做接必场場件计計管期市直德资資命山金指克许許统統区區保至队隊"
)
_JAPANESE = frozenset(
    "日一国人年大十二本中長出三時行見月後前生五間上東四今金九入学高円子外八六下来気小七山話女北午百書先名川千水半男西電校"
    "語土木聞食車何南万毎白天母火右読友左休父雨会同事自社発者地業方新場員立開手力問代明動京目通言理体田主題意不作用度強"
    "公持野以思家世多正安院心界教文元重近考画海売知道集別物使品計死特私始朝運終台広住無真有口少町料工建空急止送切転研足究"
    "楽起着店病質待試族銀早映親験英医仕去味写字答夜音注帰古歌買悪図週室歩風紙黒花春赤青館屋色走秋夏習駅洋旅服夕借曜飲肉貸"
    "堂鳥飯勉冬昼茶弟牛魚兄犬妹姉漢市県区政党議民連対部合内相定回選米実関決全表戦経最現調化当約首法性的要制治務成期取都和"
)
_HANGUL = frozenset(
    "이다는에의을를가고하지로은도한기사인서어나자대리시정있과아그부일들수라제만것해장여상구보원전으스주관동성했였었습니했"
    "게면국와할되경공조위선안치업신모학생말방소오무비중우회민미행년요문때까개발터세진거유내물명통던분야더실용연계간각"
)


@cache
def _lists() -> tuple[list[str], ...]:
    return tuple(_words_of(language) for language in _LANGUAGES)


def _words_of(language: str) -> list[str]:
    data = pkgutil.get_data("justext", f"stoplists/{language}.txt") or b""
    words = (_NO_LETTER.sub("", _folded(word)) for word in data.decode("utf-8").split())
    return list(dict.fromkeys(word for word in words if word))


@cache
def _frequent() -> frozenset[str]:
    return frozenset(word for words in [*_lists(), _BORROWED.split()] for word in words)


def _folded(word: str) -> str:
    return unicodedata.normalize("NFC", word).lower().translate(_SAME)


@cache
def _pairs() -> tuple[dict[str, int], NDArray[np.float32]]:
    """Return the number of each letter, and for each language the logarithm of each pair."""
    letters = sorted({letter for words in _lists() for word in words for letter in word})
    numbers = {letter: number for number, letter in enumerate([" ", *letters])}
    size = len(numbers) + 1
    table = np.zeros((len(_LANGUAGES), size, size), np.float32)
    for pairs, words in zip(table, _lists(), strict=True):
        codes = np.array([numbers[letter] for word in words for letter in f" {word}"] + [0])
        weights = 1 / np.sqrt(np.arange(len(words)) + 20)
        weight = np.repeat(weights, [len(word) + 1 for word in words])
        np.add.at(pairs, (codes[:-1], codes[1:]), weight)
        after = pairs.sum(axis=1, keepdims=True)
        alone = pairs.sum(axis=0) / pairs.sum()
        pairs[:] = np.log(0.9 * (pairs + 2 * alone) / (after + 2) + 0.1 * alone + _RARE)
    return numbers, table


def fit(text: str, *, western: bool = False) -> float:
    """Return how well a text's letters beyond ASCII fit a language and their neighbours.

    Parameters
    ----------
    text : str
        A piece of text, some thousand characters.
    western : bool
        Whether its encoding is one of those in which the languages of Western Europe are written.

    Returns
    -------
    float
        Log-likelihood in nats, comparable between decodings of the same bytes only.

    Examples
    --------
    >>> fit("Der Bürgermeister von Köln") > fit("Der B¸rgermeister von Kˆln")
    True
    """
    return _words_fit(text, western=western) + sum(_sign_fit(*signs) for signs in _signs(text))


def odd_share(text: str) -> float:
    """Return the share of the signs beyond ASCII that stand where no one writes them."""
    signs = list(_signs(text))
    return sum(_sign_fit(*sign) <= -_FLAW for sign in signs) / max(1, len(signs))


def _signs(text: str) -> Iterator[tuple[str, str, str]]:
    """Yield every sign beyond ASCII between those beside it."""
    padded = f" {text} "
    for match in _BEYOND.finditer(padded, 1, len(padded) - 1):
        at = match.start()
        yield padded[at - 1], padded[at], padded[at + 1]


def _words_fit(text: str, *, western: bool) -> float:
    """Return the score of the words that are written with an alphabet.

    The text's language is the one that fits all of its words best; a word may be of another.
    """
    words = [word[0] for word in _WORD.finditer(text) if _is_alphabetic(word[0])]
    if not words:
        return 0.0
    scores = _scores(words)
    main = int(scores.sum(axis=1).argmax())
    fits = np.maximum(scores[main], scores.max(axis=0) - _FOREIGN)
    elsewhere = _ELSEWHERE if not western and _LANGUAGES[main] in _WESTERN.split() else 0.0
    return float(fits.sum()) + sum(map(_is_listed, set(pairwise([*words, ""])))) - elsewhere


def _is_listed(pair: tuple[str, str]) -> float:
    """Return what it is worth that a word, or it and the next, is in a list or is a place."""
    word, following = pair
    if word.isascii():
        return 0.0
    if len(word) > 1 and _folded(word) in _frequent():
        return _LISTED
    names = {fold(word), fold(f"{word} {following}")}
    return _A_PLACE if word[0].isupper() and any(name in embedded() for name in names) else 0.0


def _is_alphabetic(word: str) -> bool:
    """Return whether pairs of letters tell anything of a word: no Chinese, no Thai."""
    return unicodedata.east_asian_width(word[0]) not in "WFH" and _script(word[0]) != "THAI"


def _scores(words: Sequence[str]) -> NDArray[np.float32]:
    """Return the score of each word in each language: languages × words."""
    numbers, table = _pairs()
    folded = [_folded(word) for word in words]
    unknown = table.shape[1] - 1
    text = " " + " ".join(folded) + " "
    codes = np.array([numbers.get(letter, unknown) for letter in text])
    steps = table[:, codes[:-1], codes[1:]]
    starts = np.cumsum([0, *(len(word) + 1 for word in folded[:-1])])
    return np.add.reduceat(steps, starts, axis=1)


def _sign_fit(left: str, sign: str, right: str) -> float:
    kind = unicodedata.category(sign)
    if unicodedata.east_asian_width(sign) in "WFH":
        return _ideograph_fit(left, sign, right)
    if kind[0] in "LM":
        alone = _THAI if _script(sign) == "THAI" else _MARK if kind[0] == "M" else 0.0
        return alone - _FLAW * _is_odd_letter(left, sign, right, kind)
    leaning = sign in "–—" and left.isspace() != right.isspace()  # as Spanish has it: —dijo
    return -3.0 - 2.0 * leaning - _FLAW * _is_odd_sign(left, sign, right)


def _ideograph_fit(left: str, sign: str, right: str) -> float:
    in_ascii = _FLAW * ((left + right).isascii() and (left + right).strip().isalnum())
    name = unicodedata.name(sign, "")
    if name.startswith("HIRAGANA"):
        return -3.0 - in_ascii
    if name.startswith("KATAKANA"):
        return -4.5 - in_ascii
    if name.startswith("HANGUL"):
        return (-4.0 if sign in _HANGUL else -7.5) - in_ascii
    if name.startswith("CJK UNIFIED"):
        return (-4.5 if sign in _CHINESE or sign in _JAPANESE else -8.5) - in_ascii
    return (-3.5 if sign in "，。、；：？！「」『』（）《》“”・ー　" else -8.5) - in_ascii


def _is_odd_letter(left: str, sign: str, right: str, kind: str) -> bool:
    """Return whether no one writes a letter between these two: caFé, cafй, ìHello."""
    if kind[0] == "M":
        return _script(left) != _script(sign)
    if kind in ("Lo", "Lm") and sign in "ªºˆˇʼˉ":
        return sign not in "ªº" or not (left.isdigit() or left in ".nN")
    if sign in "ŉſĸ":
        return True
    if any(
        neighbour.isalpha() and _script(neighbour) != _script(sign) for neighbour in (left, right)
    ):
        return True
    if sign.isupper():
        return left.islower() or right.isdigit() or (left.isupper() and right.islower())
    return right.isupper() or (left.isupper() and right.isupper())


@cache
def _script(letter: str) -> str:
    return unicodedata.name(letter, "").split(" ")[0]


def _is_odd_sign(left: str, sign: str, right: str) -> bool:
    """Return whether no one writes a sign between these two."""
    if sign in _QUOTES:
        return _is_odd_quote(left, sign, right)
    word_before, word_after = left.isalnum(), right.isalnum()
    spaced = left.isspace() or right.isspace()
    for signs, is_odd in (
        ("–—", word_before != word_after and not spaced),
        ("…", word_before and word_after),
        ("½¼¾±×÷‰°€£¥¢", not (left + right).isspace() and not _beside_digit(left, right)),
        ("§©•", word_before),
        ("№", word_before or right.isalpha()),
        ("®™²³¹†‡", not word_before or word_after),
        ("·", left not in "lL" or right not in "lL"),
        ("\u00a0\u202f", left == " " and (right == " " or word_after)),
        ("،؟؛۔٪।", (left + right).isascii() and (left + right).strip().isalnum()),
        ("\u200c\u200d\u200e\u200f", False),
    ):
        if sign in signs:
            return is_odd
    return True


def _beside_digit(left: str, right: str) -> bool:
    return left.isdigit() or right.isdigit()


def _is_odd_quote(left: str, sign: str, right: str) -> bool:
    word_before, word_after = left.isalnum(), right.isalnum()
    if sign == "’" and word_after:
        return False
    opens = sign in _OPEN + "»" and not word_before and not right.isspace()
    closes = sign in _CLOSE + "“‘«" and not left.isspace() and not word_after
    return not (opens or closes or (sign in "«»" and " " in left + right))
