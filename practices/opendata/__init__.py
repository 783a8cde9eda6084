"""What leaves the registry as data for machines: vocabularies, dumps, descriptions, mappings to other standards."""
