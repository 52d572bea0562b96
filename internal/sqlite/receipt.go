package sqlite

import (
	"context"
	"crypto/subtle"
	"fmt"

	"releve/internal/campaign"
	"releve/internal/problem"
)

// The newest bucket is looked at first.
const selectReceipt = `
WITH RECURSIVE bucket (n) AS (
    SELECT next_place / ?4
    FROM progress
    WHERE campaign_id = ?1
    UNION ALL
    SELECT n - 1
    FROM bucket
    WHERE n > 0
)
SELECT
    r.place,
    r.tail
FROM bucket b
CROSS JOIN receipt r
WHERE r.campaign_id = ?1 AND r.bucket = b.n AND r.head = ?2
LIMIT ?3`

// mostAlike is how many receipts with the same first bytes are compared; two already never happen.
const mostAlike = 8

// ByReceipt returns the sheet that a receipt was given for; see campaign.Sheets. The error is NotFound for a receipt
// that was never given and for one whose sheet was erased.
func (db *DB) ByReceipt(ctx context.Context, slug string, receipt [32]byte) (campaign.Kept, error) {
	var kept campaign.Kept
	err := db.read(ctx, func(q querier) error {
		at, err := findPlace(ctx, q, slug)
		if err != nil {
			return err
		}
		first, err := findReceipt(ctx, q, at.id, receipt)
		if err != nil {
			return err
		}
		kept, err = db.sheetAt(ctx, q, at, first)
		return err
	})
	return kept, failed("ByReceipt", err)
}

// findReceipt returns the place of the sheet that a receipt was given for. The first bytes of the hash are searched,
// the whole is compared in a time that does not tell how much of it is right.
func findReceipt(ctx context.Context, q querier, id int64, receipt [32]byte) (int64, error) {
	rows, err := q.QueryContext(ctx, selectReceipt, id, receipt[:receiptHead], mostAlike, 1<<bucketBits)
	if err != nil {
		return 0, err
	}
	defer func() { _ = rows.Close() }() // rows.Err tells
	for rows.Next() {
		var place int64
		var tail []byte
		if err = rows.Scan(&place, &tail); err != nil {
			return 0, err
		}
		kept := append(append(make([]byte, 0, len(receipt)), receipt[:receiptHead]...), tail...)
		if subtle.ConstantTimeCompare(kept, receipt[:]) == 1 {
			return place, rows.Close()
		}
	}
	if err = rows.Err(); err != nil {
		return 0, err
	}
	return 0, problem.New(problem.NotFound, "receipt.unknown", nil)
}

const wherePlace = `
WHERE campaign_id = ? AND place >= ?
ORDER BY place`

// sheetAt returns the sheet whose first record has a place.
func (db *DB) sheetAt(ctx context.Context, q querier, at place, first int64) (campaign.Kept, error) {
	u := db.unpacker(ctx, q, at)
	for k, err := range u.walk(ctx, q, selectRows+wherePlace, at.id, first) {
		if err == nil && k.Place != first {
			break
		}
		return k, err
	}
	return campaign.Kept{}, fmt.Errorf("read sheet: place %d is not kept", first)
}
