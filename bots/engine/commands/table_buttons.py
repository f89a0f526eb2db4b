"""Every button that stands under no answer, as a value: those of panels, of lists, of what owners are asked."""

from bots.engine.commands.button import ButtonKind

BUTTONS: tuple[ButtonKind, ...] = (
    # Models and settings.
    ButtonKind(action="model", keeps_names=True),
    ButtonKind(action="model_all"),
    ButtonKind(action="page"),
    ButtonKind(action="pick"),
    ButtonKind(action="pin"),
    ButtonKind(action="unpin"),
    ButtonKind(action="set", keeps_names=True),
    ButtonKind(action="write"),
    ButtonKind(action="undo", keeps_names=True),
    ButtonKind(action="unswitch"),
    ButtonKind(action="limit"),
    ButtonKind(action="usage"),
    # What is kept of people, and the help: that is anybody's.
    ButtonKind(action="help", door="anyone", repeats="harmless"),
    ButtonKind(action="forget", door="anyone"),
    ButtonKind(action="export", door="anyone"),
    ButtonKind(action="unread", door="anyone"),
    # The owner's.
    ButtonKind(action="allow", door="owners"),
    ButtonKind(action="deny", door="owners"),
    ButtonKind(action="leave", keeps_names=True),
    ButtonKind(action="servers", keeps_names=True),
    ButtonKind(action="status", repeats="harmless"),
)
