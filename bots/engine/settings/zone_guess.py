"""The time zone of people whose client speaks a language, if the language leaves no doubt. Pure.

A language counts if all places where it is the language of a country keep the same time: German, Japanese, Hungarian.
A region decides where the language does not: "fr-FR", "pt-CV". English decides nothing, because people everywhere read
it; nor does a country with several times: Spain has the Canary Islands, Portugal the Azores.
"""

from collections.abc import Mapping
from types import MappingProxyType

_EVERYWHERE = "en"


def _table(text: str) -> Mapping[str, str]:
    """The zones by each of the codes that stand before them."""
    lines = (line.split() for line in text.strip().splitlines())
    return MappingProxyType({code: zone for *codes, zone in lines for code in codes})


LANGUAGES = _table(
    """
    be Europe/Minsk
    bg Europe/Sofia
    bs hr mk sl sr sq Europe/Belgrade
    ca eu gl Europe/Madrid
    cs Europe/Prague
    cy Europe/London
    da Europe/Copenhagen
    de lb Europe/Berlin
    el Europe/Athens
    et Europe/Tallinn
    fi Europe/Helsinki
    ga Europe/Dublin
    he iw Asia/Jerusalem
    hi gu kn ml mr te Asia/Kolkata
    hu Europe/Budapest
    hy Asia/Yerevan
    is Atlantic/Reykjavik
    it Europe/Rome
    ja Asia/Tokyo
    ka Asia/Tbilisi
    km Asia/Phnom_Penh
    ko Asia/Seoul
    lo Asia/Vientiane
    lt Europe/Vilnius
    lv Europe/Riga
    ms Asia/Kuala_Lumpur
    mt Europe/Malta
    my Asia/Yangon
    ne Asia/Kathmandu
    no nb nn Europe/Oslo
    pl Europe/Warsaw
    ro Europe/Bucharest
    si Asia/Colombo
    sk Europe/Bratislava
    th Asia/Bangkok
    tl fil Asia/Manila
    tr Europe/Istanbul
    uk Europe/Kyiv
    uz Asia/Tashkent
    vi Asia/Ho_Chi_Minh
    zh Asia/Shanghai
    az Asia/Baku
    """
)

REGIONS = _table(
    """
    AE Asia/Dubai
    AR America/Argentina/Buenos_Aires
    AT Europe/Vienna
    BD Asia/Dhaka
    BE Europe/Brussels
    BO America/La_Paz
    CH LI Europe/Zurich
    CN Asia/Shanghai
    CO America/Bogota
    CR America/Costa_Rica
    CU America/Havana
    CV Atlantic/Cape_Verde
    CY Asia/Nicosia
    DE Europe/Berlin
    DO America/Santo_Domingo
    DZ Africa/Algiers
    EG Africa/Cairo
    FI Europe/Helsinki
    FR Europe/Paris
    GT America/Guatemala
    HK Asia/Hong_Kong
    HN America/Tegucigalpa
    IN Asia/Kolkata
    IQ Asia/Baghdad
    IR Asia/Tehran
    JO Asia/Amman
    KE TZ UG Africa/Nairobi
    KW Asia/Kuwait
    LB Asia/Beirut
    LU Europe/Luxembourg
    MA Africa/Casablanca
    MD Europe/Chisinau
    MO Asia/Macau
    NG Africa/Lagos
    NI America/Managua
    NL Europe/Amsterdam
    PA America/Panama
    PE America/Lima
    PK Asia/Karachi
    PR America/Puerto_Rico
    PY America/Asuncion
    QA Asia/Qatar
    SA Asia/Riyadh
    SE Europe/Stockholm
    SG Asia/Singapore
    SN Africa/Dakar
    SV America/El_Salvador
    TN Africa/Tunis
    TW Asia/Taipei
    UY America/Montevideo
    VE America/Caracas
    ZA Africa/Johannesburg
    """
)


def guess(locale: str) -> str:
    """The time zone of a locale ("de-AT", "ja", "zh_Hant_TW"); empty if the language is spoken in several."""
    language, *others = locale.replace("_", "-").split("-")
    if language.lower() == _EVERYWHERE:
        return ""
    region = next((part.upper() for part in others if len(part) == 2), "")
    if region:
        return REGIONS.get(region) or _of_language(language, region)
    return LANGUAGES.get(language.lower(), "")


def _of_language(language: str, region: str) -> str:
    """The zone of a language that is spoken at home in that region: "ko-KR", "cs-CZ"."""
    home = _HOMES.get(language.lower(), language.upper())
    return LANGUAGES.get(language.lower(), "") if region == home else ""


_HOMES = MappingProxyType(
    {
        "be": "BY", "bs": "BA", "ca": "ES", "cs": "CZ", "da": "DK", "el": "GR", "et": "EE", "eu": "ES", "ga": "IE",
        "gl": "ES", "he": "IL", "iw": "IL", "hy": "AM", "ja": "JP", "ka": "GE", "km": "KH", "ko": "KR", "lo": "LA",
        "ms": "MY", "my": "MM", "nb": "NO", "ne": "NP", "nn": "NO", "si": "LK", "sl": "SI", "sq": "AL", "sr": "RS",
        "tl": "PH", "fil": "PH", "uk": "UA", "vi": "VN", "cy": "GB",
    }
)  # fmt: skip
"""The country of a language whose code is not the country's own."""
