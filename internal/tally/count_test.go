package tally_test

import (
	"maps"
	"slices"
	"testing"

	"releve/internal/campaign"
	"releve/internal/form"
	"releve/internal/sheet"
	"releve/internal/tally"
)

// change alters the sheets of a case: 0, 1, 2 and so on.
type change func(c *campaign.Campaign, s []*sheet.Sheet, k []campaign.Kept)

func TestCount(t *testing.T) {
	cases := []struct {
		name   string
		form   string
		sheets int
		change change
		filter tally.Filter
		want   map[string]any
	}{
		{"nothing", single, 0, nil, tally.Filter{}, map[string]any{
			"n_sheets": 0., "n_rows": 0., "n_tokens": 0., "n_organisations": 0., "n_people_declared": 7.,
			"failed_n": 0., "failed_base": 0., "minutes_n": 0., "hours_low": 0., "hours_high": 0., "open_band_n": 0.,
			"failed_share": nil, "failed_low": nil, "minutes_mean_mid": nil, "first_date": nil, "top1_label": nil, "top1_n": nil, "top1_share": nil,
		}},
		{"one sheet", single, 1, func(_ *campaign.Campaign, s []*sheet.Sheet, _ []campaign.Kept) {
			s[0].Answers = form.Answers{"inst": code("a21"), "out": code("ko"), "dur": code("s3")}
			s[0].Worker = "w"
		}, tally.Filter{}, map[string]any{
			"n_sheets": 1., "n_rows": 1., "n_tokens": 1., "failed_share": 1., "open_band_n": 1., "minutes_mean_high": 40.,
			"top1_label": "deep", "top1_share": 1., "top2_n": nil, "first_date": "2026-03-12", "last_date": "2026-03-12",
		}},
		{"statuses", single, 7, func(_ *campaign.Campaign, s []*sheet.Sheet, k []campaign.Kept) {
			for i, status := range sheet.Statuses() {
				s[i].Status = status
			}
			k[6].Trial = true
		}, tally.Filter{}, map[string]any{"n_sheets": 4., "rejected_n": 1., "excluded_n": 1., "trial_n": 1.}},
		{"only one status", single, 6, func(_ *campaign.Campaign, s []*sheet.Sheet, _ []campaign.Kept) {
			for i, status := range sheet.Statuses() {
				s[i].Status = status
			}
		}, tally.Filter{Statuses: []sheet.Status{sheet.Edited, sheet.Rejected}}, map[string]any{
			"n_sheets": 1., "rejected_n": 1., "excluded_n": 0.,
		}},
		{"late", single, 8, late, tally.Filter{}, map[string]any{"n_sheets": 8., "late_n": 3.}},
		{"late not counted", single, 8, func(c *campaign.Campaign, s []*sheet.Sheet, k []campaign.Kept) {
			late(c, s, k)
			c.CountLate = false
		}, tally.Filter{}, map[string]any{"n_sheets": 5., "late_n": 3.}},
		{"no end, never late", single, 8, func(c *campaign.Campaign, s []*sheet.Sheet, k []campaign.Kept) {
			late(c, s, k)
			c.To = ""
		}, tally.Filter{}, map[string]any{"n_sheets": 8., "late_n": 0.}},
		{"outside", single, 6, outside, tally.Filter{}, map[string]any{"n_sheets": 6., "outside_n": 2.}},
		{"outside not counted", single, 6, func(c *campaign.Campaign, s []*sheet.Sheet, k []campaign.Kept) {
			outside(c, s, k)
			c.CountOutside = false
		}, tally.Filter{}, map[string]any{"n_sheets": 4., "outside_n": 2., "first_date": "2026-03-09", "last_date": "2026-03-30"}},
		{"own institution", single, 6, func(_ *campaign.Campaign, s []*sheet.Sheet, _ []campaign.Kept) {
			for i, inst := range []string{"b", "b1", "b-oth", "a21", "c", "b1"} {
				s[i].Participant = "s1"
				s[i].Answers["inst"] = code(inst)
			}
			s[5].Participant = "s2"
		}, tally.Filter{}, map[string]any{"n_sheets": 6., "own_n": 3.}},
		{"minutes", single, 5, func(_ *campaign.Campaign, s []*sheet.Sheet, _ []campaign.Kept) {
			s[0].Answers["dur"] = code("s1")
			s[1].Answers["dur"] = form.Answer{Codes: []string{"s3"}, Number: 90, Numbered: true}
			s[2].Answers["dur"] = code("s3")
			s[3].Answers["dur"] = code("s1")
			s[3].Shared = 3
		}, tally.Filter{}, map[string]any{
			"minutes_n": 4., "open_band_n": 1., "minutes_mean_low": (7.5 + 90 + 40 + 2.5) / 4, "minutes_mean_high": (22.5 + 90 + 40 + 7.5) / 4,
			"hours_mid": (10 + 90 + 40 + 10./3) / 60,
		}},
		{"outcomes", single, 6, func(_ *campaign.Campaign, s []*sheet.Sheet, _ []campaign.Kept) {
			for i, out := range []string{"ok", "wait", "ko", "left", "no"} {
				s[i].Answers["out"] = code(out)
			}
		}, tally.Filter{}, map[string]any{"n_rows": 6., "failed_n": 2., "failed_base": 4., "failed_share": .5, "apart_n": 1.}},
		{"the interval holds the share", single, 60, func(_ *campaign.Campaign, s []*sheet.Sheet, _ []campaign.Kept) {
			for i := range s {
				s[i].Participant, s[i].Answers["out"] = []string{"s1", "s2", "s3", "s4", "s5"}[i%5], code("ok")
				if i >= 20 {
					s[i].Participant, s[i].Answers["out"] = "", code("ko")
				}
			}
		}, tally.Filter{}, map[string]any{"failed_share": 2. / 3, "failed_low": 0., "failed_high": 2. / 3}},
		{"ties go by code", single, 5, func(_ *campaign.Campaign, s []*sheet.Sheet, _ []campaign.Kept) {
			for i, inst := range []string{"d1", "a1", "c", "b1"} {
				s[i].Answers["inst"] = code(inst)
			}
		}, tally.Filter{}, map[string]any{
			"top1_label": "c", "top1_n": 2., "top1_share": .4, "top2_label": "a", "top3_label": "d",
		}},
		{"filters", single, 6, func(_ *campaign.Campaign, s []*sheet.Sheet, _ []campaign.Kept) {
			s[0].Participant = ""
			s[1].Channel = sheet.Keyed
			s[2].Language = "nl"
			s[3].Date = "2026-03-20"
			s[4].Participant = "s3"
		}, tally.Filter{
			From: "2026-03-11", To: "2026-03-12", Kinds: []campaign.Kind{campaign.CPAS}, Channels: []sheet.Channel{sheet.Web}, Languages: []string{"fr"},
		}, map[string]any{"n_sheets": 1., "n_people_declared": 3.}},
		{"blank service", single, 3, func(_ *campaign.Campaign, s []*sheet.Sheet, _ []campaign.Kept) {
			s[0].Participant = ""
		}, tally.Filter{Participants: []string{"", "s2"}}, map[string]any{"n_sheets": 3., "n_organisations": 1.}},
		{"filter by branch and by function", single, 4, func(_ *campaign.Campaign, s []*sheet.Sheet, _ []campaign.Kept) {
			for i, inst := range []string{"a", "a21", "a-oth", "b1"} {
				s[i].Answers["inst"] = code(inst)
				s[i].Answers["fn"] = code("as")
			}
			s[0].Answers["fn"] = code("edu")
		}, tally.Filter{Roles: map[form.Role][]string{form.RoleInstitution: {"a"}, form.RoleFunction: {"as", "ben"}}}, map[string]any{"n_rows": 2.}},
		{"filter by one of several reasons", single, 3, func(_ *campaign.Campaign, s []*sheet.Sheet, _ []campaign.Kept) {
			s[0].Answers["why"] = form.Answer{Codes: []string{"bug", "lost"}}
			s[1].Answers["why"] = code("auth")
		}, tally.Filter{Roles: map[form.Role][]string{form.RoleReason: {"lost"}}}, map[string]any{"n_rows": 1.}},
		{"calls with demands", repeated, 3, calls, tally.Filter{}, map[string]any{
			"n_sheets": 3., "n_rows": 3., "minutes_n": 3., "minutes_mean_low": 7.5, "failed_n": 1., "failed_base": 3., "top1_label": "c", "top1_share": 2. / 3,
		}},
		{"calls by a demand's answer", repeated, 3, calls, tally.Filter{Roles: map[form.Role][]string{form.RoleOutcome: {"ko", "wait"}}}, map[string]any{
			"n_sheets": 1., "n_rows": 2., "minutes_n": 1.,
		}},
		{"chain", single, 4, chain, tally.Filter{}, map[string]any{
			"n_sheets": 4., "n_rows": 2., "failed_n": 1., "failed_base": 2., "minutes_n": 1., "minutes_mean_mid": 15., "open_band_n": 0.,
			"n_organisations": 2., "first_date": "2026-03-11",
		}},
		{"chain over an excluded sheet", single, 4, func(c *campaign.Campaign, s []*sheet.Sheet, k []campaign.Kept) {
			chain(c, s, k)
			s[1].Status = sheet.Excluded
		}, tally.Filter{}, map[string]any{"n_sheets": 3., "n_rows": 2., "minutes_mean_mid": 10., "follows_missing_n": 0.}},
		{"chain cut by a filter", single, 4, func(c *campaign.Campaign, s []*sheet.Sheet, k []campaign.Kept) {
			chain(c, s, k)
		}, tally.Filter{To: "2026-03-14"}, map[string]any{"n_sheets": 3., "n_rows": 2., "failed_n": 0., "failed_base": 2.}},
		{"two sheets follow one", single, 3, func(_ *campaign.Campaign, s []*sheet.Sheet, _ []campaign.Kept) {
			s[1].Follows, s[2].Follows = s[0].ID.String(), s[0].ID.String()
		}, tally.Filter{}, map[string]any{"n_sheets": 3., "n_rows": 1.}},
		{"unknown and missing", single, 4, func(_ *campaign.Campaign, s []*sheet.Sheet, _ []campaign.Kept) {
			s[1].Follows, s[2].Follows, s[3].Follows = sheet.Unknown, id(999).String(), id(999).String()
		}, tally.Filter{}, map[string]any{"n_rows": 4., "follows_unknown_n": 1., "follows_missing_n": 2.}},
		{"a trial sheet is not followed", single, 2, func(_ *campaign.Campaign, s []*sheet.Sheet, k []campaign.Kept) {
			s[1].Follows, k[0].Trial = s[0].ID.String(), true
		}, tally.Filter{}, map[string]any{"n_rows": 1., "follows_missing_n": 1.}},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			of := sampleCampaign(t, c.form)
			var kept []campaign.Kept
			var sheets []*sheet.Sheet
			for i := range c.sheets {
				kept = append(kept, sheetAt(of, i))
				sheets = append(sheets, kept[i].Sheet)
			}
			if c.change != nil {
				c.change(of, sheets, kept)
			}
			for way, got := range map[string]map[string]any{
				"counted": figures(t, load(t, of, kept), of, c.filter), "recounted": recounted(t, of, kept, c.filter),
			} {
				for _, name := range slices.Sorted(maps.Keys(c.want)) {
					if want := c.want[name]; !same(got[name], want) {
						t.Errorf("%s: %s is %v, want %v", way, name, got[name], want)
					}
				}
			}
		})
	}
}

// late gives three sheets of eight that are late: the campaign ends on the 29th, Brussels changes to summer time
// that night, and the 30th is the day of grace.
func late(_ *campaign.Campaign, s []*sheet.Sheet, _ []campaign.Kept) {
	for i, x := range []struct {
		received string
		channel  sheet.Channel
	}{
		{"2026-03-30T21:59:59Z", sheet.Web},
		{"2026-03-30T22:00:00Z", sheet.Web}, // midnight in Brussels
		{"2026-03-31T10:00:00Z", sheet.Offline},
		{"2026-04-30T10:00:00Z", sheet.API},
		{"2026-04-30T10:00:00Z", sheet.Keyed},
		{"2026-04-30T10:00:00Z", sheet.Scan},
		{"2026-04-30T10:00:00Z", sheet.Import},
	} {
		s[i].ReceivedAt, s[i].Channel = at(x.received), x.channel
	}
	s[7].ReceivedAt = s[7].ReceivedAt.AddDate(-3000, 0, 0) // before any clock
}

func outside(_ *campaign.Campaign, s []*sheet.Sheet, _ []campaign.Kept) {
	for i, date := range []string{"2026-03-08", "2026-03-09", "2026-03-10", "2026-03-29", "2026-03-30", "2026-03-31"} {
		s[i].Date = date
	}
}

// calls are one without demands, one with two, one with one.
func calls(_ *campaign.Campaign, s []*sheet.Sheet, k []campaign.Kept) {
	for i := range s {
		s[i].Answers["dur"] = code("s1")
	}
	k[0].Place, k[1].Place, k[2].Place = 0, 1, 3
	k[1].Rows = 2
	s[1].Rows = []form.Answers{{"out": code("ko"), "inst": code("c")}, {"out": code("wait"), "inst": code("a1")}}
	s[2].Rows = []form.Answers{{"out": code("ok"), "inst": code("c")}}
}

// chain is 0 ← 1 ← 2, the last of which failed, and 3 for itself. Nothing says how long 2 took.
func chain(_ *campaign.Campaign, s []*sheet.Sheet, _ []campaign.Kept) {
	s[1].Follows, s[2].Follows = s[0].ID.String(), s[1].ID.String()
	s[0].Date, s[1].Date, s[2].Date = "2026-03-11", "2026-03-13", "2026-03-15"
	for i, out := range []string{"ok", "ok", "ko", "ok"} {
		s[i].Answers["out"] = code(out)
	}
	s[0].Answers["dur"], s[1].Answers["dur"] = code("s1"), code("s0")
	s[2].Participant = "s1"
}
