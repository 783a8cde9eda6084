"""What practices refer to: countries, organisations, consultation mechanisms and the terms of the vocabularies."""
