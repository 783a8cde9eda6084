"""The description of the API in OpenAPI 3.1: what every address takes and answers, each with an example."""
