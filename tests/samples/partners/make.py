"""Makes the partner sheets beside this file: python tests/samples/partners/make.py (needs openpyxl and LibreOffice).

Everything in them is made up, but for the names of countries and vocabularies: the ways in which sheets are untidy are
those of real ones. Notes above the table, merged and two-line headings, blank and repeated rows, countries as people
spell them, years in words, several values in a cell, totals below.
"""

import csv
import subprocess
import sys
import tempfile
from datetime import date
from pathlib import Path

from openpyxl import Workbook
from openpyxl.styles import Alignment, Font, PatternFill

HERE = Path(__file__).resolve().parent


def english() -> Workbook:
    """An agency's stocktaking: cover sheet, notes, a heading of two lines."""
    book = Workbook()
    cover = book.active
    cover.title = "Cover"
    cover["B2"] = "Imaginary Agency for Tests – stocktaking of made-up cooperation"
    cover["B4"] = "All content is invented."
    sheet = book.create_sheet("Mapping 2024 (final) v3")
    sheet["A1"] = "STOCKTAKING OF SOUTH-SOUTH AND TRIANGULAR COOPERATION – ALL ENTRIES INVENTED"
    sheet.merge_cells("A1:L1")
    sheet["A2"] = "Status: draft; cells in yellow still to be checked"
    sheet.append([])
    sheet.append(
        [
            "No.",
            "Title of practice",
            "Type",
            "Countries",
            None,
            "Lead organisation",
            "Period",
            "Thematic areas",
            "GCM Obj.",
            "Short description",
            "Lessons learnt",
            "Link",
        ]
    )
    sheet.append([None, None, None, "sharing", "learning"])
    sheet.merge_cells("D4:E4")
    for letter in "ABCFGHIJKL":
        sheet.merge_cells(f"{letter}4:{letter}5")
    rows = [
        [
            1,
            "Invented study visit on labour market data",
            "Study tour",
            "Philippines (the)",
            "Viet Nam; Lao PDR",
            "Imaginary Institute of Labour Data",
            "2017-2019",
            "Labour migration governance; Data and research",
            "1",
            "Officials of two countries visited a third one.",
            "Made up: visits need follow-up.",
            "https://practice.example/1",
        ],
        [
            2,
            "Invented exchange on return counselling",
            "study tour ",
            "Ghana",
            "Cote d'Ivoire, Burkina-Faso and Mali",
            "Imaginary Return Service",
            "since 2015",
            "Return, readmission and reintegration",
            "21",
            "Counsellors trained counsellors.",
            None,
            "www.practice.example/2",
        ],
        [None] * 12,
        [
            3,
            "Invented regional training centre for border staff",
            "Training center",
            "Egypt",
            "Multiple",
            "Imaginary Academy of Borders",
            "2012 to present",
            "Border management",
            "11",
            "A school for staff from many countries.",
            "Made up: trainers must be trained first.",
            "n/a",
        ],
        [
            4,
            "Invented agreement on seasonal work",
            "Bilateral labour agreement",
            "Tanzania",
            "Jordan",
            "Imaginary Ministry of Work",
            "two thousand and eighteen",
            "Labour migration governance",
            "Objective 5 and 6",
            "A memorandum on work for a season.",
            "–",
            "https://practice.example/4",
        ],
        [
            5,
            "Invented city twinning on reception",
            "City-to-city cooperation",
            "Brasil",
            "Colombia / Perú",
            "Imaginary Town Hall",
            "2021",
            "Inclusion and social cohesion",
            "16",
            "Two towns compare how newcomers are received.",
            None,
            "https://practice.example/5 ; https://practice.example/5b",
        ],
        [
            2,
            "Invented exchange on return counselling",
            "study tour ",
            "Ghana",
            "Cote d'Ivoire, Burkina-Faso and Mali",
            "Imaginary Return Service",
            "since 2015",
            "Return, readmission and reintegration",
            "21",
            "Counsellors trained counsellors.",
            None,
            "www.practice.example/2",
        ],
    ]
    for row in rows:
        sheet.append(row)
    sheet.append([])
    sheet.append(["Total: 5"])
    for cells in sheet["A4:L5"]:
        for cell in cells:
            cell.font, cell.fill = Font(bold=True), PatternFill("solid", fgColor="DDDDDD")
            cell.alignment = Alignment(wrap_text=True)
    sheet["G7"].fill = PatternFill("solid", fgColor="FFFF00")
    return book


def french() -> Workbook:
    """A ministry's list: real dates, capitals, "plusieurs", an empty column."""
    book = Workbook()
    sheet = book.active
    sheet.title = "Coopération"
    sheet.append(["Ministère imaginaire – exemples inventés"])
    sheet.append(["Mis à jour le", date(2024, 3, 1)])
    sheet.append([])
    sheet.append(
        [
            "Intitulé",
            "Nature",
            None,
            "Pays bénéficiaires",
            "Pays prestataire",
            "Début",
            "Fin",
            "Résumé",
            "Domaines",
            "Source",
        ]
    )
    rows = [
        [
            "Visite inventée sur les consulats",
            "Voyage d'étude",
            None,
            "SÉNÉGAL, GUINÉE-BISSAU",
            "MAROC",
            date(2019, 5, 7),
            2020,
            "Des agents inventés se rendent visite.",
            "Protection consulaire",
            "https://pratique.example/1",
        ],
        [
            "Jumelage inventé de deux villes",
            "Coopération de ville à ville",
            None,
            "Tunisie",
            "Turquie",
            "2016",
            "en cours",
            "Deux villes inventées échangent.",
            "Inclusion",
            "https://pratique.example/2",
        ],
        [
            "Centre inventé de formation",
            "Centre de formation",
            None,
            "plusieurs",
            "Afrique du Sud",
            "depuis 2011",
            None,
            "Un centre inventé forme des agents.",
            "Gestion des frontières",
            "Rapport inventé, 2014",
        ],
    ]
    for row in rows:
        sheet.append(row)
    sheet.append([None, "TOTAL", None, None, None, None, None, 3])
    return book


def spanish() -> Workbook:
    """A network's table: the headings in the second column, accents left out, numbers as text."""
    book = Workbook()
    sheet = book.active
    sheet.title = "Hoja1"
    sheet.append([None, "Red imaginaria: todo es inventado"])
    sheet.append([])
    sheet.append(
        [
            None,
            "Nombre de la practica",
            "Tipo de práctica",
            "País oferente",
            "Países receptores",
            "Años",
            "Descripción",
            "ODS",
            "Enlace",
        ]
    )
    rows = [
        [
            None,
            "Visita inventada sobre registro de migrantes",
            "Visita de estudio",
            "Mexico",
            "Guatemala\nHonduras\nEl Salvador",
            "2018 - 2020",
            "Personal inventado de cuatro países se reúne.",
            "10.7",
            "https://ejemplo.example/1",
        ],
        [
            None,
            "Acuerdo inventado de trabajo agrícola",
            "Acuerdo laboral bilateral",
            "España",
            "Ecuador y Rep. Dominicana",
            "desde 2013",
            "Un acuerdo inventado para la cosecha.",
            "ODS 8",
            "https://ejemplo.example/2",
        ],
        [None, None, None, None, None, None, None, None, None],
        [
            None,
            "Centro inventado de capacitación",
            "Centro de capacitación",
            "Chile",
            "Varios",
            "dos mil diecisiete",
            "Un centro inventado.",
            "4; 10",
            "s/d",
        ],
    ]
    for row in rows:
        sheet.append(row)
    return book


PORTUGUESE = [
    ["Lista inventada de boas práticas (exemplo)", "", "", "", "", ""],
    ["Título", "País prestador", "Países beneficiários", "Ano(s)", "Descrição", "Página"],
    [
        "Missão inventada de registo civil",
        "Cabo Verde",
        "Moçambique, S. Tomé e Príncipe",
        "2016–2018",
        "Uma missão inventada; com “aspas”, e vírgulas.",
        "https://exemplo.example/1",
    ],
    [
        "Visita inventada a um centro",
        "Brasil",
        "Angola",
        "desde 2020",
        "Uma visita inventada.\nSegunda linha.",
        "https://exemplo.example/2",
    ],
    ["", "", "", "", "", ""],
    ["Curso inventado de estatística", "Portugal", "PALOP", "2019", "Um curso inventado.", ""],
]


def converted(book: Workbook, name: str) -> None:
    """Save by LibreOffice, as the partner's office would."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / f"{Path(name).stem}.xlsx"
        book.save(path)
        command = [
            "soffice",
            f"-env:UserInstallation=file://{folder}/profile",
            "--headless",
            "--convert-to",
            Path(name).suffix[1:],
        ]
        subprocess.run([*command, "--outdir", str(HERE), str(path)], check=True, stdout=sys.stderr)


def main() -> None:
    """Write all of them."""
    english().save(HERE / "english.xlsx")
    converted(french(), "french.xls")
    converted(spanish(), "spanish.ods")
    with (HERE / "portuguese.csv").open("w", encoding="cp1252", newline="") as file:
        csv.writer(file, delimiter=";").writerows(PORTUGUESE)


if __name__ == "__main__":
    main()
