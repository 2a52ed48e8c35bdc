"""Pages of twelve languages: who wrote them and when, and which of their lines are no text."""

import re
from typing import Any

import pytest

from tests.linepages import read_page

# A headline, two sentences, entries of the menu.
PAGES = {
    "en": (
        "Two towns agree on a new bridge over the river",
        (
            "The council met on Tuesday evening to discuss the new bridge, which residents have "
            "awaited for more than ten years. Engineers said that the work would begin in spring, "
            "and that the cost would be shared between the two towns."
        ),
        "Home|News|Sport|Weather|Contact|Sign in",
    ),
    "de": (
        "Zwei Städte einigen sich auf eine neue Brücke",
        (
            "Der Gemeinderat hat am Dienstagabend über die neue Brücke beraten, auf die die "
            "Anwohner seit mehr als zehn Jahren warten. Die Ingenieure erklärten, dass die Arbeiten"
            " im Frühjahr beginnen und die Kosten geteilt werden sollen."
        ),
        "Startseite|Politik|Sport|Wetter|Kontakt",
    ),
    "fr": (
        "Deux communes s'accordent sur un nouveau pont",
        (
            "Le conseil municipal s'est réuni mardi soir pour discuter du nouveau pont, que les "
            "habitants attendent depuis plus de dix ans. Les ingénieurs ont expliqué que les "
            "travaux commenceraient au printemps et que le coût serait partagé."
        ),
        "Accueil|Politique|Sports|Météo|Contact",
    ),
    "es": (
        "Dos pueblos acuerdan un nuevo puente sobre el río",
        (
            "El ayuntamiento se reunió el martes por la noche para hablar del nuevo puente, que los"
            " vecinos esperan desde hace más de diez años. Los ingenieros explicaron que las obras "
            "empezarán en primavera y que el coste se repartirá."
        ),
        "Portada|Política|Deportes|Tiempo|Contacto",
    ),
    "it": (
        "Due comuni d'accordo su un nuovo ponte",
        (
            "Il consiglio comunale si è riunito martedì sera per discutere del nuovo ponte, che gli"
            " abitanti aspettano da più di dieci anni. Gli ingegneri hanno spiegato che i lavori "
            "cominceranno in primavera e che i costi saranno divisi."
        ),
        "Home|Politica|Sport|Meteo|Contatti",
    ),
    "pt": (
        "Duas vilas chegam a acordo sobre nova ponte",
        (
            "A câmara municipal reuniu-se na terça-feira à noite para discutir a nova ponte, que os"
            " moradores esperam há mais de dez anos. Os engenheiros explicaram que as obras vão "
            "começar na primavera e que o custo será dividido."
        ),
        "Início|Política|Esportes|Tempo|Contato",
    ),
    "nl": (
        "Twee gemeenten eens over nieuwe brug",
        (
            "De gemeenteraad kwam dinsdagavond bijeen om te praten over de nieuwe brug, waarop de "
            "bewoners al meer dan tien jaar wachten. De ingenieurs legden uit dat de werkzaamheden "
            "in het voorjaar beginnen en dat de kosten worden gedeeld."
        ),
        "Voorpagina|Politiek|Sport|Weer|Contact",
    ),
    "pl": (
        "Dwa miasta zgodziły się na nowy most",
        (
            "Rada gminy spotkała się we wtorek wieczorem, aby rozmawiać o nowym moście, na który "
            "mieszkańcy czekają od ponad dziesięciu lat. Inżynierowie wyjaśnili, że prace rozpoczną"
            " się wiosną, a koszty zostaną podzielone między dwa miasta."
        ),
        "Strona główna|Polityka|Sport|Pogoda|Kontakt",
    ),
    "ru": (
        "Два города договорились о новом мосте",
        (
            "Городской совет собрался во вторник вечером, чтобы обсудить новый мост, которого "
            "жители ждут уже более десяти лет. Инженеры объяснили, что работы начнутся весной и что"
            " расходы будут разделены между двумя городами."
        ),
        "Главная|Политика|Спорт|Погода|Контакты",
    ),
    "tr": (
        "İki kasaba yeni köprü konusunda anlaştı",
        (
            "Belediye meclisi salı akşamı, sakinlerin on yıldan fazla süredir beklediği yeni "
            "köprüyü görüşmek üzere toplandı. Mühendisler, çalışmaların ilkbaharda başlayacağını ve"
            " maliyetin iki kasaba arasında paylaşılacağını açıkladı."
        ),
        "Ana sayfa|Siyaset|Spor|Hava durumu|İletişim",
    ),
    "ja": (
        "二つの町が新しい橋で合意",
        (
            "町議会は火曜日の夜に会議を開き、住民が十年以上待ち望んできた新しい橋について話し"
            "合った。技術者らは、工事が春に始まり、費用は二つの町で分担されると説明した。住民"
            "からは期待の声が上がっている。"
        ),
        "ホーム|政治|スポーツ|天気|お問い合わせ",
    ),
    "ko": (
        "두 마을, 새 다리 건설에 합의",
        (
            "군의회는 화요일 저녁 회의를 열고 주민들이 10년 넘게 기다려 온 새 다"
            "리에 대해 논의했다. 기술자들은 공사가 봄에 시작되고 비용은 두 마을이 "
            "나누어 부담할 것이라고 설명했다. 주민들은 기대감을 나타냈다."
        ),
        "홈|정치|스포츠|날씨|문의",
    ),
}  # fmt: skip

BYLINES = [
    ("en", ["By Mary Ellison", "Published 12 March 2024, 09:15 GMT"], "Mary Ellison", "2024-03-12"),
    (
        "en",
        [
            "By Mary Ellison, Tom Harding and Jo Beck",
            "Updated March 12, 2024 at 9:15 a.m. EDT | Published March 11, 2024 at 6:00 p.m. EDT",
        ],
        "Mary Ellison; Tom Harding; Jo Beck",
        "2024-03-11",
    ),
    (
        "en",
        [
            "Mary Ellison in Nairobi",
            "Tue 12 Mar 2024 09.15 GMT",
            "Last modified on Tue 12 Mar 2024 11.02 GMT",
        ],
        "Mary Ellison",
        "2024-03-12",
    ),
    (
        "en",
        ["Mary Ellison, Senior Political Correspondent", "12 Mar 2024 9:15am"],
        "Mary Ellison",
        "2024-03-12",
    ),
    ("en", ["BY MARY ELLISON", "MAR 12, 2024 9:15 AM PT"], "MARY ELLISON", "2024-03-12"),
    (
        "en",
        ["March 12, 2024 / 9:15 AM EDT / Some News", "By Mary Ellison"],
        "Mary Ellison",
        "2024-03-12",
    ),
    ("en", ["by Mary Ellison | Mar 12, 2024 | Local | 3 comments"], "Mary Ellison", "2024-03-12"),
    ("en", ["Posted on 12th March 2024 by Mary Ellison"], "Mary Ellison", "2024-03-12"),
    ("en", ["Mary Ellison @mellison", "9:15 AM, 12 March 2024"], "Mary Ellison", "2024-03-12"),
    ("en", ["By Mary Ellison for the Valley Herald", "3/14/2024"], "Mary Ellison", "2024-03-14"),
    ("en", ["Author: Mary Ellison", "Date: 2024-03-12"], "Mary Ellison", "2024-03-12"),
    ("en", ["By: Mary Ellison", "Posted: 9:15 AM, Mar 12, 2024"], "Mary Ellison", "2024-03-12"),
    (
        "en",
        ["By Mary O'Brien-Smith and Juan de la Cruz", "Mar. 12, 2024"],
        "Mary O'Brien-Smith; Juan de la Cruz",
        "2024-03-12",
    ),
    (
        "en",
        ["By Ng Wei Ling", "Published Tue, Mar 12 2024 9:15 AM EDT"],
        "Ng Wei Ling",
        "2024-03-12",
    ),
    ("de", ["Von Anna Schneider", "12. März 2024, 09:15 Uhr"], "Anna Schneider", "2024-03-12"),
    (
        "de",
        ["Von Anna Schneider und Peter Vogel", "Stand: 12.03.2024, 09:15 Uhr"],
        "Anna Schneider; Peter Vogel",
        "2024-03-12",
    ),
    (
        "de",
        ["12.03.2024, 09.15 Uhr", "Ein Bericht von Anna Schneider, Berlin"],
        "Anna Schneider",
        "2024-03-12",
    ),
    (
        "de",
        ["Text: Anna Schneider, Fotos: Peter Vogel", "12.03.2024"],
        "Anna Schneider",
        "2024-03-12",
    ),
    (
        "de",
        ["VON ANNA SCHNEIDER - AKTUALISIERT AM 12.03.2024 - 09:15"],
        "ANNA SCHNEIDER",
        "2024-03-12",
    ),
    ("de", ["Autor: Anna Schneider | 12. Mrz 2024"], "Anna Schneider", "2024-03-12"),
    (
        "de",
        ["Erstellt: 12.03.2024, 09:15 Uhr", "Von: Anna Schneider"],
        "Anna Schneider",
        "2024-03-12",
    ),
    (
        "de",
        ["Aktualisiert am Dienstag, 12. März 2024", "Anna Schneider (asc)"],
        "Anna Schneider",
        "2024-03-12",
    ),
    (
        "de",
        ["Von unserem Korrespondenten Peter Vogel, Paris", "Di, 12.03.24"],
        "Peter Vogel",
        "2024-03-12",
    ),
    (
        "fr",
        ["Par Claire Dubois", "Publié le 12 mars 2024 à 09h15, mis à jour à 11h02"],
        "Claire Dubois",
        "2024-03-12",
    ),
    (
        "fr",
        [
            "Par Claire Dubois (Lille, correspondante)",
            "Publié le 12 mars 2024 à 09h15, modifié le 13 mars 2024 à 08h00",
        ],
        "Claire Dubois",
        "2024-03-12",
    ),
    (
        "fr",
        ["Par Claire Dubois et Jean-Marc Lefèvre", "Publié le 12/03/2024 à 09:15"],
        "Claire Dubois; Jean-Marc Lefèvre",
        "2024-03-12",
    ),
    ("fr", ["Claire Dubois | Publié le 12 mars 2024 à 9 h 15"], "Claire Dubois", "2024-03-12"),
    ("fr", ["par Claire Dubois", "publié le 12 mars 2024 à 9h15"], "Claire Dubois", "2024-03-12"),
    ("fr", ["Le 12 mars 2024 à 09h15", "Rédigé par Claire Dubois"], "Claire Dubois", "2024-03-12"),
    ("fr", ["PAR CLAIRE DUBOIS", "PUBLIÉ LE 13/03/2024 À 09:15"], "CLAIRE DUBOIS", "2024-03-13"),
    (
        "fr",
        ["Propos recueillis par Claire Dubois", "Mis à jour le 12 mars 2024"],
        "Claire Dubois",
        "2024-03-12",
    ),
    (
        "fr",
        ["Par Claire Dubois avec AFP", "mardi 12 mars 2024 à 9:15"],
        "Claire Dubois",
        "2024-03-12",
    ),
    (
        "fr",
        ["Publié le 1er mars 2024", "Claire Dubois, journaliste"],
        "Claire Dubois",
        "2024-03-01",
    ),
    ("es", ["Por Carmen Ortega", "12 de marzo de 2024 a las 09:15"], "Carmen Ortega", "2024-03-12"),
    ("es", ["Carmen Ortega", "Madrid - 12 mar 2024 - 09:15 CET"], "Carmen Ortega", "2024-03-12"),
    (
        "es",
        ["Por Carmen Ortega y Luis Prieto", "Actualizado: 13/03/2024 10:00h"],
        "Carmen Ortega; Luis Prieto",
        "2024-03-13",
    ),
    (
        "es",
        ["Escrito por: Carmen Ortega", "Publicado el 12 de marzo, 2024"],
        "Carmen Ortega",
        "2024-03-12",
    ),
    (
        "es",
        ["Autor: Carmen Ortega", "Fecha de publicación: 12 marzo 2024"],
        "Carmen Ortega",
        "2024-03-12",
    ),
    (
        "es",
        ["Texto: Carmen Ortega / Fotos: Luis Prieto", "12.03.2024 | 09:15"],
        "Carmen Ortega",
        "2024-03-12",
    ),
    ("it", ["di Chiara Bianchi", "12 marzo 2024 alle 09:15"], "Chiara Bianchi", "2024-03-12"),
    (
        "it",
        ["di Chiara Bianchi e Marco Ferri", "12 Marzo 2024 (modifica il 13 Marzo 2024 | 08:00)"],
        "Chiara Bianchi; Marco Ferri",
        "2024-03-12",
    ),
    ("it", ["Di Chiara Bianchi", "Pubblicato il 12 mar 2024"], "Chiara Bianchi", "2024-03-12"),
    (
        "it",
        ["A cura di Chiara Bianchi", "Pubblicato: 13/03/2024 09:15"],
        "Chiara Bianchi",
        "2024-03-13",
    ),
    ("it", ["dal nostro inviato Marco Ferri", "12 marzo 2024"], "Marco Ferri", "2024-03-12"),
    ("it", ["Chiara Bianchi", "12 marzo 2024 ore 9.15"], "Chiara Bianchi", "2024-03-12"),
    ("it", ["Scritto da Chiara Bianchi il 12 Marzo 2024"], "Chiara Bianchi", "2024-03-12"),
    (
        "it",
        ["di CHIARA BIANCHI", "Aggiornato alle 09:15 del 12 marzo 2024"],
        "CHIARA BIANCHI",
        "2024-03-12",
    ),
    ("pt", ["Por Ana Ferreira", "12 de março de 2024, 09h15"], "Ana Ferreira", "2024-03-12"),
    (
        "pt",
        [
            "Por Ana Ferreira, g-like SP — São Paulo",
            "12/03/2024 09h15  Atualizado 13/03/2024 10h00",
        ],
        "Ana Ferreira",
        "2024-03-12",
    ),
    ("pt", ["Ana Ferreira", "São Paulo", "12.mar.2024 às 9h15"], "Ana Ferreira", "2024-03-12"),
    (
        "pt",
        ["Ana Ferreira e João Lopes", "12 mar 2024 - 09:15"],
        "Ana Ferreira; João Lopes",
        "2024-03-12",
    ),
    ("pt", ["Texto de Ana Ferreira", "12 de Março de 2024, 9:15"], "Ana Ferreira", "2024-03-12"),
    ("pt", ["Publicado por Ana Ferreira em 12/03/2024"], "Ana Ferreira", "2024-03-12"),
    ("pt", ["Autor: Ana Ferreira", "Publicado em 13/03/2024"], "Ana Ferreira", "2024-03-13"),
    ("nl", ["Door Sanne de Vries", "12 maart 2024 om 09:15"], "Sanne de Vries", "2024-03-12"),
    ("nl", ["Sanne de Vries", "12 maart 2024, 09:15"], "Sanne de Vries", "2024-03-12"),
    (
        "nl",
        [
            "Sanne de Vries en Pieter van den Berg",
            "Gepubliceerd: 12 mrt 2024, 09:15",
            "Laatste update: 13 mrt. 2024",
        ],
        "Sanne de Vries; Pieter van den Berg",
        "2024-03-12",
    ),
    ("nl", ["door: Sanne de Vries", "di 12 maart 2024"], "Sanne de Vries", "2024-03-12"),
    (
        "nl",
        ["Tekst: Sanne de Vries", "Foto's: Pieter Bos", "12-03-2024"],
        "Sanne de Vries",
        "2024-03-12",
    ),
    ("pl", ["Anna Kowalska", "12 marca 2024, 09:15"], "Anna Kowalska", "2024-03-12"),
    (
        "pl",
        ["Autor: Anna Kowalska", "Opublikowano: 12.03.2024 09:15"],
        "Anna Kowalska",
        "2024-03-12",
    ),
    ("pl", ["Oprac. Anna Kowalska", "12.03.2024"], "Anna Kowalska", "2024-03-12"),
    (
        "pl",
        ["Tekst: Anna Kowalska, zdjęcia: Jan Nowak", "12 mar 2024"],
        "Anna Kowalska",
        "2024-03-12",
    ),
    (
        "pl",
        ["Anna Kowalska, Jan Nowak", "Data dodania: 12 marca 2024"],
        "Anna Kowalska; Jan Nowak",
        "2024-03-12",
    ),
    (
        "pl",
        ["Opracowanie: Anna Kowalska", "Aktualizacja: 2024-03-12 09:15"],
        "Anna Kowalska",
        "2024-03-12",
    ),
    ("ru", ["Автор: Анна Смирнова", "12 марта 2024, 09:15"], "Анна Смирнова", "2024-03-12"),
    ("ru", ["Анна Смирнова", "12.03.2024 09:15"], "Анна Смирнова", "2024-03-12"),
    ("ru", ["12 марта 2024 г. в 09:15", "Текст: Анна Смирнова"], "Анна Смирнова", "2024-03-12"),
    (
        "ru",
        ["Авторы: Анна Смирнова, Пётр Иванов", "Опубликовано 12 марта 2024"],
        "Анна Смирнова; Пётр Иванов",
        "2024-03-12",
    ),
    (
        "ru",
        ["Текст: Анна Смирнова Фото: Пётр Иванов", "12 мар. 2024"],
        "Анна Смирнова",
        "2024-03-12",
    ),
    ("tr", ["Yazar: Elif Yılmaz", "12 Mart 2024 09:15"], "Elif Yılmaz", "2024-03-12"),
    ("tr", ["Elif Yılmaz", "12 Mart 2024, Salı 09:15"], "Elif Yılmaz", "2024-03-12"),
    (
        "tr",
        ["Haber: Elif Yılmaz", "Oluşturulma Tarihi: Mart 12, 2024 09:15"],
        "Elif Yılmaz",
        "2024-03-12",
    ),
    ("tr", ["Elif Yılmaz | 12.03.2024 - 09:15"], "Elif Yılmaz", "2024-03-12"),
    (
        "tr",
        ["Yayınlanma: 12.03.2024 - 09:15 Güncelleme: 13.03.2024 - 10:00", "Elif Yılmaz / Ankara"],
        "Elif Yılmaz",
        "2024-03-12",
    ),
    ("ja", ["2024年3月12日 9時15分", "山田太郎"], "山田太郎", "2024-03-12"),
    ("ja", ["山田 太郎", "2024/03/12 09:15"], "山田 太郎", "2024-03-12"),
    ("ja", ["記者：山田太郎", "2024年3月12日(火) 9:15"], "山田太郎", "2024-03-12"),
    ("ja", ["2024.03.12", "文：山田太郎"], "山田太郎", "2024-03-12"),
    (
        "ja",
        ["著者：山田太郎", "公開日：2024年3月12日 更新日：2024年3月13日"],
        "山田太郎",
        "2024-03-12",
    ),
    ("ja", ["ライター：山田花子", "2024-03-12"], "山田花子", "2024-03-12"),
    ("ja", ["取材・文＝山田太郎", "2024年03月12日 09時15分 公開"], "山田太郎", "2024-03-12"),
    ("ja", ["執筆：山田太郎", "投稿日: 2024年3月12日"], "山田太郎", "2024-03-12"),
    (
        "ko",
        ["홍길동 기자", "입력 2024.03.12. 오전 9:15 수정 2024.03.12. 오후 2:00"],
        "홍길동",
        "2024-03-12",
    ),
    (
        "ko",
        ["입력 2024-03-12 09:15", "수정 2024-03-12 14:00", "홍길동 기자 hong@mail.example"],
        "홍길동",
        "2024-03-12",
    ),
    ("ko", ["홍길동 기자 · 2024.03.12 09:15"], "홍길동", "2024-03-12"),
    ("ko", ["등록 :2024-03-12 09:15", "수정 :2024-03-12 14:00"], "", "2024-03-12"),
    ("ko", ["글 홍길동", "2024년 3월 12일 화요일"], "홍길동", "2024-03-12"),
    ("ko", ["송고시간2024-03-12 09:15", "홍길동 기자"], "홍길동", "2024-03-12"),
    ("ko", ["[서울=뉴시스] 홍길동 기자", "등록 2024.03.12 09:15:00"], "홍길동", "2024-03-12"),
    ("ko", ["승인 2024.03.12 09:15", "홍길동 기자 승인 2024.03.12 09:15"], "홍길동", "2024-03-12"),
]
# Lines between a headline and its text, none of which is text; `;` parts the names.
MARKED = [
    (
        "en",
        (
            "<p class='byline'>By <a href='/staff/mary-ellison'>Mary Ellison</a>, <a "
            "href='/staff/tom'>Tom Harding</a> and <a href='/x'>Jo Beck</a></p><p>"
            "<time datetime='2024-03-12T09:15:00-04:00'>March 12, 2024</time></p>"
        ),
        "Mary Ellison; Tom Harding; Jo Beck",
    ),
    (
        "en",
        (
            "<div><span>By</span> <span>Mary Ellison</span><span>Health reporter</span></div>"
            "<div>Published <span>12 March 2024</span></div>"
        ),
        "Mary Ellison",
    ),
    (
        "en",
        "<ul class='meta'><li>Mary Ellison</li><li>Mar 12, 2024</li><li>3 min read</li></ul>",
        "Mary Ellison",
    ),
    (
        "en",
        (
            "<div class='post-meta'>Posted on <a href='#'>"
            "<time class='entry-date published' datetime='2024-03-12T09:15:00+00:00'>March 12, "
            "2024</time></a> by <span class='author vcard'>"
            "<a href='/author/mary'>Mary Ellison</a></span></div>"
        ),
        "Mary Ellison",
    ),
    ("en", "<p>MARY ELLISON<br>Valley Herald Staff</p><p>Mar 12, 2024</p>", "MARY ELLISON"),
    ("en", "<p>Mary Ellison | Valley Herald</p><p>March 12, 2024 at 9:15 a.m.</p>", "Mary Ellison"),
    (
        "en",
        "<p><strong>Author:</strong> Mary Ellison<br><strong>Published:</strong> 12 Mar 2024</p>",
        "Mary Ellison",
    ),
    ("en", "<p>By Mary Ellison - 12th March 2024</p>", "Mary Ellison"),
    ("en", "<p>By MARY ELLISON Associated Press</p><p>March 12, 2024</p>", "MARY ELLISON"),
    (
        "en",
        (
            "<p>By Mary Ellison | mellison@valley.example | Valley Herald</p>"
            "<p>PUBLISHED: March 12, 2024 at 9:15 a.m. | UPDATED: March 13, 2024 at 8:00 a.m.</p>"
        ),
        "Mary Ellison",
    ),
    (
        "en",
        "<p>Words: Mary Ellison</p><p>Photos: Tom Harding</p><p>12 Mar 2024</p>",
        "Mary Ellison",
    ),
    (
        "en",
        "<p>Opinion by Mary Ellison</p><p>Updated 9:15 AM EDT, Tue March 12, 2024</p>",
        "Mary Ellison",
    ),
    (
        "en",
        "<p>Mary Ellison, CNN</p><p>Published 9:15 AM EDT, Tue March 12, 2024</p>",
        "Mary Ellison",
    ),
    (
        "en",
        "<p>By Mary Ellison, The Valley Herald</p><p>Posted March 12, 2024 9:15 am</p>",
        "Mary Ellison",
    ),
    ("en", "<p>Analysis by Mary Ellison</p><p>Jerusalem</p><p>12 March 2024</p>", "Mary Ellison"),
    (
        "en",
        (
            "<p>Reviewed by: Tom Harding, PhD</p><p>Written by: Mary Ellison</p>"
            "<p>Last updated: 12 Mar 2024</p>"
        ),
        "Mary Ellison",
    ),
    (
        "en",
        "<p>By Mary Ellison and Tom Harding, Reuters</p><p>12 March 2024</p>",
        "Mary Ellison; Tom Harding",
    ),
    ("en", "<p>Mary van der Berg</p><p>12 March 2024</p>", "Mary van der Berg"),
    (
        "en",
        "<p>By Seán Ó Briain and Siobhán Ní Dhomhnaill</p><p>12 March 2024</p>",
        "Seán Ó Briain; Siobhán Ní Dhomhnaill",
    ),
    ("en", "<p>By J. K. Rowan, M.D.</p><p>March 12, 2024</p>", "J. K. Rowan"),
    ("en", "<p>By DeAndre McCoy Jr.</p><p>March 12, 2024</p>", "DeAndre McCoy Jr."),
    ("en", "<p>By The Editorial Board</p><p>March 12, 2024</p>", "The Editorial Board"),
    ("en", "<p>By AFP</p><p>March 12, 2024</p>", "AFP"),
    (
        "de",
        (
            "<p>Von <a rel='author' href='/autor/anna'>Anna Schneider</a>, Berlin</p>"
            "<p>12.03.2024 - 09:15 Uhr</p>"
        ),
        "Anna Schneider",
    ),
    (
        "de",
        (
            "<p><span>Anna Schneider</span><span>Freie Autorin</span></p>"
            "<p>12. März 2024 um 09:15 Uhr</p>"
        ),
        "Anna Schneider",
    ),
    ("de", "<p>Eine Kolumne von Anna Schneider</p><p>12.03.2024, 09.15 Uhr</p>", "Anna Schneider"),
    ("de", "<p>Ein Gastbeitrag von Anna Schneider</p><p>12.03.2024</p>", "Anna Schneider"),
    ("de", "<p>Von Anna Schneider, dpa</p><p>12.03.2024</p>", "Anna Schneider"),
    ("de", "<p>dpa</p><p>12.03.2024, 09:15 Uhr</p>", "dpa"),
    ("de", "<p>12.03.24, 09:15</p><p>Von Anna Schneider</p>", "Anna Schneider"),
    (
        "de",
        "<p>Veröffentlicht: Dienstag, 12.03.2024 09:15</p><p>Autor/in: Anna Schneider</p>",
        "Anna Schneider",
    ),
    (
        "de",
        "<p>Text: Anna Schneider</p><p>Illustration: Peter Vogel</p><p>12. März 2024</p>",
        "Anna Schneider",
    ),
    (
        "fr",
        (
            "<p>Par <b>Claire Dubois</b> · <span>Publié le 12/03/2024 à 9:15, mis à jour le "
            "13/03/2024 à 8:00</span></p>"
        ),
        "Claire Dubois",
    ),
    ("fr", "<p>Une chronique de Claire Dubois</p><p>12 mars 2024</p>", "Claire Dubois"),
    ("fr", "<p>Auteur : Claire Dubois</p><p>Date : 12 mars 2024</p>", "Claire Dubois"),
    ("fr", "<p>Recueilli par Claire Dubois</p><p>le 12/03/2024 à 09:15</p>", "Claire Dubois"),
    ("es", "<p>Por: Carmen Ortega</p><p>12 Mar 2024 09:15 a.m.</p>", "Carmen Ortega"),
    (
        "es",
        "<p>Carmen Ortega García</p><p>Publicado: 12 de marzo de 2024 a las 9:15</p>",
        "Carmen Ortega García",
    ),
    ("es", "<p>POR CARMEN ORTEGA</p><p>12/03/2024 - 09:15</p>", "CARMEN ORTEGA"),
    ("es", "<p>Una crónica de Carmen Ortega</p><p>Actualizado 12/03/2024</p>", "Carmen Ortega"),
    ("es", "<p>EFE</p><p>Madrid, 12 de marzo de 2024</p>", "EFE"),
    (
        "it",
        "<p>di <b>Chiara Bianchi</b></p><p>12 Marzo 2024 alle 09:15</p><p>2 minuti di lettura</p>",
        "Chiara Bianchi",
    ),
    ("it", "<p>Redazione</p><p>12/03/2024</p>", ""),
    ("it", "<p>Autore: Chiara Bianchi</p><p>Data: martedì 12 marzo 2024</p>", "Chiara Bianchi"),
    ("pt", "<p>Ana Ferreira, da Redação</p><p>12/03/2024 às 09:15</p>", "Ana Ferreira"),
    (
        "pt",
        "<p>Por Ana Ferreira e João Lopes — Rio de Janeiro</p><p>12/03/2024 04h30</p>",
        "Ana Ferreira; João Lopes",
    ),
    ("pt", "<p>ANA FERREIRA</p><p>12 de mar. de 2024 - 09:15</p>", ""),
    ("pt", "<p>Da Redação</p><p>Publicado em 12/03/2024</p>", ""),
    ("nl", "<p>Van onze redacteur Sanne de Vries</p><p>12 maart 2024</p>", "Sanne de Vries"),
    (
        "nl",
        "<p>Sanne de Vries<br>Redacteur politiek</p><p>Gepubliceerd op 12 maart 2024</p>",
        "Sanne de Vries",
    ),
    ("nl", "<p>Auteur: Sanne de Vries</p><p>Geplaatst op: 12-3-2024 09:15</p>", "Sanne de Vries"),
    ("pl", "<p>autor: Anna Kowalska</p><p>opublikowano: 12-03-2024, 09:15</p>", "Anna Kowalska"),
    ("pl", "<p>Rozmawiał Jan Nowak</p><p>12.03.2024 r.</p>", "Jan Nowak"),
    ("ru", "<p>Анна Смирнова, корреспондент</p><p>12 марта 2024 года, 09:15</p>", "Анна Смирнова"),
    ("ru", "<p>Автор — Анна Смирнова</p><p>12.03.2024</p>", "Анна Смирнова"),
    ("ru", "<p>Подготовила Анна Смирнова</p><p>12 марта, 2024</p>", "Анна Смирнова"),
    ("tr", "<p>Haber Merkezi</p><p>12 Mart 2024</p>", ""),
    ("tr", "<p>ELİF YILMAZ / ANKARA</p><p>12.03.2024 09:15</p>", ""),
    ("tr", "<p>Yazar: Elif Yılmaz</p><p>Yayın Tarihi: 12 Mar 2024</p>", "Elif Yılmaz"),
    ("ja", "<p>取材・文：山田太郎</p><p>写真：鈴木一郎</p><p>2024.3.12</p>", "山田太郎"),
    ("ja", "<p>聞き手・山田太郎</p><p>2024年3月12日 5時00分</p>", "山田太郎"),
    ("ko", "<p>홍길동 특파원</p><p>2024.03.12 (화) 09:15</p>", "홍길동"),
    ("ko", "<p>홍길동·김철수 기자</p><p>2024-03-12 09:15</p>", "홍길동; 김철수"),
    ("ko", "<p>기자명 홍길동</p><p>입력 2024.03.12 09:15</p>", "홍길동"),
    ("ko", "<p>밸리=홍길동 기자 hong@valley.example</p><p>2024년 03월 12일</p>", "홍길동"),
]
SIGNPOSTS = {
    "en": (
        "Read more: Council delays vote on the old bridge",
        "Also read: Ten facts about rivers",
        "Related: Council delays vote on the old bridge",
        "READ ALSO: Council delays vote",
        "Advertisement",
        "Sign up for our daily newsletter",
        "Share this article",
        "Follow us on Facebook and Twitter",
        "Get the latest news in your inbox every morning.",
        "More on this story",
        "Story continues below",
    ),
    "de": (
        "Lesen Sie auch: Streit um die alte Brücke",
        "Mehr zum Thema: Streit um die alte Brücke",
        "Anzeige",
        "Newsletter abonnieren",
        "Artikel teilen",
        "Das könnte Sie auch interessieren",
        "Weiterlesen nach der Anzeige",
        "Jetzt Abo abschließen und weiterlesen",
        "Kommentare (12)",
    ),
    "fr": (
        "Lire aussi : La dispute autour du vieux pont",
        "À lire aussi : La dispute autour du vieux pont",
        "Lire aussi Article réservé à nos abonnés La dispute autour du vieux pont",
        "Publicité",
        "Abonnez-vous à notre newsletter",
        "Partager sur Facebook",
        "Sur le même sujet",
        "La suite après la publicité",
        "Réagir (12)",
        "Temps de lecture : 2 min",
    ),
    "es": (
        "Lea también: La disputa por el puente viejo",
        "Te puede interesar: La disputa por el puente viejo",
        "Leer más: La disputa por el puente viejo",
        "Publicidad",
        "Suscríbete a nuestro boletín",
        "Compartir en Facebook",
        "Noticias relacionadas",
        "Comentarios (12)",
        "Sigue leyendo",
        "Síguenos en Twitter",
    ),
    "it": (
        "Leggi anche: La lite sul vecchio ponte",
        "Potrebbe interessarti: La lite sul vecchio ponte",
        "Pubblicità",
        "Iscriviti alla newsletter",
        "Condividi su Facebook",
        "Articoli correlati",
        "Commenti (12)",
    ),
    "pt": (
        "Leia também: A disputa pela ponte velha",
        "Veja também: A disputa pela ponte velha",
        "LEIA MAIS: A disputa pela ponte velha",
        "Publicidade",
        "Continua após a publicidade",
        "Assine nossa newsletter",
        "Compartilhe no Facebook",
        "Notícias relacionadas",
        "Comentários (12)",
    ),
    "nl": (
        "Lees ook: Ruzie om de oude brug",
        "Advertentie",
        "Meld je aan voor onze nieuwsbrief",
        "Deel dit artikel",
        "Reacties (12)",
        "Meer over dit onderwerp",
    ),
    "pl": (
        "Czytaj także: Spór o stary most",
        "Zobacz też: Spór o stary most",
        "Reklama",
        "Zapisz się do newslettera",
        "Udostępnij na Facebooku",
        "Komentarze (12)",
        "Dalszy ciąg materiału pod wideo",
        "Polecamy",
    ),
    "ru": (
        "Читайте также: Спор о старом мосте",
        "Читать также: Спор о старом мосте",
        "Реклама",
        "Подпишитесь на нашу рассылку",
        "Поделиться",
        "Комментарии (12)",
        "По теме",
        "Подписывайтесь на наш канал в Telegram",
    ),
    "tr": (
        "Ayrıca okuyun: Eski köprü tartışması",
        "İlgili haber: Eski köprü tartışması",
        "Reklam",
        "Bültenimize abone olun",
        "Paylaş",
        "Yorumlar (12)",
        "Haberin devamı",
    ),
    "ja": (
        "あわせて読みたい：古い橋をめぐる争い",
        "関連記事：古い橋をめぐる争い",
        "広告",
        "メルマガ登録はこちら",
        "シェアする",
        "コメント (12)",
        "続きを読む",
    ),
    "ko": (
        "관련기사: 오래된 다리를 둘러싼 논쟁",
        "광고",
        "뉴스레터 구독하기",
        "공유하기",
        "댓글 (12)",
    ),
}  # fmt: skip
DATELINES = [
    ("en", "LONDON, March 12 (Reuters) - ", "Reuters"),
    ("en", "WASHINGTON (AP) — ", "AP"),
    ("en", "SPRINGFIELD, Ill. (WXYZ) — ", "WXYZ"),
    ("de", "Berlin (dpa) - ", "dpa"),
    ("de", "München (dpa/lby) - ", "dpa"),
    ("fr", "PARIS (AFP) — ", "AFP"),
    ("es", "MADRID, 12 Mar. (EUROPA PRESS) - ", "Europa Press"),
    ("es", "Madrid, 12 mar (EFE).- ", "EFE"),
    ("it", "(ANSA) - ROMA, 12 MAR - ", "ANSA"),
    ("pt", "SÃO PAULO (Reuters) - ", "Reuters"),
    ("nl", "DEN HAAG (ANP) - ", "ANP"),
    ("pl", "Warszawa (PAP) - ", "PAP"),
    ("ru", "МОСКВА, 12 марта. /ТАСС/. ", "ТАСС"),
    ("ru", "МОСКВА, 12 мар - РИА Новости. ", "РИА Новости"),
    ("tr", "ANKARA (AA) - ", "AA"),
    ("ja", "【ワシントン共同】", "共同通信"),
    ("ko", "(서울=연합뉴스) 홍길동 기자 = ", "연합뉴스"),
]  # fmt: skip
SOURCES = [
    ("en", "Source: Reuters", "Reuters"),
    ("de", "Quelle: dpa", "dpa"),
    ("fr", "Source : AFP", "AFP"),
    ("es", "Fuente: EFE", "EFE"),
    ("it", "Fonte: ANSA", "ANSA"),
    ("pt", "Fonte: Agência Brasil", "Agência Brasil"),
    ("nl", "Bron: ANP", "ANP"),
    ("pl", "Źródło: PAP", "PAP"),
    ("ru", "Источник: ТАСС", "ТАСС"),
    ("tr", "Kaynak: AA", "AA"),
    ("ja", "出典：共同通信", "共同通信"),
    ("ko", "출처: 연합뉴스", "연합뉴스"),
]


def page_of(language: str, head: list[str], paragraphs: list[str], markup: Any) -> str:
    """Return a page with a menu, lines under its headline, paragraphs and a footer."""
    headline, _, entries = PAGES[language]
    menu = entries.split("|")
    foot = "© 2024 Valley Herald"
    if markup == "text":
        lines = [f"{headline} | Valley Herald", *menu, headline, *head, *paragraphs, menu[-1], foot]
        return "\n".join(lines) + "\n"
    items = "".join(f"<li><a href='/{n}'>{entry}</a></li>" for n, entry in enumerate(menu))
    shown = "".join(f"<div>{line}</div>" for line in head)
    shown += "".join(f"<p>{paragraph}</p>" for paragraph in paragraphs)
    return (
        f"<html lang={language}><head><title>{headline} | Valley Herald</title></head><body><nav>"
        f"<ul>{items}</ul></nav><main><article><h1>{headline}</h1>{shown}</article></main>"
        f"<footer><p>{foot}</p></footer></body></html>"
    )


@pytest.mark.parametrize("markup", ["html", "text"])
@pytest.mark.parametrize(("language", "lines", "authors", "day"), BYLINES)
def test_lines_under_a_headline(
    language: str, lines: list[str], authors: str, day: str, markup: Any
) -> None:
    """Writers and day of publication are read as each language prints them."""
    text = PAGES[language][1]
    page = page_of(language, lines, [text, text[len(text) // 4 :], text], markup)
    about, _ = read_page(page, language, markup)
    assert (about.title, "; ".join(about.authors)) == (PAGES[language][0], authors)
    assert str(about.published_date) == day


@pytest.mark.parametrize("markup", ["html", "text"])
@pytest.mark.parametrize(("language", "head", "authors"), MARKED)
def test_marked_lines_under_a_headline(language: str, head: str, authors: str, markup: Any) -> None:
    """Markup parts or glues what a byline holds; a dump has only its lines."""
    text = PAGES[language][1]
    parts = re.split(r"</?(?:p|div|li|ul|br)\b[^>]*>", head)
    lines = [re.sub("<[^>]+>", "", part).strip() for part in parts]
    texts = [text, text[len(text) // 4 :].strip(), text[40:].strip()]
    shown = [head] if markup == "html" else [line for line in lines if line]
    about, kept = read_page(page_of(language, shown, texts, markup), language, markup)
    assert (about.title, "; ".join(about.authors)) == (PAGES[language][0], authors)
    assert str(about.published_date) == "2024-03-12"
    assert {*kept} <= {*texts}


@pytest.mark.parametrize("markup", ["html", "text"])
@pytest.mark.parametrize(("language", "start", "agency"), DATELINES)
def test_a_dateline_names_the_source(language: str, start: str, agency: str, markup: Any) -> None:
    """The agency in front of a text is its source."""
    text = PAGES[language][1]
    about, _ = read_page(
        page_of(language, [], [start + text, text[40:], text], markup), language, markup
    )
    assert about.source == agency


@pytest.mark.parametrize("markup", ["html", "text"])
@pytest.mark.parametrize(("language", "line", "outlet"), SOURCES)
def test_a_source_line_below_a_text(language: str, line: str, outlet: str, markup: Any) -> None:
    """The line is the source, and no text."""
    text = PAGES[language][1]
    about, shown = read_page(
        page_of(language, [], [text, text[40:], line], markup), language, markup
    )
    assert about.source == outlet
    assert line not in shown


@pytest.mark.parametrize("markup", ["html", "text"])
@pytest.mark.parametrize("language", SIGNPOSTS)
def test_lines_that_lead_elsewhere_are_no_text(language: str, markup: Any) -> None:
    """Read also, advertisement, share, subscribe: between paragraphs too."""
    text = PAGES[language][1]
    for line in SIGNPOSTS[language]:
        page = page_of(language, [], [text, text[40:], line, text[20:], text], markup)
        _, shown = read_page(page, language, markup)
        assert line not in shown
        assert text in shown
