"""What runs in the reading process: checks by streaming, then the reading itself, under limits the system enforces.

Started with `python -m child` from the folder above, so that nothing else of the registry is imported: its modules import
each other relatively and the standard library, python-calamine apart. Nothing here words a sentence for people; it raises
Refusal with a code, and practices.exchange.books.refusals words it.
"""
