"""The NL API standard without models: problems, versions, parameters, cursors, headers, OpenAPI. Imports frameworks only."""
