"""How much somebody may have in a place, and how much of it is used."""

from bots.engine.access.gate import Gate
from bots.engine.seam.incoming import Origin
from bots.engine.settings.place_settings import PlaceSettings
from bots.engine.spending.ledger import Ledger, Used
from bots.engine.spending.limits import Zones


class Allowances:
    """Says it of anybody, anywhere."""

    def __init__(self, gate: Gate, place_settings: PlaceSettings, ledger: Ledger) -> None:
        self._gate = gate
        self._place_settings = place_settings
        self._ledger = ledger

    async def here(self, origin: Origin) -> tuple[Used, ...]:
        """Every limit that counts for that person there, and how much of it is used."""
        here = await self._place_settings.here(origin)
        trusted = self._gate.let_in_by_hand(origin, await self._gate.grants(origin))
        return await self._ledger.standing(origin, Zones(here.zone, here.bots_zone), trusted=trusted)
