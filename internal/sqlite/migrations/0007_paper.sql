-- What is printed, and the sheets that came back on paper.

-- The next number of a batch, a file or a page: none is given twice, also when what had it is gone.
CREATE TABLE numbering (
    id   INTEGER NOT NULL PRIMARY KEY,
    next INTEGER NOT NULL
) STRICT;

INSERT INTO numbering (id, next) VALUES (1, 1);

-- Where everything stands on a printed questionnaire. A layout never changes. Records are larger than a page.
CREATE TABLE layout (
    number      TEXT    NOT NULL PRIMARY KEY,
    campaign_id INTEGER NOT NULL REFERENCES campaign (id),
    position    INTEGER NOT NULL, -- 1, 2, 3… in the order in which they were made
    content     BLOB    NOT NULL, -- JSON, as the layout's file
    sum         BLOB,
    UNIQUE (campaign_id, position)
) STRICT;

-- Copies that were printed together.
CREATE TABLE run (
    layout      TEXT    NOT NULL REFERENCES layout (number),
    first       INTEGER NOT NULL, -- serial number of the first copy
    copies      INTEGER NOT NULL,
    campaign_id INTEGER NOT NULL REFERENCES campaign (id),
    participant TEXT    NOT NULL, -- '' for none
    worker      TEXT    NOT NULL, -- token of a pad, '' for none
    printed_at  INTEGER NOT NULL,
    sum         BLOB,
    PRIMARY KEY (layout, first)
) STRICT, WITHOUT ROWID;

CREATE INDEX run_campaign ON run (campaign_id, printed_at);

-- Piles of paper that are keyed.
CREATE TABLE pile (
    campaign_id INTEGER NOT NULL REFERENCES campaign (id),
    name        TEXT    NOT NULL,
    counted     INTEGER NOT NULL, -- by people
    trial       INTEGER NOT NULL, -- 1: during the trial
    sum         BLOB,
    PRIMARY KEY (campaign_id, name)
) STRICT, WITHOUT ROWID;

-- Where on paper a sheet stands that was keyed or scanned, by the place of its first record. It goes with its sheet.
CREATE TABLE origin (
    campaign_id INTEGER NOT NULL REFERENCES campaign (id),
    place       INTEGER NOT NULL,
    closing     INTEGER NOT NULL, -- of the batch that gave the sheet: 1, 2, 3…; 0: it was not given by a batch
    pile        TEXT    NOT NULL, -- id of the batch, else the name of the pile
    note        TEXT    NOT NULL,
    layout      TEXT    NOT NULL, -- '' where nobody knows it
    serial      INTEGER NOT NULL,
    page        INTEGER NOT NULL,
    line        INTEGER NOT NULL,
    sum         BLOB,
    PRIMARY KEY (campaign_id, place)
) STRICT, WITHOUT ROWID;

CREATE INDEX origin_pile ON origin (campaign_id, pile);
CREATE INDEX origin_serial ON origin (campaign_id, layout, serial) WHERE serial > 0;

-- Lines that were keyed a second time.
CREATE TABLE again (
    campaign_id INTEGER NOT NULL REFERENCES campaign (id),
    pile        TEXT    NOT NULL,
    note        TEXT    NOT NULL,
    layout      TEXT    NOT NULL,
    serial      INTEGER NOT NULL,
    page        INTEGER NOT NULL,
    line        INTEGER NOT NULL,
    account     TEXT    NOT NULL, -- id of who keyed it
    trial       INTEGER NOT NULL, -- 1: during the trial
    content     TEXT    NOT NULL, -- JSON of the sheet
    sum         BLOB,
    PRIMARY KEY (campaign_id, pile, note, layout, serial, page, line)
) STRICT, WITHOUT ROWID;

-- Piles of scanned pages.
CREATE TABLE batch (
    number      INTEGER NOT NULL PRIMARY KEY,
    campaign_id INTEGER NOT NULL REFERENCES campaign (id),
    id          TEXT    NOT NULL UNIQUE,
    name        TEXT    NOT NULL,
    period      TEXT    NOT NULL,
    participant TEXT    NOT NULL, -- '' for none
    made_at     INTEGER NOT NULL,
    closed_at   INTEGER,          -- NULL while it is open
    closings    INTEGER NOT NULL,
    trial       INTEGER NOT NULL, -- 1: it was closed during the trial
    pages       INTEGER NOT NULL, -- that were used when it was closed
    sampled     INTEGER NOT NULL,
    wrong       INTEGER NOT NULL,
    dropped     INTEGER NOT NULL, -- 1: it is being taken away, piece by piece
    sum         BLOB
) STRICT;

CREATE INDEX batch_campaign ON batch (campaign_id, made_at);

CREATE TABLE batch_file (
    number     INTEGER NOT NULL PRIMARY KEY,
    batch      INTEGER NOT NULL REFERENCES batch (number),
    name       TEXT    NOT NULL,
    hash       BLOB    NOT NULL, -- 32 bytes, SHA-256
    pages      INTEGER NOT NULL,
    done       INTEGER NOT NULL,
    fault      TEXT    NOT NULL,
    whole      INTEGER NOT NULL, -- 0: its bytes are still being kept
    arrived_at INTEGER NOT NULL,
    claimed_at INTEGER NOT NULL, -- when a process last said that it reads it, 0 for never
    sum        BLOB
) STRICT;

CREATE INDEX batch_file_batch ON batch_file (batch);

-- The bytes of files whose pages are not all read, in pieces.
CREATE TABLE batch_bytes (
    file    INTEGER NOT NULL REFERENCES batch_file (number),
    part    INTEGER NOT NULL,
    content BLOB    NOT NULL,
    sum     BLOB,
    PRIMARY KEY (file, part)
) STRICT;

CREATE TABLE batch_page (
    number  INTEGER NOT NULL PRIMARY KEY,
    file    INTEGER NOT NULL REFERENCES batch_file (number),
    page    INTEGER NOT NULL, -- of the file
    status  TEXT    NOT NULL,
    aside   TEXT    NOT NULL,
    layout  TEXT    NOT NULL, -- '' where it could not be read
    serial  INTEGER NOT NULL,
    leaf    INTEGER NOT NULL, -- page of the layout
    alike   INTEGER NOT NULL, -- bits that tell whether two pictures show the same
    reading BLOB    NOT NULL, -- what was measured and read, as gob
    sum     BLOB,
    UNIQUE (file, page)
) STRICT;

CREATE INDEX batch_page_status ON batch_page (file, status, aside);
CREATE INDEX batch_page_serial ON batch_page (layout, serial);

-- Pictures stand apart, so that whoever looks through pages never reads them.
CREATE TABLE batch_picture (
    page    INTEGER NOT NULL PRIMARY KEY REFERENCES batch_page (number),
    content BLOB    NOT NULL, -- PNG or JPEG
    sum     BLOB
) STRICT;

-- What people said of single fields; the last one on a field stands.
CREATE TABLE decision (
    batch     INTEGER NOT NULL REFERENCES batch (number),
    number    INTEGER NOT NULL, -- in the order in which they were taken
    page      INTEGER NOT NULL REFERENCES batch_page (number),
    field     INTEGER NOT NULL,
    line      INTEGER NOT NULL, -- that the field belongs to
    free      INTEGER NOT NULL, -- 1: the values are what somebody wrote by hand
    sample    INTEGER NOT NULL,
    agreed    INTEGER NOT NULL,
    picked    TEXT    NOT NULL, -- JSON
    illegible INTEGER NOT NULL,
    account   TEXT    NOT NULL,
    sum       BLOB,
    PRIMARY KEY (batch, number)
) STRICT;

CREATE INDEX decision_page ON decision (page);
