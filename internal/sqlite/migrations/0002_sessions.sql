-- Who is signed in, and how to sign in again without the password. Secrets stand here only as their SHA-256. An
-- account is named by the bytes of its id: no record of these two tables holds text.

CREATE TABLE session (
    hash       BLOB    NOT NULL PRIMARY KEY, -- 32 bytes, of the token
    account    BLOB    NOT NULL,             -- bytes of account.id
    created_at INTEGER NOT NULL,
    seen_at    INTEGER NOT NULL              -- last use that was written down
) STRICT, WITHOUT ROWID;

CREATE INDEX session_account ON session (account);

-- Recovery codes that were not spent.
CREATE TABLE recovery (
    account BLOB NOT NULL, -- bytes of account.id
    hash    BLOB NOT NULL, -- 32 bytes, of the code
    PRIMARY KEY (account, hash)
) STRICT, WITHOUT ROWID;

-- One record: who coordinates the campaigns.
CREATE TABLE coordination (
    id   INTEGER NOT NULL PRIMARY KEY,
    name TEXT    NOT NULL
) STRICT;
