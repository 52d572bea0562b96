package web

import (
	"context"
	"fmt"

	"releve/internal/campaign"
	"releve/internal/paper"
	"releve/internal/tally"
)

// campaignsPage lists the campaigns; without any it says what to do first.
type campaignsPage struct {
	*deskPage

	Rows []campaignRow
}

// campaignRow is one campaign of the list.
type campaignRow struct {
	Slug, Title, Form, State string
	Open                     bool
	Made                     string // that the data are made up
	Period                   string
	Sheets, Services         int
	Trial                    string // that the sheets are those of the trial
}

// listCampaigns lists the campaigns, the newest first.
func (s *Server) listCampaigns(v *visit) error {
	all, err := s.Store.Campaigns(v.Request().Context())
	if err != nil {
		return err
	}
	p := &campaignsPage{deskPage: s.newDeskPage(v, "desk.campaigns.title")}
	for _, k := range all {
		row := campaignRow{
			Slug: k.Slug, Title: k.Title, Form: k.Form().Title.In(v.t.Tag()), Open: k.State == campaign.Open,
			State: v.t.Text(string(campaign.StateKey(k.State)), nil), Period: paper.Period(v.t, k), Services: len(k.Participants),
		}
		if k.Fictitious {
			row.Made = v.t.Text("page.demo", nil)
		}
		n, failed := s.sheetsByService(v.Request().Context(), k)
		if failed != nil {
			return failed
		}
		if row.Sheets = n.all; n.trial && n.all > 0 {
			row.Trial = v.t.Text("desk.campaigns.trial", nil)
		}
		p.Rows = append(p.Rows, row)
	}
	return s.answer(v, "campaigns", p)
}

// countSheets counts the sheets of a campaign, those that do not count too. It reads all of them.
func (s *Server) countSheets(ctx context.Context, slug string) (n campaign.SheetCount, err error) {
	err = s.Sheets.View(ctx, slug, func(v campaign.View) (err error) {
		n, err = campaign.CountSheets(v)
		return err
	})
	return n, err
}

// serviceSheets are sheets of a campaign, all of them and by the code of their service: those that count, during the
// trial those of the trial.
type serviceSheets struct {
	all   int
	of    map[string]int
	trial bool
}

// sheetsByService returns how many sheets each service has.
func (s *Server) sheetsByService(ctx context.Context, k *campaign.Campaign) (serviceSheets, error) {
	if k.State == campaign.Trial {
		return s.trialByService(ctx, k)
	}
	n := serviceSheets{of: map[string]int{}}
	var failed error
	err := s.figures.use(ctx, k.Slug, func(c *tally.Columns) {
		var parts *tally.Breakdown
		if parts, failed = c.Break(k, tally.Filter{}, tally.AxisParticipant); failed != nil {
			return
		}
		n.all = int(parts.Whole().Sheets)
		for i, value := range parts.Values(0) {
			n.of[value.Code] = int(parts.Part(i).Sheets)
		}
	})
	if err != nil {
		return n, err
	}
	if failed != nil {
		return n, fmt.Errorf("sheets of services: %w", failed)
	}
	return n, nil
}

// trialByService reads the sheets of the trial, which no figure counts: the coordination sees who has tried.
func (s *Server) trialByService(ctx context.Context, k *campaign.Campaign) (serviceSheets, error) {
	n := serviceSheets{of: map[string]int{}, trial: true}
	err := s.Sheets.View(ctx, k.Slug, func(v campaign.View) error {
		for kept, err := range v.Tallied(0) {
			if err != nil {
				return err
			}
			if !kept.Erased && kept.Trial {
				n.all++
				n.of[kept.Sheet.Participant]++
			}
		}
		return nil
	})
	return n, err
}
