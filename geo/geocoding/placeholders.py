"""Cells that name no place: ``N/A``, ``Unknown``, ``at home``."""

from __future__ import annotations

import re

from geo.gazetteer.normalize import SITES, fold

# What people put into a cell when they know no place, folded; a word with "_" is several.
_MARKS = """
    n_a na n_d n_k nan nil null none undefined unknown unk not_known unidentified
    not_applicable not_available not_specified not_stated not_given not_provided not_reported
    not_mentioned not_disclosed not_determined not_recorded not_listed unspecified unstated
    unreported unlisted undisclosed undetermined unclear uncertain missing no_information no_info
    no_data empty blank withheld redacted classified confidential see_notes see_above same_as_above
    tba tbc tbd to_be_announced to_be_confirmed to_be_determined to_be_decided
    online on_line virtual remote remotely internet the_internet web website zoom webinar digital
    via_zoom on_zoom
    various several multiple many miscellaneous misc other others anywhere everywhere
    somewhere nowhere elsewhere nationwide countrywide worldwide global
    desconocido desconocida no_especificado no_especificada no_disponible no_consta no_informado
    sin_datos sin_información sin_especificar en_línea
    inconnu inconnue non_précisé non_précisée non_spécifié non_renseigné non_communiqué
    non_disponible sans_objet indéterminé en_ligne
    unbekannt keine_angabe keine_angaben ohne_angabe nicht_angegeben nicht_bekannt nicht_verfügbar
    unbestimmt
    onbekend niet_bekend niet_gespecificeerd niet_vermeld geen_gegevens
    sconosciuto sconosciuta non_specificato non_noto non_disponibile ignoto nessun_dato
    desconhecido desconhecida não_informado não_especificado não_disponível ignorado sem_informação
    okänd okänt ej_angivet uppgift_saknas ukendt ikke_oplyst ukjent ikke_oppgitt tuntematon
    nieznane nieznany nie_podano brak_danych neznámé neuvedeno ismeretlen necunoscut άγνωστο
    неизвестно неизвестен неизвестна не_указано не_указан нет_данных н_д онлайн
    невідомо не_вказано немає_даних
    غير_معروف غير_محدد غير_معلوم غير_متوفر مجهول نامعلوم نامشخص
    अज्ञात অজানা 不明 未知 不详 不詳 未定 미상 알_수_없음 ไม่ทราบ
    bilinmiyor belirtilmemiş tidak_diketahui không_rõ
"""
_NOTHING_KNOWN = frozenset(fold(mark.replace("_", " ")) for mark in _MARKS.split())
# "Location unknown", "lieu inconnu": words for what is not known, before and behind the mark.
_WORDS = """
    location locations place places venue site city town address country region event events
    meeting conference class at of the lieu lieux endroit adresse ville lugar lugares ubicación
    ciudad dirección ort adressen stadt plaats locatie luogo località local cidade miejsce
    место местоположение місце الموقع المكان مكان مقام
"""
_NOUNS = frozenset(map(fold, _WORDS.split()))
_WITHOUT = {"no", "no given", "no specific", "sin", "sans", "ohne", "kein", "geen", "sem", "нет"}
_ONLY_SIGNS = r"\s*[-–—―_?¿*.…/\\#~]+\s*"
_INITIALS = r"(?:k|o)\.\s?A\."  # keine Angabe; without its points it is a place's
# Words for kinds of place that by themselves are no place's name.
_ADJECTIVES = {"north", "south", "east", "west", "new", "old", "the"}
_KINDS = """
    airfield beach border building bus_station camp capital center centre checkpoint city
    city_centre city_center clinic coast country county district downtown embassy factory farm
    field flat forest garden gas_station headquarters highway hill home house island junction lake
    mine mountain neighborhood neighbourhood office outskirts province region residence restaurant
    river roadside rural sea shop state store street suburb supermarket town village
    warehouse train_station parking_lot car_park apartment petrol_station
"""
_GENERIC = (SITES - _ADJECTIVES) | {kind.replace("_", " ") for kind in _KINDS.split()}
_BEFORE = (
    r"(?:(?:at|in|on|near|inside|outside|from)\s)?"
    r"(?:(?:the|a|an|his|her|their|our|my|some|several|various|unnamed|local)\s)?"
)
_BEHIND = r"(?:\s(?:area|areas|zone|region|site))?"


def nothing_known(name: str) -> bool:
    """Return whether a name says that no place is known: ``N/A``, ``lieu inconnu``, ``-``.

    Examples
    --------
    >>> [nothing_known(name) for name in ("N/A", "-", "Location unknown", "Karachi")]
    [True, True, True, False]
    """
    key = fold(name)
    if key in _NOTHING_KNOWN or re.fullmatch(_ONLY_SIGNS, name):
        return True
    if re.fullmatch(_INITIALS, name.strip()):
        return True
    words = key.split()
    rest = " ".join(word for word in words if word not in _NOUNS)
    return len(rest) < len(key) and (rest in _NOTHING_KNOWN or rest in _WITHOUT)


def generic(name: str) -> bool:
    """Return whether a name is a word for a kind of place: ``Hospital``, ``at the airport``.

    Examples
    --------
    >>> [generic(name) for name in ("Hospital", "his office", "border area", "The Hague")]
    [True, True, True, False]
    """
    match = re.fullmatch(rf"{_BEFORE}(.+?){_BEHIND}", fold(name))
    return match is not None and (match[1] in _GENERIC or match[1].removesuffix("s") in _GENERIC)
