package xlsx_test

import (
	"bytes"
	"cmp"
	"fmt"
	"slices"
	"testing"
	"time"

	"releve/internal/interchange"
	"releve/internal/report"
	"releve/internal/xlsx"
)

// logged is a line of the rows behind the figures of these tests.
type logged struct {
	institution, act, outcome, week string
	day                             string
	low, mid, high                  float64
	uncounted                       bool
}

// logs returns lines whose labels go round.
func logs(n int, institutions ...string) []logged {
	acts := []string{"Contact téléphonique", "Courriel", "Visite au guichet", "Formulaire en ligne", "Courrier postal"}
	bands := [][3]float64{{0, 5, 10}, {10, 15, 20}, {20, 25, 30}, {30, 45, 60}, {60, 90, 120}}
	all := make([]logged, n)
	first := time.Date(2022, 9, 14, 0, 0, 0, 0, time.UTC)
	for i := range all {
		day := first.AddDate(0, 0, (i*i+3*i)%78)
		year, week := day.ISOWeek()
		band := bands[(i*7+i/3)%5]
		all[i] = logged{
			institution: institutions[i%len(institutions)], act: acts[(i*3+i/7)%5], outcome: []string{"Aboutie", "Non aboutie", ""}[(i*5+i/11)%7%3],
			week: fmt.Sprintf("%d-W%02d", year, week), day: day.Format(time.DateOnly), low: band[0], mid: band[1], high: band[2],
			uncounted: i%29 == 28,
		}
	}
	return all
}

// where sums a value of the counted lines that pass.
func where(lines []logged, of func(logged) float64, pass func(logged) bool) float64 {
	sum := 0.0
	for _, l := range lines {
		if !l.uncounted && pass(l) {
			sum += of(l)
		}
	}
	return sum
}

func one(logged) float64 { return 1 }
func all(logged) bool    { return true }
func failed(l logged) float64 {
	if l.outcome == "Non aboutie" {
		return 1
	}
	return 0
}

func answered(l logged) float64 {
	if l.outcome == "" {
		return 0
	}
	return 1
}

// dataOf returns the lines as a report has them.
func dataOf(lines []logged, heads map[string]string) *report.Data {
	columns := []report.DataColumn{
		{Key: "date", Head: "Date", Kind: report.Date},
		{Key: "institution", Head: "Institution", Kind: report.Text},
		{Key: "act", Head: "Démarche", Kind: report.Text},
		{Key: "outcome", Head: "Issue", Kind: report.Text},
		{Key: "week", Head: "Semaine", Kind: report.Text},
		{Key: "rows", Head: "Démarche comptée", Kind: report.Count},
		{Key: "failed", Head: "Non aboutie", Kind: report.Count},
		{Key: "base", Head: "Base", Kind: report.Count},
		{Key: "low", Head: "Minutes (bas)", Kind: report.Minutes},
		{Key: "mid", Head: "Minutes (milieu)", Kind: report.Minutes},
		{Key: "high", Head: "Minutes (haut)", Kind: report.Minutes},
		{Key: "day", Head: "Date comptée", Kind: report.Date, Width: 14},
	}
	for i, c := range columns {
		if head, ok := heads[c.Key]; ok {
			columns[i].Head = head
		}
	}
	cells := make([]report.Cell, len(columns))
	return &report.Data{Name: "Données", Columns: columns, Lines: func(yield func([]report.Cell, error) bool) {
		for _, l := range lines {
			cells[0] = report.Cell{Kind: report.Date, Text: l.day}
			for i, text := range []string{l.institution, l.act, l.outcome, l.week} {
				cells[i+1] = report.Cell{Text: text}
			}
			for i, v := range []float64{1, failed(l), answered(l), l.low, l.mid, l.high} {
				cells[i+5] = report.Cell{Kind: columns[i+5].Kind, Value: v, Empty: l.uncounted}
			}
			cells[11] = cells[0]
			if l.uncounted {
				cells[11] = report.Cell{Kind: report.Date, Empty: true}
			}
			if !yield(cells, nil) {
				return
			}
		}
	}}
}

func sum(column string, conditions ...string) *report.Formula {
	f := &report.Formula{Op: report.Sum, Column: column}
	for pair := range slices.Chunk(conditions, 2) {
		f.Where = append(f.Where, report.Condition{Column: pair[0], Text: pair[1]})
	}
	return f
}

func op(o report.Op, args ...*report.Formula) *report.Formula {
	return &report.Formula{Op: o, Args: args}
}

func fig(name string) *report.Formula { return &report.Formula{Op: report.Figure, Name: name} }

func beside(i int) *report.Formula { return &report.Formula{Op: report.Beside, Beside: i} }

func over(n float64, of float64) report.Cell {
	if of == 0 {
		return report.Cell{Empty: true}
	}
	return report.Cell{Value: n / of}
}

// of gives a cell its kind, name and formula.
func of(kind report.Kind, c report.Cell, name string, f *report.Formula) report.Cell {
	c.Kind, c.Name, c.Formula = kind, name, f
	return c
}

func counts(v float64, f *report.Formula) report.Cell {
	return report.Cell{Kind: report.Count, Value: v, Formula: f}
}

// summary returns the sheet of named figures.
func summary(lines []logged) *report.Report {
	n, base, bad := where(lines, one, all), where(lines, answered, all), where(lines, failed, all)
	first, last := report.Cell{Empty: true}, report.Cell{Empty: true}
	for _, l := range lines {
		if !l.uncounted && (first.Empty || l.day < first.Text) {
			first = report.Cell{Text: l.day}
		}
		if !l.uncounted && (last.Empty || l.day > last.Text) {
			last = report.Cell{Text: l.day}
		}
	}
	mean := func(of func(logged) float64) report.Cell { return over(where(lines, of, all), n) }
	low, mid, high := func(l logged) float64 { return l.low }, func(l logged) float64 { return l.mid }, func(l logged) float64 { return l.high }
	perRow := func(column string) *report.Formula {
		return op(report.Unless, fig("n_rows"), op(report.Quotient, sum(column), fig("n_rows")))
	}
	hours := func(column string) *report.Formula {
		return op(report.Quotient, sum(column), &report.Formula{Op: report.Constant, Number: 60})
	}
	line := func(label, note string, cells ...report.Cell) report.Row {
		return report.Row{Cells: slices.Insert(cells, 0, report.Cell{Text: label}), Note: note}
	}
	return &report.Report{
		Name: "Synthèse", Language: "fr", Title: "Monitoring social 1030 : automne 2022",
		Notice:   "Données de démonstration : rien de ceci n'a eu lieu",
		Sentence: "416 démarches notées par 20 services entre le 14/09/2022 et le 30/11/2022 : 27 % ne sont pas allées au bout, et elles ont pris entre 125 et 213 heures.",
		Caveat:   "Ces chiffres sont un minimum observé : les services notent volontairement, quand ils le peuvent. Ils ne se multiplient pas et ne s'étendent pas à d'autres services.",
		Facts:    []report.Fact{{Label: "Période", Text: "du 14 septembre au 30 novembre 2022"}, {Label: "Publication", Text: "Coordination sociale de Schaerbeek"}},
		Tables: []report.Table{
			{Title: "Ce qui a été noté", Rows: []report.Row{
				line("Démarches", "Chaque démarche compte une fois, même reprise sur plusieurs fiches.", of(report.Count, report.Cell{Value: n}, "n_rows", sum("rows"))),
				line("Première date", "", of(report.Date, first, "first_date", &report.Formula{Op: report.Least, Column: "day"})),
				line("Dernière date", "", of(report.Date, last, "last_date", op(report.Unless, fig("n_rows"), &report.Formula{Op: report.Most, Column: "day"}))),
			}},
			{Title: "Démarches non abouties", Rows: []report.Row{
				line("Non abouties", "Selon les issues choisies par la campagne.", of(report.Count, report.Cell{Value: bad}, "failed_n", sum("failed"))),
				line("Sur", "Démarches dont l'issue est connue.", of(report.Count, report.Cell{Value: base}, "failed_base", sum("base"))),
				line("Part", "", of(report.Share, over(bad, base), "failed_share", op(report.Unless, fig("failed_base"), op(report.Quotient, fig("failed_n"), fig("failed_base"))))),
				line("Rapport de la part à elle-même", "", of(report.Share, over(bad, bad), "", op(report.Unless, fig("failed_share"), op(report.Quotient, fig("failed_share"), fig("failed_share"))))),
			}},
			{Title: "Temps de travail", Head: []string{"", "bas", "milieu", "haut"}, Rows: []report.Row{
				line("Minutes par démarche", "Moyenne des tranches : leurs bords et leur milieu.", of(report.Minutes, mean(low), "minutes_mean_low", perRow("low")),
					of(report.Minutes, mean(mid), "minutes_mean_mid", perRow("mid")), of(report.Minutes, mean(high), "minutes_mean_high", perRow("high"))),
				line("Heures en tout", "Sans extrapolation.", of(report.Hours, over(where(lines, low, all), 60), "hours_low", hours("low")),
					of(report.Hours, over(where(lines, mid, all), 60), "hours_mid", hours("mid")), of(report.Hours, over(where(lines, high, all), 60), "hours_high", hours("high"))),
			}},
		},
	}
}

// breakdown returns a sheet by one column of texts, with a chart.
func breakdown(lines []logged, name, column string, text func(logged) string, chart report.Chart) *report.Report {
	byText := map[string]float64{}
	for _, l := range lines {
		byText[text(l)] += 0
		if !l.uncounted {
			byText[text(l)]++
		}
	}
	var texts []string
	for t := range byText {
		texts = append(texts, t)
	}
	slices.SortFunc(texts, func(a, b string) int {
		if chart.Kind == report.Columns {
			return cmp.Compare(a, b)
		}
		return cmp.Or(cmp.Compare(byText[b], byText[a]), cmp.Compare(a, b))
	})
	n := where(lines, one, all)
	t := report.Table{Key: column, Title: name, Note: "Base : toutes les démarches comptées.", Head: []string{name, "Démarches", "Part", "Issue connue", "Non abouties", "Part non aboutie", "Heures"}}
	row := func(label string, pass func(logged) bool, conditions ...string) report.Row {
		rows, base, bad := where(lines, one, pass), where(lines, answered, pass), where(lines, failed, pass)
		mid := where(lines, func(l logged) float64 { return l.mid }, pass)
		return report.Row{Cells: []report.Cell{
			{Text: label},
			counts(rows, sum("rows", conditions...)),
			of(report.Share, over(rows, n), "", op(report.Unless, fig("n_rows"), op(report.Quotient, beside(1), fig("n_rows")))),
			counts(base, sum("base", conditions...)), counts(bad, sum("failed", conditions...)),
			of(report.Share, over(bad, base), "", op(report.Unless, beside(3), op(report.Quotient, beside(4), beside(3)))),
			of(report.Hours, over(mid, 60), "", op(report.Quotient, sum("mid", conditions...), &report.Formula{Op: report.Constant, Number: 60})),
		}}
	}
	for _, label := range texts {
		t.Rows = append(t.Rows, row(label, func(l logged) bool { return text(l) == label }, column, label))
	}
	total := row("Total", all)
	total.Total = true
	t.Rows = append(t.Rows, total)
	chart.Table = column
	r := &report.Report{Name: name, Language: "fr", Title: "Monitoring social 1030 : automne 2022", Tables: []report.Table{t}}
	if chart.Kind != 0 {
		r.Charts = []report.Chart{chart}
	}
	return r
}

// bookOf returns a book of three sheets of figures over the lines.
func bookOf(lines []logged, heads map[string]string) *report.Book {
	return &report.Book{
		Language: "fr", Title: "Monitoring social 1030 : automne 2022",
		Reports: []*report.Report{
			summary(lines),
			breakdown(lines, "Institutions", "institution", func(l logged) string { return l.institution }, report.Chart{
				Kind: report.Bars, Title: "Démarches par institution", Series: []int{1}, Rows: 12, Text: "Les institutions les plus souvent notées.",
			}),
			breakdown(lines, "Semaines", "week", func(l logged) string { return l.week }, report.Chart{
				Kind: report.Columns, Title: "Démarches par semaine", Series: []int{1}, Text: "Les démarches de chaque semaine.",
			}),
			{Name: "Dictionnaire", Language: "fr", Title: "Monitoring social 1030 : automne 2022", AfterRows: true, Tables: []report.Table{{
				Head: []string{"Colonne", "Question"}, Rows: []report.Row{{Cells: []report.Cell{{Text: "inst"}, {Text: "Quelle institution ?"}}}},
			}}},
		},
		Data: dataOf(lines, heads),
	}
}

// writeAll returns the workbook of a book, with two codes.
func writeAll(tb testing.TB, b *report.Book) []byte {
	tb.Helper()
	codes := func(yield func([]interchange.Cell, error) bool) {
		yield([]interchange.Cell{{Kind: interchange.Text, Text: "onem"}, {Kind: interchange.Date, Text: "2022-10-01"}}, nil)
	}
	var out bytes.Buffer
	if err := xlsx.Write(&out, xlsx.Workbook{Book: b, Codes: &xlsx.Codes{Header: []string{"inst", "_date"}, Lines: codes}, Made: made()}); err != nil {
		tb.Fatal(err)
	}
	return out.Bytes()
}
