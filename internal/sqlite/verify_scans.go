package sqlite

import (
	"context"
	"crypto/sha256"
	"strconv"
)

// paperReferences are those of what is on paper.
func paperReferences() []reference {
	return []reference{
		{"origin", `
SELECT
    o.campaign_id || '/' || o.place
FROM origin o
LEFT JOIN row r ON r.campaign_id = o.campaign_id AND r.place = o.place AND r.erased = 0 AND r.idx <= 1
LEFT JOIN batch b ON b.campaign_id = o.campaign_id AND b.id = o.pile AND b.closed_at IS NOT NULL AND b.closings = o.closing
WHERE r.place IS NULL OR o.closing > 0 AND b.id IS NULL`},
		{"run", `
SELECT
    n.layout || '/' || n.first
FROM run n
LEFT JOIN participant p ON p.campaign_id = n.campaign_id AND p.code = n.participant
WHERE n.participant <> '' AND p.code IS NULL`},
		{"batch", `
SELECT b.id
FROM batch b
LEFT JOIN participant p ON p.campaign_id = b.campaign_id AND p.code = b.participant
WHERE b.participant <> '' AND p.code IS NULL`},
		{"decision", `
SELECT
    d.batch || '/' || d.number
FROM decision d
JOIN batch_page p ON p.number = d.page
JOIN batch_file f ON f.number = p.file
WHERE f.batch <> d.batch`},
	}
}

const whereHeld = `
WHERE f.whole = 1 AND f.fault = '' AND (f.pages = 0 OR f.done < f.pages)`

// files checks that files whose pages are not all read have all their bytes: that one of their pieces is missing, no sum
// tells.
func (v *verifier) files(ctx context.Context) error {
	unread, err := readFiles(ctx, v.q, selectFiles+whereHeld)
	if err != nil {
		return v.unreadable("batch_file", err)
	}
	for _, f := range unread {
		data, err := bytesOf(ctx, v.q, f.ID)
		if err != nil {
			return v.unreadable("batch_bytes", err)
		}
		if sha256.Sum256(data) != f.Sum {
			v.note("verify.sum", "batch_file", strconv.FormatInt(f.ID, 10))
		}
	}
	return nil
}
