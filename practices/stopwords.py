"""Words without meaning of their own, by language: articles, pronouns, prepositions, and how people begin a question.

They are indexed, so that phrases and names with them are found, but a search neither asks for them nor counts them.
"""

from practices.text import fold

_WORDS = {
    "en": """
        a about above after again all also am an and any are as at be because been before being between both but by
        can could did do does doing down during each few for from further give had has have having he her here hers
        him his how i if in into is it its itself just let like many me more most much my need no nor not now of off
        on once one only or other our ours out over own please s same she should show so some such t tell than that
        the their them then there these they this those through to too under until up us using very via was we were
        what when where whether which while who whom whose why will with within without would you your there's list
        find look looking search want wants know another already every everyone instead often others since still yet
        example examples exist exists available anything something someone anyone d ll m re ve
    """,
    "fr": """
        a à afin ai ainsi alors après as au aucun aussi autre autres aux avait avant avec avoir c car ce ceci cela celle
        celles celui ces cet cette ceux chaque chez ci comme comment contre d dans de depuis des donc dont du elle
        elles en encore entre es est et étaient était été être eu fait faire faut fois font hors il ils j je jusqu l la
        laquelle là le lequel les lesquelles lesquels leur leurs lors lorsque lui m ma mais me même mêmes mes moi mon n
        ne ni non nos notre nous on ont où ou par parce parmi pas pendant peu peut peuvent plus pour pourquoi près qu
        quand que quel quelle quelles quels qui quoi quelque quelques s sa sans se selon ses si sont sous soit
        son sur t ta te tel telle telles tels tes toi ton tous tout toute toutes très tu un une vers via vos votre vous
        y existe existent trouver cherche montrer donner quelqu exemple exemples ça c'est est-ce
    """,
    "es": """
        a al algo alguna algunas alguno algunos algún ante antes aquel aquella así aunque cada como cómo con contra cual
        cuál cuales cuáles cuando cuándo cuanto cuánto de del desde después donde dónde durante e el él ella ellas ello
        ellos en entre era eran es esa esas ese eso esos esta está estas este esto estos están fue fueron ha hace hacen
        hacer haber han hasta hay la las le les lo los más me mediante mi mis mismo mucho muy nada ni no nos nosotros
        nuestra nuestro o os otra otras otro otros para pero poco por porque puede pueden pues que qué quien quién
        quienes quiénes se sea según ser si sí sido sin sobre son su sus también tan tanto te tiene tienen toda todas
        todo todos tras tu tus u un una unas uno unos usted vía y ya yo existe existen buscar encontrar mostrar dar
        ejemplo ejemplos
    """,
    "pt": """
        a à ao aos aquela aquele aquilo as às até através cada com como contra cujo da das de dela dele deles depois
        desde dessa desse desta deste do dos durante e é ela elas ele eles em enquanto entre era essa essas esse esses
        esta está estão estas este estes eu faz fazem fazer foi foram for há isso isto já lhe lhes lo mais mas me
        mediante mesma mesmo meu minha muito na nas não nem nenhum no nos nós nossa nosso num numa o onde os ou outra
        outras outro outros para pela pelas pelo pelos por porque pode podem pois quais qual quando quanto que quê quem
        se seja sem sempre ser seu seus si sido sobre somente sou sua suas são só também tal tem têm tipo toda todas
        todo todos tu um uma umas uns via você vocês existe existem procurar encontrar mostrar dar exemplo exemplos
    """,
    "ar": """
        في من إلى الى على عن مع ما ماذا ماهي ماهو هل كيف أين اين متى لماذا لم لن لا ليس أن ان إن أو او أم ام ثم بل لكن
        هذا هذه ذلك تلك هؤلاء الذي التي الذين اللاتي اللواتي التى هو هي هم هن نحن أنا أنت كل بعض أي اي أية بين حول عند
        عندما حين قبل بعد تحت فوق خلال منذ حتى إذا اذا لو قد كان كانت يكون تكون كانوا كما مثل غير سوى فقط أيضا ايضا به
        بها له لها لهم فيها فيه منها منه عليها عليه إليها إليه التي و ب ل ك ف يوجد توجد هناك يتم تم عبر لدى أمثلة مثال
        ابحث أريد
    """,
}

STOP_WORDS = {
    language: frozenset(fold(word) for word in words.replace("'", " ").replace("-", " ").split())
    for language, words in _WORDS.items()
}
