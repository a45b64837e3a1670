# ---
# jupyter:
#   jupytext:
#     text_representation:
#       extension: .py
#       format_name: percent
#   kernelspec:
#     display_name: Python 3
#     language: python
#     name: python3
# ---

# %% [markdown]
# # Which handoffs make customers tell it again?
# For a process owner: where does the story get lost between queues and partners, how often, and what
# does it cost customers in minutes? Reads the published store (set `RETOLD_STORE`, or run `make demo`
# first) and shows the figures of the report.

# %%
import os
from pathlib import Path

from pipeline.reports import Words, read_contact, sentences
from pipeline.reports.figures import effort_waterfall, handoff_sankey, timeline
from pipeline.store import Reader

store = Reader.open(Path(os.environ.get("RETOLD_STORE", "data/store/demo.duckdb")))
words = Words.of(os.environ.get("RETOLD_LANGUAGE", "nl"))

# %% [markdown]
# ## The answer in a sentence

# %%
flows = store.rows("handoff_flows")
by_kind = store.rows("findings_by_kind")
print(sentences.headline(store.rows("overview")[0], by_kind, words))
print(sentences.cost(by_kind, flows, words))

# %% [markdown]
# ## Where
# Orange is with a story told again. Begin with the thickest orange stream.

# %%
for row in flows:
    print(sentences.flow(row, words))

# %%
handoff_sankey(flows, words) if flows else None

# %% [markdown]
# ## One of them, heard
# The retelling that the program is surest of: what happened, and what it did to the effort.

# %%
retold = store.rows("findings_of_kind", kind="repeat_story", n=1000)
surest = max(retold, key=lambda finding: finding["confidence"], default=None)
told = read_contact(store, surest["contact_id"]) if surest else None
if told:
    print(sentences.what_happened(told, words))
    print(sentences.how_it_ended(told.contact, words))

# %%
timeline(told, words) if told else None

# %%
effort_waterfall(told, words) if told else None
