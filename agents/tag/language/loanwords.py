"""Which words came from languages other than Chinese: those with a syllable that no Chinese character is read as."""

from __future__ import annotations

import re

SINO_KOREAN = frozenset(
    "가각간갈감갑강개객갱갹거건걸검겁게격견결겸경계고곡곤골공과곽관괄광괘괴굉교구국군굴궁권궐궤귀규균귤극근금급긍기긴길끽나난날남납낭내녀년념녕노농뇌뇨눈눌뉴능니닉다단달담답당대덕도독돈돌동두둔득등라락란랄"
    "람랍랑래랭략량려력련렬렴렵령례로록론롱뢰료룡루류륙륜률륭륵름릉리린림립마막만말망매맥맹멱면멸명몌모목몰몽묘무묵문물미민밀박반발방배백번벌범법벽변별병보복본볼봉부북분불붕비빈빙사삭산살삼삽상새색생서석선"
    "설섬섭성세소속손솔송쇄쇠수숙순술숭슬습승시식신실심십쌍씨아악안알암압앙애액앵야약양어억언얼엄업엔여역연열염엽영예오옥온올옹와완왈왕왜외요욕용우욱운울웅원월위유육윤율융은을음읍응의이익인일임입잉자작잔잠"
    "잡장재쟁저적전절점접정제조족존졸종좌죄주죽준줄중즉즐즙증지직진질짐집징차착찬찰참창채책처척천철첨첩청체초촉촌총촬최추축춘출충췌취측층치칙친칠침칩칭쾌타탁탄탈탐탑탕태택탱터토통퇴투특틈파판팔패팽퍅편폄평"
    "폐포폭표품풍피필핍하학한할함합항해핵행향허헌헐험혁현혈혐협형혜호혹혼홀홍화확환활황회획횡효후훈훙훤훼휘휴휼흉흑흔흘흠흡흥희힐"
)
"""The syllables that the Chinese characters of KS X 1001 are read as."""

_HANGUL = re.compile("[가-힣]+")


def is_loanword(word: str) -> bool:
    """Whether a word of Hangul looks like one from afar: 시티, 파이브, but not 기업; native words may look so too."""
    return _HANGUL.fullmatch(word) is not None and not SINO_KOREAN.issuperset(word)
