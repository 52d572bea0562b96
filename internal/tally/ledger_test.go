package tally_test

import (
	"fmt"
	"slices"
	"testing"
	"time"

	"pgregory.net/rapid"

	"releve/internal/campaign"
	"releve/internal/form"
	"releve/internal/sheet"
	"releve/internal/tally"
)

// summed is what the entries of a ledger add up to, by the names of measures.
type summed struct {
	figures map[string]float64
	units   map[tally.Unit]int64
}

func one(is bool) float64 {
	if is {
		return 1
	}
	return 0
}

// sum adds the entries of sheets up.
func sum(t *rapid.T, l *tally.Ledger, kept []campaign.Kept) summed {
	s := summed{map[string]float64{}, map[tally.Unit]int64{}}
	var low, mid, high float64
	for _, k := range kept {
		entries := l.Entries(k)
		if len(entries) != k.Rows {
			t.Fatalf("%d entries for %d rows", len(entries), k.Rows)
		}
		for i, e := range entries {
			if !e.Counted && (e.Sheet || e.Participant || e.Token || e.Procedure || e.OwnInstitution || e.Timed || e.Open || e.Low+e.Mid+e.High != 0 ||
				e.Outcome != tally.Unanswered || e.Institution || e.FollowsUnknown || e.FollowsMissing) {
				t.Fatalf("line %d does not count and adds %+v", i, e)
			}
			if year, week := day(k.Sheet.Date).ISOWeek(); e.Week != fmt.Sprintf("%d-W%02d", year, week) {
				t.Fatalf("%s is in week %s, want %d", k.Sheet.Date, e.Week, week)
			}
			for name, is := range map[string]bool{
				"n_sheets": e.Sheet, "n_organisations": e.Participant, "n_tokens": e.Token, "n_rows": e.Procedure, "own_n": e.OwnInstitution,
				"late_n": e.Late, "outside_n": e.Outside, "trial_n": e.Trial, "rejected_n": e.Rejected, "excluded_n": e.Excluded,
				"follows_unknown_n": e.FollowsUnknown, "follows_missing_n": e.FollowsMissing, "minutes_n": e.Timed, "open_band_n": e.Open,
				"failed_n": e.Outcome == tally.Failed, "apart_n": e.Outcome == tally.SetApart,
				"failed_base": e.Outcome == tally.Failed || e.Outcome == tally.Succeeded,
			} {
				s.figures[name] += one(is)
			}
			low, mid, high = low+e.Low, mid+e.Mid, high+e.High
			if e.Institution {
				s.units[e.Unit]++
			}
		}
	}
	s.figures["hours_low"], s.figures["hours_mid"], s.figures["hours_high"] = low/60, mid/60, high/60
	return s
}

func day(date string) time.Time {
	d, _ := time.Parse(time.DateOnly, date)
	return d
}

// The sums over the lines are the count's figures, to the last bit.
func TestLedgerAddsUp(t *testing.T) {
	forms(t, func(rt *rapid.T, d drawn) {
		f := drawFilter(rt)
		columns := load(t, d.c, d.kept)
		l, err := columns.Ledger(d.c, f)
		if err != nil {
			rt.Fatal(err)
		}
		count, err := columns.Count(d.c, f)
		if err != nil {
			rt.Fatal(err)
		}
		got := sum(rt, l, inOrder(d.kept))
		got.figures["trial_n"] = figures(t, columns, d.c, f)["trial_n"].(float64) // the layout has none
		for name, v := range got.figures {
			m, _ := tally.Named(name)
			if want := m.Of(count); want.Value != v {
				rt.Fatalf("%s adds up to %v, want %v", name, v, want.Value)
			}
		}
		for _, u := range count.Units() {
			n := u.Rows
			u.Rows = 0
			if got.units[u] != n {
				rt.Fatalf("unit %s has %d, want %d", u.Code, got.units[u], n)
			}
			delete(got.units, u)
		}
		if len(got.units) > 0 {
			rt.Fatalf("units that the count does not have: %v", got.units)
		}
	})
}

// What a workbook's SUMIFS finds by week and by unit is what a breakdown says.
func TestLedgerByWeekAndUnit(t *testing.T) {
	forms(t, func(rt *rapid.T, d drawn) {
		f := drawFilter(rt)
		columns := load(t, d.c, d.kept)
		l, err := columns.Ledger(d.c, f)
		if err != nil {
			rt.Fatal(err)
		}
		type sums struct{ sheets, rows, timed, failed int64 }
		weeks, units := map[string]sums{}, map[tally.Unit]sums{}
		for _, k := range inOrder(d.kept) {
			for _, e := range l.Entries(k) {
				is := func(b bool) int64 { return int64(one(b)) }
				plus := func(s sums) sums {
					return sums{s.sheets + is(e.Sheet), s.rows + is(e.Procedure), s.timed + is(e.Timed), s.failed + is(e.Outcome == tally.Failed)}
				}
				weeks[e.Week], units[e.Unit] = plus(weeks[e.Week]), plus(units[e.Unit])
			}
		}
		for _, axis := range []tally.Axis{tally.AxisWeek, tally.AxisUnit} {
			b, err := columns.Break(d.c, f, axis)
			if err != nil {
				rt.Fatal(err)
			}
			for i, v := range b.Values(0) {
				p := b.Part(i)
				v.Unit.Rows = 0
				want := weeks[v.Code]
				if axis == tally.AxisUnit {
					want = units[v.Unit]
				}
				if got := (sums{p.Sheets, p.Rows, p.Timed, p.Failed}); got != want {
					rt.Fatalf("%s %s is %+v, the lines make %+v", axis, v.Code, got, want)
				}
			}
		}
	})
}

func TestLedger(t *testing.T) {
	c := sampleCampaign(t, single)
	kept := []campaign.Kept{sheetAt(c, 0), sheetAt(c, 1), sheetAt(c, 2), sheetAt(c, 3)}
	for i, k := range kept {
		k.Sheet.Worker, k.Sheet.Answers["dur"], k.Sheet.Answers["inst"] = "w", code("s1"), code("b1")
		k.Sheet.Answers["out"] = code([]string{"ko", "ok", "no", "ok"}[i])
	}
	kept[1].Sheet.Follows = kept[0].Sheet.ID.String()
	kept[1].Sheet.Shared = 3
	kept[3].Sheet.Status = sheet.Excluded
	l, err := load(t, c, kept).Ledger(c, tally.Filter{})
	if err != nil {
		t.Fatal(err)
	}
	unit := tally.Unit{Code: "c", Group: &c.Groups[0]}
	want := []tally.Entry{
		{Counted: true, Sheet: true, Participant: true, Token: true, Unit: unit, Week: "2026-W11"},
		{
			Counted: true, Sheet: true, Procedure: true, Timed: true, Low: 10, Mid: 10 + 894784853./(1<<28), High: 30,
			Outcome: tally.Succeeded, Institution: true, Unit: unit, Week: "2026-W11",
		},
		{
			Counted: true, Sheet: true, Procedure: true, Timed: true, Low: 7.5, Mid: 10, High: 22.5, Outcome: tally.SetApart, Institution: true,
			Unit: unit, Week: "2026-W11",
		},
		{Excluded: true, Unit: unit, Week: "2026-W11"},
	}
	for i, k := range kept {
		if got := l.Entries(k); !slices.Equal(got, want[i:i+1]) {
			t.Errorf("sheet %d: got %+v, want %+v", i, got, want[i])
		}
	}
}

// A filter on a row's answer leaves only some lines of a sheet; the first of them stands for it.
func TestLedgerOfRows(t *testing.T) {
	c := sampleCampaign(t, repeated)
	k := sheetAt(c, 0)
	k.Rows = 3
	k.Sheet.Answers["dur"] = code("s3")
	k.Sheet.Rows = []form.Answers{{"out": code("ok")}, {"out": code("ko")}, {"out": code("ko")}}
	empty := sheetAt(c, 3)
	columns := load(t, c, []campaign.Kept{k, empty})
	l, err := columns.Ledger(c, tally.Filter{Roles: map[form.Role][]string{form.RoleOutcome: {"ko"}}})
	if err != nil {
		t.Fatal(err)
	}
	e := l.Entries(k)
	if e[0].Counted || !e[1].Sheet || !e[1].Timed || !e[1].Open || e[2].Sheet || e[2].Timed || !e[1].Procedure || !e[2].Procedure {
		t.Errorf("got %+v", e)
	}
	if e = l.Entries(empty); len(e) != 1 || e[0].Counted {
		t.Errorf("empty: got %+v", e)
	}
	if l, err = columns.Ledger(c, tally.Filter{}); err != nil {
		t.Fatal(err)
	}
	l.Entries(k)
	if e = l.Entries(empty); !e[0].Counted || !e[0].Sheet || e[0].Procedure || e[0].Participant {
		t.Errorf("empty without a filter: got %+v", e)
	}
	c.To = "soon"
	if _, err = columns.Ledger(c, tally.Filter{}); err == nil {
		t.Error("no error for a date that cannot be read")
	}
}
