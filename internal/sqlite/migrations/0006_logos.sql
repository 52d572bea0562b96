-- Marks of partners that posters show. A picture is the program's own drawing of what was handed in. Records are larger
-- than a page, so that the table is not kept in the order of its key.
CREATE TABLE logo (
    campaign_id INTEGER NOT NULL REFERENCES campaign (id),
    position    INTEGER NOT NULL, -- 1, 2, 3… as they stand on a poster
    name        TEXT    NOT NULL, -- whose it is
    image       BLOB    NOT NULL, -- PNG
    sum         BLOB,
    PRIMARY KEY (campaign_id, position)
) STRICT;
