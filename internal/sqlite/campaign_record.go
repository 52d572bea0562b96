package sqlite

import (
	"context"
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"time"

	"releve/internal/campaign"
)

const insertCampaignText = `
INSERT INTO campaign (
    id,
    slug,
    form_id,
    created_at,
    config,
    form_version,
    state,
    title,
    first_date,
    last_date,
    zone,
    language,
    outcome,
    groups,
    paper_groups,
    procedure_text,
    count_late,
    count_outside,
    publisher,
    keep_until,
    correction_days,
    fictitious,
    successor
) VALUES (?, ?, ?, ?, 1, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`

const updateCampaignText = `
UPDATE campaign SET
    config = config + 1,
    form_version = ?,
    state = ?,
    title = ?,
    first_date = ?,
    last_date = ?,
    zone = ?,
    language = ?,
    outcome = ?,
    groups = ?,
    paper_groups = ?,
    procedure_text = ?,
    count_late = ?,
    count_outside = ?,
    publisher = ?,
    keep_until = ?,
    correction_days = ?,
    fictitious = ?,
    successor = ?
WHERE id = ?`

const selectCampaign = `
SELECT
    c.slug,
    c.form_id,
    c.created_at,
    c.config,
    p.change_no,
    c.form_version,
    c.state,
    c.title,
    c.first_date,
    c.last_date,
    c.zone,
    c.language,
    c.outcome,
    c.groups,
    c.paper_groups,
    c.procedure_text,
    c.count_late,
    c.count_outside,
    c.publisher,
    c.keep_until,
    c.correction_days,
    c.fictitious,
    c.successor
FROM campaign c
JOIN progress p ON p.campaign_id = c.id
WHERE c.id = ?`

// settings are the values of the columns that change, in the order of the statements.
func settings(c *campaign.Campaign) ([]any, error) {
	values := []any{c.Version, string(c.State), c.Title, c.From, c.To, c.Zone, string(c.Language)}
	for _, v := range []any{c.Outcome, c.Groups, c.PaperGroups, c.ProcedureText} {
		data, err := json.Marshal(v)
		if err != nil {
			return nil, fmt.Errorf("write campaign: %w", err)
		}
		values = append(values, string(data))
	}
	return append(values, c.CountLate, c.CountOutside, c.Publisher, c.KeepUntil, c.CorrectionDays, c.Fictitious, c.Successor), nil
}

func insertCampaign(ctx context.Context, q querier, id int64, c *campaign.Campaign) error {
	values, err := settings(c)
	if err != nil {
		return err
	}
	values = slices.Insert(values, 0, any(id), any(c.Slug), any(c.FormID), any(c.CreatedAt.Unix()))
	if _, err = q.ExecContext(ctx, insertCampaignText, values...); err != nil {
		return err
	}
	return seal(ctx, q, "campaign", `WHERE id = ?`, id)
}

// updateCampaign keeps a campaign that changed and raises its Config.
func updateCampaign(ctx context.Context, q querier, id int64, c *campaign.Campaign) error {
	values, err := settings(c)
	if err != nil {
		return err
	}
	if _, err = q.ExecContext(ctx, updateCampaignText, append(values, id)...); err != nil {
		return err
	}
	return seal(ctx, q, "campaign", `WHERE id = ?`, id)
}

// loadCampaign reads a campaign whole. What it finds may still be undone, so that nothing of it is remembered here.
func loadCampaign(ctx context.Context, q querier, m *memory, id int64) (*campaign.Campaign, error) {
	c, err := loadRules(ctx, q, m, id)
	if err != nil {
		return nil, err
	}
	if c.Logos, err = loadLogos(ctx, q, id); err != nil {
		return nil, err
	}
	c.Scanned, err = loadScanned(ctx, q, id)
	return c, err
}

// loadRules reads a campaign without its logos: what one sheet is held against. They may be megabytes.
func loadRules(ctx context.Context, q querier, m *memory, id int64) (*campaign.Campaign, error) {
	c := &campaign.Campaign{}
	var created int64
	var outcome, groups, paper, procedure []byte
	err := q.QueryRowContext(ctx, selectCampaign, id).Scan(
		&c.Slug, &c.FormID, &created, &c.Config, &c.Change, &c.Version, &c.State, &c.Title, &c.From, &c.To, &c.Zone,
		&c.Language, &outcome, &groups, &paper, &procedure, &c.CountLate, &c.CountOutside, &c.Publisher, &c.KeepUntil,
		&c.CorrectionDays, &c.Fictitious, &c.Successor)
	if err != nil {
		return nil, err
	}
	c.CreatedAt = time.Unix(created, 0).UTC()
	for _, part := range []struct {
		data []byte
		into any
	}{{outcome, &c.Outcome}, {groups, &c.Groups}, {paper, &c.PaperGroups}, {procedure, &c.ProcedureText}} {
		if err = json.Unmarshal(part.data, part.into); err != nil {
			return nil, fmt.Errorf("read campaign: %w", err)
		}
	}
	if c.Participants, err = loadPeople(ctx, q, id); err != nil {
		return nil, err
	}
	link := q.QueryRowContext(ctx, `SELECT code FROM link WHERE campaign_id = ? AND participant = ''`, id)
	if _, err = one(link, &c.Link); err != nil {
		return nil, err
	}
	c.Forms, err = publishedForms(ctx, q, m, c.FormID)
	return c, err
}

const selectPeople = `
SELECT
    p.code,
    p.name,
    p.kind,
    p.headcount,
    p.own,
    COALESCE(l.code, '')
FROM participant p
LEFT JOIN link l ON l.campaign_id = p.campaign_id AND l.participant = p.code
WHERE p.campaign_id = ?
ORDER BY p.position`

// loadPeople reads the participants of a campaign in the order in which they were added.
func loadPeople(ctx context.Context, q querier, id int64) ([]campaign.Participant, error) {
	rows, err := q.QueryContext(ctx, selectPeople, id)
	if err != nil {
		return nil, err
	}
	defer func() { _ = rows.Close() }() // rows.Err tells
	var all []campaign.Participant
	for rows.Next() {
		var p campaign.Participant
		var own string
		if err = rows.Scan(&p.Code, &p.Name, &p.Kind, &p.Headcount, &own, &p.Link); err != nil {
			return nil, err
		}
		p.Own = strings.Fields(own)
		if len(p.Own) == 0 {
			p.Own = nil
		}
		all = append(all, p)
	}
	return all, rows.Err()
}
