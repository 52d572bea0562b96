package sqlite

import (
	"context"
	"database/sql"
	"time"

	"releve/internal/campaign"
	"releve/internal/problem"
	"releve/internal/sheet"
)

// Own returns a sheet to the device that sent it; see campaign.Sheets.
func (db *DB) Own(ctx context.Context, slug string, c campaign.Claim) (campaign.Kept, error) {
	var kept campaign.Kept
	err := db.read(ctx, func(q querier) error {
		own, err := db.claimed(ctx, q, slug, c)
		if err != nil {
			return err
		}
		if own.erased {
			return unclaimed()
		}
		kept, err = db.sheetAt(ctx, q, own.at, own.first)
		return err
	})
	return kept, failed("Own", err)
}

// CorrectOwn keeps other answers of a sheet for the device that sent it; see campaign.Sheets.
func (db *DB) CorrectOwn(ctx context.Context, slug string, c campaign.Claim, s *sheet.Sheet) (campaign.Verdict, error) {
	var verdict campaign.Verdict
	err := db.writer.write(ctx, func(ctx context.Context, q querier) error {
		own, err := db.claimed(ctx, q, slug, c)
		if err != nil {
			return err
		}
		if verdict = campaign.Withdrawn; own.erased {
			return nil
		}
		verdict, err = db.newAlterer(q, own.at).correct(ctx, own, s)
		return err
	})
	if err != nil {
		return 0, failed("CorrectOwn", err)
	}
	return verdict, nil
}

// WithdrawOwn erases a sheet for the device that sent it; see campaign.Sheets.
func (db *DB) WithdrawOwn(ctx context.Context, slug string, c campaign.Claim) (campaign.Verdict, error) {
	var verdict campaign.Verdict
	err := db.writer.write(ctx, func(ctx context.Context, q querier) error {
		own, err := db.claimed(ctx, q, slug, c)
		if err != nil {
			return err
		}
		switch verdict = campaign.Withdrawn; {
		case own.erased:
			return nil
		case own.closed:
			verdict = campaign.ClosedFor
			return nil
		}
		err = withdraw(ctx, q, own.at.id, c.ID)
		db.writer.scrub = db.writer.scrub || err == nil
		return err
	})
	if err != nil {
		return 0, failed("WithdrawOwn", err)
	}
	return verdict, nil
}

// own is a sheet in a transaction, claimed by the device that sent it.
type own struct {
	at     place // of the campaign
	first  int64 // place of its first record
	erased bool
	closed bool // a person has closed the campaign
}

const selectClaimed = `
SELECT
    r.place,
    r.erased,
    r.received_at,
    p.hash
FROM row r
LEFT JOIN proof p ON p.campaign_id = r.campaign_id AND p.place = r.place
WHERE r.campaign_id = ? AND r.sheet_id = ?
ORDER BY r.idx
LIMIT 1`

// claimed returns the sheet of a claim that holds. Every other one takes the same steps up to the same error, so that
// nobody can tell an id that is kept from one that is not. Nobody knows any more when an erased sheet came in: its
// claim holds for good.
func (db *DB) claimed(ctx context.Context, q querier, slug string, c campaign.Claim) (*own, error) {
	at, err := findPlace(ctx, q, slug)
	if err != nil {
		return nil, err
	}
	k, err := loadRules(ctx, q, db.memory, at.id)
	if err != nil {
		return nil, err
	}
	if k.Config != c.Config {
		return nil, campaign.ErrStale
	}
	o := &own{at: at, closed: k.State == campaign.Closed}
	var received sql.NullInt64
	var hash []byte
	if _, err = one(q.QueryRowContext(ctx, selectClaimed, at.id, c.ID[:]), &o.first, &o.erased, &received, &hash); err != nil {
		return nil, err
	}
	var kept campaign.Proof
	copy(kept[:], hash)
	inTime, err := k.Correctable(time.Unix(received.Int64, 0), c.At)
	if err != nil {
		return nil, err
	}
	if holds := c.Proof.Holds(kept); !holds || !inTime && !o.erased {
		return nil, unclaimed()
	}
	return o, nil
}

// unclaimed is the problem of a claim that does not hold.
func unclaimed() *problem.Error { return problem.New(problem.NotFound, "sheet.unclaimed", nil) }

// correct keeps what the device sends of its sheet.
func (w *alterer) correct(ctx context.Context, o *own, sent *sheet.Sheet) (verdict campaign.Verdict, err error) {
	if w.old, err = w.db.sheetAt(ctx, w.q, w.at, o.first); err != nil {
		return 0, err
	}
	was, next := w.old.Sheet, *sent
	next.Participant, next.Worker, next.Reason = was.Participant, was.Worker, was.Reason
	if next.Status = was.Status.Corrected(); next.Status.Counts() && sent.Status == sheet.Issues {
		next.Status = sheet.Issues
	}
	if next.Date == "" {
		next.Date, next.Precision = was.Date, was.Precision
	}
	switch {
	case next.Digest(sheet.Salt{}) == was.Digest(sheet.Salt{}):
		return campaign.Duplicate, nil
	case o.closed:
		return campaign.ClosedFor, nil
	}
	_, err = w.become(ctx, campaign.Alteration{Sheet: &next, What: campaign.Correcting})
	return campaign.Stored, err
}
