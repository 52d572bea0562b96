package web

import (
	"cmp"
	"html/template"
	"strconv"

	"releve/internal/chart"
	"releve/internal/problem"
	"releve/internal/report"
	"releve/internal/tally"
)

// tableView is a table of a report as a page shows it.
type tableView struct {
	ID, Title, Note string
	Head            []tableCell
	Headed          bool // some column has a heading
	Rows            []tableRow
	Chart           template.HTML // beside the table, "" for none
	More            string        // that lines are left out
}

// tableRow is a line of a table.
type tableRow struct {
	Name     tableCell
	To, Note string
	Class    string
	Cells    []tableCell
}

// tableCell is a figure, or a word beside figures.
type tableCell struct {
	Text string
	Word bool

	// Of a figure with a name: where a program finds it on the page, and its value as exactly as it is known; Day for
	// a date. Both are empty for an undefined figure.
	Figure     string
	Exact, Day string
}

// mostShown is how many services a page shows, those with most rows; the workbook has them all.
const mostShown = 40

// table shows a table of a report with its chart.
func (f figuresOf) table(r *report.Report, t report.Table, id string) tableView {
	v := tableView{ID: id, Title: t.Title, Note: t.Note}
	for i, text := range t.Head {
		v.Head = append(v.Head, tableCell{Text: text, Word: i == 0 || len(t.Rows) > 0 && i < len(t.Rows[0].Cells) && worded(t, t.Rows[0].Cells[i])})
		v.Headed = v.Headed || text != ""
	}
	for _, c := range r.Charts {
		if c.Table == t.Key && t.Key != "" {
			v.Chart = template.HTML(chart.Draw(c, t, id+"-c", f.printer)) //nolint:gosec // everything in it is escaped
		}
	}
	for i, row := range t.Rows {
		if i == mostShown && t.Axis == tally.AxisParticipant {
			v.More = f.printer.Text("desk.figures.more", problem.Args{"n": len(t.Rows) - mostShown})
			break
		}
		v.Rows = append(v.Rows, f.row(t, row))
	}
	for i, row := range v.Rows {
		for len(row.Cells) < widest(t) {
			row.Cells = append(row.Cells, tableCell{})
		}
		v.Rows[i] = row
	}
	return v
}

// widest returns how many cells stand beside the name of a table's longest line.
func widest(t report.Table) int {
	most := 0
	for _, row := range t.Rows {
		most = max(most, len(row.Cells)-1)
	}
	return most
}

func (f figuresOf) row(t report.Table, row report.Row) tableRow {
	v := tableRow{Note: row.Note, To: f.behind(t, row)}
	switch {
	case row.Total:
		v.Class = "sum"
	case row.Level > 0:
		v.Class = "in" + strconv.Itoa(min(row.Level, 2))
	}
	for i, c := range row.Cells {
		if i == 0 {
			v.Name = figureCell(c)
			v.Name.Text = c.Text
			continue
		}
		cell := figureCell(c)
		cell.Text, cell.Word = cmp.Or(c.Written(f.printer), noFigure), worded(t, c)
		v.Cells = append(v.Cells, cell)
	}
	return v
}

// figureCell returns what a program reads of a cell.
func figureCell(c report.Cell) tableCell {
	v := tableCell{Figure: c.Name}
	switch {
	case c.Name == "" || c.Empty:
	case c.Kind == report.Date:
		v.Day = c.Text
	case c.Kind == report.Text:
		v.Exact = c.Text
	default:
		v.Exact = strconv.FormatFloat(c.Value, 'g', -1, 64)
	}
	return v
}

// worded says whether a cell stands to the left: words do, and dates beside what they name.
func worded(t report.Table, c report.Cell) bool {
	return c.Kind == report.Text || c.Kind == report.Date && t.Axis != ""
}

// noFigure stands where there is nothing to compute a figure from.
const noFigure = "–"
