"""The search index: entries, word search, meaning search, and versions on disk."""

from retrieval.index.dense import DenseIndex, Progress, open_client
from retrieval.index.entries import Entry, plain_text, section_entries
from retrieval.index.hybrid import MATCH_FEATURES, Candidate, HybridIndex
from retrieval.index.lexical import keys_of
from retrieval.index.versions import IndexStore, IndexVersion, Manifest

__all__ = [
    "MATCH_FEATURES",
    "Candidate",
    "DenseIndex",
    "Entry",
    "HybridIndex",
    "IndexStore",
    "IndexVersion",
    "Manifest",
    "Progress",
    "keys_of",
    "open_client",
    "plain_text",
    "section_entries",
]
