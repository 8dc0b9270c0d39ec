"""Turns questions and sections into vectors.

The default encoder is the folder `DEFAULT_MODEL`, which ships with the project and needs neither a
network nor torch. `load_encoder` also takes any sentence-transformers folder or name, for example
``BAAI/bge-m3``.
"""

from retrieval.encoder.loading import (
    DEFAULT_MODEL,
    Encoder,
    SentenceTransformerEncoder,
    StaticEncoder,
    load_encoder,
)
from retrieval.errors import EncoderError

__all__ = [
    "DEFAULT_MODEL",
    "Encoder",
    "EncoderError",
    "SentenceTransformerEncoder",
    "StaticEncoder",
    "load_encoder",
]
