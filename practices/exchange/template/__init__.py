"""The empty workbook that people fill in: drop-downs, help, an example, the codes, in each language."""

from practices.exchange.template.book import chosen, workbook
from practices.exchange.template.example import EXAMPLE_CODE, is_example

__all__ = ["EXAMPLE_CODE", "chosen", "is_example", "workbook"]
