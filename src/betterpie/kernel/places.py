"""Where a ZIP code lies, and how far it is from here to there.

`places.bin` holds the centroids of the 33,791 ZIP code tabulation areas of the 2021 gazetteer of the U.S. Census Bureau (public
domain): a record of ZIP, latitude and longitude in ten-thousandths of a degree, sorted by ZIP, 12 bytes each.
"""

import re
from functools import cache
from importlib.resources import files
from math import asin, cos, radians, sin, sqrt
from struct import Struct

RECORD = Struct("<Iii")
EARTH_RADIUS_MILES = 3958.8


def of_zip(code: str) -> tuple[float, float] | None:
    """Latitude and longitude in degrees of a ZIP or ZIP+4 code; None for one that is unknown, such as that of a PO box."""
    found = re.match(r"\s*(\d{5})(?:-?\d{4})?\s*\Z", code)
    if not found:
        return None
    wanted, table = int(found[1]), _table()
    low, high = 0, len(table) // RECORD.size
    while low < high:
        middle = (low + high) // 2
        here, lat, lon = RECORD.unpack_from(table, middle * RECORD.size)
        if here == wanted:
            return lat / 1e4, lon / 1e4
        low, high = (middle + 1, high) if here < wanted else (low, middle)
    return None


def miles(one: tuple[float, float], other: tuple[float, float]) -> float:
    """The great-circle distance in miles between two (latitude, longitude) in degrees, by the haversine formula (Sinnott 1984)."""
    lat, lon, other_lat, other_lon = (radians(value) for value in (*one, *other))
    half = sin((other_lat - lat) / 2) ** 2 + cos(lat) * cos(other_lat) * sin((other_lon - lon) / 2) ** 2
    return 2 * EARTH_RADIUS_MILES * asin(min(1.0, sqrt(half)))


@cache
def _table() -> bytes:
    return (files("betterpie.kernel") / "places.bin").read_bytes()
