package storetest

import (
	"fmt"
	"reflect"
	"slices"
	"strings"

	"releve/internal/campaign"
	"releve/internal/problem"
	"releve/internal/sheet"
)

// altersRows tests sheets whose number of rows is altered: their places change.
func altersRows() map[string]func(*suite) {
	return map[string]func(*suite){
		"a sheet is altered to have fewer rows, and more": (*suite).alterRows,
		"a receipt leads to the altered sheet":            (*suite).alteredReceipt,
		"sheets at places":                                (*suite).places,
	}
}

// placesReader reads what changed, as columns do, and remembers what stands at each place.
type placesReader struct {
	*suite
	at     map[int64]string
	change int64
}

// named names the sheet that stands at a place.
func named(k campaign.Kept) string {
	if k.Erased {
		return ""
	}
	return fmt.Sprintf("%s/%d", k.Sheet.ID.String()[:4], len(k.Sheet.Rows))
}

// check reads what changed, and compares what stands at each place with what a new reader finds, and with what is
// wanted: the first sign of each name stands for a sheet.
func (r *placesReader) check(what string, sheets map[string]*sheet.Sheet, want ...string) {
	r.Helper()
	for _, k := range r.view(r.change).changed {
		for i := range k.Rows {
			r.at[k.Place+int64(i)] = named(k)
		}
	}
	found := r.view(0)
	r.change = found.campaign.Change
	var got []string
	for _, k := range found.changed {
		if k.Place != int64(len(got)) {
			r.Fatalf("%s: place %d after %d: want dense places", what, k.Place, len(got))
		}
		for range k.Rows {
			got = append(got, named(k))
		}
	}
	for i, w := range want {
		if letter, rows, ok := strings.Cut(w, "/"); ok {
			want[i] = sheets[letter].ID.String()[:4] + "/" + rows
		}
	}
	if !slices.Equal(got, want) {
		r.Errorf("%s: places hold %q, want %q", what, got, want)
	}
	for place, name := range got {
		if r.at[int64(place)] != name {
			r.Errorf("%s: place %d: a reader of changes has %q, a new one %q", what, place, r.at[int64(place)], name)
		}
	}
}

// withRows returns the sheet with another number of rows.
func (s *suite) withRows(sh *sheet.Sheet, rows int) *sheet.Sheet {
	s.Helper()
	n := *sh
	n.Rows = s.calls(rows).Rows
	return &n
}

func (s *suite) alterRows() {
	s.create(s.repeated())
	a, b, c := s.calls(3), s.calls(0), s.calls(2)
	s.save(a, b, c)
	r := placesReader{suite: s, at: map[int64]string{}}
	sheets := map[string]*sheet.Sheet{"a": a, "b": b, "c": c}
	r.check("at first", sheets, "a/3", "a/3", "a/3", "b/0", "c/2", "c/2")
	s.altered(s.withRows(a, 1), campaign.Correcting)
	r.check("fewer", sheets, "a/1", "", "", "b/0", "c/2", "c/2")
	s.altered(s.withRows(a, 0), campaign.Correcting)
	r.check("none", sheets, "a/0", "", "", "b/0", "c/2", "c/2")
	s.altered(s.withRows(b, 1), campaign.Correcting)
	r.check("one for none", sheets, "a/0", "", "", "b/1", "c/2", "c/2")
	s.altered(s.withRows(c, 4), campaign.Correcting)
	r.check("more", sheets, "a/0", "", "", "b/1", "", "", "c/4", "c/4", "c/4", "c/4")
	s.altered(s.withRows(c, 2), campaign.Correcting)
	r.check("fewer again", sheets, "a/0", "", "", "b/1", "", "", "c/2", "c/2", "", "")
	s.save(s.calls(1))
	s.must(s.Sheets.Withdraw(s.ctx, slug, c.ID))
	if got := s.view(0).byDate; len(got) != 3 {
		s.Errorf("%d sheets by date, want 3", len(got))
	}
	s.wantVerdicts([]*sheet.Sheet{a, b, c}, campaign.Duplicate, campaign.Duplicate, campaign.Withdrawn)
}

func (s *suite) alteredReceipt() {
	s.create(s.repeated())
	sh := s.calls(1)
	s.must(s.resend(sh, "kanari"))
	var many []*sheet.Sheet
	for range 3000 {
		many = append(many, s.calls(1))
	}
	_, err := s.Sheets.Import(s.ctx, slug, campaign.Importation{Sheets: many})
	s.must(err)
	s.must(s.resend(sh, "encore"))
	more := *sh
	more.Rows = s.calls(5).Rows
	k := s.altered(&more, campaign.Correcting)
	for _, name := range []string{"kanari", "encore"} {
		got, wrong := s.Sheets.ByReceipt(s.ctx, slug, receipt(name))
		s.must(wrong)
		if !reflect.DeepEqual(got, k) {
			s.Errorf("the receipt leads to %+v, want %+v", got, k)
		}
	}
	s.must(s.Sheets.Withdraw(s.ctx, slug, sh.ID))
	for _, name := range []string{"kanari", "encore"} {
		r := receipt(name)
		_, err = s.Sheets.ByReceipt(s.ctx, slug, r)
		s.wantProblem(err, problem.NotFound, "receipt.unknown")
		s.wantGone(r[8:])
	}
}

func (s *suite) places() {
	s.create(s.repeated())
	var all []*sheet.Sheet
	for i := range 400 {
		all = append(all, s.calls(i%4))
	}
	s.save(all...)
	more := *all[5]
	more.Rows = s.calls(9).Rows
	s.altered(&more, campaign.Correcting)
	s.must(s.Sheets.Withdraw(s.ctx, slug, all[7].ID))
	s.must(s.Sheets.View(s.ctx, slug, func(v campaign.View) error {
		want := []campaign.Kept{}
		var places []int64
		for k, err := range v.Changed(0) {
			s.must(err)
			want, places = append(want, k), append(places, k.Place)
		}
		slices.Reverse(want)
		slices.Reverse(places)
		got, err := v.At(places)
		s.must(err)
		if !reflect.DeepEqual(got, want) {
			s.Errorf("%d sheets came back otherwise than %d are", len(got), len(want))
		}
		if got, err = v.At(nil); err != nil || len(got) != 0 {
			s.Errorf("at no place: %d sheets (%v)", len(got), err)
		}
		inside := slices.IndexFunc(want, func(k campaign.Kept) bool { return k.Rows > 1 })
		for _, place := range []int64{want[inside].Place + 1, want[0].Place + 100, -1} {
			if _, err = v.At([]int64{0, place}); err == nil {
				s.Errorf("a sheet begins at place %d", place)
			}
		}
		return nil
	}))
}
