from .dense import DenseIndex, Progress, open_client
from .entries import Entry, plain_text, section_entries
from .folders import Manifest, VersionFolders
from .hybrid import MATCH_FEATURES, Candidate, HybridIndex
from .lexical import keys_of
from .versions import IndexStore, IndexVersion

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
    "VersionFolders",
    "keys_of",
    "open_client",
    "plain_text",
    "section_entries",
]
