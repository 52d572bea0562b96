-- What sheets were before they were altered, the oldest first. Free text is never kept, only a salted digest of the
-- whole content: it tells that a late resend has the content of then.
CREATE TABLE revision (
    campaign_id INTEGER NOT NULL REFERENCES campaign (id),
    sheet_id    BLOB    NOT NULL, -- 16 bytes
    number      INTEGER NOT NULL, -- 1, 2, 3…
    altered_at  INTEGER NOT NULL,
    account     TEXT    NOT NULL, -- id of who altered it
    what        TEXT    NOT NULL,
    before      TEXT    NOT NULL, -- JSON
    salt        BLOB    NOT NULL, -- 16 bytes
    digest      BLOB    NOT NULL, -- 32 bytes, SHA-256
    PRIMARY KEY (campaign_id, sheet_id, number)
) STRICT, WITHOUT ROWID;

-- A sheet that is altered to have fewer rows gives up its last places, one that is altered to have more moves to new
-- places. The record of a place that was given up is erased; its sheet_id is empty, its idx is less the place.

-- Every table that holds text carries the SHA-256 of a record's other columns, in their order, so that a letter that
-- has become another one is found. After a migration the program fills in the sums that are NULL: one that changes
-- records sets theirs to NULL.
ALTER TABLE form ADD COLUMN sum BLOB;
ALTER TABLE campaign ADD COLUMN sum BLOB;
ALTER TABLE participant ADD COLUMN sum BLOB;
ALTER TABLE link ADD COLUMN sum BLOB;
ALTER TABLE worker ADD COLUMN sum BLOB;
ALTER TABLE row ADD COLUMN sum BLOB;
ALTER TABLE account ADD COLUMN sum BLOB;
ALTER TABLE coordination ADD COLUMN sum BLOB;
ALTER TABLE revision ADD COLUMN sum BLOB;
