"""The few words of a workbook that come with no text of the caller's, where he gave none."""

WORDS = {
    "readme": "Read me",
    "codes": "Codes",
    "long_texts": "Long texts",
    "vocabulary": "Vocabulary",
    "code": "Code",
    "label": "Label",
    "definition": "Definition",
    "column": "Column",
    "help": "Explanation",
    "key": "Key",
    "reference": "No.",
    "row": "Row",
    "part": "Part",
    "text": "Text",
    "continued": "continued in Long texts",
}
