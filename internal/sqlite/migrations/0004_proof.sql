-- What the device that sent a sheet can show to change it: a SHA-256, which tells nothing about the device. It stands by
-- the place of the sheet's first record and not by its id, which falls at random. It is written with the sheet and never
-- replaced. It stays when the sheet is erased, so that a device whose withdrawal was not answered can ask again.
CREATE TABLE proof (
    campaign_id INTEGER NOT NULL REFERENCES campaign (id),
    place       INTEGER NOT NULL, -- of the first record of its sheet
    hash        BLOB    NOT NULL, -- 32 bytes
    PRIMARY KEY (campaign_id, place)
) STRICT, WITHOUT ROWID;
