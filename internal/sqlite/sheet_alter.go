package sqlite

import (
	"context"
	"strconv"

	"releve/internal/campaign"
	"releve/internal/problem"
	"releve/internal/sheet"
)

// Sheet returns a sheet and what was altered on it; see campaign.Sheets.
func (db *DB) Sheet(ctx context.Context, slug string, id sheet.ID) (campaign.Kept, []campaign.Revision, error) {
	var kept campaign.Kept
	var history []campaign.Revision
	err := db.read(ctx, func(q querier) error {
		at, err := findPlace(ctx, q, slug)
		if err != nil {
			return err
		}
		if kept, err = db.sheetOf(ctx, q, at, id); err != nil {
			return err
		}
		history, err = selectHistory(ctx, q, at.id, id)
		return err
	})
	return kept, history, failed("Sheet", err)
}

const selectFirst = `
SELECT
    place,
    erased
FROM row
WHERE campaign_id = ? AND sheet_id = ?
ORDER BY idx
LIMIT 1`

// sheetOf returns the sheet of an id.
func (db *DB) sheetOf(ctx context.Context, q querier, at place, id sheet.ID) (campaign.Kept, error) {
	var first int64
	erased := false
	found, err := one(q.QueryRowContext(ctx, selectFirst, at.id, id[:]), &first, &erased)
	switch {
	case err != nil:
		return campaign.Kept{}, err
	case !found:
		return campaign.Kept{}, unknownSheet(id)
	case erased:
		return campaign.Kept{}, problem.New(problem.Gone, "sheet.withdrawn", problem.Args{"id": id.String()})
	}
	return db.sheetAt(ctx, q, at, first)
}

// Alter keeps another content or status of a sheet; see campaign.Sheets.
func (db *DB) Alter(ctx context.Context, slug string, a campaign.Alteration) (campaign.Kept, error) {
	var kept campaign.Kept
	err := db.writer.write(ctx, func(ctx context.Context, q querier) error {
		at, err := findPlace(ctx, q, slug)
		if err != nil {
			return err
		}
		kept, err = db.newAlterer(q, at).alter(ctx, a)
		return err
	})
	if err != nil {
		return campaign.Kept{}, failed("Alter", err)
	}
	return kept, nil
}

// alterer changes one sheet in a transaction.
type alterer struct {
	db     *DB
	q      querier
	at     place
	batch  *batch
	ledger *ledger
	old    campaign.Kept
}

func (db *DB) newAlterer(q querier, at place) *alterer {
	return &alterer{db: db, q: q, at: at, batch: newBatch(db.writer.hot, map[int64]*tokens{})}
}

func (w *alterer) alter(ctx context.Context, a campaign.Alteration) (kept campaign.Kept, err error) {
	if w.old, err = w.db.sheetOf(ctx, w.q, w.at, a.Sheet.ID); err != nil {
		return kept, err
	}
	if w.old.Change != a.Since {
		return kept, problem.New(problem.Conflict, "sheet.changed", nil)
	}
	return w.become(ctx, a)
}

// become makes the old sheet what it shall be.
func (w *alterer) become(ctx context.Context, a campaign.Alteration) (kept campaign.Kept, err error) {
	if w.ledger, err = w.batch.ledger(ctx, w.at.id); err != nil {
		return kept, err
	}
	s := *a.Sheet
	s.Worker, s.Channel, s.ReceivedAt = w.old.Sheet.Worker, w.old.Sheet.Channel, w.old.Sheet.ReceivedAt
	p, err := w.pack(ctx, &s)
	if err != nil {
		return kept, err
	}
	if err = w.remember(ctx, a); err != nil {
		return kept, err
	}
	if err = w.shorten(ctx); err != nil {
		return kept, err
	}
	l := w.ledger
	l.change, l.changed = l.change+1, true
	kept = campaign.Kept{Sheet: &s, Rows: len(p.records), Change: l.change, Trial: w.old.Trial}
	if kept.Place, err = w.replace(ctx, p); err != nil {
		return kept, err
	}
	w.db.writer.scrub = true // free text that is replaced is to go
	return kept, w.batch.finish(ctx)
}

// pack writes the sheet as records, once it may stand.
func (w *alterer) pack(ctx context.Context, s *sheet.Sheet) (*packed, error) {
	c, err := loadRules(ctx, w.q, w.db.memory, w.at.id)
	if err != nil {
		return nil, err
	}
	if _, ok := c.Participant(s.Participant); !ok && s.Participant != "" && s.Participant != w.old.Sheet.Participant {
		return nil, unknownParticipant(c.Slug, s.Participant)
	}
	f, ok := c.FormVersion(s.Version)
	if !ok {
		return nil, unknownVersion(s.Version)
	}
	plan, err := newPlan(f)
	if err != nil {
		return nil, err
	}
	salt, err := w.db.salt()
	if err != nil {
		return nil, err
	}
	p, err := pack(plan, s, salt)
	if err != nil {
		return nil, err
	}
	circle, err := w.batch.circle(ctx, w.ledger, p)
	if err == nil && circle {
		err = circleRefused()
	}
	return p, err
}

const deleteRows = `
DELETE FROM row`

// Receipts move to the bucket of the new place, so that no receipt stands in an earlier bucket than its sheet.
const moveReceipts = `
UPDATE receipt SET
    bucket = ?4,
    place = ?3
WHERE campaign_id = ?1 AND bucket >= ?5 AND place = ?2`

const moveProof = `
UPDATE proof SET
    place = ?3
WHERE campaign_id = ?1 AND place = ?2`

// move brings what names a sheet by its place to another place.
func (w *alterer) move(ctx context.Context, from, to int64) error {
	if _, err := w.q.ExecContext(ctx, moveReceipts, w.at.id, from, to, to>>bucketBits, from>>bucketBits); err != nil {
		return err
	}
	if _, err := w.q.ExecContext(ctx, moveProof, w.at.id, from, to); err != nil {
		return err
	}
	return moveOrigin(ctx, w.q, w.at.id, from, to)
}

// replace puts the records of a sheet where the old ones stand, or at new places when there are more of them, and
// returns where it begins.
func (w *alterer) replace(ctx context.Context, p *packed) (int64, error) {
	l, old := w.ledger, w.old
	worker, _, err := w.batch.worker(ctx, l, p.sheet.Worker)
	if err != nil {
		return 0, err
	}
	if _, err = w.q.ExecContext(ctx, deleteRows+whereSheet, l.campaign, old.Place, old.Place+int64(old.Rows)-1); err != nil {
		return 0, err
	}
	to, kept := old.Place, len(p.records)
	if kept > old.Rows {
		to, kept = l.place, 0
		l.place += int64(len(p.records))
		if err = w.move(ctx, old.Place, to); err != nil {
			return 0, err
		}
	}
	for i := kept; i < old.Rows; i++ {
		if err = w.giveUp(ctx, old.Place+int64(i)); err != nil {
			return 0, err
		}
	}
	trial := counted
	if old.Trial {
		trial = tried
	}
	_, err = w.batch.write(ctx, p, origin{campaign: l.campaign, place: to, change: l.change, trial: trial, worker: worker})
	return to, err
}

// giveUp writes the record of a place that no sheet has any more.
func (w *alterer) giveUp(ctx context.Context, place int64) error {
	r := make(record, columns)
	r[colCampaign], r[colPlace], r[colChange], r[colErased], r[colTrial] = w.at.id, place, w.ledger.change, 1, counted
	r[colSheet], r[colIdx] = []byte{}, -place
	_, err := w.batch.hot.rows.write(ctx, r)
	return err
}

// unknownParticipant is the problem of a code that no participant has.
func unknownParticipant(slug, code string) *problem.Error {
	return problem.New(problem.NotFound, "campaign.participant.unknown", problem.Args{"value": code, "slug": slug})
}

// unknownVersion is the problem of a version of a form that is not published.
func unknownVersion(version int64) *problem.Error {
	return problem.New(problem.Invalid, "sheet.version", problem.Args{"value": strconv.FormatInt(version, 10)})
}

// circleRefused is the problem of a sheet that would follow one that follows it.
func circleRefused() *problem.Error {
	return problem.New(problem.Invalid, "sheet.follows.cycle", nil).At(sheet.FieldFollows)
}
