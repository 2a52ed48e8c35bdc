"""The rules of `validate`: one code each, never renamed; every finding carries one of them."""

RULES: dict[str, str] = {
    # the folder
    "manifest": "manifest.json can be read and agrees with schemas/manifest.v1",
    "missing-file": "every listed file is there",
    "unlisted-file": "every file is listed in the manifest",
    "unsafe-path": "paths stay inside the release; no links, devices or odd names",
    "file-digest": "bytes and sha256 of every file are those of the manifest",
    "checksums": "SHA256SUMS lists the same digests",
    "record-schema": "meta/record.schema.json is a copy of the schema that judges the rows",
    # shards
    "unreadable-shard": "every Parquet file can be read, checksums included",
    "arrow-schema": "all shards of a subset have the one frozen Arrow schema",
    "shard-layout": "shards have page indexes, no empty row group and row groups of bounded size",
    "row-count": "rows in the footers are those of the manifest",
    # rows
    "row-schema": "every row agrees with the JSON Schema",
    "row-order": "rows are ordered by domain, url and id",
    "duplicate-id": "ids are unique in a subset",
    "text-digest": "text_sha256 is the digest of the text",
    "license-expression": "licenses are SPDX expressions, NONE or NOASSERTION",
    "license-status": "license is NONE exactly for reserved and similar rights_status",
    "release-value": "rows of a text subset have release full_text",
    "withheld-content": "rows without their text quote none of it in summary and captions",
    "withheld-text": "no shipped text is one that another row withholds",
    "subset-ids": "text and metadata hold the same full_text records",
    "evidence-place": "evidence ids are positions, places and excerpts fit each other",
    "evidence-ids": "credits and captions refer to evidence that exists",
    "evidence-unplaced": "at most 2 % of the evidence items have no place",
    "placeholder-name": "authors and editors are names, no placeholders",
    "date-mismatch": "published_date is the day of published_at in some time zone",
    # sums
    "ledger": "the ledger can be read and every capture has one fate",
    "ledger-sums": "captures = kept + duplicate + quarantined + refused, as the manifest says",
    "ledger-ids": "the kept ids of the ledger are the ids of the metadata",
    "ledger-partner": "the records that duplicates point to exist",
    "counts": "the counts in the manifest are those of the rows",
    # the card
    "card": "README.md has front matter that the Hub and load_dataset read",
    "card-license": "license is a Hub id; `other` has a name and a link",
    "card-language": "languages are ISO 639 codes",
    "card-configs": "subsets are declared, with exactly one default",
    "card-data-files": "each data file is in exactly one subset and split",
    "card-info": "dataset_info has the features and row counts of the files",
    "card-size": "size_categories is that of the row count",
    # loading
    "load-test": "each subset loads with datasets, offline, with the same rows and features",
    # with --source
    "source-missing": "every record's capture is in the dumps",
    "source-digest": "raw and page text digests are those of the dump",
    "source-excerpt": "every excerpt stands at its place in the dump",
}
