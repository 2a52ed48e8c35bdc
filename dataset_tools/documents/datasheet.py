"""DATASHEET.md: a datasheet after Gebru et al., "Datasheets for Datasets", CACM 64(12), 2021.

The seven parts are theirs, the questions are put in our words. What can be computed is; the
rest is the publisher's, who answers in corpus.toml under `[datasheet]`.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from dataset_tools.documents.facts import Subsets, rows_of, text_subsets
from dataset_tools.documents.license import NOTICE, compilation, license_table
from dataset_tools.documents.markdown import (
    code,
    counts,
    document,
    escape_md,
    paragraphs,
    plural,
    table,
)


@dataclass(frozen=True, slots=True)
class _Facts:
    manifest: Mapping[str, Any]
    subsets: Subsets
    licenses: Mapping[str, int]

    @property
    def counts(self) -> Mapping[str, Any]:
        return self.manifest["counts"]  # type: ignore[no-any-return]  # JSON


@dataclass(frozen=True, slots=True)
class _Question:
    key: str  # of [datasheet] in corpus.toml; never renamed
    text: str
    answer: Callable[[_Facts], str] | str = ""


_INSTANCES = (
    "A record is one captured web page: its main text where that may ship, its title, dates, "
    "credits, rights claims with evidence, provenance and measurements. "
    "`meta/record.schema.json` defines every field."
)


def _size(facts: _Facts) -> str:
    texts = rows_of(facts.subsets, text_subsets(facts.subsets))
    return (
        f"{plural(facts.counts['kept'], 'record')}, {texts} of them with their text; "
        f"{facts.counts['text_chars']} code points of main text were extracted."
    )


def _sample(facts: _Facts) -> str:
    found = facts.counts
    return (
        f"Every capture of the dumps is accounted for: {plural(found['captures'], 'capture')}, "
        f"{found['kept']} kept, {plural(found['duplicate'], 'duplicate')}, "
        f"{found['quarantined']} quarantined, {found['refused']} refused, each with its reason "
        "in `meta/ledger/`. "
        "What the dumps are a sample of, the publisher knows."
    )


_LABELS = (
    "No labels by people. `language`, `license`, `rights_status` and `release` are assigned "
    "by rules; the evidence for rights stands in the record."
)


def _missing(facts: _Facts) -> str:
    withheld = facts.counts["release"].get("withhold", 0)
    kept_back = sum(facts.counts["release"].get(k, 0) for k in ("metadata_only", "review"))
    return (
        "A field is null where the page says nothing or nothing certain. "
        f"By decision of the release policy, {plural(kept_back, 'record')} without text and "
        f"{plural(withheld, 'capture')} without a record."
    )


def _relations(facts: _Facts) -> str:
    return (
        f"Left out as duplicates: {plural(facts.counts['duplicate'], 'capture')}; the ledger names "
        "the record kept instead. Links between pages are not recorded."
    )


def _splits(facts: _Facts) -> str:
    rows = (
        (f"`{subset}`", f"`{split}`", measured.rows)
        for subset, splits in sorted(facts.subsets.items())
        for split, measured in sorted(splits.items())
    )
    return table(("subset", "split", "rows"), rows)


def _noise(facts: _Facts) -> str:
    return (
        f"{plural(facts.counts['damage'], 'damaged byte range')}; "
        f"{plural(facts.counts['quarantined'], 'capture')} that could not be processed. "
        "Extraction by rules makes mistakes; `quality` measures "
        "what can be measured without a judge."
    )


_SELF_CONTAINED = "Yes. URLs name where pages were captured; nothing has to be fetched from them."


_PEOPLE = (
    "Pages name their authors, editors and other contributors, and texts may speak of people. "
    "Colophon records credits and does not look for personal data in texts."
)


def _acquired(facts: _Facts) -> str:
    formats = ", ".join(code(f) for f in sorted({d["format"] for d in facts.manifest["inputs"]}))
    return (
        f"Read from {plural(len(facts.manifest['inputs']), 'dump')} "
        f"(formats: {formats or 'none'}), named "
        "with their digests in `manifest.json`. Text and credits were extracted, licenses and "
        "rights inferred by rules from what pages say."
    )


def _when(facts: _Facts) -> str:
    published = facts.counts.get("published") or {}
    if not published.get("first") or not published.get("last"):
        return "No record has a date of publication. `captured_at` has the times of capture."
    return (
        f"Dates of publication run from {escape_md(published['first'])} to "
        f"{escape_md(published['last'])}. `captured_at` has the times of capture."
    )


_CONSENT = (
    "Not asked for by Colophon. It records what pages and machine-readable signals say on "
    "text mining, training and search in `rights.ai`."
)


def _processing(facts: _Facts) -> str:
    return (
        "Pages were decoded, their main text extracted, and white space and Unicode (NFC) "
        "normalised; `provenance.steps` lists the changes to each record. Why captures gave no "
        "record:\n\n" + counts(("reason", "ledger rows"), facts.counts["reasons"])
    )


_RAW = (
    "Not part of the release. `provenance` names dump, offset and digest of each page, so "
    "that whoever holds the dumps can compare."
)


def _software(facts: _Facts) -> str:
    tool = facts.manifest["tool"]
    return (
        f"{code(tool['name'])} {code(tool['version'])}; `manifest.json` lists the versions of "
        "its libraries."
    )


def _access(facts: _Facts) -> str:
    return (
        "As a folder of Parquet files with a card for the Hugging Face Hub. "
        f"Audience: {code(facts.manifest['audience'])}."
    )


def _released(facts: _Facts) -> str:
    when = facts.manifest.get("release_date")
    return f"Version {code(facts.manifest['version'])}, " + (
        f"dated {code(when)}." if when else "without a date."
    )


def _terms(facts: _Facts) -> str:
    shipped = license_table(facts.licenses) if facts.licenses else "No text ships."
    return document(
        "Licenses of the shipped texts:", shipped, compilation(facts.manifest), NOTICE
    ).rstrip("\n")


def _third_party(facts: _Facts) -> str:
    return "What pages and publishers claim, by record:\n\n" + counts(
        ("rights status", "records"), facts.counts["rights_status"]
    )


PARTS: dict[str, tuple[_Question, ...]] = {
    "Motivation": (
        _Question("purpose", "For what purpose was the dataset made?"),
        _Question("creators", "Who made it, and on whose behalf?"),
        _Question("funding", "Who paid for it?"),
    ),
    "Composition": (
        _Question("instances", "What is an instance?", _INSTANCES),
        _Question("size", "How many are there?", _size),
        _Question("sample", "Is it everything, or a sample of something larger?", _sample),
        _Question("labels", "Are there labels or targets?", _LABELS),
        _Question("missing", "Is information missing?", _missing),
        _Question("relations", "Are relations between instances made explicit?", _relations),
        _Question("splits", "Are there recommended splits?", _splits),
        _Question("noise", "Are there errors, noise or redundancies?", _noise),
        _Question("self_contained", "Does it stand on its own?", _SELF_CONTAINED),
        _Question("confidential", "Does it hold confidential data?"),
        _Question("offensive", "Does it hold what may offend, insult or frighten?"),
        _Question("people", "Does it relate to people?", _PEOPLE),
        _Question("subpopulations", "Does it identify groups of people?"),
        _Question("sensitive", "Does it hold sensitive personal data?"),
    ),
    "Collection": (
        _Question("acquisition", "How was the data acquired?", _acquired),
        _Question("crawler", "With which crawler and settings were the pages captured?"),
        _Question("collectors", "Who took part, and how were they paid?"),
        _Question("timeframe", "Over what time?", _when),
        _Question("ethics_review", "Was there an ethical review?"),
        _Question("notification", "Were the people concerned told?"),
        _Question("consent", "Did they consent?", _CONSENT),
        _Question("revocation", "How can consent be revoked or a page be taken down?"),
        _Question("impact_analysis", "Was the impact on the people concerned analysed?"),
    ),
    "Preprocessing": (
        _Question("preprocessing", "What was done to the data?", _processing),
        _Question("raw_data", "Is the raw data kept?", _RAW),
        _Question("software", "Is the software available?", _software),
    ),
    "Uses": (
        _Question("used_for", "Has it been used already?"),
        _Question("uses_list", "Where are such uses listed?"),
        _Question("other_uses", "What else could it be used for?"),
        _Question("use_risks", "What about it may affect later uses?"),
        _Question("unsuitable_uses", "What should it not be used for?"),
    ),
    "Distribution": (
        _Question("recipients", "Who will receive it?"),
        _Question("access", "How is it distributed?", _access),
        _Question("released", "When?", _released),
        _Question("terms", "Under which licenses or terms?", _terms),
        _Question("third_party_rights", "Have third parties claimed rights?", _third_party),
        _Question("export_controls", "Do export controls or other rules apply?"),
    ),
    "Maintenance": (
        _Question("maintainer", "Who maintains it?"),
        _Question("contact", "How can they be reached?"),
        _Question("errata", "Where are errors listed?"),
        _Question("updates", "Will it be updated, how often, by whom?"),
        _Question("retention", "Are there limits on how long data about people is kept?"),
        _Question("older_versions", "Will older versions stay available?"),
        _Question("contributions", "How can others extend it?"),
    ),
}

QUESTION_KEYS = frozenset(q.key for questions in PARTS.values() for q in questions)


def datasheet(manifest: Mapping[str, Any], subsets: Subsets, licenses: Mapping[str, int]) -> str:
    """Return DATASHEET.md.

    Answers in ``manifest["config"]["datasheet"]`` (question key -> text) follow the computed
    ones; answers to keys that are no question stand at the end, so that none is lost.
    """
    facts = _Facts(manifest, subsets, licenses)
    told = {k: str(v) for k, v in (manifest["config"].get("datasheet") or {}).items()}
    blocks = [
        f"# Datasheet of {escape_md(manifest.get('pretty_name') or manifest['name'])}",
        "After Gebru et al., “Datasheets for Datasets”, 2021.",
        NOTICE,
    ]
    for part, questions in PARTS.items():
        blocks.append(f"## {part}")
        for question in questions:
            blocks += [f"### {question.text}", *_answers(question, facts, told)]
    if further := sorted(told.keys() - QUESTION_KEYS):
        blocks.append("## Further answers of the publisher")
        for key in further:
            blocks += [f"### {escape_md(key)}", paragraphs(told[key])]
    return document(*blocks)


def _answers(question: _Question, facts: _Facts, told: Mapping[str, str]) -> list[str]:
    answer = question.answer
    computed = answer if isinstance(answer, str) else answer(facts)
    given = paragraphs(told.get(question.key, ""))
    if given:
        return [computed, f"The publisher: {given}" if computed else given]
    open_ = f"*To be answered by the publisher* (corpus.toml: `datasheet.{question.key}`)."
    return [computed or open_]
