"""An answer that was cut off, the button under it, and what is kept of it."""

from bots.engine.language.phrases import say
from bots.engine.seam.incoming import Origin, Press
from bots.engine.seam.places import Place
from bots.engine.seam.shown import Action, Button, Response
from bots.engine.storage.personal_data import dossier
from provider.contract import Finish, Text
from tests.bots.engine.house import ANN, House
from tests.fakes.memory import Step

CUT: tuple[Step, ...] = (Text("One two three"), Finish("length"))
REST: tuple[Step, ...] = (Text(" four five."), Finish())


SLOW: tuple[Step, ...] = (15.0, *REST)


def go_on(one: House, place: Place | None = None) -> Button | None:
    """The button under the newest message, if it is there."""
    frames = one.platform.seen(place or one.private().place)
    found = [button for frame in frames for row in frame.buttons for button in row if button.action.name == "go_on"]
    return found[-1] if found else None


async def press(one: House, origin: Origin | None = None, action: Action | None = None) -> Response:
    """Press it, wherever it stands."""
    origin = origin or one.private()
    button = go_on(one, origin.place)
    action = action or (button.action if button else None)
    assert action is not None
    surfaces = [each.surface for each in one.platform.standing.values() if each.surface.place == origin.place]
    answer = await one.engine.on_press(Press(origin, action, surfaces[-1]))
    assert isinstance(answer, Response)
    return answer


async def said(one: House) -> list[tuple[str, ...]]:
    """What the store has as answers to Ann."""
    return [each.answers for each in await one.store.run(dossier, ANN)]


def cut_of(text: str) -> str:
    return f"{text}\n\n{say('ended_cut')}"
