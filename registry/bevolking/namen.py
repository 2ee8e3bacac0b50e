"""Names and places of origin, written by hand for this generator. Combinations are fictitious; no list of real people was used.

A Herkomst is where somebody's names come from; whoever is born abroad was born in its `land`. Codes of countries (table 34) and
nationalities (table 32) are those of the BRP.
"""

from __future__ import annotations

from dataclasses import dataclass

NEDERLAND = "6030"
NEDERLANDSE = "0001"
JONG_VANAF = 1975


@dataclass(frozen=True, slots=True)
class Geslachtsnaam:
    """A surname and its prefix."""

    voorvoegsel: str
    naam: str


@dataclass(frozen=True, slots=True)
class Herkomst:
    """Names of one origin; `jonger` are those of people born from 1975 on."""

    naam: str
    land: str
    landnaam: str
    nationaliteit: str
    is_eu: bool
    plaatsen: tuple[str, ...]
    mannen: tuple[str, ...]
    vrouwen: tuple[str, ...]
    geslachtsnamen: tuple[Geslachtsnaam, ...]
    mannen_jonger: tuple[str, ...] = ()
    vrouwen_jonger: tuple[str, ...] = ()

    def given_names(self, geslacht: str, jaar: int) -> tuple[str, ...]:
        """Given names that parents chose in that year."""
        if geslacht == "M":
            return self.mannen_jonger if self.mannen_jonger and jaar >= JONG_VANAF else self.mannen
        return self.vrouwen_jonger if self.vrouwen_jonger and jaar >= JONG_VANAF else self.vrouwen


def _words(tekst: str) -> tuple[str, ...]:
    return tuple(tekst.split())


def _surnames(tekst: str) -> tuple[Geslachtsnaam, ...]:
    """Surnames, split by commas; a prefix stands before a slash."""
    delen = (deel.strip().rpartition("/") for deel in tekst.split(","))
    return tuple(Geslachtsnaam(voor.strip(), naam.strip()) for voor, _, naam in delen)


NEDERLANDS = Herkomst(
    "nederlands", NEDERLAND, "Nederland", NEDERLANDSE, is_eu=True, plaatsen=(),
    mannen=_words("Adriaan Aart Arie Bernard Berend Cor Dirk Douwe Evert Frits Gerard Gerrit Harm Hendrik Henk Huib Jacob Jan Johan Joop Kees "
                  "Klaas Koos Leendert Lambertus Maarten Nico Piet Reinder Rien Rudolf Sietse Teunis Theo Tjeerd Willem Wim Wouter"),
    vrouwen=_words("Aaltje Adriana Alida Antje Bep Betty Catharina Coba Corrie Dina Elisabeth Elly Fenna Geertje Gerda Greet Hanneke Hendrika "
                   "Ina Janna Jannie Johanna Klaasje Lena Marga Maria Mies Nel Neeltje Petronella Riet Rika Sjoukje Thea Tineke Trijntje Wilma"),
    mannen_jonger=_words("Bart Bas Bram Daan Dennis Finn Floris Guus Hidde Jelle Jeroen Jesse Joris Kevin Koen Lars Luuk Mark Mees Michiel "
                         "Niek Olaf Pim Rick Ruben Sander Sem Sjoerd Stijn Teun Thijs Tijn Tom Wessel Youri"),
    vrouwen_jonger=_words("Anouk Aukje Britt Carlijn Chantal Daphne Dewi Eline Emma Esmee Evi Femke Fleur Floor Ilse Iris Jasmijn Julia Kim "
                          "Lieke Linda Lisa Lotte Maaike Marloes Merel Nienke Noor Romy Roos Sanne Saar Sophie Tess Yara"),
    geslachtsnamen=_surnames(
        "Akkerman, van den/Berg, van der/Bijl, Blokzijl, de/Boer, Boersma, van/Bokhoven, Bosscha, van den/Broek, Brouwer, van/Dalen, Dekker, "
        "van/Dongen, Doornbos, van der/Eijk, Elzinga, van/Essen, Feenstra, Geerts, Goedhart, de/Graaf, Grootveld, Haverkamp, van der/Heide, "
        "Hendriks, van den/Heuvel, Hoekstra, Hofman, Jansen, de/Jong, Kamphuis, Kloosterman, Kooistra, Koster, de/Leeuw, Lindeboom, Maas, "
        "van/Maanen, Meijerink, Mulder, Nieuwenhuis, Noordhoek, Oosterhof, Peters, Pietersma, Postma, van/Rijn, Rozendaal, Schipper, Smeets, "
        "Smit, Spaans, Terpstra, Timmer, Veenstra, van/Veldhuizen, Verhoeven, Vermeer, Visser, Vonk, de/Vries, Waalwijk, van/Wijk, Wiersma, "
        "de/Wit, Zandstra, Zwart, van 't/Hof, in 't/Veld, ter/Horst, ten/Cate, op den/Camp"),
)  # fmt: skip

HERKOMSTEN: tuple[tuple[Herkomst, int], ...] = (
    (NEDERLANDS, 700),
    (Herkomst(
        "turks", "6043", "Turkije", "0339", is_eu=False, plaatsen=("Ankara", "Konya", "Kayseri", "Izmir", "Trabzon", "Yozgat", "Aksaray"),
        mannen=_words("Ahmet Mehmet Mustafa Ali Hüseyin Hasan İbrahim Osman Yusuf Emre Burak Kerem Can Deniz Serkan Cem"),
        vrouwen=_words("Ayşe Fatma Emine Hatice Zeynep Elif Meryem Şerife Gülay Sevgi Özlem Esra Büşra Defne Nur Derya"),
        geslachtsnamen=_surnames("Yıldırım, Kaya, Demirci, Çelikkol, Şahinoğlu, Yılmazer, Öztaş, Aydınlı, Karaca, Polatlı, Erdoğdu, Güneş, "
                                 "Korkmazer, Aslantaş, Tuncer, Bulutlu")), 50),
    (Herkomst(
        "marokkaans", "5022", "Marokko", "0131", is_eu=False, plaatsen=("Nador", "Al Hoceima", "Berkane", "Oujda", "Tétouan", "Casablanca"),
        mannen=_words("Mohamed Ahmed Hassan Abdelkader Driss Mimoun Said Rachid Youssef Karim Bilal Ilias Anouar Zakaria Ayoub Amin"),
        vrouwen=_words("Fatima Aicha Khadija Malika Naima Samira Hanane Loubna Ikram Salma Nadia Zineb Siham Imane Yasmina Rania"),
        geslachtsnamen=_surnames("El Haddouchi, Benamar, Bouzidi, Amrani, El Khattabi, Ouali, Zerrouki, Tahiri, Azzouzi, El Idrissi, "
                                 "Boukhari, Chaoui, Aarab, Mesbahi, Lahlou, Bennani")), 50),
    (Herkomst(
        "surinaams", "5007", "Suriname", "0263", is_eu=False, plaatsen=("Paramaribo", "Nieuw-Nickerie", "Albina", "Moengo", "Groningen", "Coronie"),
        mannen=_words("Andre Carlo Delano Errol Faizel Glenn Henry Iwan Kenneth Ramon Rakesh Roy Soenil Stanley Vinod Winston"),
        vrouwen=_words("Astrid Carmen Indra Ingrid Joan Lilian Mavis Moenia Nalini Sandra Santoesha Sharda Sherida Soraya Usha Yvonne"),
        geslachtsnamen=_surnames("Ramdien, Soekhoe, Bhagwandas, Kalidien, Jagernath, Wongso, Kartopawiro, Pinasol, Vrijmoed, Goedhoop, "
                                 "Landveld, Zeefuik, Blijdorp, Tjon A Soe, Lo Kim, van/Braamsberg")), 40),
    (Herkomst(
        "pools", "7028", "Polen", "0072", is_eu=True, plaatsen=("Poznań", "Łódź", "Opole", "Gdańsk", "Rzeszów", "Białystok"),
        mannen=_words("Adam Andrzej Bartosz Grzegorz Jakub Krzysztof Łukasz Marek Mateusz Paweł Piotr Rafał Tomasz Wojciech"),
        vrouwen=_words("Agnieszka Alicja Anna Barbara Ewa Joanna Katarzyna Magdalena Małgorzata Monika Natalia Zofia Żaneta Urszula"),
        geslachtsnamen=_surnames("Zielonka, Wrzesień, Kowalik, Jabłonowska, Grzybek, Michalczyk, Sadowska, Wierzba, Pawlikowska, Dąbek, "
                                 "Kaczorek, Ostrowicz, Żurawik, Świerczek")), 35),
    (Herkomst(
        "curaçaos", "5107", "Curaçao", NEDERLANDSE, is_eu=True, plaatsen=("Willemstad", "Barber", "Soto", "Tera Corá"),
        mannen=_words("Angelo Churandy Elvis Gilbert Hubert Jairo Nelson Orlando Quincy Rignald Sidney Tyrone"),
        vrouwen=_words("Angela Daisy Elvira Gisella Ilona Jeanine Magali Norayla Rosaura Shudeska Thaisa Zuleika"),
        geslachtsnamen=_surnames("Martinetta, Bernabela, Cijntje, Koeiman, Rosaria, Sambo, Pieternel, Wanga, Isenia, Girigorie, Alberta, Zimmerman")), 20),
    (Herkomst(
        "syrisch", "7009", "Syrië", "0336", is_eu=False, plaatsen=("Aleppo", "Homs", "Damascus", "Deraa", "Hama", "Idlib"),
        mannen=_words("Abdulrahman Anas Bashar Fadi Firas Khaled Mahmoud Nizar Omar Samer Tarek Wael"),
        vrouwen=_words("Amal Dima Ghada Hala Jumana Lina Maysoun Nour Rasha Reem Sawsan Yara"),
        geslachtsnamen=_surnames("Al Masalmeh, Haddad, Al Nasser, Khoury, Darwish, Al Shami, Qasim, Sabbagh, Al Hariri, Mansour, Zaytoun, Kabbani")), 22),
    (Herkomst(
        "duits", "6029", "Duitsland", "0055", is_eu=True, plaatsen=("Bremen", "Münster", "Kleve", "Leer", "Osnabrück", "Köln"),
        mannen=_words("Dieter Günter Hans Jürgen Klaus Lukas Matthias Stefan Uwe Wolfgang"),
        vrouwen=_words("Anke Birgit Gisela Heike Ingeborg Jutta Katrin Sabine Ursula Wiebke"),
        geslachtsnamen=_surnames("Brückner, Eichholz, Großmann, Hüttenberg, Kleinschmidt, Lohmeyer, Ostermann, Rautenberg, Schröderjahn, Weißenborn")), 15),
    (Herkomst(
        "indonesisch", "6024", "Indonesië", "0313", is_eu=False, plaatsen=("Jakarta", "Bandung", "Surabaya", "Ambon", "Semarang"),
        mannen=_words("Agus Budi Eddy Hendra Johannes Rudy Slamet Wayan Yanto Zeth"),
        vrouwen=_words("Ayu Dewi Endang Lestari Mientje Ratna Siti Sri Wati Yulia"),
        geslachtsnamen=_surnames("Pattipeiluhu, Soemadi, Latuperissa, Wijaya, Hartono, Sahetapy, Kusumo, Tahapary, Santoso, de/Quartel")), 18),
    (Herkomst(
        "oekraïens", "6038", "Oekraïne", "0034", is_eu=False, plaatsen=("Charkiv", "Kyiv", "Odesa", "Lviv", "Dnipro"),
        mannen=_words("Andrii Bohdan Dmytro Ihor Maksym Oleh Pavlo Serhii Taras Yurii"),
        vrouwen=_words("Daryna Halyna Iryna Kateryna Liudmyla Nataliia Oksana Olena Svitlana Yuliia"),
        geslachtsnamen=_surnames("Kovalchuk, Shevchuk, Bondarets, Tkachyk, Melnychenko, Horobets, Lysenkiv, Savchyn, Polishchak, Kravets")), 14),
    (Herkomst(
        "chinees", "6022", "China", "0307", is_eu=False, plaatsen=("Wenzhou", "Guangzhou", "Shenzhen", "Fuzhou"),
        mannen=_words("Bo Guang Jian Jun Ming Qiang Wei Zhi"),
        vrouwen=_words("Fang Hui Jing Lan Mei Ting Xiu Yan"),
        geslachtsnamen=_surnames("Chen, Huang, Lin, Zhou, Zheng, Ye, Hu, Wu")), 12),
    (Herkomst(
        "eritrees", "9003", "Eritrea", "0084", is_eu=False, plaatsen=("Asmara", "Keren", "Mendefera", "Massawa"),
        mannen=_words("Abraham Berhane Dawit Filmon Kidane Merhawi Samuel Tesfay Yonas Zerai"),
        vrouwen=_words("Abeba Feven Helen Letebrhan Miriam Rahwa Saba Selam Tsega Winta"),
        geslachtsnamen=_surnames("Ghebremedhin, Tekleab, Habtom, Weldemichael, Asmerom, Kiflay, Negassi, Mehari, Tsegai, Okbay")), 12),
    (Herkomst(
        "ghanees", "5024", "Ghana", "0118", is_eu=False, plaatsen=("Kumasi", "Accra", "Tema", "Obuasi"),
        mannen=_words("Emmanuel Isaac Kofi Kojo Kwabena Kwame Samuel Yaw"),
        vrouwen=_words("Abena Adwoa Akosua Ama Comfort Efua Grace Mercy"),
        geslachtsnamen=_surnames("Boatengwaa, Owusuaa, Asantewaa, Mensahene, Osei Tutuwa, Agyekum, Amponsaa, Darkowaa")), 12),
)  # fmt: skip

PER_NAAM = {herkomst.naam: herkomst for herkomst, _ in HERKOMSTEN}

# Where people born elsewhere in the Netherlands were born, and where a deed can lie (codes of table 33).
GEBOORTEGEMEENTEN = _words(
    "0014 0141 0150 0193 0200 0268 0307 0344 0361 0363 0392 0518 0546 0599 0637 0758 0772 0796 0855"
)
