"""What programs ask for: the API, and OAI-PMH for harvesters."""
