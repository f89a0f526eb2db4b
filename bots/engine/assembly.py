"""What the engine is made of: each service is built once, from what was handed in and from services above it.

    Owners ──► Claims                              who owns the bot, and how it becomes somebody's
      │ Names                                      what people, servers and places are called
      └───└──► Notices ──► Alerts ──► Failures     what it says by itself, and who hears what failed
    Gate   PlaceSettings                           may they talk, and what holds there
    Ledger ──► Admission   Allowances              what an answer may cost, and what somebody has left
    ReplyQueue ──► Questions                       what becomes of a message: nothing, a no, or an answer
    KeptQuestions ──► LateMessages ──► Told        what is said if there is no answer
               └────► Exchanges   Joining          a question is kept, and its cost reserved; or it joins another
    History   Attachments ──► Reader ──► Answers   what the model reads and says, and how the answer grows
    Beginnings ──► MessageHandler                  what becomes of each message, and where its answer begins
    Signals ──► Others   SharedMemory   Attending  what other processes on the same database tell, and do not do
    Intake   MessageHandler ──► InOrder            it is kept, and all of that is done in the order in which it came
      Gathering   Edits                            what comes in several messages; what is edited
    Recovery   Forgetting ──► Housekeeping         answers that a crash cut off; what is done now and then
    Load ──► Health ──► Overview                   how the program is, for who looks after it from outside

A platform is attached later: `platforms` and `senders` are the only two that change, and nobody keeps a copy.
"""

import logging
from collections.abc import Mapping

from bots.engine.access.gate import Gate
from bots.engine.allowances import Allowances
from bots.engine.attachments.attachments import Attachments
from bots.engine.attachments.files import Files, ReadsFiles
from bots.engine.attachments.room_in_memory import RoomInMemory
from bots.engine.attachments.speech import Speech
from bots.engine.beginning import Beginnings
from bots.engine.conversation.history import History
from bots.engine.conversation.kept import KeptQuestions
from bots.engine.conversation.queue import ANSWERS_AT_ONCE, ReplyQueue
from bots.engine.delivery.notices import Notices
from bots.engine.delivery.scheduler import Scheduler
from bots.engine.delivery.sending import Sender
from bots.engine.edits import Edits
from bots.engine.elsewhere import Elsewhere
from bots.engine.exchanges import Exchanges
from bots.engine.gathering import Gathering
from bots.engine.in_order import InOrder
from bots.engine.intake import Intake
from bots.engine.joining import Joining
from bots.engine.late_messages import LateMessages
from bots.engine.machines.attending import Attending
from bots.engine.machines.memory import SharedMemory
from bots.engine.machines.others import Others
from bots.engine.machines.seats import Seats
from bots.engine.machines.signals import Signals
from bots.engine.message_handler import MessageHandler
from bots.engine.names.names import Names
from bots.engine.noticing import Noticing
from bots.engine.overview import Overview
from bots.engine.owner.absences import Absences
from bots.engine.owner.alerts import Alerts
from bots.engine.owner.claims import Claims
from bots.engine.owner.config_differences import ConfigDifferences
from bots.engine.owner.database_trouble import DatabaseTrouble
from bots.engine.owner.owners import Owners
from bots.engine.owner.strangers import Strangers
from bots.engine.owner.tellers import OfSeveral
from bots.engine.owner.troubles import Troubles
from bots.engine.policy import Policy, shown
from bots.engine.questions import Questions
from bots.engine.reply.answering import Answers
from bots.engine.reply.failures import Failures
from bots.engine.reply.growing import Growing
from bots.engine.reply.keeping import Keeping
from bots.engine.reply.listening import Listening
from bots.engine.reply.older import OlderAnswers
from bots.engine.reply.reading import Reader
from bots.engine.reply.recovery import Recovery
from bots.engine.reply.rounds import Rounds
from bots.engine.reply.switches import Switches
from bots.engine.reply.withdrawals import Withdrawals
from bots.engine.runtime.clock import Clock
from bots.engine.runtime.current import Replaceable
from bots.engine.runtime.tasks import Supervisor
from bots.engine.seam.platform import Platform
from bots.engine.settings.place_settings import PlaceSettings
from bots.engine.spending.admission import Admission
from bots.engine.spending.ledger import Ledger
from bots.engine.spending.tariff import Tariff
from bots.engine.storage import chat_moves, opened_threads
from bots.engine.storage.store import Store
from bots.engine.told import Told
from bots.engine.tools.approvals import Approvals
from bots.engine.upkeep.bookmarks import KeptBookmarks
from bots.engine.upkeep.forgetting import Forgetting
from bots.engine.upkeep.health import Health
from bots.engine.upkeep.housekeeping import Housekeeping
from bots.engine.upkeep.load import Load
from provider import Catalog

log = logging.getLogger("parley")


class Assembly:
    """The services of one engine."""

    def __init__(
        self,
        store: Store,
        catalog: Catalog,
        scheduler: Scheduler,
        clock: Clock,
        policy: Policy,
        documents: ReadsFiles,
    ) -> None:
        self.store = store
        self.catalog = catalog
        self.scheduler = scheduler
        self.clock = clock
        self.policy = Replaceable(policy)
        self.platforms: dict[str, Platform] = {}
        self.senders: dict[str, Sender] = {}
        self.tasks = Supervisor(log)

        # What the bot says by itself: to those who wrote, to its owners, and where something failed.
        self.owners = Owners(store, clock, self.policy)
        self.claims = Claims(store, clock, self.owners, self.platforms)
        self.names = Names(store, clock, self.platforms, self.tasks)
        self.notices = Notices(self.senders, self.tasks, clock, self.names.spelled)
        self.alerts = Alerts(store, clock, self.notices, self.owners, self.tasks, self.policy)
        self.alerts.speak_as(self.names.locale)
        self.absences = Absences(self.alerts)
        store.report_to(DatabaseTrouble(self.alerts))
        self.troubles = Troubles(store, clock, self.alerts, self.tasks)
        self.failures = Failures(self.alerts, self.troubles, self.notices, self.owners, self.tasks, clock)
        self.tasks.report_to(self.failures.trouble)
        self.notices.report_to(self.failures.unsaid)

        # Whether somebody gets an answer, with which settings, and what it may cost.
        strangers = Strangers(self.alerts, self.owners, self.names, self.platforms, self.tasks, clock)
        self.gate = Gate(store, clock, self.owners, self.platforms, strangers, self.policy)
        self.place_settings = PlaceSettings(store, catalog, clock, self.policy, self.owners)
        self.switches = Switches(self.notices, clock)
        self.place_settings.report_to(self.switches.changed)
        self.ledger = Ledger(store, clock, Tariff(catalog, clock), self.policy, self.alerts.tell)
        self.allowances = Allowances(self.gate, self.place_settings, self.ledger)
        self.admission = Admission(store, clock, self.owners, self.ledger, catalog)

        # What becomes of a message, and one answer.
        self.queue = ReplyQueue(ANSWERS_AT_ONCE)
        memory = RoomInMemory()
        speech = Speech(catalog, memory)
        self.questions = Questions(store, self.gate, self.place_settings, self.queue, speech, self.policy)
        kept = KeptQuestions(store, self.policy)
        late_messages = LateMessages(store, self.senders, kept, self.tasks)
        self.told = Told(clock, self.gate, self.admission, self.notices, self.failures, late_messages)
        self.noticing = Noticing(self.senders, self.gate, self.place_settings, self.told)
        self.exchanges = Exchanges(clock, kept, self.admission, self.ledger, self.queue, self.policy)
        self.attachments = Attachments(store, Files(catalog, documents, memory), speech, self.policy)
        self.withdrawals = Withdrawals(store, clock, self.notices, self.tasks)
        self.approvals = Approvals(clock)
        rounds = Rounds(self.place_settings.tools, self.approvals, clock, self.tasks)
        listening = Listening(catalog, self.failures, self.withdrawals)
        history = History(store, self.policy)
        self.reader = Reader(history, self.attachments, rounds, listening, self.failures, self.told)
        keeping = Keeping(store, self.tasks)
        self.growing = Growing(store, self.queue, self.policy, self.tasks, self.reader, keeping)
        self.answers = Answers(store, self.queue, self.tasks, OlderAnswers(store), self.growing, self.failures)
        joining, threads = Joining(self.senders, self.queue, kept, self.policy), self.place_settings.threads
        begins = Beginnings(self.senders, threads, self.exchanges, self.answers, self.told, self.failures)
        self.messages = MessageHandler(self.senders, kept, self.questions, self.told, joining, begins)
        self.recovery = Recovery(store, self.senders, self.tasks)
        self.intake = Intake(store, clock, self.failures)
        self.in_order = InOrder(clock, self.tasks, self.failures, self.intake, self.messages, self.recovery)
        self.gathering = Gathering(clock, self.tasks, self.in_order.hand_on)
        self.edits = Edits(store, self.senders, self.questions, self.exchanges, self.answers, self.told)

        # What is done now and then, and how all of it is.
        self.bookmarks = KeptBookmarks(store, clock)
        self.forgetting = Forgetting(store, clock, self.queue, self.notices.tell, self.policy, self.names)
        self.forgetting.report_to(self.gathering.forget)
        self.housekeeping = Housekeeping(store, clock, self.gate, self.platforms, self.queue, self.forgetting)
        self.health = Health(store, clock, self.platforms, self.tasks, Load(self.queue, scheduler, store))
        self.overview = Overview(store, self.health, self.ledger.tariff, self.failures, self.alerts)

        # What other processes on the same database tell.
        self._shown: tuple[Policy, Mapping[str, str]] | None = None
        self.signals = Signals(store.wire, clock, self.tasks)
        self.others = Others(self.signals, clock, self._load, self._shows)
        self.others.report_to(scheduler.divide)
        self.others.report_to(ConfigDifferences(clock, self.others, self.alerts, self._shows).look)
        self.forgetting.among(self.signals, self.others)
        self.housekeeping.among(self.signals)
        self.signals.on(opened_threads.OPENED, self.place_settings.threads.heard)
        self.signals.on(chat_moves.MOVED, self.housekeeping.moved_elsewhere)
        self.signals.on_missed(self.names.forget_all)
        self.queue.among(Seats(store, clock, self.others, ANSWERS_AT_ONCE).take)
        self.elsewhere = Elsewhere(store, self.signals, self.others)
        self.memory = SharedMemory(self.signals, clock, self.tasks, store.changes)
        self.memory.holds("owners", self._load_owners)
        self.memory.holds("grants", self.gate.load)
        self.memory.holds("settings", self.place_settings.load)
        self.memory.holds("limits", self.admission.load)
        self.memory.holds("log", self.alerts.load_log)
        self.memory.holds("told", self._read_told)
        self.alerts.share(OfSeveral(store, clock, self.others))

        self.attending: Attending | None = None
        if store.hands is not None:
            self.attending = Attending(store.hands, store, self.signals, clock, self.tasks)
            self.intake.share(self.attending)
            self.in_order.share(self.attending)
            self.recovery.share()
            self.ledger.share()
            scheduler.lease = self.attending.lease

    async def _load_owners(self) -> None:
        await self.owners.load()
        await self.claims.load()

    async def _read_told(self) -> None:
        await self.alerts.read_anew()
        await self.troubles.read_anew()
        await self.withdrawals.load()

    def _shows(self) -> Mapping[str, str]:
        """What people can see of the config here, as fingerprints."""
        policy = self.policy.value
        if self._shown is None or self._shown[0] is not policy:
            aliases = {name: self.catalog.full_name(name) for name in self.catalog.aliases}
            self._shown = policy, shown(policy, aliases, self.catalog.providers)
        return self._shown[1]

    def _load(self) -> Mapping[str, int]:
        """How many questions wait or are answered here, by platform."""
        return {name: self.queue.asked_on(name) for name in self.platforms}

    def attach(self, platform: Platform) -> None:
        """Serve this platform too."""
        self.platforms[platform.name] = platform
        self.senders[platform.name] = Sender(platform, self.scheduler, self.clock)
