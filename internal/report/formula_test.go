package report_test

import (
	"fmt"
	"math"
	"strings"
	"testing"
	"time"

	"releve/internal/form"
	"releve/internal/locale"
	"releve/internal/report"
	"releve/internal/sheet"
	"releve/internal/tally"
)

// calculator evaluates the formulas of a book over its lines, as a spreadsheet would.
type calculator struct {
	tb    testing.TB
	at    map[string]int // column by key
	lines [][]report.Cell
	named map[string]report.Cell
}

// result is a number, or nothing.
type result struct {
	value float64
	empty bool
}

func newCalculator(tb testing.TB, b *report.Book) *calculator {
	tb.Helper()
	c := &calculator{tb: tb, at: map[string]int{}, named: map[string]report.Cell{}}
	heads := map[string]bool{}
	for i, column := range b.Data.Columns {
		if _, double := c.at[column.Key]; double || heads[strings.ToLower(column.Head)] {
			tb.Errorf("column %s, %q is there twice", column.Key, column.Head)
		}
		c.at[column.Key], heads[strings.ToLower(column.Head)] = i, true
	}
	for cells, err := range b.Data.Lines {
		if err != nil {
			tb.Fatal(err)
		}
		c.lines = append(c.lines, append([]report.Cell{}, cells...))
	}
	for _, r := range b.Reports {
		for _, t := range r.Tables {
			for _, row := range t.Rows {
				for _, cell := range row.Cells {
					if cell.Name == "" {
						continue
					}
					if _, double := c.named[cell.Name]; double {
						tb.Errorf("the name %s stands on two cells", cell.Name)
					}
					c.named[cell.Name] = cell
				}
			}
		}
	}
	return c
}

func (c *calculator) column(key string) int {
	at, ok := c.at[key]
	if !ok {
		c.tb.Fatalf("no column %s", key)
	}
	return at
}

func (c *calculator) of(f *report.Formula, row report.Row) result {
	switch f.Op {
	case report.Sum:
		return c.sum(f)
	case report.Least, report.Most:
		return c.extreme(f)
	case report.Figure:
		cell, ok := c.named[f.Name]
		if !ok || cell.Formula == nil {
			c.tb.Fatalf("no live figure %s", f.Name)
		}
		return c.of(cell.Formula, report.Row{})
	case report.Beside:
		return c.of(row.Cells[f.Beside].Formula, row)
	case report.Constant:
		return result{value: f.Number}
	case report.Quotient:
		return result{value: c.of(f.Args[0], row).value / c.of(f.Args[1], row).value}
	case report.Unless:
		if c.of(f.Args[0], row).value == 0 {
			return result{empty: true}
		}
		return c.of(f.Args[1], row)
	}
	c.tb.Fatalf("operation %d", f.Op)
	return result{}
}

// sum compares texts without regard to case, as spreadsheets do.
func (c *calculator) sum(f *report.Formula) result {
	var total result
	at := c.column(f.Column)
	for _, line := range c.lines {
		passes := true
		for _, w := range f.Where {
			passes = passes && strings.EqualFold(line[c.column(w.Column)].Text, w.Text)
		}
		if passes && !line[at].Empty {
			total.value += line[at].Value
		}
	}
	return total
}

func (c *calculator) extreme(f *report.Formula) result {
	found := ""
	for _, line := range c.lines {
		date := line[c.column(f.Column)].Text
		if date != "" && (found == "" || f.Op == report.Least && date < found || f.Op == report.Most && date > found) {
			found = date
		}
	}
	return result{value: days(found)}
}

func days(iso string) float64 {
	day, err := time.Parse(time.DateOnly, iso)
	if err != nil {
		return math.NaN()
	}
	return day.Sub(time.Unix(0, 0)).Hours() / 24
}

// same compares a cell with what its formula gives.
func same(cell report.Cell, got result) bool {
	want := cell.Value
	if cell.Kind == report.Date {
		want = days(cell.Text)
	}
	switch {
	case cell.Empty || got.empty:
		return cell.Empty == got.empty
	case cell.Kind == report.Count || cell.Kind == report.Date:
		return got.value == want
	default:
		return math.Abs(got.value-want) <= 1e-9*math.Max(1, math.Abs(want))
	}
}

func book(tb testing.TB) *report.BookDefinition {
	tb.Helper()
	d, err := report.LoadBook(definitions(tb), "classeur")
	if err != nil {
		tb.Fatal(err)
	}
	return d
}

func buildBook(tb testing.TB, s report.Source, p *locale.Printer) *report.Book {
	tb.Helper()
	b, err := report.BuildBook(book(tb), s, p)
	if err != nil {
		tb.Fatal(err)
	}
	return b
}

// Every formula of the book over the lines of the book gives what the tally counted, whatever the sheets, the filter
// and the campaign's ways of counting.
func TestFormulasGiveTheFigures(t *testing.T) {
	for _, id := range []string{"monitoring-1030", "monitoring-plus", "appels"} {
		for seed := range uint64(6) {
			t.Run(fmt.Sprintf("%s %d", id, seed), func(t *testing.T) {
				of := newCampaign(t, id)
				manyServices(of)
				of.CountLate, of.CountOutside = seed%2 == 0, seed%3 == 0
				n := []int{0, 1, 7, 60, 150, 300}[seed]
				filter := tally.Filter{}
				if seed == 4 {
					filter = tally.Filter{From: "2026-03-05", Roles: map[form.Role][]string{form.RoleInstitution: {"com", "fwb"}}}
				}
				s := source(t, of, filter, drawn(t, of, seed, n)...)
				checkFormulas(t, buildBook(t, s, catalogue(t).Printer(locale.Languages()[seed%4])))
			})
		}
	}
}

func checkFormulas(t *testing.T, b *report.Book) {
	t.Helper()
	c := newCalculator(t, b)
	live := 0
	for _, r := range b.Reports {
		for _, table := range r.Tables {
			for _, row := range table.Rows {
				if len(table.Head) > 1 && len(row.Cells) > len(table.Head) {
					t.Errorf("%s, %s: %d cells under %d headings", r.Name, table.Title, len(row.Cells), len(table.Head))
				}
				for i, cell := range row.Cells {
					if cell.Formula == nil {
						continue
					}
					live++
					if got := c.of(cell.Formula, row); !same(cell, got) {
						t.Errorf("%s, %s, %q, column %d: the cell holds %+v, its formula gives %+v", r.Name, table.Title, row.Cells[0].Text, i, cell.Value, got)
					}
				}
			}
		}
	}
	if live < 60 {
		t.Errorf("only %d formulas", live)
	}
}

// Nothing in the rows tells a device or a pad from another.
func TestDataHoldsNoToken(t *testing.T) {
	of := newCampaign(t, "monitoring-plus")
	s := answered(of, "s1", map[string]string{"inst": "stib"})
	s.Worker = "device-secret"
	b := buildBook(t, source(t, of, tally.Filter{}, s), catalogue(t).Printer("fr"))
	for cells, err := range b.Data.Lines {
		if err != nil {
			t.Fatal(err)
		}
		for i, cell := range cells {
			if strings.Contains(cell.Text, "secret") {
				t.Errorf("column %s holds the token", b.Data.Columns[i].Key)
			}
		}
	}
}

// The share's two columns say the same: 0 or 1 where the outcome is known, blank and 0 where it is not.
func TestFailedIsBlankOrKnown(t *testing.T) {
	of := newCampaign(t, "monitoring-plus")
	b := buildBook(t, source(t, of, tally.Filter{}, drawn(t, of, 2, 60)...), catalogue(t).Printer("fr"))
	c := newCalculator(t, b)
	blank := 0
	for _, line := range c.lines {
		failed, base := line[c.column("n_failed")], line[c.column("n_base")]
		if failed.Empty != (base.Value == 0) || failed.Empty && failed.Value != 0 {
			t.Errorf("failed %+v, base %v", failed, base.Value)
		}
		if failed.Empty {
			blank++
		}
	}
	if blank == 0 || blank == len(c.lines) {
		t.Errorf("%d of %d lines are blank", blank, len(c.lines))
	}
}

// A line that is not counted calculates nothing.
func TestUncountedLinesAreBlank(t *testing.T) {
	of := newCampaign(t, "monitoring-plus")
	s := answered(of, "s1", map[string]string{"inst": "stib", "out": "ko", "dur": "r10", "why": "auth"})
	s.Status = sheet.Excluded
	b := buildBook(t, source(t, of, tally.Filter{}, s), catalogue(t).Printer("fr"))
	for cells := range b.Data.Lines {
		for i, cell := range cells {
			column := b.Data.Columns[i]
			text := column.Kind == report.Text && (column.Key == "unit" || column.Key == "week" || column.Key == "month") || column.Key == "counted_date"
			if column.Kind != report.Text && cell.Value != 0 || text && cell.Text != "" {
				t.Errorf("column %s holds %+v", column.Key, cell)
			}
		}
	}
}

// The book of a form that lacks roles leaves out the sheets that need them.
func TestBookSheets(t *testing.T) {
	cases := []struct {
		name, form string
		purpose    report.Purpose
		tag        locale.Tag
		want       string
	}{
		{"all", "monitoring-1030", report.ForWork, "fr", "Lisez-moi Synthèse Institutions Démarches Services Fonctions Semaines Croisements Commentaires Dictionnaire*"},
		{"all", "monitoring-1030", report.ForWork, "nl", "Lees|mij Samenvatting Instellingen Procedures Diensten Functies Weken Kruistabellen Opmerkingen Woordenboek*"},
		{"all", "monitoring-1030", report.ForWork, "de", "Lies|mich Übersicht Einrichtungen Vorgänge Dienste Funktionen Wochen Kreuztabellen Bemerkungen Wörterbuch*"},
		{"all", "monitoring-1030", report.ForWork, "en", "Read|me Summary Institutions Procedures Services Jobs Weeks Cross|tables Comments Dictionary*"},
		{"no function and no outcome", "appels", report.ForWork, "fr", "Lisez-moi Synthèse Institutions Démarches Services Semaines Commentaires Dictionnaire*"},
		{"shared", "monitoring-1030", report.ForShare, "fr", "Lisez-moi Synthèse Institutions Démarches Services Fonctions Semaines Croisements Dictionnaire*"},
	}
	for _, c := range cases {
		t.Run(c.name+" "+string(c.tag), func(t *testing.T) {
			of := newCampaign(t, c.form)
			s := source(t, of, tally.Filter{}, drawn(t, of, 3, 40)...)
			s.Purpose = c.purpose
			b := buildBook(t, s, catalogue(t).Printer(c.tag))
			var names []string
			for _, r := range b.Reports {
				name := strings.ReplaceAll(r.Name, " ", "|")
				if r.AfterRows {
					name += "*"
				}
				names = append(names, name)
			}
			if got := strings.Join(names, " "); got != c.want {
				t.Errorf("\ngot  %s\nwant %s", got, c.want)
			}
			if (b.Data == nil) != (c.purpose == report.ForShare) {
				t.Errorf("rows: %v", b.Data != nil)
			}
		})
	}
}
