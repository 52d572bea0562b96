package sqlite

import (
	"context"
	"errors"
	"maps"

	"releve/internal/campaign"
	"releve/internal/problem"
	"releve/internal/sheet"
)

// mostProblems is how many sheets of a file are complained of at once.
const mostProblems = 1000

// Import keeps the sheets of a file; see campaign.Sheets. What is wrong comes back as a problem.List, each with the
// sheet's place in the file (argument "sheet"): import.conflict for one that is kept with other content,
// import.withdrawn for one that was erased, sheet.follows.cycle for one that closes a circle. A sheet that came in
// during the trial counts from now on.
//
// All or none means one transaction, during which no other process can write: some 30 µs a sheet. Sheets posted to a
// server meanwhile wait; when it lasts longer than SQLite's patience, 10 s, they are refused as Unavailable, and the
// server tells their senders to try again soon. Nothing of them is lost or kept twice.
func (db *DB) Import(ctx context.Context, slug string, in campaign.Importation) (campaign.Imported, error) {
	var out campaign.Imported
	err := db.writer.write(ctx, func(ctx context.Context, q querier) error {
		at, err := findPlace(ctx, q, slug)
		if err != nil {
			return err
		}
		c, err := loadCampaign(ctx, q, db.memory, at.id)
		if err != nil {
			return err
		}
		if c, err = addPeople(ctx, q, at.id, c, in.Participants); err != nil {
			return err
		}
		i := importer{db: db, at: at, campaign: c, batch: newBatch(db.writer.hot, map[int64]*tokens{})}
		if out, err = i.run(ctx, in.Sheets); err == nil && in.Rehearsal {
			return errRehearsed
		}
		return err
	})
	if err != nil && !errors.Is(err, errRehearsed) {
		return campaign.Imported{}, failed("Import", err)
	}
	return out, nil
}

// errRehearsed ends the transaction of a rehearsal, so that nothing of it is kept.
var errRehearsed = errors.New("rehearsed only")

// addPeople adds the participants of a file that the campaign does not have.
func addPeople(ctx context.Context, q querier, id int64, old *campaign.Campaign, all []campaign.Participant) (*campaign.Campaign, error) {
	c := duplicate(old)
	for _, p := range all {
		if _, ok := c.Participant(p.Code); !ok {
			c.Participants = append(c.Participants, p)
		}
	}
	if len(c.Participants) == len(old.Participants) {
		return old, nil
	}
	if err := updateCampaign(ctx, q, id, c); err != nil {
		return nil, err
	}
	return c, keepPeople(ctx, q, id, c, old)
}

// importer keeps the sheets of a file in one transaction.
type importer struct {
	db       *DB
	at       place
	campaign *campaign.Campaign
	batch    *batch
	wrong    problem.List
}

func (i *importer) run(ctx context.Context, sheets []*sheet.Sheet) (campaign.Imported, error) {
	var out campaign.Imported
	l, err := i.batch.ledger(ctx, i.at.id)
	if err != nil {
		return out, err
	}
	plans := map[int64]*plan{}
	for _, f := range i.campaign.Forms {
		if plans[f.Version], err = newPlan(f); err != nil {
			return out, err
		}
	}
	for n, s := range sheets {
		isNew, err := i.keep(ctx, l, plans[s.Version], s)
		if wrong := problem.All(err); wrong != nil {
			i.wrong = append(i.wrong, placedAt(n, wrong[0]))
			err = nil
		}
		if err != nil {
			return out, err
		}
		if isNew {
			out.New++
		} else {
			out.Same++
		}
		if len(i.wrong) == mostProblems {
			break
		}
	}
	if err := i.wrong.OrNil(); err != nil {
		return out, err
	}
	return out, i.batch.finish(ctx)
}

// placedAt returns a problem with the sheet's place among those that are kept together.
func placedAt(n int, wrong *problem.Error) *problem.Error {
	args := problem.Args{"sheet": n}
	maps.Copy(args, wrong.Args)
	return &problem.Error{Kind: wrong.Kind, Key: wrong.Key, Field: wrong.Field, Args: args}
}

// keep keeps one sheet, or finds that it is kept.
func (i *importer) keep(ctx context.Context, l *ledger, p *plan, s *sheet.Sheet) (isNew bool, err error) {
	if _, ok := i.campaign.Participant(s.Participant); !ok && s.Participant != "" {
		return false, unknownParticipant(i.campaign.Slug, s.Participant)
	}
	if p == nil {
		return false, unknownVersion(s.Version)
	}
	known, err := i.batch.find(ctx, l, s.ID)
	if err != nil {
		return false, err
	}
	if known != nil {
		return i.compare(ctx, l, known, s)
	}
	salt, err := i.db.salt()
	if err != nil {
		return false, err
	}
	packed, err := pack(p, s, salt)
	if err != nil {
		return false, err
	}
	circle, err := i.batch.circle(ctx, l, packed)
	if err != nil {
		return false, err
	}
	if circle {
		return false, circleRefused()
	}
	return i.batch.insert(ctx, l, packed, counted)
}

// compare holds a sheet of the file against the one that is kept.
func (i *importer) compare(ctx context.Context, l *ledger, k *known, s *sheet.Sheet) (isNew bool, err error) {
	args := problem.Args{"id": s.ID.String()}
	if k.erased {
		return false, problem.New(problem.Conflict, "import.withdrawn", args)
	}
	if !k.same(s) || !k.sameRoute(s) {
		return false, problem.New(problem.Conflict, "import.conflict", args)
	}
	if !k.trial {
		return false, nil
	}
	return true, i.batch.adopt(ctx, l, k, max(1, len(s.Rows)))
}
