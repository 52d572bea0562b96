package main

import (
	"context"
	"strconv"

	"releve/internal/campaign"
	"releve/internal/config"
)

// formItem is a questionnaire in a listing.
type formItem struct {
	ID      string `json:"id"`
	Version int64  `json:"version"`
	Title   string `json:"title"`
	State   string `json:"state"`
}

// formList lists questionnaires.
func formList(f *config.Flags) action {
	var asJSON bool
	f.Switch(&asJSON, "json")
	return func(ctx context.Context, c *call) error {
		all, err := c.forms(ctx)
		if err != nil {
			return err
		}
		items := make([]formItem, len(all))
		rows := make([][]string, len(all))
		for i, k := range all {
			items[i] = formItem{k.Form.ID, k.Form.Version, k.Form.Title.In(c.Tag()), string(k.Stand)}
			rows[i] = []string{items[i].ID, strconv.FormatInt(items[i].Version, 10), items[i].Title, c.Text(formState(k.Stand), nil)}
		}
		if asJSON {
			return c.printJSON(items)
		}
		return c.printRows([]string{"cli.head.id", "cli.head.version", "cli.head.title", "cli.head.state"}, rows)
	}
}

// formState returns the message that says where a questionnaire stands.
func formState(state campaign.Stand) string {
	switch state {
	case campaign.AsPublished:
		return "cli.form.published"
	case campaign.AsDraft:
		return "cli.form.draft"
	case campaign.AsShipped:
	}
	return "cli.form.shipped"
}
