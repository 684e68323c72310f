"""Draws forty suggestions for real businesses, to be judged by somebody who knows the trades: `python -m bench.forty`.

From the licensed businesses of Long Beach in ../shared/data, or what BETTERPIE_DATA names: trades from the license type alone, places from
the ZIP code, five suggestions each, forty drawn with a fixed seed. Names are left out. Our judgement of those drawn last stands in
docs/explanation/complementors.md.
"""

import csv
import os
import random
from pathlib import Path

from betterpie.kernel import places
from betterpie.kernel.matching import DEFAULT, Business, complements

ROOT = Path(__file__).resolve().parents[1]
LIST = Path(os.environ.get("BETTERPIE_DATA", ROOT / "../shared/data")) / "listings/long_beach_business_licences_2019.csv"
SEED, DRAWN, EACH = 562, 40, 5


def main() -> None:
    """Print the table, without the judgement."""
    if not LIST.exists():
        print(f"skipped: {LIST} absent")
        return
    businesses = licensed()
    found = complements(businesses, top=EACH)
    print(f"{len(found):,} suggestions for {len(businesses):,} businesses")
    trades = {business.key: DEFAULT.trades[next(iter(business.trades))].name for business in businesses}
    names = {business.key: business.name for business in businesses}
    for number, one in enumerate(random.Random(SEED).sample(found, DRAWN), 1):
        why = one.reasons[0].text
        print(f"| {number} | {trades[one.giver]} | {trades[one.receiver]} | {one.strength:.2f} | {why} |")
        if os.environ.get("NAMES"):
            print(f"    {names[one.giver]} -> {names[one.receiver]}")


def licensed() -> list[Business]:
    """The businesses whose license type tells their trade."""
    by_type = {called.casefold(): slug for slug, trade in DEFAULT.trades.items() for called in trade.licence_types}
    found = []
    with LIST.open(encoding="utf-8", newline="") as lines:
        for row in csv.DictReader(lines):
            slug = by_type.get(row["TYPE OF BUSINESS"].strip().casefold())
            if slug:
                name = f"{row['DBA NAME'] or row['FULL NAME']} ({row['TYPE OF BUSINESS']}; {row['COMMENTS']})"
                found.append(Business(row["LICENSE#"], name, [slug], place=places.of_zip(row["ZIP"])))
    return found


if __name__ == "__main__":
    main()
