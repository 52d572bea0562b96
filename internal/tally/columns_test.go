package tally_test

import (
	"bytes"
	"cmp"
	"errors"
	"iter"
	"maps"
	"slices"
	"strings"
	"sync"
	"testing"

	"pgregory.net/rapid"

	"releve/internal/campaign"
	"releve/internal/form"
	"releve/internal/sheet"
	"releve/internal/tally"
)

// view shows sheets as a store does; it may break off before one of them.
type view struct {
	campaign *campaign.Campaign
	kept     []campaign.Kept
	breaks   int // number of the sheet that cannot be read, -1 for none
}

var errBroken = errors.New("the disk is gone")

func (v view) Campaign() *campaign.Campaign { return v.campaign }

func (v view) Changed(since int64) iter.Seq2[campaign.Kept, error] {
	return func(yield func(campaign.Kept, error) bool) {
		for i, k := range v.kept {
			if i == v.breaks {
				yield(campaign.Kept{}, errBroken)
				return
			}
			if k.Change > since && !yield(k, nil) {
				return
			}
		}
	}
}

func (v view) Tallied(since int64) iter.Seq2[campaign.Kept, error] { return v.Changed(since) }

func (v view) ByDate() iter.Seq2[campaign.Kept, error] {
	v.kept = inOrder(v.kept)
	return v.Changed(-1)
}

// inOrder returns the sheets of the interchange layout, in its order.
func inOrder(kept []campaign.Kept) []campaign.Kept {
	var all []campaign.Kept
	for _, k := range kept {
		if !k.Erased && !k.Trial {
			all = append(all, k)
		}
	}
	slices.SortFunc(all, func(a, b campaign.Kept) int {
		return cmp.Or(strings.Compare(a.Sheet.Date, b.Sheet.Date), bytes.Compare(a.Sheet.ID[:], b.Sheet.ID[:]))
	})
	return all
}

func (v view) At([]int64) ([]campaign.Kept, error) { return nil, errBroken }

func TestRead(t *testing.T) {
	c := sampleCampaign(t, single)
	kept := []campaign.Kept{sheetAt(c, 0), sheetAt(c, 1), sheetAt(c, 2)}
	kept[0].Change = 9 // corrected last
	c.Change = 11      // a change that left no sheet behind
	columns := tally.NewColumns(c)
	if err := columns.Read(view{c, kept, 2}); !errors.Is(err, errBroken) || columns.Change() != 0 {
		t.Fatalf("broken off: got %v and change %d, want the error and change 0", err, columns.Change())
	}
	if err := columns.Read(view{c, kept, -1}); err != nil || columns.Change() != 11 {
		t.Fatalf("again: got %v and change %d, want change 11", err, columns.Change())
	}
	if got := figures(t, columns, c, tally.Filter{})["n_sheets"]; got != 3. {
		t.Errorf("n_sheets is %v, want 3", got)
	}
	more := sheetAt(c, 3)
	more.Change, c.Change = 12, 12
	for i := range kept {
		kept[i].Sheet = nil // must not be looked at again
	}
	if err := columns.Read(view{c, append(kept, more), -1}); err != nil || columns.Change() != 12 {
		t.Fatalf("one more: got %v and change %d", err, columns.Change())
	}
	if got := figures(t, columns, c, tally.Filter{})["n_sheets"]; got != 4. {
		t.Errorf("n_sheets is %v, want 4", got)
	}
}

// A second version asks for less: what the first one asked stays with its sheets and does not stick to a place.
func TestVersions(t *testing.T) {
	c := sampleCampaign(t, single)
	old := c.Forms[0]
	data, err := form.Encode(old)
	if err != nil {
		t.Fatal(err)
	}
	text := strings.Replace(string(data), `"version":2026010101`, `"version":2026010102`, 1)
	text = strings.Replace(text, `"role":"function",`, "", 1)
	second, err := form.Decode([]byte(text))
	if err != nil {
		t.Fatal(err)
	}
	columns := tally.NewColumns(c)
	k := sheetAt(c, 0)
	k.Sheet.Version = second.Version
	if err = columns.Put(k); err == nil {
		t.Error("a sheet of an unknown version was put")
	}
	c.Forms = append(c.Forms, second)
	if columns.Fits(c) {
		t.Error("columns fit a campaign with another version")
	}
	columns = tally.NewColumns(c)
	if !columns.Fits(c) {
		t.Error("fresh columns do not fit")
	}
	as := tally.Filter{Roles: map[form.Role][]string{form.RoleFunction: {"as"}}}
	k = sheetAt(c, 0)
	k.Sheet.Answers["fn"] = code("as")
	for _, step := range []struct {
		version int64
		want    float64
	}{{old.Version, 1}, {second.Version, 0}} {
		s := *k.Sheet
		s.Version = step.version
		k.Sheet = &s
		if err = columns.Put(k); err != nil {
			t.Fatal(err)
		}
		if got := figures(t, columns, c, as)["n_sheets"]; got != step.want {
			t.Errorf("version %d: n_sheets is %v, want %v", step.version, got, step.want)
		}
	}
}

// A call that loses a demand keeps its place; the places behind it are empty then.
func TestFewerRows(t *testing.T) {
	c := sampleCampaign(t, repeated)
	k := sheetAt(c, 0)
	k.Sheet.Rows = []form.Answers{{"out": code("ko")}, {"out": code("ko")}, {"out": code("ok")}}
	next := sheetAt(c, 3)
	next.Sheet.Rows = []form.Answers{{"out": code("ok")}}
	columns := load(t, c, []campaign.Kept{k, next})
	s := *k.Sheet
	s.Rows = s.Rows[:1]
	k.Sheet = &s
	if err := columns.Put(k); err != nil {
		t.Fatal(err)
	}
	got := figures(t, columns, c, tally.Filter{})
	if got["n_sheets"] != 2. || got["n_rows"] != 2. || got["failed_n"] != 1. {
		t.Errorf("got %v sheets, %v rows, %v failed; want 2, 2, 1", got["n_sheets"], got["n_rows"], got["failed_n"])
	}
}

func TestBadCampaign(t *testing.T) {
	cases := []struct {
		name   string
		change func(*campaign.Campaign)
	}{
		{"zone", func(c *campaign.Campaign) { c.Zone = "Europe/Schaerbeek" }},
		{"last day", func(c *campaign.Campaign) { c.To = "soon" }},
		{"first day", func(c *campaign.Campaign) { c.From = "1 March" }},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			of := sampleCampaign(t, single)
			columns := tally.NewColumns(of)
			c.change(of)
			if _, err := columns.Count(of, tally.Filter{}); err == nil {
				t.Error("no error")
			}
		})
	}
}

// The lines of a count are those that the same filter lets into a file.
func TestLines(t *testing.T) {
	forms(t, func(rt *rapid.T, d drawn) {
		f := drawFilter(rt)
		f.Roles, f.Kinds = nil, []campaign.Kind{campaign.Association, campaign.CPAS}
		f.Statuses = []sheet.Status{sheet.Received, sheet.Excluded}
		count, err := load(t, d.c, d.kept).Count(d.c, f)
		if err != nil {
			rt.Fatal(err)
		}
		want := int64(0)
		for _, k := range d.kept {
			if !k.Trial && f.Sheet(d.c, k.Sheet) {
				want += int64(k.Rows)
			}
		}
		if got := count.Lines(); got != want {
			rt.Fatalf("%d lines, want %d", got, want)
		}
	})
}

func TestLevels(t *testing.T) {
	cases := []struct {
		form, role string
		perSheet   bool
		has        bool
	}{
		{single, "minutes", false, true},
		{repeated, "minutes", true, true},
		{repeated, "outcome", false, true},
		{repeated, "secrets", false, false},
		{single, "", false, true},
	}
	for _, c := range cases {
		t.Run(c.form+" "+c.role, func(t *testing.T) {
			of := sampleCampaign(t, c.form)
			count, err := tally.NewColumns(of).Count(of, tally.Filter{})
			if err != nil {
				t.Fatal(err)
			}
			if got := count.PerSheet(form.Role(c.role)); got != c.perSheet {
				t.Errorf("per sheet: %v, want %v", got, c.perSheet)
			}
			if got := count.Has(form.Role(c.role)); got != c.has {
				t.Errorf("has: %v, want %v", got, c.has)
			}
		})
	}
}

func TestNamed(t *testing.T) {
	seen := map[string]bool{}
	for _, m := range tally.Measures() {
		if seen[m.Name] {
			t.Errorf("two measures are called %s", m.Name)
		}
		seen[m.Name] = true
		if found, ok := tally.Named(m.Name); !ok || found.Kind != m.Kind {
			t.Errorf("%s is not found", m.Name)
		}
	}
	if _, ok := tally.Named("n_people"); ok {
		t.Error("found a measure that does not exist")
	}
}

// A chain grows and breaks between two counts: a sheet that was followed before it came, one that is withdrawn from
// the middle, one that leaves the trial.
func TestLinksBetweenCounts(t *testing.T) {
	c := sampleCampaign(t, single)
	kept := []campaign.Kept{sheetAt(c, 0), sheetAt(c, 1), sheetAt(c, 2)}
	kept[0].Sheet.Follows = kept[1].Sheet.ID.String()
	kept[1].Sheet.Follows = kept[2].Sheet.ID.String()
	columns := tally.NewColumns(c)
	trial := kept[1]
	trial.Trial = true
	steps := []struct {
		name          string
		put           campaign.Kept
		rows, missing float64
	}{
		{"follows one to come", kept[0], 1, 1},
		{"it comes", kept[1], 1, 1},
		{"the last comes", kept[2], 1, 0},
		{"the middle is taken for a trial", trial, 2, 1},
		{"and is none", kept[1], 1, 0},
		{"the middle is withdrawn", campaign.Kept{Sheet: &sheet.Sheet{ID: kept[1].Sheet.ID}, Place: 1, Rows: 1, Erased: true}, 2, 1},
	}
	for _, s := range steps {
		if err := columns.Put(s.put); err != nil {
			t.Fatal(err)
		}
		got := figures(t, columns, c, tally.Filter{})
		if got["n_rows"] != s.rows || got["follows_missing_n"] != s.missing {
			t.Errorf("%s: %v rows and %v missing, want %v and %v", s.name, got["n_rows"], got["follows_missing_n"], s.rows, s.missing)
		}
	}
}

// Counts may run side by side, also when the first of them finishes the chains.
func TestCountsSideBySide(t *testing.T) {
	c := sampleCampaign(t, single)
	columns := tally.NewColumns(c)
	for i := range 50 {
		k := sheetAt(c, i)
		k.Sheet.Follows = id((i + 1) % 50 * (i % 2)).String()
		if err := columns.Put(k); err != nil {
			t.Fatal(err)
		}
	}
	var wait sync.WaitGroup
	rows := make([]int64, 8)
	for i := range rows {
		wait.Go(func() {
			count, err := columns.Count(c, tally.Filter{})
			if err != nil {
				t.Error(err)
				return
			}
			m, _ := tally.Named("n_rows")
			rows[i] = int64(m.Of(count).Value)
		})
	}
	wait.Wait()
	if slices.Min(rows) != slices.Max(rows) || rows[0] == 0 {
		t.Errorf("counts differ: %v", rows)
	}
}

func TestDifferences(t *testing.T) {
	c := sampleCampaign(t, single)
	k := sheetAt(c, 0)
	k.Sheet.Answers["out"], k.Sheet.Answers["inst"] = code("ko"), code("c")
	count, err := load(t, c, []campaign.Kept{k}).Count(c, tally.Filter{})
	if err != nil {
		t.Fatal(err)
	}
	group := tally.Unit{Code: "c", Choice: &form.Choice{Code: "c"}}
	cases := []struct {
		name, measure string
		figure        tally.Figure
	}{
		{"another number", "n_sheets", tally.Figure{Defined: true, Value: 2}},
		{"nearly the same number", "failed_share", tally.Figure{Defined: true, Value: .99999}},
		{"undefined", "failed_n", tally.Figure{}},
		{"not undefined", "minutes_mean_low", tally.Figure{Defined: true}},
		{"another date", "first_date", tally.Figure{Defined: true, Date: "2026-03-13"}},
		{"a branch for a group", "top1_label", tally.Figure{Defined: true, Unit: group}},
	}
	all := recountFigures(t, c, []campaign.Kept{k}, tally.Filter{})
	if differ := tally.Differences(count, all); len(differ) > 0 {
		t.Fatalf("these differ: %v", differ)
	}
	for _, x := range cases {
		t.Run(x.name, func(t *testing.T) {
			wrong := maps.Clone(all)
			wrong[x.measure] = x.figure
			if differ := tally.Differences(count, wrong); !slices.Equal(differ, []string{x.measure}) {
				t.Errorf("these differ: %v, want only %s", differ, x.measure)
			}
		})
	}
}

// A sheet that cannot be read, or a zone that does not exist, is an error and not a figure.
func TestRecountRefuses(t *testing.T) {
	c := sampleCampaign(t, single)
	for breaks := range 2 {
		if _, err := tally.Recount(view{c, []campaign.Kept{sheetAt(c, 0), sheetAt(c, 1)}, breaks}, tally.Filter{}); !errors.Is(err, errBroken) {
			t.Errorf("broken off: got %v", err)
		}
	}
	c.Zone = "Nowhere"
	if _, err := tally.Recount(view{c, nil, -1}, tally.Filter{}); err == nil {
		t.Error("no error for a zone that does not exist")
	}
}
