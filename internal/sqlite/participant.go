package sqlite

import (
	"context"
	"slices"
	"strings"

	"releve/internal/campaign"
	"releve/internal/problem"
)

const upsertParticipant = `
INSERT INTO participant (
    campaign_id,
    code,
    position,
    name,
    kind,
    headcount,
    own
) VALUES (?, ?, ?, ?, ?, ?, ?)
ON CONFLICT (campaign_id, code) DO UPDATE SET
    name = excluded.name,
    kind = excluded.kind,
    headcount = excluded.headcount,
    own = excluded.own`

// keepPeople keeps the participants of a campaign and all links. Those that old has and c has not stay.
func keepPeople(ctx context.Context, q querier, id int64, c, old *campaign.Campaign) error {
	if old == nil {
		old = &campaign.Campaign{}
	}
	if err := relink(ctx, q, owner{id, ""}, old.Link, c.Link); err != nil {
		return err
	}
	seen := map[string]bool{}
	for _, p := range c.Participants {
		if seen[p.Code] {
			args := problem.Args{"value": p.Code, "slug": c.Slug}
			return problem.New(problem.Conflict, "campaign.participant.taken", args).At("code")
		}
		seen[p.Code] = true
		before, _ := old.Participant(p.Code)
		if err := keepParticipant(ctx, q, id, p, before); err != nil {
			return err
		}
	}
	return nil
}

// keepParticipant keeps a participant; before is what is kept of it, zero for a new one.
func keepParticipant(ctx context.Context, q querier, id int64, p, before campaign.Participant) error {
	same := p.Code == before.Code && p.Name == before.Name && p.Kind == before.Kind && p.Headcount == before.Headcount &&
		slices.Equal(p.Own, before.Own)
	if !same {
		var position int64
		row := q.QueryRowContext(ctx, `SELECT COUNT(*) FROM participant WHERE campaign_id = ?`, id)
		if err := row.Scan(&position); err != nil {
			return err
		}
		own := strings.Join(p.Own, " ")
		if _, err := q.ExecContext(ctx, upsertParticipant, id, p.Code, position, p.Name, string(p.Kind), p.Headcount, own); err != nil {
			return err
		}
		if err := seal(ctx, q, "participant", `WHERE campaign_id = ? AND code = ?`, id, p.Code); err != nil {
			return err
		}
	}
	return relink(ctx, q, owner{id, p.Code}, before.Link, p.Link)
}

const insertLink = `
INSERT INTO link (
    code,
    campaign_id,
    participant
) VALUES (?, ?, ?)
ON CONFLICT (code) DO NOTHING`

// owner is whom a link belongs to; the participant is blank for the campaign's own link.
type owner struct {
	campaign    int64
	participant string
}

// relink replaces a link code; the old one leads nowhere from then on.
func relink(ctx context.Context, q querier, of owner, before, now string) error {
	if before == now {
		return nil
	}
	if _, err := q.ExecContext(ctx, `DELETE FROM link WHERE campaign_id = ? AND participant = ?`, of.campaign, of.participant); err != nil {
		return err
	}
	if now == "" {
		return nil
	}
	added, err := affects(q.ExecContext(ctx, insertLink, now, of.campaign, of.participant))
	if err == nil && added {
		return seal(ctx, q, "link", `WHERE code = ?`, now)
	}
	if err != nil {
		return err
	}
	return problem.New(problem.Conflict, "link.taken", nil).At("link")
}
