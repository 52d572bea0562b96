package sqlite

import (
	"context"

	"releve/internal/campaign"
)

// keepLogos keeps the logos of a campaign in their order, where they are not those that old has.
func keepLogos(ctx context.Context, q querier, id int64, c, old *campaign.Campaign) error {
	if old != nil && c.SameLogos(old) {
		return nil
	}
	if _, err := q.ExecContext(ctx, `DELETE FROM logo WHERE campaign_id = ?`, id); err != nil {
		return err
	}
	for i, l := range c.Logos {
		_, err := q.ExecContext(ctx, `INSERT INTO logo (campaign_id, position, name, image) VALUES (?, ?, ?, ?)`, id, i+1, l.Name, l.Image)
		if err != nil {
			return err
		}
	}
	return seal(ctx, q, "logo", `WHERE campaign_id = ?`, id)
}

// loadLogos reads the logos of a campaign in their order.
func loadLogos(ctx context.Context, q querier, id int64) ([]campaign.Logo, error) {
	rows, err := q.QueryContext(ctx, `SELECT name, image FROM logo WHERE campaign_id = ? ORDER BY position`, id)
	if err != nil {
		return nil, err
	}
	defer func() { _ = rows.Close() }() // rows.Err tells
	var all []campaign.Logo
	for rows.Next() {
		var l campaign.Logo
		if err = rows.Scan(&l.Name, &l.Image); err != nil {
			return nil, err
		}
		all = append(all, l)
	}
	return all, rows.Err()
}
