"""What the model has said so far, and how much of it is still to be shown: the slot between the two loops of a reply.

One side puts text in and never waits; the other waits for news, and takes what there is by then.
"""

from bots.engine.language.phrases import say
from bots.engine.reply.citing import Citing
from bots.engine.reply.reasoning import ReasoningView
from bots.engine.reply.remarks import Kind, small_line
from bots.engine.runtime.flag import Flag
from bots.text.continuation import Continuation
from bots.text.sources import NOTHING_CITED, Cited, Numbered, listed
from bots.text.visible import is_visible
from provider.contract import Source
from provider.pieces import Pieces
from provider.values import Value

ENOUGH = 24
"""Characters that the first frame in a private chat waits for, because a phone's notification shows so many."""


class Reading(Value):
    """What the slot holds at one moment.

    `source`: the Markdown to show. `last`: no more will come. `remark`: the small line below it. `length`: the
    characters of the whole answer if the model may be asked to go on, else 0. `cited`: the sources.
    """

    source: str
    last: bool
    remark: str = ""
    length: int = 0
    cited: Cited = NOTHING_CITED


class Doing(Value):
    """What is done for an answer while it grows, below its words. `line`: in Markdown, a block of code may follow it.

    `asks`: the key of the question to people whether it may be done; empty if none is asked.
    """

    line: str = ""
    asks: str = ""


NOTHING_DONE = Doing()


class Before(Value):
    """What an answer continues, and the sources of that."""

    text: str = ""
    sources: tuple[Numbered, ...] = ()


NOTHING_BEFORE = Before()


class Slot:
    """The text of one answer. `before`: what it continues; `front`: the end of that in the message that it grows in."""

    def __init__(self, before: Before = NOTHING_BEFORE, front: str = "") -> None:
        self._said = said = before.text
        self._front = front
        self._continuation = Continuation(said)
        self._joined = False  # whether `front` is part of the source
        self._goes_on = False
        self.source = ""
        """What was said and is in no sealed part, in Markdown."""
        self.remarks: dict[Kind, str] = {}
        """What the bot itself says about the answer."""
        self.doing = NOTHING_DONE
        """What is done for the answer at the moment."""
        self.asking = Flag()
        """People are asked whether something may be done."""
        self.quote = ""
        """What stands above the words, in Markdown."""
        self.reasoning = ReasoningView()
        self.retractions = 0
        self.news = Flag()
        """There is something that was not read yet."""
        self.enough = Flag()
        """There is as much as the first frame may wait for."""
        self.over = Flag()
        """No more will come."""
        self.citing = Citing(before.sources)
        self._words = Pieces()
        self._fed = 0  # characters that the model has sent to go on
        self._fixed = 0  # characters at the beginning of the source among which no marks are put: others said them
        self._half = ""  # of a character whose other half comes with the next piece
        self._explained = False  # whether a message says already why there is no answer

    @property
    def ended(self) -> bool:
        """Whether no more will come."""
        return self.over.is_set()

    @property
    def text(self) -> str:
        """All that the model has said so far."""
        return self._said + self.more

    @property
    def more(self) -> str:
        """What it has said beside the text that it continues."""
        return self.citing.within(self._words.text)

    @property
    def notice(self) -> str:
        """What the bot itself says at the end: all remarks, or, if there are no words, only why."""
        return small_line(self.remarks) if is_visible(self.more) else self.remarks.get("ending", "")

    def explain(self, words: str) -> None:
        """Say why there is no answer, unless something was said about its end."""
        self.remarks["ending"] = self.remarks.get("ending") or words

    def feed(self, text: str) -> None:
        """Append a piece of the answer; after the end it is ignored."""
        if not self.ended:
            if self._said:
                self._fed += len(text)
                text = self._continuation.feed(text)
            self._append(text)

    def cite(self, source: Source) -> None:
        """Take in what words of the answer rest on; after the end it is ignored."""
        if not self.ended:
            words = self._words.text
            self.citing.take(source, words, len(words) - self._fed if self._said else 0)
            self.news.set()

    def _append(self, text: str) -> None:
        text = self._half + text
        self._half = text[-1:] if "\ud800" <= text[-1:] <= "\udbff" else ""
        text = _joined(text.removesuffix(self._half))
        self._words.append(text)
        self.source += text
        if is_visible(self.source):
            if not self._joined:
                self.source, self._joined = self._front + self.source, True
                self._fixed = len(self._front)
            self.reasoning.end()
            self.news.set()
        if len(self.source) >= ENOUGH or "\n" in self.source.strip("\n"):
            self.enough.set()

    def feed_reasoning(self, text: str, *, shown: bool) -> None:
        """Append a piece of the model's reasoning. `shown`: it is news."""
        self.reasoning.feed(text)
        if not shown or self.ended or is_visible(self.source):
            return
        reasoning = self.reasoning.growing("")
        if reasoning:
            self.news.set()
        if len(reasoning) >= ENOUGH:
            self.enough.set()

    def do(self, doing: Doing, *, shown: bool) -> None:
        """Note what is done now. `shown`: it is news; a question to people, and its end, always are."""
        if self.ended or doing == self.doing:
            return
        before, self.doing = self.doing, doing
        if doing.asks:
            self.asking.set()
        if shown or doing.asks or before.asks:
            self.news.set()
            self.enough.set()

    def retract(self) -> None:
        """Make all text so far reasoning."""
        self.reasoning.take_back(self.more)
        self.retractions += 1
        self._words.clear()
        self._fed = self._fixed = 0
        self.citing.take_back()
        self._half = self.source = ""
        self._continuation, self._joined = Continuation(self._said), False

    def end(self, notice: str, *, goes_on: bool) -> None:
        """Note that no more will come. `notice`, `goes_on`: as in `LiveReply.finish`."""
        if self._said:
            self._append(self._continuation.end())
        self.remarks["ending"] = notice
        self.doing = NOTHING_DONE
        self._goes_on = goes_on
        for event in (self.over, self.news, self.enough):
            event.set()

    def empty(self) -> None:
        """Leave nothing to show; `text` stays as it is."""
        self.source = ""
        self.remarks.clear()

    def read(self, *, below: bool) -> Reading:
        """What is to be shown now. `below`: at the end, with the remarks, or with why there are no words."""
        self._put_marks()
        length = len(self.text) if self._goes_on and is_visible(self.source) else 0
        if not self.ended or not below:
            return Reading(self.source, self.ended, length=length, cited=self.cited())
        if is_visible(self.source):
            return Reading(self.source, last=True, remark=small_line(self.remarks), length=length, cited=self.cited())
        return Reading(self.source if self._explained else self.remarks.get("ending", ""), last=True)

    def cited(self) -> Cited:
        """The sources, and at the end those that stand below it."""
        numbered = self.citing.numbered
        if not numbered or not self.ended:
            return Cited(numbered) if numbered else NOTHING_CITED
        return Cited(numbered, listed(numbered, self.text), say("sources"))

    def _put_marks(self) -> None:
        """Put new marks into the source. Between a reading and its `seal` it only grows, so this is part of reading."""
        if not self.citing.has_due:
            return
        for behind, mark in self.citing.due(self._words.text):
            at = len(self.source) - behind
            if at >= self._fixed:
                self.source = self.source[:at] + mark + self.source[at:]

    def seal(self, reading: Reading, rest: str) -> None:
        """Note that a part shows what was read except `rest`, which the next part begins with."""
        more = "" if reading.last else self.source[len(reading.source) :]
        if reading.last:
            self._explained = self._explained or not is_visible(self.source)
        self.source = rest + more
        own = min(_common_end(rest, reading.source), len(reading.source) - self._fixed)
        self._fixed = len(rest) - max(0, own)
        if is_visible(self.source):
            self.news.set()


def _common_end(one: str, other: str) -> int:
    """The number of characters at the end that are the same in both."""
    most = min(len(one), len(other))
    return next((at for at in range(most) if one[-1 - at] != other[-1 - at]), most)


def _joined(text: str) -> str:
    """The text with surrogates paired, which some servers send apart; one without its other becomes U+FFFD."""
    return text if text.isascii() else text.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")
