"""OAI-PMH 2.0: how other catalogues harvest the registry."""
