from .accepting import Acceptor
from .answering import Answerer
from .answers import Answer, Context, Status
from .calculators import (
    LARGEST_FAMILY,
    FamilyPayments,
    Line,
    Money,
    Settlement,
    family_payments,
    years_told,
)
from .distress import Concern
from .encoder import DEFAULT_MODEL, Encoder, load_encoder
from .errors import (
    EncoderError,
    EvaluationError,
    IndexVersionError,
    KnowledgeError,
    RetrievalError,
)
from .geography import nearest_region
from .index import IndexStore, IndexVersion, Manifest, Progress, VersionFolders
from .knowledge import (
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
from .knowledge.checking import check_folder
from .knowledge.numbers import (
    format_date,
    format_money,
    format_number,
    kazakh_case,
    kazakh_suffix,
)
from .knowledge.tables import Rate
from .language import Entities, identify
from .old_sums import OldSum
from .personal_data import PersonalDataKind, find_personal_data
from .search import Hit, gazetteer_of

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
    "VersionFolders",
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
