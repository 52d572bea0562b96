package main

import (
	"context"
	"strconv"

	"releve/internal/campaign"
	"releve/internal/config"
	"releve/internal/problem"
)

// campaignItem is a campaign in a listing.
type campaignItem struct {
	Slug         string `json:"slug"`
	Title        string `json:"title"`
	Form         string `json:"form"`
	Version      int64  `json:"version"`
	State        string `json:"state"`
	From         string `json:"from"`
	To           string `json:"to"`
	Participants int    `json:"participants"`
}

func newCampaignItem(k *campaign.Campaign) campaignItem {
	return campaignItem{k.Slug, k.Title, k.FormID, k.Version, string(k.State), k.From, k.To, len(k.Participants)}
}

// campaignList lists campaigns, the newest first.
func campaignList(f *config.Flags) action {
	var asJSON bool
	f.Switch(&asJSON, "json")
	return func(ctx context.Context, c *call) error {
		items, rows := []campaignItem{}, [][]string{}
		err := c.ifStore(ctx, func(s *store) error {
			all, err := s.Campaigns(ctx)
			for _, k := range all {
				items = append(items, newCampaignItem(k))
				rows = append(rows, []string{
					k.Slug, k.Title, k.FormID, c.Text(string(campaign.StateKey(k.State)), nil), k.From, k.To,
					strconv.Itoa(len(k.Participants)),
				})
			}
			return err
		})
		if err != nil {
			return err
		}
		if asJSON {
			return c.printJSON(items)
		}
		if len(rows) == 0 {
			c.note("cli.campaign.none", nil)
		}
		return c.printRows([]string{
			"cli.head.slug", "cli.head.title", "cli.head.form", "cli.head.state", "cli.head.from", "cli.head.to", "cli.head.participants",
		}, rows)
	}
}

// campaignWhole is a campaign shown whole.
type campaignWhole struct {
	campaignItem

	Link     string            `json:"link"`
	Sheets   sheetCount        `json:"sheets"`
	Settings map[string]string `json:"settings"`
}

// sheetCount is how many sheets a campaign holds.
type sheetCount struct {
	Counted    int `json:"counted"`
	NotCounted int `json:"not_counted"` // rejected or excluded
	Trial      int `json:"trial"`
}

// countSheets counts the sheets of a view.
func countSheets(v campaign.View) (sheetCount, error) {
	n, err := campaign.CountSheets(v)
	return sheetCount(n), err
}

// campaignShow prints one campaign: its state, its own link, its settings as campaign set reads them.
func campaignShow(f *config.Flags) action {
	var asJSON bool
	f.Switch(&asJSON, "json")
	f.Argument("S")
	return func(ctx context.Context, c *call) error {
		address, err := c.address()
		if err != nil {
			return err
		}
		var k *campaign.Campaign
		var n sheetCount
		err = c.withStore(ctx, func(s *store) error {
			return s.View(ctx, c.args[0], func(v campaign.View) error {
				k = v.Campaign()
				n, err = countSheets(v)
				return err
			})
		})
		if err != nil {
			return err
		}
		whole := campaignWhole{newCampaignItem(k), address.link(k.Link), n, map[string]string{}}
		for _, s := range k.Settings() {
			whole.Settings[s.Key] = s.Value
		}
		c.warn(address)
		if asJSON {
			return c.printJSON(whole)
		}
		return c.showCampaign(k, whole)
	}
}

func (c *call) showCampaign(k *campaign.Campaign, whole campaignWhole) error {
	rows := [][]string{
		{"slug", k.Slug},
		{"form", k.FormID + ", " + strconv.FormatInt(k.Version, 10)},
		{"state", c.Text(string(campaign.StateKey(k.State)), nil)},
		{"link", whole.Link},
		{"participants", strconv.Itoa(whole.Participants)},
		{"sheets", c.Text("cli.campaign.sheets", problem.Args{
			"counted": whole.Sheets.Counted, "other": whole.Sheets.NotCounted, "trial": whole.Sheets.Trial,
		})},
	}
	for _, s := range k.Settings() {
		rows = append(rows, []string{s.Key, s.Value})
	}
	return c.printRows(nil, rows)
}

func slugArgs(k *campaign.Campaign) problem.Args { return problem.Args{"slug": k.Slug} }
