"""Records on their way out: what was asked for, which records that is, and the table of them for a writer."""

from practices.exchange.exporting.asked import Asked, asked_of, parameters_of
from practices.exchange.exporting.front import file_name, front_of, front_of_working_copies
from practices.exchange.exporting.orders import Order, Problem, read_order
from practices.exchange.exporting.tables import of_editions, of_listings, of_working_copies, table_of

__all__ = [
    "Asked",
    "Order",
    "Problem",
    "asked_of",
    "file_name",
    "front_of",
    "front_of_working_copies",
    "of_editions",
    "of_listings",
    "of_working_copies",
    "parameters_of",
    "read_order",
    "table_of",
]
