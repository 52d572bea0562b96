package storetest

import (
	"errors"
	"fmt"
	"slices"
	"strings"

	"releve/internal/campaign"
	"releve/internal/form"
	"releve/internal/sheet"
)

func viewTests() map[string]func(*suite) {
	return map[string]func(*suite){
		"a view stays at one instant":                    (*suite).oneInstant,
		"changed walks what was written since, by place": (*suite).since,
		"by date walks what counts, by date and id":      (*suite).byDateOrder,
		"a walk may be left early, and two mixed":        (*suite).mixed,
		"a walk for counting may be left early":          (*suite).leftEarly,
		"a view returns what show returns": func(s *suite) {
			s.create(s.plain(usualVersion))
			refusal := errors.New("enough")
			if err := s.Sheets.View(s.ctx, slug, func(campaign.View) error { return refusal }); !errors.Is(err, refusal) {
				s.Errorf("error %v, want the one of show", err)
			}
		},
	}
}

// tallied checks that a walk for counting hands out the same sheets, with all that figures need.
func (s *suite) tallied(v campaign.View, since int64, want []campaign.Kept) error {
	s.Helper()
	n := 0
	for k, err := range v.Tallied(since) {
		if err != nil {
			return err
		}
		if n < len(want) {
			if got, want := countable(v.Campaign(), k), countable(v.Campaign(), want[n]); got != want {
				s.Errorf("for counting sheet %d is\n%s, want\n%s", n, got, want)
			}
		}
		n++
	}
	if n != len(want) {
		s.Errorf("%d sheets for counting, want %d", n, len(want))
	}
	return nil
}

// talliedLast checks the last sheets of a walk for counting that begins at the first.
func (s *suite) talliedLast(v campaign.View, want []campaign.Kept) error {
	s.Helper()
	for k, err := range v.Tallied(0) {
		if err != nil {
			return err
		}
		if len(want) == 0 || k.Place != want[0].Place {
			continue
		}
		if got, wanted := countable(v.Campaign(), k), countable(v.Campaign(), want[0]); got != wanted {
			s.Errorf("for counting a sheet is\n%s, want\n%s", got, wanted)
		}
		want = want[1:]
	}
	if len(want) > 0 {
		s.Errorf("%d sheets are missing for counting", len(want))
	}
	return nil
}

// countable writes what figures may need of a sheet.
func countable(c *campaign.Campaign, k campaign.Kept) string {
	out := []string{fmt.Sprint(k.Place, k.Rows, k.Change, k.Trial, k.Erased, k.Sheet.ID)}
	if k.Erased {
		return out[0]
	}
	sh := k.Sheet
	out = append(out, fmt.Sprint(sh.Participant, sh.Version, sh.Follows, sh.Shared, sh.Worker, sh.Date, sh.ReceivedAt, sh.Channel, sh.Language, sh.Status, len(sh.Rows)))
	f, _ := c.FormVersion(sh.Version)
	for q, inside := range f.All() {
		if q.Role == "" || q.Role == form.RoleComment {
			continue
		}
		all := sh.Rows
		if !inside {
			all = []form.Answers{sh.Answers}
		}
		for i, answers := range all {
			a := answers[q.Code]
			if q.Kind.Name() == "band" && q.Role != form.RoleMinutes {
				a.Number, a.Numbered = 0, false
			}
			out = append(out, fmt.Sprint(q.Code, i, a.Codes, a.Number, a.Numbered))
		}
	}
	return strings.Join(out, "\n")
}

func (s *suite) oneInstant() {
	s.create(s.plain(usualVersion))
	s.save(s.filled())
	s.must(s.Sheets.View(s.ctx, slug, func(v campaign.View) error {
		s.save(s.filled())
		s.move(campaign.Closing)
		s.again().save(s.filled())
		n := 0
		for _, err := range v.Changed(0) {
			s.must(err)
			n++
		}
		for _, err := range v.ByDate() {
			s.must(err)
			n++
		}
		if c := v.Campaign(); n != 2 || c.Change != 1 || c.State != campaign.Open {
			s.Errorf("%d sheets in both walks, change %d, state %s; want 2, 1, open", n, c.Change, c.State)
		}
		return nil
	}))
	if got := len(s.view(0).changed); got != 3 {
		s.Errorf("%d sheets, want 3", got)
	}
}

func (s *suite) since() {
	s.create(s.repeated())
	a, b, c, d := s.calls(2), s.calls(0), s.calls(3), s.calls(1)
	s.save(a)
	s.save(b, c)
	s.save(d)
	s.must(s.Sheets.Withdraw(s.ctx, slug, a.ID))
	for _, want := range []struct {
		since  int64
		places []int64
		rows   []int
	}{
		{0, []int64{0, 2, 3, 6}, []int{2, 1, 3, 1}},
		{1, []int64{0, 2, 3, 6}, []int{2, 1, 3, 1}},
		{2, []int64{0, 6}, []int{2, 1}},
		{3, []int64{0}, []int{2}},
		{4, nil, nil},
	} {
		var places []int64
		var rows []int
		for _, k := range s.view(want.since).changed {
			places, rows = append(places, k.Place), append(rows, k.Rows)
			if (k.Place == 0) != k.Erased || k.Change <= want.since {
				s.Errorf("since %d: place %d, erased %v, change %d", want.since, k.Place, k.Erased, k.Change)
			}
		}
		if !slices.Equal(places, want.places) || !slices.Equal(rows, want.rows) {
			s.Errorf("since %d: places %v of rows %v, want %v of %v", want.since, places, rows, want.places, want.rows)
		}
	}
}

func (s *suite) byDateOrder() {
	s.create(s.repeated())
	var all []*sheet.Sheet
	for i := range 700 {
		sh := s.calls(i % 5)
		sh.Date = []string{"2026-02-01", "2025-12-31", "2026-01-15"}[i%3]
		all = append(all, sh)
	}
	s.save(all[:350]...)
	s.must(s.Sheets.Withdraw(s.ctx, slug, all[7].ID))
	s.move(campaign.Trial)
	s.save(s.calls(2), s.calls(0))
	s.move(campaign.Open)
	s.save(all[350:]...)
	want := slices.Delete(slices.Clone(all), 7, 8)
	slices.SortFunc(want, func(a, b *sheet.Sheet) int {
		return strings.Compare(a.Date+a.ID.String(), b.Date+b.ID.String())
	})
	got := s.view(0).byDate
	if len(got) != len(want) {
		s.Fatalf("%d sheets, want %d", len(got), len(want))
	}
	for i, k := range got {
		s.wantSame(k.Sheet, want[i])
		if k.Rows != max(1, len(want[i].Rows)) || k.Trial || k.Erased {
			s.Fatalf("sheet %d: %+v", i, k)
		}
	}
}

func (s *suite) leftEarly() {
	s.create(s.repeated())
	var all []*sheet.Sheet
	for i := range 5000 {
		all = append(all, s.calls(i%3))
	}
	_, err := s.Sheets.Import(s.ctx, slug, campaign.Importation{Sheets: all})
	s.must(err)
	s.must(s.Sheets.View(s.ctx, slug, func(v campaign.View) error {
		n := 0
		for _, err := range v.Tallied(0) {
			s.must(err)
			if n++; n == 3 {
				break
			}
		}
		for k, err := range v.Tallied(0) {
			s.must(err)
			if n++; k.Sheet.ID != all[n-4].ID {
				s.Fatalf("sheet %d is %s, want %s", n-4, k.Sheet.ID, all[n-4].ID)
			}
		}
		if n != 5003 {
			s.Errorf("%d sheets, want 3 and 5,000", n)
		}
		return nil
	}))
}

func (s *suite) mixed() {
	s.create(s.plain(usualVersion))
	s.save(s.filled(), s.filled(), s.filled())
	s.must(s.Sheets.View(s.ctx, slug, func(v campaign.View) error {
		pairs := 0
		for _, err := range v.Changed(0) {
			s.must(err)
			for _, err := range v.ByDate() {
				s.must(err)
				pairs++
				if pairs%2 == 0 {
					break
				}
			}
		}
		if pairs != 6 {
			s.Errorf("%d pairs, want 6", pairs)
		}
		return nil
	}))
}
