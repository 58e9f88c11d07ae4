"""Prints the annotations of an ELAN file as two readers see them."""

import json
import sys

import pympi
from speach import elan

path = sys.argv[1]
file = pympi.Elan.Eaf(path)
seen = {
    "pympi": {
        name: sorted(list(a[:3]) for a in file.get_annotation_data_for_tier(name))
        for name in file.get_tier_names()
    },
    "words": {
        name: sorted(
            value for entry in file.get_cv_entries(name).values() for value, *_ in entry[0]
        )
        for name in file.get_controlled_vocabulary_names()
    },
    "speach": {
        tier.ID: [[a.from_ts.value, a.to_ts.value, a.value] for a in tier.annotations]
        for tier in elan.read_eaf(path).tiers()
    },
}
print(json.dumps(seen))
