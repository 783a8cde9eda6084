"""Words that sheets use where there is no value, or none that is named, and what a mark in a cell says; five languages."""

from practices.exchange.matching.forms import folded

LONGEST = 60  # characters of such a cell
_NOTHING = """
    n/a|na|n.a.|n.a|#n/a|nil|none|null|-|–|—|--|---|_|/|?|??|.|..|...|…|x.x.|n.d.|nd|n.d|n/d|n/c|n.c.|s/d|s.d.|s/i|s/o|s.o.|r.a.s.|tbd|tbc|t.b.d.|t.b.c.
    unknown|not known|not available|not applicable|no data|no information|no info|to be determined|to be confirmed|not specified
    not stated|unspecified|empty|blank|nothing|inconnu|inconnue|non connu|non disponible|non applicable|sans objet|neant|néant
    aucun|aucune|non renseigné|non précisé|à déterminer|à confirmer|pas de données|pas d'information|desconocido|desconocida
    no disponible|no aplica|no se aplica|ninguno|ninguna|sin datos|sin información|por determinar|por confirmar|no especificado
    se desconoce|desconhecido|desconhecida|não disponível|não aplicável|não se aplica|nenhum|nenhuma|sem dados|sem informação
    a determinar|a confirmar|não especificado|غير متوفر|غير متاح|غير معروف|لا يوجد|لا تنطبق|لا ينطبق|غير محدد|مجهول|لا شيء|لا توجد بيانات
"""
_SEVERAL = """
    multiple|various|several|many|all|others|other|different|mixed|etc|regional|global|worldwide|international|multi-country
    multiple countries|various countries|several countries|many countries|all countries|other countries|partner countries
    multiple partners|various partners|several partners|plusieurs|divers|diverses|multiples|différents|tous|toutes|autres
    régional|régionale|mondial|plusieurs pays|divers pays|différents pays|tous les pays|autres pays|multipays|plusieurs partenaires
    varios|varias|múltiples|diversos|diversas|todos|todas|otros|otras|mundial|varios países|múltiples países|diversos países
    todos los países|otros países|multipaís|varios socios|vários|várias|múltiplos|múltiplas|outros|outras|vários países
    múltiplos países|diversos países|todos os países|outros países|vários parceiros|متعدد|متعددة|متعددون|عدة|مختلف|مختلفة|متنوع
    متنوعة|إقليمي|إقليمية|عالمي|عدة دول|عدة بلدان|دول متعددة|بلدان متعددة|جميع الدول|دول مختلفة|دول أخرى|عدة جهات|جهات متعددة
"""
_YES = """
    yes|y|true|x|✓|✔|☑|☒|√|✅|1|oui|o|vrai|sí|si|s|verdadero|cierto|sim|verdadeiro|نعم|أجل|صحيح|ن
"""
_NO = """
    no|n|false|0|✗|✘|☐|❌|non|faux|falso|não|nao|لا|كلا|خطأ
"""
_LANGUAGES = {
    "en": "english|anglais|inglés|inglês|الإنجليزية|الانجليزية|إنجليزي|eng",
    "fr": "french|français|francés|francês|الفرنسية|فرنسي|fra|fre",
    "es": "spanish|espagnol|español|espanhol|castellano|الإسبانية|إسباني|الاسبانية|spa|esp",
    "pt": "portuguese|portugais|portugués|português|البرتغالية|برتغالي|por|pt-br|pt-pt",
    "ar": "arabic|arabe|árabe|العربية|عربي|عربية|ara",
}


def _listed(text: str) -> frozenset[str]:
    return frozenset(folded(word) for line in text.strip().splitlines() for word in line.strip().split("|") if word)


NOTHING, SEVERAL, YES, NO = _listed(_NOTHING), _listed(_SEVERAL), _listed(_YES), _listed(_NO)
LANGUAGE_NAMES = {name: code for code, names in _LANGUAGES.items() for name in _listed(names)}


def says_nothing(text: str) -> bool:
    """Whether a cell holds a word for "no value"."""
    if len(text) > LONGEST:
        return False
    text = folded(text)
    return not text or text in NOTHING or not text.strip("-–—_.·?/* ")


def says_several(text: str) -> bool:
    """Whether a cell says that there are several and names none."""
    return len(text) <= LONGEST and folded(text).rstrip(".…") in SEVERAL
