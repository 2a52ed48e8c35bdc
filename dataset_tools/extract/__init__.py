"""Page to blocks to body: one block model serves HTML and plain text."""

from dataset_tools.extract.body import body_text, likely_blocks, select_body
from dataset_tools.extract.furniture import explain_block
from dataset_tools.extract.lines import recurring_digests
from dataset_tools.extract.outline import outline

__all__ = [
    "body_text",
    "explain_block",
    "likely_blocks",
    "outline",
    "recurring_digests",
    "select_body",
]
