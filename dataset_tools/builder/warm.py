"""What every worker needs, loaded once: the engine imports this before it forks workers.

Without it each process loads the language model, the suffix list and half of its libraries
again, which takes longer than a page.
"""

import gc

import pyarrow as pa
import pyarrow.dataset
import resiliparse.parse.encoding  # noqa: F401

from dataset_tools.builder import convert, survey  # noqa: F401
from dataset_tools.extract.classify import load_model
from dataset_tools.extract.kernel import kernel
from dataset_tools.metadata.domains import registrable_domain
from dataset_tools.rights.spdx import known_ids
from dataset_tools.text.language import identify

identify("This sentence is long enough to load the model.")
registrable_domain("https://www.example.org/")
known_ids()
for _name in ("html", "text"):
    kernel().table("set_model", load_model(_name))
pa.Table.from_pylist([{"a": 1}])  # imports pandas
gc.collect()
gc.freeze()  # pages of these objects stay shared between the workers
# A page makes thousands of tuples and hardly a cycle to look for.
gc.set_threshold(50_000, 20, 50)
