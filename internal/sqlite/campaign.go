package sqlite

import (
	"context"
	"maps"
	"slices"
	"strconv"

	"releve/internal/campaign"
	"releve/internal/form"
	"releve/internal/problem"
)

// Create keeps a new campaign; see campaign.Store.
func (db *DB) Create(ctx context.Context, c *campaign.Campaign, f *form.Form) error {
	n := duplicate(c)
	n.FormID, n.Version = f.ID, f.Version
	if n.State == "" {
		n.State = campaign.Trial
	}
	if n.CreatedAt.IsZero() {
		n.CreatedAt = db.now()
	}
	err := db.writer.write(ctx, func(ctx context.Context, q querier) error { return create(ctx, q, n, f) })
	return failed("Create", err)
}

func create(ctx context.Context, q querier, c *campaign.Campaign, f *form.Form) error {
	var id int64
	taken, err := one(q.QueryRowContext(ctx, `SELECT id FROM campaign WHERE slug = ?`, c.Slug), &id)
	switch {
	case err != nil:
		return err
	case taken:
		return problem.New(problem.Conflict, "campaign.taken", problem.Args{"slug": c.Slug}).At("slug")
	}
	if err = checkSuccessor(ctx, q, c); err != nil {
		return err
	}
	if err = addForm(ctx, q, f); err != nil {
		return err
	}
	if err = publish(ctx, q, f.ID, f.Version); err != nil {
		return err
	}
	if err = q.QueryRowContext(ctx, `SELECT COALESCE(MAX(id), 0) + 1 FROM campaign`).Scan(&id); err != nil {
		return err
	}
	if err = insertCampaign(ctx, q, id, c); err != nil {
		return err
	}
	if _, err = q.ExecContext(ctx, `INSERT INTO progress (campaign_id, change_no, next_place) VALUES (?, 0, 0)`, id); err != nil {
		return err
	}
	if err = keepLogos(ctx, q, id, c, nil); err != nil {
		return err
	}
	return keepPeople(ctx, q, id, c, nil)
}

// Update changes a campaign; see campaign.Store.
func (db *DB) Update(ctx context.Context, slug string, change func(*campaign.Campaign) error) (*campaign.Campaign, error) {
	var updated *campaign.Campaign
	err := db.writer.write(ctx, func(ctx context.Context, q querier) error {
		id, err := db.update(ctx, q, slug, change)
		if err != nil {
			return err
		}
		updated, err = loadCampaign(ctx, q, db.memory, id)
		return err
	})
	if err != nil {
		return nil, failed("Update", err)
	}
	return updated, nil
}

// Open changes a campaign and erases the sheets of its trial; see campaign.Store.
func (db *DB) Open(ctx context.Context, slug string, change func(*campaign.Campaign) error) (int, error) {
	erased := 0
	err := db.writer.write(ctx, func(ctx context.Context, q querier) error {
		id, err := db.update(ctx, q, slug, change)
		if err != nil {
			return err
		}
		if erased, err = eraseAll(ctx, q, id, tries()); err == nil {
			err = endTrial(ctx, q, id)
		}
		db.writer.scrub = db.writer.scrub || erased > 0
		return err
	})
	return erased, failed("Open", err)
}

// update changes a campaign in a transaction that writes, and returns its number. What is not for change to alter
// stays: the slug, the form, the day it was made.
func (db *DB) update(ctx context.Context, q querier, slug string, change func(*campaign.Campaign) error) (int64, error) {
	at, err := findPlace(ctx, q, slug)
	if err != nil {
		return 0, err
	}
	old, err := loadCampaign(ctx, q, db.memory, at.id)
	if err != nil {
		return 0, err
	}
	c := duplicate(old)
	if err = change(c); err != nil {
		return 0, err
	}
	if c.Version != old.Version {
		if err = choose(ctx, q, at.form, c.Version); err != nil {
			return 0, err
		}
	}
	if c.Successor != old.Successor {
		if err = checkSuccessor(ctx, q, c); err != nil {
			return 0, err
		}
	}
	if err = updateCampaign(ctx, q, at.id, c); err != nil {
		return 0, err
	}
	if err = keepLogos(ctx, q, at.id, c, old); err != nil {
		return 0, err
	}
	return at.id, keepPeople(ctx, q, at.id, c, old)
}

// choose publishes the version of its form that a campaign goes on with.
func choose(ctx context.Context, q querier, id string, version int64) error {
	f, _, err := findForm(ctx, q, id, version)
	if err != nil {
		return err
	}
	if f == nil {
		return problem.New(problem.NotFound, "form.unknown", problem.Args{"form": id, "value": strconv.FormatInt(version, 10)})
	}
	return publish(ctx, q, id, version)
}

// duplicate copies a campaign as deep as a change may reach without having made something new.
func duplicate(c *campaign.Campaign) *campaign.Campaign {
	n := *c
	n.Groups = slices.Clone(c.Groups)
	n.Outcome = form.OutcomeMap{
		Success: slices.Clone(c.Outcome.Success), Failure: slices.Clone(c.Outcome.Failure), Apart: slices.Clone(c.Outcome.Apart),
	}
	n.ProcedureText = maps.Clone(c.ProcedureText)
	n.PaperGroups = slices.Clone(c.PaperGroups)
	n.Logos = slices.Clone(c.Logos)
	n.Participants = slices.Clone(c.Participants)
	for i := range n.Participants {
		n.Participants[i].Own = slices.Clone(n.Participants[i].Own)
	}
	return &n
}

// Campaign returns a campaign whole.
func (db *DB) Campaign(ctx context.Context, slug string) (*campaign.Campaign, error) {
	var c *campaign.Campaign
	err := db.read(ctx, func(q querier) error {
		at, err := findPlace(ctx, q, slug)
		if err != nil {
			return err
		}
		c, err = db.recall(ctx, q, at.id)
		return err
	})
	return c, failed("Campaign", err)
}

// Campaigns returns all campaigns, the newest first.
func (db *DB) Campaigns(ctx context.Context) ([]*campaign.Campaign, error) {
	var all []*campaign.Campaign
	err := db.read(ctx, func(q querier) error {
		ids, err := numbers(q.QueryContext(ctx, `SELECT id FROM campaign ORDER BY created_at DESC, id DESC`))
		if err != nil {
			return err
		}
		all = make([]*campaign.Campaign, len(ids))
		for i, id := range ids {
			if all[i], err = db.recall(ctx, q, id); err != nil {
				return err
			}
		}
		return nil
	})
	return all, failed("Campaigns", err)
}

// ByLink returns the campaign and the participant of a link code; see campaign.Store.
func (db *DB) ByLink(ctx context.Context, link string) (c *campaign.Campaign, participant string, err error) {
	err = db.read(ctx, func(q querier) error {
		var id int64
		found, wrong := one(q.QueryRowContext(ctx, `SELECT campaign_id, participant FROM link WHERE code = ?`, link), &id, &participant)
		if wrong != nil {
			return wrong
		}
		if !found {
			return problem.New(problem.NotFound, "link.unknown", nil)
		}
		c, wrong = db.recall(ctx, q, id)
		return wrong
	})
	return c, participant, failed("ByLink", err)
}

// recall returns a campaign as a reading transaction sees it. It is read anew when its Config has risen.
func (db *DB) recall(ctx context.Context, q querier, id int64) (*campaign.Campaign, error) {
	var config, change int64
	if err := q.QueryRowContext(ctx, selectNumbers, id).Scan(&config, &change); err != nil {
		return nil, err
	}
	c, ok := db.memory.campaign(id, config)
	if !ok {
		var err error
		if c, err = loadCampaign(ctx, q, db.memory, id); err != nil {
			return nil, err
		}
		for _, f := range c.Forms {
			p, err := newPlan(f)
			if err != nil {
				return nil, err
			}
			db.memory.setPlan(p)
		}
		db.memory.setCampaign(id, c)
	}
	if c.Change == change {
		return c, nil
	}
	now := *c
	now.Change = change
	return &now, nil
}

const selectNumbers = `
SELECT
    c.config,
    p.change_no
FROM campaign c
JOIN progress p ON p.campaign_id = c.id
WHERE c.id = ?`
