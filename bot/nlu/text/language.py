"""Tells English from Swahili (Sheng counts as Swahili) in one short message."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Literal

from bot.nlu.text.tokens import tokenise

Code = Literal["en", "sw"]

_ENGLISH = frozenset(
    """
    the a an is are was were be been am i you he she it we they my your our their his her this that these those what
    which who when where why how much many do does did have has had can could will would should may might want need
    get give send bring buy take make change add remove show tell deliver please thanks thank hello hey good morning
    afternoon evening yes yeah no not dont and or but with without for from to of in on at by about there here more
    less same other another new last first second next one two three four five six seven eight nine ten twelve dozen
    half help cost available open close today tomorrow now later time pay paid wrong late missing broken damaged torn
    stop start talk speak person human shop store sell products any some all everything nothing me us them like just
    also only still again already yet too very so if because track im ill ive id lets its whats wheres fresh large
    small big brown white cooking yesterday than confirm correct great nice best fine sure course instead leave call
    come came got received switch english language use resend try previous history repeat done ready clear empty
    """.split()
)
# English, but at home in Swahili too: one of them alone says nothing.
_BORROWED = frozenset(
    """
    bag bags packet packets piece bottle bread milk sugar flour maize rice eggs egg oil soap water salt tea butter
    beans tomatoes onions potatoes order orders delivery address phone number receipt offers stock price customer
    service prompt money payment refund discount rider gate agent cart checkout catalog catalogue menu list cancel
    delivered
    """.split()
)
_SWAHILI = frozenset(
    """
    na ya wa la za cha vya kwa ni si sio mimi wewe yeye sisi nyinyi wao hii hiyo hizo hizi ile zile yale hapa pale
    huko leo kesho jana sasa bado tu pia lakini ama au kama ili kwamba sana kabisa tafadhali asante shukran ahsante
    karibu habari mambo niaje vipi hujambo jambo salama poa sawa ndio ndiyo hapana eeh haya nataka nipe naomba
    nahitaji niletee nitumie weka ongeza punguza toa ondoa badilisha futa onyesha nionyeshe nunua lipa nalipa nitalipa
    nimelipa malipo pesa bei ngapi shingapi gani nini nani wapi lini kwanini mbona je mko mna mnauza iko kuna hakuna
    hamna una uko niko moja mbili tatu nne tano sita saba nane tisa kumi ishirini mia elfu nusu robo kilo lita gramu
    pakiti mfuko chupa kopo mayai maziwa mkate mikate unga sukari chumvi mchele mafuta sabuni maji chai kahawa nyanya
    vitunguu kitunguu viazi waru ndizi maharagwe ndengu mboga matunda nyama kiberiti mishumaa makaa oda yangu yako
    yetu langu wangu zangu changu zote yote wote duka dukani nyumbani mtu watu nipelekee peleka leta letea chukua
    imefika haijafika bidhaa kitu vitu risiti rudisha nirudishie nirudishieni tena mpya ingine nyingine kubwa ndogo
    mzuri nzuri mbaya vibaya bora imeharibika imeraruka kosa tofauti acheni msinitumie nisaidie saidia ongea kuongea
    zungumza swahili kiswahili kiingereza lugha ninaitwa jina anwani ukifika nipigie mlango mlinzi tayari kulipa
    kununua kuagiza agiza nimeorder naorder fiti buda msee mse maze manze wasee sema rada nko nkt zii ebu hebu wacha
    acha mnaeza naeza mnaweza unaweza naweza kuja saa asubuhi jioni usiku mchana wiki mwezi siku lipia stima mtaa soko
    jirani kaka dada mama baba ndugu rafiki kesha ndani nje tupatie tupe niongeze niongezee badala yake yao hivi hivyo
    ndo basi baadaye kwaheri mwema lala huduma kazi safi kila kwanza pili punguzo ofa stakabadhi thibitisha agizo
    mkokoteni kikapu orodha ngano ugali sembe uji siagi asali karanga tambi majani nepi sodo wueh doo tuma mzigo cheki
    chapaa ganji mzae aje vile kwani morio mathe dem mresh ngori mbogi wazi mbwa umbwa mjinga wajinga mwizi wezi
    unajua sijui huku sahii saizi kiasi
    """.split()
)
# Who opens so speaks it; "sawa" and "asante" are said in English talk too.
_OPENING = frozenset("habari hujambo hamjambo shikamoo niaje".split())
_SWAHILI_BEGINNING = re.compile(
    r"(?:ni|u|a|tu|m|wa|i|zi|ya|ha|hatu|hawa|si|ku)(?:na|li|ta|me|ka|nge|ja|ki|po)[a-z]{2,}|(?:nime|nina|nita|mme|mna|tuna|ume|una|hai|haja)[a-z]+"
)
_ENGLISH_ENDING = re.compile(
    r"[a-z]{3,}(?:ing|tion|ed|ly|ment|ness|ould|ght|ck|sh|th)|(?=[a-z]*[b-df-hj-np-tv-z]\Z)[a-z]+?(?:ee|oo|ea|ou)[a-z]{2,}"
)
_SWAHILI_SHAPE = re.compile(
    r"(?:m[bt]?w?|n[dgjyz]?|ki|vi|ma|ch|ny|ng|mb|nd)?[aeiou]?(?:[bcdfghjklmnprstvwyz]{1,2}[aeiou]){2,}"
)
# Our own texts tell customers of both languages to type these; alone they speak neither.
_KEYWORDS = frozenset(
    "cart checkout status track history reorder help agent cancel stop start add remove money".split()
)
_NEUTRAL = frozenset("mpesa airtel card cash visa ok okay hi bye kg g l ml pcs x".split())


@dataclass(frozen=True)
class Detected:
    """``name`` None when the message says nothing of its language ("2", "mpesa", a name)."""

    name: Code | None
    confidence: float

    def as_dict(self) -> dict[str, str | float | None]:
        """As it stands in the parse result."""
        return {"name": self.name, "confidence": round(self.confidence, 3)}


def detect_language(text: str | None) -> Detected:
    """Weighs each word by list, then by its form; confidence is the share of the winner, less for little evidence."""
    english = swahili = 0.0
    tokens = tokenise(text)
    if all(token.norm in _KEYWORDS | _NEUTRAL for token in tokens if token.is_word):
        return Detected(None, 0.0)
    for token in tokens:
        if token.is_word and token.norm not in _NEUTRAL:
            weight_en, weight_sw = _weigh(token.norm, token.text)
            english += weight_en
            swahili += weight_sw
    total = english + swahili
    if total < 0.5 or english == swahili:
        return Detected(None, 0.0)
    name: Code = "en" if english > swahili else "sw"
    return Detected(name, max(english, swahili) / total * min(1.0, 0.5 + total / 4))


def _weigh(word: str, written: str) -> tuple[float, float]:
    if word in _OPENING:
        return (0.0, 2.0)
    if word in _SWAHILI:
        return (0.0, 0.5 if len(word) < 3 else 1.0)
    if word in _ENGLISH:
        return (0.8 if len(word) < 2 else 1.0, 0.0)
    if word in _BORROWED:
        return (0.4, 0.0)
    if len(word) < 4 or written[:1].isupper():
        return (0.0, 0.0)
    if _SWAHILI_BEGINNING.fullmatch(word):
        return (0.0, 0.7)
    if _ENGLISH_ENDING.fullmatch(word):
        return (0.6, 0.0)
    return (0.0, 0.2) if _SWAHILI_SHAPE.fullmatch(word) else (0.0, 0.0)
