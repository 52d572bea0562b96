package report_test

import (
	"errors"
	"fmt"
	"iter"
	"slices"
	"strconv"
	"strings"
	"testing"
	"testing/fstest"
	"time"

	"releve/internal/campaign"
	"releve/internal/form"
	"releve/internal/report"
	"releve/internal/sheet"
	"releve/internal/tally"
)

// labels returns the names of the rows of a table.
func labels(t *testing.T, b *report.Book, key string) []string {
	t.Helper()
	table := tableOf(b, key)
	if table == nil {
		t.Fatalf("no table %s", key)
	}
	var all []string
	for _, row := range table.Rows {
		all = append(all, strings.Repeat("-", row.Level)+row.Cells[0].Text)
	}
	return all
}

// What a spreadsheet cannot tell apart has its code beside it, and so has what it would take for a number. Everything
// else stands as it is.
func TestLabelsAreTheirOwn(t *testing.T) {
	of := newCampaign(t, "monitoring-1030")
	manyServices(of)
	of.Participants = append(of.Participants, campaign.Participant{Code: "s8", Name: strings.Repeat("Très long ", 30)})
	b := buildBook(t, source(t, of, tally.Filter{}), catalogue(t).Printer("fr"))
	want := []string{
		"Service un (s1)", "SERVICE UN (s2)", "'t loket", `=1+1 "~*?"`, "1030 (s5)", "(sans service) (s6)", "Personne",
		strings.Repeat("Très long ", 9) + "Très long…", "Total",
	}
	if got := labels(t, b, "services"); !slices.Equal(got, want) {
		t.Errorf("\ngot  %q\nwant %q", got, want)
	}
}

// The tree shows each branch once, with the answer that is the branch itself among what is below it, in every order
// of the sheets; what was not answered comes last.
func TestTree(t *testing.T) {
	of := newCampaign(t, "monitoring-1030")
	var sheets []*sheet.Sheet
	for _, code := range []string{"", "", "", "com-urb", "com", "com-pop", "com-pop", "actiris"} {
		s := answered(of, "s1", map[string]string{"inst": code})
		if code == "" {
			delete(s.Answers, "inst")
		}
		sheets = append(sheets, s)
	}
	b := buildBook(t, source(t, of, tally.Filter{}, sheets...), catalogue(t).Printer("fr"))
	want := []string{
		"Commune", "-Commune, service non précisé", "-Commune\u00a0: population, état civil", "-Commune\u00a0: urbanisme", "Région bruxelloise",
		"-Actiris", "(sans réponse)", "Total",
	}
	if got := labels(t, b, "institutions"); !slices.Equal(got, want) {
		t.Errorf("\ngot  %q\nwant %q", got, want)
	}
	for i, n := range []float64{4, 1, 2, 1, 1, 1, 3, 8} {
		if got := tableOf(b, "institutions").Rows[i].Cells[1].Value; got != n {
			t.Errorf("row %d: %v, want %v", i, got, n)
		}
	}
}

// Every week of the period is there up to the day of the report, and those beyond it that hold something.
func TestWeeksOfThePeriod(t *testing.T) {
	cases := []struct {
		name     string
		from, to string
		made     time.Time
		filter   tally.Filter
		dates    []string
		want     string
	}{
		{"none logged", "2026-03-02", "2026-03-22", made(), tally.Filter{}, nil, "W10 W11 W12"},
		{"holes", "2026-03-02", "2026-03-22", made(), tally.Filter{}, []string{"2026-03-12"}, "W10 W11 W12"},
		{"outside", "2026-03-02", "2026-03-08", made(), tally.Filter{}, []string{"2026-02-01"}, "W05 W10"},
		{"not yet", "2026-03-02", "2026-06-30", time.Date(2026, 3, 10, 9, 0, 0, 0, time.UTC), tally.Filter{}, nil, "W10 W11"},
		{"no end", "2026-03-02", "", made(), tally.Filter{}, []string{"2026-03-17"}, "W10 W11 W12"},
		{"filter", "2026-03-02", "2026-03-22", made(), tally.Filter{From: "2026-03-09", To: "2026-03-10"}, nil, "W11"},
		{"a turn of the year", "2025-12-22", "2026-01-05", made(), tally.Filter{}, nil, "W52 W01 W02"},
		{"too long to show all", "1990-01-01", "2026-03-22", made(), tally.Filter{}, []string{"2026-03-12"}, "W11"},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			of := newCampaign(t, "monitoring-1030")
			of.From, of.To = c.from, c.to
			var sheets []*sheet.Sheet
			for _, date := range c.dates {
				s := answered(of, "s1", map[string]string{"inst": "stib"})
				s.Date = date
				sheets = append(sheets, s)
			}
			from := source(t, of, c.filter, sheets...)
			from.Made = c.made
			table := tableOf(buildBook(t, from, catalogue(t).Printer("en")), "weeks")
			var got []string
			for _, row := range table.Rows {
				if !row.Total {
					got = append(got, row.Cells[0].Text[5:])
				}
			}
			if strings.Join(got, " ") != c.want {
				t.Errorf("got %v, want %s", got, c.want)
			}
		})
	}
}

func TestMondays(t *testing.T) {
	of := newCampaign(t, "monitoring-1030")
	of.From, of.To = "2019-12-30", "2021-01-04"
	table := tableOf(buildBook(t, source(t, of, tally.Filter{}), catalogue(t).Printer("en")), "weeks")
	day := time.Date(2019, 12, 30, 0, 0, 0, 0, time.UTC)
	for _, row := range table.Rows {
		if row.Total {
			continue
		}
		year, week := day.ISOWeek()
		if want := fmt.Sprintf("%d-W%02d", year, week); row.Cells[0].Text != want || row.Cells[1].Text != day.Format(time.DateOnly) {
			t.Errorf("got %s from %s, want %s from %s", row.Cells[0].Text, row.Cells[1].Text, want, day.Format(time.DateOnly))
		}
		day = day.AddDate(0, 0, 7)
	}
}

// Above 50,000 lines cells are values, above 200,000 the rows are left out and the first sheets say where they are.
func TestManyLines(t *testing.T) {
	cases := []struct {
		lines         int
		live, hasRows bool
	}{{50_000, true, true}, {50_001, false, true}, {report.MostRows, false, true}, {report.MostRows + 1, false, false}}
	for _, c := range cases {
		t.Run(strconv.Itoa(c.lines), func(t *testing.T) {
			of := newCampaign(t, "appels")
			s := answered(of, "s1", nil)
			s.Rows = make([]form.Answers, c.lines)
			b := buildBook(t, source(t, of, tally.Filter{}, s), catalogue(t).Printer("fr"))
			live := false
			for _, r := range b.Reports {
				for _, table := range r.Tables {
					for _, row := range table.Rows {
						live = live || slices.ContainsFunc(row.Cells, func(cell report.Cell) bool { return cell.Formula != nil })
					}
				}
			}
			if live != c.live || (b.Data != nil) != c.hasRows || (b.Reports[1].Rowless == "") != c.hasRows {
				t.Errorf("formulas %v, rows %v, %q", live, b.Data != nil, b.Reports[1].Rowless)
			}
		})
	}
}

// Only comments of counted sheets are listed, each once, and those of a sheet with rows tell the institutions of all.
func TestComments(t *testing.T) {
	of := newCampaign(t, "appels")
	counted, excluded := answered(of, "s1", nil), answered(of, "s2", nil)
	for _, s := range []*sheet.Sheet{counted, excluded} {
		s.Answers["com"] = form.Answer{Text: "'t loket"}
		s.Rows = []form.Answers{{"inst": {Codes: []string{"onem"}}}, {"inst": {Codes: []string{"stib"}}}, {"inst": {Codes: []string{"onem"}}}}
	}
	excluded.Status = sheet.Excluded
	table := tableOf(buildBook(t, source(t, of, tally.Filter{}, counted, excluded), catalogue(t).Printer("fr")), "comments")
	if len(table.Rows) != 1 {
		t.Fatalf("%d comments, want 1", len(table.Rows))
	}
	var got []string
	for _, cell := range table.Rows[0].Cells {
		got = append(got, cell.Text)
	}
	want := []string{"2026-03-12", "Service un", "ONEM (Office national de l'emploi) et STIB", "", "'t loket"}
	if !slices.Equal(got, want) {
		t.Errorf("got %q, want %q", got, want)
	}
}

// What is wrong while the rows are read comes out of the book.
func TestBookFails(t *testing.T) {
	wrong := errors.New("disk")
	of := newCampaign(t, "monitoring-1030")
	from := source(t, of, tally.Filter{})
	from.Sheets = func() iter.Seq2[campaign.Kept, error] {
		return func(yield func(campaign.Kept, error) bool) { yield(campaign.Kept{}, wrong) }
	}
	if _, err := report.BuildBook(book(t), from, catalogue(t).Printer("fr")); !errors.Is(err, wrong) {
		t.Errorf("got %v, want the error of the sheets", err)
	}
}

func TestBadBook(t *testing.T) {
	cases := []struct{ name, data, want string }{
		{"syntax", `{`, "read definition"},
		{"member", `{"sheets": ["a"]}`, "sheets"},
		{"empty", `{"reports": []}`, "without reports"},
		{"missing report", `{"reports": ["nowhere"]}`, "nowhere"},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			fsys := fstest.MapFS{"b.json": {Data: []byte(c.data)}}
			if _, err := report.LoadBook(fsys, "b"); err == nil || !strings.Contains(err.Error(), c.want) {
				t.Errorf("got %v, want an error about %q", err, c.want)
			}
		})
	}
}
