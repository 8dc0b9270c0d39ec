"""The search index: entries, word search, meaning search, and versions on disk."""

import lazy_loader

# The names are those of __init__.pyi. Each is imported once it is used, see `retrieval`.
__getattr__, __dir__, __all__ = lazy_loader.attach_stub(__name__, __file__)
