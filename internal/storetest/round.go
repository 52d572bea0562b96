package storetest

import (
	"testing"

	"pgregory.net/rapid"

	"releve/internal/campaign"
	"releve/internal/form"
	"releve/internal/sheet"
)

func roundTests() map[string]func(*suite) {
	return map[string]func(*suite){
		"whatever is kept comes back the same": func(s *suite) {
			for _, f := range append([]*form.Form{s.plain(usualVersion), s.repeated()}, s.Forms...) {
				s.Run(f.ID, func(t *testing.T) { roundTrip(&suite{T: t, Stores: s.Stores, ctx: t.Context()}, f) })
			}
		},
		"a sheet that could not come back is refused": func(s *suite) {
			s.create(s.plain(usualVersion))
			for name, bad := range map[string]form.Answers{
				"unknown question": {"nothing": {Text: "x"}},
				"two codes":        {"choice": {Codes: []string{"a", "b"}}},
				"codes of a text":  {"text": {Codes: []string{"a"}}},
				"space in a code":  {"multiple": {Codes: []string{"a b"}}},
				"blank":            {"text": {}},
			} {
				sh := s.filled()
				sh.Answers = bad
				if verdicts, err := s.trySave(sh); err == nil {
					s.Errorf("%s: kept, %v", name, verdicts)
				}
			}
			if got := len(s.view(0).changed); got != 0 {
				s.Errorf("%d sheets are kept, want 0", got)
			}
		},
	}
}

// roundTrip keeps drawn sheets of a form, half of them by import, and compares what comes back.
func roundTrip(s *suite, f *form.Form) {
	c := newCampaign(f)
	c.Slug = "tour-" + f.ID
	c.Link, c.Participants[0].Link = "", ""
	s.must(s.Store.Create(s.ctx, c, f))
	c, err := s.Store.Campaign(s.ctx, c.Slug)
	s.must(err)
	change := int64(0)
	used := map[sheet.ID]bool{}
	rapid.Check(s.T, func(t *rapid.T) {
		sent := map[sheet.ID]*sheet.Sheet{}
		var all []*sheet.Sheet
		for range rapid.IntRange(1, 5).Draw(t, "sheets") {
			sh := drawSheet(t, f)
			for used[sh.ID] { // rapid tries the same again while it looks for the smallest example
				sh.ID = s.newID()
			}
			used[sh.ID] = true
			sent[sh.ID] = sh
			all = append(all, sh)
		}
		half := len(all) / 2
		batch := campaign.Batch{Slug: c.Slug, Config: c.Config}
		for _, sh := range all[:half] {
			batch.Submissions = append(batch.Submissions, campaign.Submission{Sheet: sh})
		}
		if _, err := s.Sheets.Save(s.ctx, batch); err != nil {
			t.Fatalf("save: %v", err)
		}
		if _, err := s.Sheets.Import(s.ctx, c.Slug, campaign.Importation{Sheets: all[half:]}); err != nil {
			t.Fatalf("import: %v", err)
		}
		got := 0
		var changed []campaign.Kept
		err := s.Sheets.View(s.ctx, c.Slug, func(v campaign.View) error {
			for k, err := range v.Changed(change) {
				if err != nil {
					return err
				}
				got++
				changed = append(changed, k)
				if show(k.Sheet) != show(sent[k.Sheet.ID]) {
					t.Errorf("came back otherwise:\n got %s\nwant %s", show(k.Sheet), show(sent[k.Sheet.ID]))
				}
				if want := max(1, len(k.Sheet.Rows)); k.Rows != want {
					t.Errorf("%d rows, want %d", k.Rows, want)
				}
			}
			change = v.Campaign().Change
			return s.talliedLast(v, changed)
		})
		if err != nil || got != len(all) {
			t.Errorf("%d sheets came back (%v), want %d", got, err, len(all))
		}
	})
}
