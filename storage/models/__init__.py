"""All tables of the product, by noun."""

from storage.models.base import Base, new_id
from storage.models.cases import (
    CaseFile,
    CaseLink,
    CaseSection,
    CaseUnit,
    Counter,
    Document,
    DocumentContent,
    NameGram,
    Note,
    Party,
    Payment,
    Project,
    RosterLine,
    ServiceRecord,
)
from storage.models.people import (
    Delegation,
    Jurisdiction,
    Membership,
    Officer,
    SavedFilter,
    SignInThrottle,
    Unit,
    WebSession,
)
from storage.models.record import Event, SystemChain
from storage.models.work import (
    Deadline,
    Incident,
    Message,
    MessageWait,
    ProcessFile,
    ProcessVersion,
    ProcessVersionFile,
    Run,
    Task,
    TaskDraft,
    Timer,
)

__all__ = [name for name in dir() if name[0].isupper() or name == "new_id"]
