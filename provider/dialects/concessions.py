"""What a question is sent without because its server refused it. Each is tried once, and learned if that helps."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

from provider.contract import Effort, Request, Search, ToolDefinition
from provider.dialects.tool_history import is_in_use
from provider.known.efforts import nearest
from provider.known.learning import Learned
from provider.known.lessons import (
    Lesson,
    field_named,
    is_blind,
    is_of_one_tool,
    levels_named,
    most_pictures,
    taught,
)
from provider.known.model_settings import ModelSettings, senses
from provider.values import Value, replace


class Sent(Value):
    """What decides about a concession: the question, what is known of the model, and what of that the config says.

    `fields`: the further fields that the config adds to the requests to all models of the provider.
    """

    request: Request
    model: str
    known: ModelSettings
    configured: ModelSettings
    fields: Mapping[str, object]


@dataclass(slots=True)
class Concessions:
    """What one question is sent without. `pictures`, `levels`: what the model takes instead; 0 and () if any.

    `once`: those of the lessons that are about this question alone, and teach nothing.
    """

    lessons: frozenset[Lesson] = frozenset()
    once: frozenset[Lesson] = frozenset()
    pictures: int = 0
    levels: tuple[Effort, ...] = ()
    fields: list[str] = field(default_factory=list)

    def settings(self, known: ModelSettings) -> ModelSettings:
        """What is known of the model, as this question takes it."""
        known = replace(known, pictures=self.pictures) if self.pictures else known
        known = replace(known, responses=True) if "responses" in self.lessons else known
        return replace(known, vision=False) if "vision" in self.lessons else known

    def effort(self, request: Request) -> Effort | None:
        """How much the model is told to think; None: nothing is said of it."""
        if "effort" in self.lessons or not request.effort:
            return None
        return (nearest(request.effort, self.levels) if self.levels else request.effort) or None

    def search(self, request: Request, known: ModelSettings) -> Search | Literal[""]:
        """Whether the model may or is to search; empty: nothing is said of it."""
        able = known.search is not None and known.search.able and "search" not in self.lessons
        return request.search if able else ""

    def tools(self, request: Request, known: ModelSettings) -> tuple[ToolDefinition, ...]:
        """The tools that the model is offered."""
        return () if known.tools is False or "tools" in self.lessons else request.tools

    def concede(self, status: int, words: bytes, sent: Sent, learned: Learned) -> bool:
        """Whether a further try can help, without the first of what a refusal is about."""
        return (
            self._fewer_pictures(status, words, sent)
            or self._another_level(status, words, sent)
            or self._lesson(status, words, sent, learned)
            or self._field(status, words, sent)
        )

    def note(self, learned: Learned, model: str) -> None:
        """Learn from an answer that the model takes the question as it was sent."""
        for lesson in self.lessons - self.once:
            learned.note(model, lesson)
        if self.pictures:
            learned.note_pictures(model, self.pictures)
        if self.levels:
            learned.note_efforts(model, self.levels)
        for name in self.fields:
            learned.note_field(model, name)

    def _fewer_pictures(self, status: int, words: bytes, sent: Sent) -> bool:
        most = most_pictures(status, words, min(sent.request.pictures, senses(self.settings(sent.known)).pictures))
        if not most or sent.configured.pictures:
            return False
        self.pictures = most
        return True

    def _another_level(self, status: int, words: bytes, sent: Sent) -> bool:
        """Whether the refusal names levels of effort, and another than the refused one is among them."""
        asked = self.effort(sent.request)
        named = levels_named(status, words) if asked and not self.levels else ()
        if not named or nearest(sent.request.effort, named) == asked:
            return False
        self.levels = named
        return True

    def _lesson(self, status: int, words: bytes, sent: Sent, learned: Learned) -> bool:
        """Whether it teaches what the model does not take at all.

        If the question itself holds the pictures, there is no further try that would show that the model is blind: then
        the refusal's own words have to be plain.
        """
        for lesson in taught(status, words):
            if lesson not in self.lessons and _may_do_without(lesson, sent):
                self.lessons |= {lesson}
                if _is_of_this_question(lesson, words, sent):
                    self.once |= {lesson}
                if lesson == "vision" and sent.request.messages[-1].images and is_blind(status, words):
                    learned.note(sent.model, lesson)
                return True
        return False

    def _field(self, status: int, words: bytes, sent: Sent) -> bool:
        """Whether the model does not take what the config adds for all models of the provider."""
        name = field_named(status, words, [each for each in sent.fields if each not in self.fields])
        if name:
            self.fields.append(name)
        return bool(name)


def _is_of_this_question(lesson: Lesson, words: bytes, sent: Sent) -> bool:
    """Whether the refusal says nothing of other questions.

    The description of one tool may be at fault, or what came before in this answer. And some models take a search, and
    take tools, but not both.
    """
    if lesson == "tools":
        return is_of_one_tool(words) or is_in_use(sent.request)
    return lesson == "search" and bool(sent.request.tools)


def _may_do_without(lesson: Lesson, sent: Sent) -> bool:
    """Whether the refused thing was sent, and neither config nor server says that it is needed."""
    request, known = sent.request, sent.known
    match lesson:
        case "vision":  # a server's list may promise more than the model can; the config knows
            sees = known.vision is not False and any(message.images for message in request.messages)
            return sees and sent.configured.vision is None
        case "system":
            return known.system is None and any(message.role == "system" for message in request.messages)
        case "stream":
            return known.stream is None
        case "effort":
            return bool(request.effort)
        case "search":
            return bool(request.search) and known.search is not None
        case "tools":  # a server's list may promise more than the model can
            return (bool(request.tools) or is_in_use(request)) and sent.configured.tools is None
        case "responses":
            return known.responses is None
        case "thoughts":
            return False
