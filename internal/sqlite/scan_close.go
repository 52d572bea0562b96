package sqlite

import (
	"context"
	"errors"

	"releve/internal/campaign"
	"releve/internal/problem"
	"releve/internal/scan"
)

// errOrigins says that a closing does not tell where each of its sheets comes from.
var errOrigins = errors.New("close batch: as many origins as sheets are needed")

// Close keeps what a batch gives as sheets, and closes it; see scan.Store. What is wrong comes back as a problem.List, each
// with the sheet's place among them (argument "sheet", from 0): scan.sheet.kept for an id under which anything was kept
// before, sheet.follows.cycle for one that closes a circle, campaign.participant.unknown.
func (s *Scans) Close(ctx context.Context, slug, id string, c scan.Closing) error {
	if len(c.Sheets) != len(c.Origins) {
		return failed("Scans.Close", errOrigins)
	}
	all, wrong := s.packAll(ctx, slug, id, c)
	if wrong != nil {
		return failed("Scans.Close", wrong)
	}
	err := s.changeOpen(ctx, slug, id, func(ctx context.Context, q querier, h held) error {
		state, err := stateOf(ctx, q, h.campaign.id)
		if err != nil {
			return err
		}
		if err = s.give(ctx, q, h, slug, all); err != nil {
			return err
		}
		return settle(ctx, q, h, c, state)
	})
	return failed("Scans.Close", err)
}

// packAll writes the sheets of a batch as records, outside of the writer.
func (s *Scans) packAll(ctx context.Context, slug, id string, c scan.Closing) ([]*packed, error) {
	at, err := s.db.placeOf(ctx, slug)
	if err != nil {
		return nil, err
	}
	all := make([]*packed, len(c.Sheets))
	for i, sh := range c.Sheets {
		if all[i], err = s.db.packSheet(ctx, at, sh); err != nil {
			return nil, err
		}
		origin := c.Origins[i]
		origin.Pile = id
		all[i].origin = &origin
	}
	return all, nil
}

// give keeps the sheets of a batch.
func (s *Scans) give(ctx context.Context, q querier, h held, slug string, all []*packed) error {
	b := newBatch(s.db.writer.hot, map[int64]*tokens{})
	l, err := b.ledger(ctx, h.campaign.id)
	if err != nil {
		return err
	}
	var wrong problem.List
	for i, p := range all {
		p.closing = h.closings + 1
		err = checkParticipant(ctx, q, h.campaign.id, slug, p.sheet.Participant)
		if err == nil {
			err = giveOne(ctx, b, l, p)
		}
		if found := problem.All(err); found != nil && len(wrong) < mostProblems {
			wrong = append(wrong, placedAt(i, found[0]))
			continue
		}
		if err != nil {
			return err
		}
	}
	if err = wrong.OrNil(); err != nil {
		return err
	}
	return b.finish(ctx)
}

func giveOne(ctx context.Context, b *batch, l *ledger, p *packed) error {
	verdict, err := b.submit(ctx, l, p, [32]byte{})
	switch {
	case err != nil:
		return err
	case verdict == campaign.CycleRefused:
		return circleRefused()
	case verdict != campaign.Stored:
		return problem.New(problem.Conflict, "scan.sheet.kept", problem.Args{"id": p.sheet.ID.String()})
	}
	return nil
}

const countUsed = `
SELECT COUNT(*)
FROM batch_file f
JOIN batch_page p ON p.file = f.number
WHERE f.batch = ? AND p.status = ? AND p.aside <> ?`

const updateClosed = `
UPDATE batch SET
    closed_at = ?,
    closings = closings + 1,
    trial = ?,
    pages = ?,
    sampled = ?,
    wrong = ?
WHERE number = ?`

// settle closes a batch.
func settle(ctx context.Context, q querier, h held, c scan.Closing, state campaign.State) error {
	pages := 0
	if err := q.QueryRowContext(ctx, countUsed, h.number, string(scan.Read), string(scan.Skip)).Scan(&pages); err != nil {
		return err
	}
	trial := state == campaign.Trial
	if _, err := q.ExecContext(ctx, updateClosed, c.At.Unix(), trial, pages, c.Sampled, c.Wrong, h.number); err != nil {
		return err
	}
	if err := seal(ctx, q, "batch", `WHERE number = ?`, h.number); err != nil {
		return err
	}
	return raiseConfig(ctx, q, h.campaign.id)
}

// raiseConfig lets everybody who holds a campaign see that it changed.
func raiseConfig(ctx context.Context, q querier, id int64) error {
	if _, err := q.ExecContext(ctx, `UPDATE campaign SET config = config + 1 WHERE id = ?`, id); err != nil {
		return err
	}
	return seal(ctx, q, "campaign", `WHERE id = ?`, id)
}

// stateOf returns the state of a campaign.
func stateOf(ctx context.Context, q querier, id int64) (campaign.State, error) {
	var state campaign.State
	err := q.QueryRowContext(ctx, `SELECT state FROM campaign WHERE id = ?`, id).Scan(&state)
	return state, err
}

// given are the sheets that a batch gave.
func given(h held, batch string) selection {
	return selection{where: `AND sheet_id IN (
    SELECT r.sheet_id
    FROM origin o
    CROSS JOIN row r
    WHERE o.campaign_id = ? AND o.pile = ? AND o.closing > 0 AND r.campaign_id = o.campaign_id AND r.place = o.place
)`, args: []any{h.campaign.id, batch}}
}

const countAltered = `
SELECT COUNT(DISTINCT v.sheet_id)
FROM origin o
CROSS JOIN row r
CROSS JOIN revision v
WHERE o.campaign_id = ? AND o.pile = ? AND o.closing > 0 AND r.campaign_id = o.campaign_id AND r.place = o.place
    AND v.campaign_id = r.campaign_id AND v.sheet_id = r.sheet_id`

const reopened = `
UPDATE batch SET
    closed_at = NULL,
    trial = 0,
    pages = 0,
    sampled = 0,
    wrong = 0`

// Reopen takes back what a closed batch gave, and opens it; see scan.Store. One that is open is a Conflict (scan.open).
func (s *Scans) Reopen(ctx context.Context, slug, id string, force bool) error { //nolint:revive // flag-parameter: the contract's
	err := s.db.writer.write(ctx, func(ctx context.Context, q querier) error {
		h, err := findBatch(ctx, q, slug, id)
		if err != nil {
			return err
		}
		if !h.closed {
			return problem.New(problem.Conflict, "scan.open", nil)
		}
		altered := 0
		if err = q.QueryRowContext(ctx, countAltered, h.campaign.id, id).Scan(&altered); err != nil {
			return err
		}
		if altered > 0 && !force {
			return problem.New(problem.Conflict, "scan.reopen.changed", problem.Args{"n": altered})
		}
		erased, err := eraseAll(ctx, q, h.campaign.id, given(h, id))
		if err != nil {
			return err
		}
		s.db.writer.scrub = s.db.writer.scrub || erased > 0
		if _, err = q.ExecContext(ctx, reopened+` WHERE number = ?`, h.number); err != nil {
			return err
		}
		if err = seal(ctx, q, "batch", `WHERE number = ?`, h.number); err != nil {
			return err
		}
		return raiseConfig(ctx, q, h.campaign.id)
	})
	return failed("Reopen", err)
}

// A batch of which an import has made sheets count stays as it is, so that nothing is counted twice.
const whereTried = `
WHERE campaign_id = ?1 AND trial = 1 AND NOT EXISTS (
    SELECT 1
    FROM origin o
    WHERE o.campaign_id = ?1 AND o.pile = batch.id AND o.closing > 0
)`

// endTrial opens the batches whose sheets went with the trial, so that they can be closed anew, and forgets what was keyed
// during it.
func endTrial(ctx context.Context, q querier, id int64) error {
	for _, statement := range []string{
		reopened + whereTried,
		`UPDATE batch SET trial = 0 WHERE campaign_id = ?1`,
		`DELETE FROM again WHERE campaign_id = ?1 AND trial = 1`,
		`DELETE FROM pile WHERE campaign_id = ?1 AND trial = 1`,
	} {
		if _, err := q.ExecContext(ctx, statement, id); err != nil {
			return err
		}
	}
	return seal(ctx, q, "batch", `WHERE campaign_id = ?`, id)
}
