"""What may be a name: the odd and real ones of the world, and nothing that our mail should not carry."""

import pytest

from people.names import tidy_name, wrong_name, wrong_part

REAL = """
O’Brien|O'Brien|OʼNeill|O`Grady|Ó Súilleabháin|Nguyễn Thị Ánh Tuyết|Al-Ḥasan|D'Arcy|St. John-Smythe|
St.John|王小明|Þórbjörg|María-José|van der Merwe|J. R.|J.R.|J.R.Hartley|Siân ap Gwilym|ferch Llywelyn|
ณัฐพงศ์ ศรีสุวรรณวัฒนา|พิชญาภรณ์ เทพหัสดิน ณ อยุธยา|வெங்கடராமன் சுப்பிரமணியன்|லட்சுமிநாராயணன்|
క్‌షేత్ర|শ্রী‌মতী|نور‌الدین|می‌رضا|محمد بن عبد الله|יעל בן־דוד|Ђорђевић|Πα­παδόπουλος|
Ольга Сергеевна|김민수|サンチェス・マリア|やまだ はなこ|’t Hooft|'s-Gravesande|de los Ángeles García y de la Torre|
Von und zu Hohenstein|Ng|E|Xu|Łukasz Żółć|Đặng|Åse|Çelik|İpek|Gal·la|Nukuʻalofa|Keʻeaumoku|
Kumar a/l Raman|Smith, Jr.|Sammy Davis, Jr|Jones, MBE|Example III|Mac Giolla Phádraig|mary ann|
MARY-ANN|Abebe Bikila|Fitzgerald-O’Connor|ibn Battuta|Te Rangi Hīroa|Anne‑Marie|Jean–Luc|
Bjørg Ødegård|dos Santos e Silva|Karim al-Jamil ibn Nidal ibn Abdulaziz al-Filistini|Sù’u|An|To|You|
Will|Click|Bank|Open|Win|The|Prize|Pay Lin|Wm. Penn|བཀྲ་ཤིས|ಕೃಷ್ಣಮೂರ್ತಿ|സുബ്രഹ്മണ്യൻ|ආර්‍යරත්න|
ខេមរា|မောင်မောင်|አበበ|აბაშიძე|Հովհաննիսյան
""".replace("\n", "").split("|")

NO_NAMES = [
    "SECURITY ALERT: your council account is locked. Confirm your password today",
    "SECURITY ALERT", "Your council account is locked", "Your Account Is Locked", "Ring Dave at the office before six",
    "Please Click", "Urgent Payment", "Password-Reset", "you have won", "Reply to this email", "Council Security",
    "https://evil.example/", "http:evil", "//evil.example", "evil.example", "EVIL.COM", "Evil.Com now",
    "www.evil.example", "www. evil",
    "bit.ly", "t.co", "evil.example.", "O’evil.co-uk", "ann@evil.example", "ann＠evil", "mailto:ann",
    "⟦link⟧", "{{ link }}", "{% now %}", "=?utf-8?q?x=0d=0aReply-To:_evil?=", "=HYPERLINK(1)", "+44", "-Ann",
    "<b>Ann</b>",
    "12345", "٣٤٥", "4nn", "Ann 2", "…", "--", "’", ".", "Ann!", "Ann?", "Ann; Bob", "Ann & Bob", "Ann (chair)", "a\\b",
    "Ann/Bob", "☎ Ann", "Ann 💩", "x" * 101, "Ann, Bob", "one two three four", "A B C D E F G H I J K", "Z̸̡̢̧̨͇͎a",
    "𝟙𝟚", "Ⅻ", "①",
]  # fmt: skip


@pytest.mark.parametrize("name", REAL)
def test_a_name_of_the_world_passes_as_either_part(name):
    tidied = tidy_name(name)
    assert (wrong_part(tidied), wrong_name("Ann", tidied), wrong_name(tidied, "Smith")) == ("", "", "")


@pytest.mark.parametrize("text", NO_NAMES)
def test_what_mail_should_not_carry_is_no_name(text):
    assert wrong_name("Ann", tidy_name(text))
    assert wrong_name(tidy_name(text), "Smith")


@pytest.mark.parametrize(
    ("given", "family"),
    [
        ("Security", "Alert"),
        ("Your Account", "Expired"),
        ("Click", "Here"),
        ("", ""),
        ("’", "."),
        ("Locked", "Account"),
    ],
)
def test_parts_that_pass_alone_make_no_sentence_together(given, family):
    assert wrong_name(given, family)


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("Ann\u202egro.live", "Anngro.live"),
        ("A\u200bnn\ufeff", "Ann"),
        ("An\u200dn", "Ann"),
        ("\u200dAnn\u200c", "Ann"),
        ("Ann\x00\x07\x1b", "Ann"),
        ("Ann\r\nBcc", "Ann Bcc"),
        ("Ann\ud800", "Ann"),
        ("Zoe\u0308", "Zoë"),
        ("می\u200cرضا", "می\u200cرضا"),
        ("St.John", "St. John"),
        ("J.R.", "J.R."),
        ("Jean–Luc", "Jean-Luc"),
    ],
)
def test_what_nobody_sees_is_not_kept(typed, kept):
    assert tidy_name(typed) == kept
