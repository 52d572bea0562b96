package sqlite

import (
	"context"
	"database/sql"
	"errors"
)

// hot holds the prepared statements of keeping sheets. A store of rare things prepares as it goes.
type hot struct {
	begin, commit           *sql.Stmt
	ledger, progress        *sql.Stmt
	find, former            *sql.Stmt
	follower, chain         *sql.Stmt
	receipt, proof          *sql.Stmt
	workerOf, worker, adopt *sql.Stmt
	all                     []*sql.Stmt
	rows                    *inserts
}

// prepareHot prepares the statements on the connection that writes.
func prepareHot(ctx context.Context, conn *sql.Conn) (*hot, error) {
	h := &hot{}
	for _, s := range []struct {
		into **sql.Stmt
		text string
	}{
		{&h.begin, `BEGIN IMMEDIATE`},
		{&h.commit, `COMMIT`},
		{&h.ledger, selectLedger},
		{&h.progress, updateProgress},
		{&h.find, selectSheet},
		{&h.former, selectFormer},
		{&h.follower, selectFollower},
		{&h.chain, selectChain},
		{&h.receipt, insertReceipt},
		{&h.proof, insertProof},
		{&h.workerOf, selectWorker},
		{&h.worker, insertWorker},
		{&h.adopt, updateTrial},
	} {
		stmt, err := conn.PrepareContext(ctx, s.text) //nolint:sqlclosecheck // hot.close does
		if err != nil {
			h.close()
			return nil, err
		}
		*s.into = stmt
		h.all = append(h.all, stmt)
	}
	rows, err := newInserts(ctx, conn)
	if err != nil {
		h.close()
		return nil, err
	}
	h.rows = rows
	return h, nil
}

func (h *hot) close() {
	for _, s := range h.all {
		_ = s.Close()
	}
	if h.rows != nil {
		h.rows.close()
	}
}

// only reads the only record of a prepared query; found is false when there is none.
func only(ctx context.Context, s *sql.Stmt, args []any, into ...any) (found bool, err error) {
	err = s.QueryRowContext(ctx, args...).Scan(into...)
	if errors.Is(err, sql.ErrNoRows) {
		return false, nil
	}
	return err == nil, err
}

const selectLedger = `
SELECT
    c.state,
    c.config,
    p.change_no,
    p.next_place
FROM campaign c
JOIN progress p ON p.campaign_id = c.id
WHERE c.id = ?`

const updateProgress = `
UPDATE progress SET
    change_no = ?,
    next_place = ?
WHERE campaign_id = ?`

const selectSheet = `
SELECT
    place,
    erased,
    trial,
    salt,
    digest,
    received_at,
    channel,
    status,
    status_reason
FROM row
WHERE campaign_id = ? AND sheet_id = ?
ORDER BY idx
LIMIT 1`

// A sheet can only close a circle when another one follows it already.
const selectFollower = `
SELECT 1
FROM row
WHERE campaign_id = ? AND follows = ?
LIMIT 1`

// From the sheet that a new one follows to the one that it follows in turn, and so on, up to the new one itself. In
// SQLite a CROSS JOIN also fixes the order, from the chain to the row, and idx brings it to the index on sheet_id:
// without statistics it would rather walk the whole campaign.
const selectChain = `
WITH RECURSIVE chain (id) AS (
    SELECT ?2
    UNION
    SELECT r.follows
    FROM chain c
    CROSS JOIN row r
    WHERE r.campaign_id = ?1 AND r.sheet_id = c.id AND r.idx = 1 AND r.follows IS NOT NULL
)
SELECT 1
FROM chain
WHERE id = ?3
LIMIT 1`

const insertReceipt = `
INSERT INTO receipt (
    campaign_id,
    bucket,
    head,
    place,
    tail
) VALUES (?, ?, ?, ?, ?)
ON CONFLICT (campaign_id, bucket, head, place) DO NOTHING`

const insertProof = `
INSERT INTO proof (
    campaign_id,
    place,
    hash
) VALUES (?, ?, ?)`

const selectWorker = `
SELECT number
FROM worker
WHERE campaign_id = ? AND token = ?`

const insertWorker = `
INSERT INTO worker (
    campaign_id,
    number,
    token,
    sum
) VALUES (?, ?, ?, ?)`

const updateTrial = `
UPDATE row SET
    trial = 0,
    change_no = ?
WHERE campaign_id = ? AND place >= ? AND place <= ?`

const insertRow = `
INSERT INTO row (
    campaign_id,
    place,
    change_no,
    erased,
    trial,
    worker,
    sheet_id,
    idx,
    participant,
    version,
    follows,
    shared,
    date,
    precision,
    received_at,
    channel,
    language,
    status,
    status_reason,
    institution,
    operator,
    procedure,
    minutes,
    minutes_exact,
    outcome,
    reason,
    function,
    theme,
    action,
    channel_tried,
    secrets,
    contacts,
    posture,
    ntu,
    resolved,
    blocked,
    comment,
    rest,
    salt,
    digest,
    sum
) VALUES (
    ?, ?, ?, ?, ?, ?, ?, ?, ?, ?,
    ?, ?, ?, ?, ?, ?, ?, ?, ?, ?,
    ?, ?, ?, ?, ?, ?, ?, ?, ?, ?,
    ?, ?, ?, ?, ?, ?, ?, ?, ?, ?,
    ?
)
ON CONFLICT (campaign_id, sheet_id, idx) DO NOTHING`
