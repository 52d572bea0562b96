-- Keys are made by the application; there are no triggers, no generated columns and no AUTOINCREMENT, and every
-- key of a campaign's data begins with campaign_id, so that another SQL store can follow. Times are seconds since
-- 1970 in UTC, dates are yyyy-mm-dd, booleans 0 and 1.

-- Each version of a questionnaire, whole: lists and bands included.
CREATE TABLE form (
    id        TEXT    NOT NULL,
    version   INTEGER NOT NULL,
    published INTEGER NOT NULL, -- 1: never changes again
    content   BLOB    NOT NULL, -- JSON of form.Encode
    PRIMARY KEY (id, version)
) STRICT;

CREATE TABLE campaign (
    id              INTEGER NOT NULL PRIMARY KEY,
    slug            TEXT    NOT NULL UNIQUE,
    form_id         TEXT    NOT NULL,
    form_version    INTEGER NOT NULL,
    state           TEXT    NOT NULL,
    config          INTEGER NOT NULL, -- raised by every change of the campaign, its participants or its forms
    title           TEXT    NOT NULL,
    first_date      TEXT    NOT NULL,
    last_date       TEXT    NOT NULL, -- '' without an end
    zone            TEXT    NOT NULL,
    language        TEXT    NOT NULL,
    outcome         TEXT    NOT NULL, -- JSON
    groups          TEXT    NOT NULL, -- JSON
    paper_groups    TEXT    NOT NULL, -- JSON
    procedure_text  TEXT    NOT NULL, -- JSON
    count_late      INTEGER NOT NULL,
    count_outside   INTEGER NOT NULL,
    publisher       TEXT    NOT NULL,
    keep_until      TEXT    NOT NULL, -- '' where nobody has said
    correction_days INTEGER NOT NULL,
    fictitious      INTEGER NOT NULL,
    created_at      INTEGER NOT NULL,
    FOREIGN KEY (form_id, form_version) REFERENCES form (id, version)
) STRICT;

CREATE INDEX campaign_form ON campaign (form_id, form_version);

-- What every batch of sheets writes, apart from the campaign so that it stays a few bytes.
CREATE TABLE progress (
    campaign_id INTEGER NOT NULL PRIMARY KEY REFERENCES campaign (id),
    change_no   INTEGER NOT NULL, -- raised by one by each transaction that changes sheets
    next_place  INTEGER NOT NULL  -- the place of the next row
) STRICT;

CREATE TABLE participant (
    campaign_id INTEGER NOT NULL REFERENCES campaign (id),
    code        TEXT    NOT NULL,
    position    INTEGER NOT NULL, -- in the order in which they were added
    name        TEXT    NOT NULL,
    kind        TEXT    NOT NULL,
    headcount   INTEGER NOT NULL,
    own         TEXT    NOT NULL, -- codes, separated by a space
    PRIMARY KEY (campaign_id, code)
) STRICT, WITHOUT ROWID;

-- Link codes that are valid. A replaced one is not kept.
CREATE TABLE link (
    code        TEXT    NOT NULL PRIMARY KEY,
    campaign_id INTEGER NOT NULL REFERENCES campaign (id),
    participant TEXT    NOT NULL, -- '' for the campaign's own link
    UNIQUE (campaign_id, participant)
) STRICT, WITHOUT ROWID;

-- The tokens of devices and pads, 64 signs each, so that a row holds a small number. The number is the place that
-- was free when the token first came: it is never given twice, and no earlier row holds the token.
CREATE TABLE worker (
    campaign_id INTEGER NOT NULL REFERENCES campaign (id),
    number      INTEGER NOT NULL,
    token       TEXT    NOT NULL,
    PRIMARY KEY (campaign_id, number),
    UNIQUE (campaign_id, token)
) STRICT, WITHOUT ROWID;

-- All sheets of all campaigns, one record per row of a sheet; a sheet of a form without repeat has one record, and
-- so has a sheet with zero repeated rows (idx 0).
--
-- One table and not a sheet with its rows: most sheets are one procedure, which then costs one insert; and the
-- figures load in one sequential scan, in the order of place, without a join. What belongs to the sheet as a whole
-- therefore stands on each of its records: its typed columns, so that each record can be counted by itself. What no
-- figure needs stands on the first record only: the sheet's part of rest, salt, digest.
--
-- There is one column for each role, holding the code that was chosen, or several separated by a space. A new role
-- needs a new column by a new migration. channel_tried is carried by several questions: it holds question=code
-- pairs, separated by a space. Answers without a role, texts beside "other" and exact minutes that have no column
-- stand in rest, by the names of the interchange layout (code, code.text, code.minutes).
--
-- An erased record keeps its place, its sheet's id and idx, and is the tombstone of that id; the rest is NULL.
CREATE TABLE row (
    campaign_id   INTEGER NOT NULL REFERENCES campaign (id),
    place         INTEGER NOT NULL, -- dense in the campaign, from 0, never given twice
    sheet_id      BLOB    NOT NULL, -- 16 bytes
    idx           INTEGER NOT NULL, -- 1, 2, 3…; 0: the sheet has no rows
    change_no     INTEGER NOT NULL, -- the campaign's when the record was last written
    erased        INTEGER NOT NULL,
    trial         INTEGER NOT NULL,
    participant   TEXT,    -- NULL for the campaign's own link
    version       INTEGER,
    follows       BLOB,    -- 16 bytes, or the byte 0 for "unknown"
    shared        INTEGER,
    worker        INTEGER,
    date          TEXT,
    precision     TEXT,
    received_at   INTEGER, -- NULL: unknown
    channel       TEXT,
    language      TEXT,
    status        TEXT,
    status_reason TEXT,
    institution   TEXT,
    operator      TEXT,
    procedure     TEXT,
    minutes       TEXT,
    minutes_exact INTEGER,
    outcome       TEXT,
    reason        TEXT,
    function      TEXT,
    theme         TEXT,
    action        TEXT,
    channel_tried TEXT,
    secrets       TEXT,
    contacts      TEXT,
    posture       TEXT,
    ntu           TEXT,
    resolved      TEXT,
    blocked       TEXT,
    comment       TEXT,
    rest          TEXT,    -- JSON, NULL when there is nothing
    salt          BLOB,    -- 16 bytes
    digest        BLOB,    -- 32 bytes, SHA-256
    PRIMARY KEY (campaign_id, place)
) STRICT, WITHOUT ROWID;

-- The only index whose entries fall at random: a sheet's id is drawn by its sender.
CREATE UNIQUE INDEX row_sheet ON row (campaign_id, sheet_id, idx);
CREATE INDEX row_change ON row (campaign_id, change_no);
CREATE INDEX row_follows ON row (campaign_id, follows) WHERE follows IS NOT NULL;

-- Hashes of receipts. They fall at random too, so they are kept in buckets of 1,024 places, and only the newest
-- bucket is written: the pages it takes stay few however many sheets there are. A look-up goes bucket by bucket,
-- the newest first, because receipts are used right after they were given.
CREATE TABLE receipt (
    campaign_id INTEGER NOT NULL REFERENCES campaign (id),
    bucket      INTEGER NOT NULL, -- of the next free place when the receipt was given
    head        BLOB    NOT NULL, -- bytes 0 to 7 of the SHA-256
    place       INTEGER NOT NULL, -- of the first record of its sheet
    tail        BLOB    NOT NULL, -- bytes 8 to 31
    PRIMARY KEY (campaign_id, bucket, head, place)
) STRICT, WITHOUT ROWID;

CREATE TABLE account (
    id            TEXT    NOT NULL PRIMARY KEY,
    email         TEXT    NOT NULL UNIQUE,
    role          TEXT    NOT NULL,
    password_hash TEXT    NOT NULL,
    disabled      INTEGER NOT NULL,
    created_at    INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

-- One record that is written to see whether the store can write.
CREATE TABLE probe (
    id         INTEGER NOT NULL PRIMARY KEY,
    written_at INTEGER NOT NULL,
    times      INTEGER NOT NULL
) STRICT;
