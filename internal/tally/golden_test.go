package tally_test

import (
	"encoding/csv"
	"math"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"testing"
	"time"

	"releve/internal/campaign"
	"releve/internal/form"
	"releve/internal/need"
	"releve/internal/sheet"
	"releve/internal/tally"
)

// schaerbeek returns the campaign of autumn 2022 with its 416 sheets, which are synthetic and have the published
// figures.
func schaerbeek(tb testing.TB) (*campaign.Campaign, []campaign.Kept) {
	tb.Helper()
	root := need.Root(tb)
	library, err := form.Load(os.DirFS(filepath.Join(root, "forms")))
	if err != nil {
		tb.Fatal(err)
	}
	f, ok := library.Form("monitoring-1030")
	if !ok {
		tb.Fatal("no monitoring-1030")
	}
	c := &campaign.Campaign{
		Slug: "demo", Title: "Monitoring social 1030", FormID: f.ID, Version: f.Version, From: "2022-09-14", To: "2022-11-30",
		Zone: "Europe/Brussels", Language: "fr", State: campaign.Closed, Groups: f.Groups, Outcome: f.Outcome,
		CountLate: true, CountOutside: true, Forms: []*form.Form{f},
	}
	file, err := os.Open(filepath.Join(root, "cmd", "releve", "demo", "monitoring-1030.csv"))
	if err != nil {
		tb.Fatal(err)
	}
	defer file.Close()
	lines, err := csv.NewReader(file).ReadAll()
	if err != nil {
		tb.Fatal(err)
	}
	var kept []campaign.Kept
	for i, cells := range lines[1:] {
		kept = append(kept, campaign.Kept{Sheet: readLine(tb, f, lines[0], cells), Place: int64(i), Rows: 1, Change: int64(i + 1)})
	}
	return c, kept
}

func readLine(tb testing.TB, f *form.Form, header, cells []string) *sheet.Sheet {
	tb.Helper()
	e := sheet.Entry{Answers: sheet.Fields{}}
	own := map[string]string{}
	for i, name := range header {
		if name[0] == '_' {
			own[name] = cells[i]
		} else {
			e.Answers[name] = []string{cells[i]}
		}
	}
	e.ID, e.Date, e.Language, e.Worker = own["_id"], own["_date"], own["_language"], own["_worker"]
	s, err := sheet.Read(f, e, time.Date(2022, 12, 1, 0, 0, 0, 0, time.UTC))
	if err != nil {
		tb.Fatal(err)
	}
	s.Participant, s.Channel, s.ReceivedAt = own["_organisation"], sheet.Channel(own["_channel"]), time.Time{}
	return s
}

// The figures that were published of the campaign, and those of the same sheets that were not.
func TestMonitoring1030(t *testing.T) {
	c, kept := schaerbeek(t)
	got := figures(t, load(t, c, kept), c, tally.Filter{})
	again := recounted(t, c, kept, tally.Filter{})
	want := map[string]any{
		"n_sheets": 416., "n_rows": 416., "n_tokens": 178., "n_organisations": 20., "n_people_declared": nil,
		"first_date": "2022-09-14", "last_date": "2022-11-30",
		"failed_n": 112., "failed_base": 416., "failed_share": 112. / 416, "apart_n": nil,
		// Python, from the formula alone: n_eff 413.3970927, so that sheets of one service hardly resemble each other.
		"failed_low": .2287417714, "failed_high": .3139690891,
		"minutes_n": 416., "minutes_mean_low": 7480. / 416, "minutes_mean_mid": 10130. / 416, "minutes_mean_high": 12780. / 416,
		"hours_low": 7480. / 60, "hours_mid": 10130. / 60, "hours_high": 12780. / 60, "open_band_n": 32.,
		"top1_label": "FWB", "top1_n": 83., "top1_share": 83. / 416,
		"top2_label": "COMMUNE", "top2_n": 79., "top2_share": 79. / 416,
		"top3_label": "SECU", "top3_n": 67., "top3_share": 67. / 416,
		"own_n": 0., "late_n": 0., "outside_n": 0., "rejected_n": 0., "excluded_n": 0., "trial_n": 0.,
		"follows_unknown_n": 0., "follows_missing_n": 0.,
	}
	for _, m := range tally.Measures() {
		if !same(got[m.Name], want[m.Name]) {
			t.Errorf("%s is %v, want %v", m.Name, got[m.Name], want[m.Name])
		}
		if !same(again[m.Name], want[m.Name]) {
			t.Errorf("%s is recounted as %v, want %v", m.Name, again[m.Name], want[m.Name])
		}
		if _, ok := want[m.Name]; !ok {
			t.Errorf("%s is not expected at all", m.Name)
		}
	}
	for _, c := range []struct {
		name   string
		places int
		want   float64
	}{
		{"minutes_mean_low", 2, 17.98},
		{"minutes_mean_mid", 2, 24.35},
		{"minutes_mean_high", 2, 30.72},
		{"hours_low", 1, 124.7},
		{"hours_mid", 1, 168.8},
		{"hours_high", 1, 213.0},
		{"failed_share", 2, .27},
	} {
		scale := math.Pow10(c.places)
		if value, ok := got[c.name].(float64); !ok || math.Round(value*scale)/scale != c.want {
			t.Errorf("%s is %v, want %v", c.name, got[c.name], c.want)
		}
	}
}

// Drawing whole services with replacement gives nearly the same interval, without the formula.
func TestIntervalAgainstBootstrap(t *testing.T) {
	c, kept := schaerbeek(t)
	// Some services fail more often than the others, so that services differ more than by chance.
	for i, k := range kept {
		if service := k.Sheet.Participant; (service == "asso-14" || service == "asso-02" || service == "asso-16") && i%3 == 0 {
			k.Sheet.Answers["out"] = code(c.Outcome.Failure[0])
		}
	}
	b, err := load(t, c, kept).Break(c, tally.Filter{}, tally.AxisParticipant)
	if err != nil {
		t.Fatal(err)
	}
	random := rand.New(rand.NewPCG(1, 2))
	shares := make([]float64, 5000)
	services := len(b.Values(0))
	for i := range shares {
		var sum tally.Part
		for range services {
			sum = sum.Plus(b.Part(random.IntN(services)))
		}
		shares[i], _ = sum.FailedShare()
	}
	slices.Sort(shares)
	got := figures(t, load(t, c, kept), c, tally.Filter{})
	for name, want := range map[string]float64{"failed_low": shares[124], "failed_high": shares[4874]} {
		if math.Abs(got[name].(float64)-want) > .01 {
			t.Errorf("%s is %v, %v by bootstrap (share %v)", name, got[name], want, got["failed_share"])
		}
	}
}

// The parts of the campaign carry the published figures too.
func TestMonitoring1030ByUnit(t *testing.T) {
	c, kept := schaerbeek(t)
	b, err := load(t, c, kept).Break(c, tally.Filter{}, tally.AxisUnit)
	if err != nil {
		t.Fatal(err)
	}
	for i, want := range []tally.Unit{{Code: "FWB", Rows: 83}, {Code: "COMMUNE", Rows: 79}, {Code: "SECU", Rows: 67}} {
		if got := b.Values(0)[i]; got.Code != want.Code || got.Unit.Rows != want.Rows || b.Part(i).Rows != want.Rows {
			t.Errorf("unit %d is %s with %d rows, want %s with %d", i, got.Code, b.Part(i).Rows, want.Code, want.Rows)
		}
	}
	minutes, defined := b.Whole().Minutes()
	if want := (form.Span{Low: 7480. / 416, Mid: 10130. / 416, High: 12780. / 416}); !defined || minutes != want {
		t.Errorf("minutes are %v, want %v", minutes, want)
	}
}
