"""How well the search ranks: readers' questions in five languages, the practices that answer them, and the measures."""
