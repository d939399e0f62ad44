"""All tables of the product, by noun."""

from storage.models.audit import Finding, SavedQuery
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
from storage.models.clocks import CalendarEdition, ChoiceRecount, Deadline, LawStamp, RuleEdition
from storage.models.designs import Draft, DraftPresence, DraftRevision, ProcessInForce, Publication
from storage.models.district_entries import DistrictEntry
from storage.models.errands import DeskErrand
from storage.models.exchanges import Exchange, ReceivedFile, ReceivedItem
from storage.models.exports import ExportJob, ExportRequest
from storage.models.external import ExternalTask, MachineAccount
from storage.models.foresights import Foresight, ForesightItem, ForesightPart
from storage.models.house_rules import HouseRuleRow
from storage.models.ledgers import LedgerAccount, LedgerBooking, LedgerEntry, RegisterEntry
from storage.models.migrating import MigrationItem, MigrationPlan
from storage.models.moves import CaseMove
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
from storage.models.project_lists import ProjectList
from storage.models.record import Checkpoint, Event, SystemChain
from storage.models.reminders import Recount, Reminder
from storage.models.rosters import RosterDraft
from storage.models.trials import RecordedTrial, Trial
from storage.models.upkeep import PeriodStart, Submission, Worker
from storage.models.work import (
    Incident,
    Message,
    MessageWait,
    ProcessFile,
    ProcessVersion,
    ProcessVersionFile,
    RegistrationDraft,
    Run,
    Task,
    TaskDraft,
    Timer,
)

for _table in Base.metadata.tables.values():
    for _constraint in _table.foreign_key_constraints:
        # Checked at commit: rows of one action may be written in any order.
        _constraint.deferrable, _constraint.initially = True, "DEFERRED"

__all__ = [
    "Base",
    "CalendarEdition",
    "CaseFile",
    "CaseLink",
    "CaseMove",
    "CaseSection",
    "CaseUnit",
    "Checkpoint",
    "ChoiceRecount",
    "Counter",
    "Deadline",
    "Delegation",
    "DeskErrand",
    "DistrictEntry",
    "Document",
    "DocumentContent",
    "Draft",
    "DraftPresence",
    "DraftRevision",
    "Event",
    "Exchange",
    "ExportJob",
    "ExportRequest",
    "ExternalTask",
    "Finding",
    "Foresight",
    "ForesightItem",
    "ForesightPart",
    "HouseRuleRow",
    "Incident",
    "Jurisdiction",
    "LawStamp",
    "LedgerAccount",
    "LedgerBooking",
    "LedgerEntry",
    "MachineAccount",
    "Membership",
    "Message",
    "MessageWait",
    "MigrationItem",
    "MigrationPlan",
    "NameGram",
    "Note",
    "Officer",
    "Party",
    "Payment",
    "PeriodStart",
    "ProcessFile",
    "ProcessInForce",
    "ProcessVersion",
    "ProcessVersionFile",
    "Project",
    "ProjectList",
    "Publication",
    "ReceivedFile",
    "ReceivedItem",
    "RecordedTrial",
    "Recount",
    "RegisterEntry",
    "RegistrationDraft",
    "Reminder",
    "RosterDraft",
    "RosterLine",
    "RuleEdition",
    "Run",
    "SavedFilter",
    "SavedQuery",
    "ServiceRecord",
    "SignInThrottle",
    "Submission",
    "SystemChain",
    "Task",
    "TaskDraft",
    "Timer",
    "Trial",
    "Unit",
    "WebSession",
    "Worker",
    "new_id",
]
