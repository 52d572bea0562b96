package sqlite

import (
	"context"

	"releve/internal/campaign"
	"releve/internal/sheet"
)

// receiptHead is how many bytes of a receipt's hash are searched by; the others are compared.
const receiptHead = 8

// Save keeps posted sheets; see campaign.Sheets. Sheets of other callers that wait are committed together with them.
// A receipt of only zeros is none.
func (db *DB) Save(ctx context.Context, in campaign.Batch) ([]campaign.Verdict, error) {
	s, err := db.pack(ctx, in)
	if err == nil {
		err = db.writer.ask(ctx, &request{save: s})
	}
	if err != nil {
		return nil, failed("Save", err)
	}
	return s.verdicts, nil
}

// pack writes the sheets as records, outside of the writer.
func (db *DB) pack(ctx context.Context, in campaign.Batch) (*saving, error) {
	at, err := db.placeOf(ctx, in.Slug)
	if err != nil {
		return nil, err
	}
	s := &saving{campaign: at.id, config: in.Config}
	for i, sub := range in.Submissions {
		p, err := db.packSheet(ctx, at, sub.Sheet)
		if err != nil {
			return nil, err
		}
		p.proof, p.origin = sub.Proof, sub.Origin
		s.sheets = append(s.sheets, p)
		s.receipts = append(s.receipts, in.Submissions[i].Receipt)
	}
	return s, nil
}

func (db *DB) packSheet(ctx context.Context, at place, s *sheet.Sheet) (*packed, error) {
	p, err := db.planOf(ctx, at.form, s.Version)
	if err != nil {
		return nil, err
	}
	salt, err := db.salt()
	if err != nil {
		return nil, err
	}
	return pack(p, s, salt)
}

// place is what never changes of a campaign, so that it is remembered by slug.
type place struct {
	id   int64
	form string // id of its form
}

// placeOf returns the place of a campaign.
func (db *DB) placeOf(ctx context.Context, slug string) (place, error) {
	if at, ok := db.memory.place(slug); ok {
		return at, nil
	}
	var at place
	err := db.read(ctx, func(q querier) (err error) {
		at, err = findPlace(ctx, q, slug)
		return err
	})
	if err == nil {
		db.memory.setPlace(slug, at)
	}
	return at, err
}

func findPlace(ctx context.Context, q querier, slug string) (place, error) {
	var at place
	found, err := one(q.QueryRowContext(ctx, `SELECT id, form_id FROM campaign WHERE slug = ?`, slug), &at.id, &at.form)
	if err == nil && !found {
		err = unknownCampaign(slug)
	}
	return at, err
}

// planOf returns the plan of a published version of a form, which never changes.
func (db *DB) planOf(ctx context.Context, id string, version int64) (*plan, error) {
	if p, ok := db.memory.plan(id, version); ok {
		return p, nil
	}
	var p *plan
	err := db.read(ctx, func(q querier) error {
		f, published, err := findForm(ctx, q, id, version)
		if err != nil {
			return err
		}
		if !published {
			return unknownVersion(version)
		}
		p, err = newPlan(f)
		return err
	})
	if err == nil {
		db.memory.setPlan(p)
	}
	return p, err
}
