"""Finds and answers: the public names that `bot` builds on."""

from retrieval.accepting import Acceptor
from retrieval.answering import Answerer
from retrieval.answers import Answer, Context, Status
from retrieval.calculators import (
    LARGEST_FAMILY,
    FamilyPayments,
    Line,
    Money,
    Settlement,
    family_payments,
    years_told,
)
from retrieval.distress import Concern
from retrieval.encoder import DEFAULT_MODEL, Encoder, load_encoder
from retrieval.errors import (
    EncoderError,
    EvaluationError,
    IndexVersionError,
    KnowledgeError,
    RetrievalError,
)
from retrieval.geography import nearest_region
from retrieval.index import IndexStore, IndexVersion, Manifest, Progress
from retrieval.knowledge import (
    LANGUAGES,
    Clarify,
    Finding,
    Knowledge,
    Language,
    Section,
    Source,
    Verification,
    load_knowledge,
    read_knowledge,
)
from retrieval.knowledge.checking import check_folder
from retrieval.knowledge.numbers import (
    format_date,
    format_money,
    format_number,
    kazakh_case,
    kazakh_suffix,
)
from retrieval.knowledge.tables import Rate
from retrieval.language import Entities, identify
from retrieval.old_sums import OldSum
from retrieval.personal_data import PersonalDataKind, find_personal_data
from retrieval.search import Hit, gazetteer_of

__all__ = [
    "DEFAULT_MODEL",
    "LANGUAGES",
    "LARGEST_FAMILY",
    "Acceptor",
    "Answer",
    "Answerer",
    "Clarify",
    "Concern",
    "Context",
    "Encoder",
    "EncoderError",
    "Entities",
    "EvaluationError",
    "FamilyPayments",
    "Finding",
    "Hit",
    "IndexStore",
    "IndexVersion",
    "IndexVersionError",
    "Knowledge",
    "KnowledgeError",
    "Language",
    "Line",
    "Manifest",
    "Money",
    "OldSum",
    "PersonalDataKind",
    "Progress",
    "Rate",
    "RetrievalError",
    "Section",
    "Settlement",
    "Source",
    "Status",
    "Verification",
    "check_folder",
    "family_payments",
    "find_personal_data",
    "format_date",
    "format_money",
    "format_number",
    "gazetteer_of",
    "identify",
    "kazakh_case",
    "kazakh_suffix",
    "load_encoder",
    "load_knowledge",
    "nearest_region",
    "read_knowledge",
    "years_told",
]
