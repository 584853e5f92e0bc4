"""What people write for their name, for topics, and at length."""

from flows.ears import Name, Topics, Words
from tests.ears import hear, misheard


def test_a_name_is_heard_in_english():
    rows = """
    Maria | I'm Maria | I am Maria | My name is Maria | my name's Maria | call me Maria => "Maria"
    Call me Maria please => "Maria"
    You can call me Maria | just Maria | It's Maria | Maria! | "Maria" | Hi, I'm Maria => "Maria"
    people call me Maria | Maria. => "Maria"
    Just call me Maria, thanks | this is Maria | Please call me Maria | I go by Maria => "Maria"
    Maria please | hello! I'm Maria => "Maria"
    maria => "maria"
    Anna-Liisa | I'm Anna-Liisa => "Anna-Liisa"
    O'Brien | call me O'Brien => "O'Brien"
    Matti Meikäläinen => "Matti Meikäläinen"
    Dr. => "Dr"
    Will | call me Will => "Will"
    李小龙 => "李小龙"
    Мария => "Мария"
    Maria 🌸 => "Maria 🌸"
    J => "J"
    yes | no | what is this? | Maria? | why do you ask | I don't want to say | help | /start |  | 🌸 => null
    123 | ... | hello => null
    my mother left me when I was ten years old | http://x.y | @maria | maria@x.fi | I don't know => null
    <b>x</b> | I'm fine => null
    """
    assert misheard(Name(), "en", rows) == []


def test_a_name_is_heard_in_finnish():
    rows = """
    Maria | olen Maria | Oon Maria | mä oon Maria | minä olen Maria | nimeni on Maria => "Maria"
    mun nimi on Maria | Maria vaan => "Maria"
    Moi, olen Maria | se on Maria | ihan vaan Maria | vain Maria | voit sanoa Maria => "Maria"
    kutsu minua Mariaksi => "Maria"
    sano vaan Maisa | sano Maisa | sano mua Maisaksi | kutsu mua Maisaksi | kutsu Maisaksi => "Maisa"
    Maisa riittää => "Maisa"
    nimeni on Matti Meikäläinen => "Matti Meikäläinen"
    sano Pekka => "Pekka"
    Aleksi | olen Aleksi => "Aleksi"
    kutsu minua Matiksi | kutsu mua Pekaksi | en halua kertoa | miksi? | kuka sinä olet | joo | ei => null
    moi | olen väsynyt => null
    """
    assert misheard(Name(), "fi", rows) == []


def test_invisible_marks_never_become_part_of_a_name():
    assert hear(Name(), "\u202eMaria\u202c\u200b\x00") == "Maria"
    assert hear(Name(), "Ma\nria") == "Ma ria"
    assert hear(Name(), "x" * 61) is None
    assert hear(Name(), "x" * 60) == "x" * 60


def test_words_are_kept_as_they_were_said():
    assert hear(Words(), "  I felt *alone* [today]\n\nvery. ") == "I felt *alone* [today]\n\nvery."
    assert hear(Words(), "   ") is None
    assert hear(Words(), "x" * 4096) == "x" * 4096
    assert hear(Words(), "x" * 4097) is None


def test_topics_are_a_list_in_the_clients_words():
    rows = """
    work, my mother and money | work; my mother, money => ["work", "my mother", "money"]
    work | - work | work. => ["work"]
    none | nothing | No. | nothing really | no thanks | None! => []
    | , | ... => null
    """
    assert misheard(Topics(), "en", rows) == []
    rows = """
    työ, äiti ja raha | työ, äiti, raha => ["työ", "äiti", "raha"]
    ei mitään | ei | ei ole | Ei mikään => []
    isän sairaus => ["isän sairaus"]
    """
    assert misheard(Topics(), "fi", rows) == []
    assert hear(Topics(), "work\nmy mother\nwork") == ["work", "my mother"]
