package report

import (
	"time"

	"releve/internal/locale"
	"releve/internal/problem"
	"releve/internal/tally"
)

// Options say what a report cannot know from the count.
type Options struct {
	Made   time.Time // when it is made, in any zone
	Notice string    // stands above everything: that the data are fictitious; "" for nothing
}

// builder lays out one report.
type builder struct {
	count   *tally.Count
	options Options
	printer *locale.Printer
	words   words
}

// Build lays a definition out over a count, in the printer's language.
func Build(d *Definition, count *tally.Count, o Options, p *locale.Printer) *Report {
	b := builder{count: count, options: o, printer: p, words: wordsOf(count, p)}
	c := count.Campaign()
	r := &Report{
		Name: p.Text(d.title, nil), Language: p.Tag(), Notice: o.Notice, Title: c.Title, Sentence: sentence(count, p, b.words),
		Caveat: p.Text("report.caveat", nil), About: c.Form().About.In(p.Tag()), Rowless: rowless(count, p),
	}
	for _, name := range d.facts {
		if text := factOf(name)(b); text != "" {
			r.Facts = append(r.Facts, Fact{Label: p.Text(factKey(name), b.words.args()), Text: text})
		}
	}
	for _, t := range d.tables {
		if table := b.table(t); len(table.Rows) > 0 {
			r.Tables = append(r.Tables, table)
		}
	}
	return r
}

// rowless says where the rows are when there are too many of them for a workbook.
func rowless(count *tally.Count, p *locale.Printer) string {
	n := count.Lines()
	if n <= MostRows {
		return ""
	}
	return p.Text("report.rowless", problem.Args{"n": n, "most": MostRows, "slug": count.Campaign().Slug})
}

// table lays out the lines whose figures the campaign has.
func (b builder) table(d tableDefinition) Table {
	t := Table{Title: b.printer.Text(d.title, b.words.args()), Head: []string{""}}
	for _, key := range d.columns {
		t.Head = append(t.Head, b.printer.Text(key, b.words.args()))
	}
	for _, l := range d.lines {
		if l.in(b.count) {
			t.Rows = append(t.Rows, b.row(l))
		}
	}
	return t
}

// in says whether the campaign has one of the figures of the line.
func (l lineDefinition) in(count *tally.Count) bool {
	for _, m := range l.figures {
		if m.In(count) {
			return true
		}
	}
	return false
}

func (b builder) row(l lineDefinition) Row {
	var r Row
	args := b.words.args()
	if l.label != "" {
		r.Cells = append(r.Cells, Cell{Kind: Text, Text: b.printer.Text(l.label, args)})
	}
	if l.note != "" {
		r.Note = b.printer.Text(l.note, args)
	}
	for _, m := range l.figures {
		f := m.Of(b.count)
		r.Cells = append(r.Cells, b.cell(m, f))
		switch group := f.Unit.Group; {
		case group != nil:
			r.Note = group.Footnote.In(b.printer.Tag())
		case m.Kind == tally.Name && !f.Defined:
			r.Note = b.printer.Text("report.top.none", nil)
		}
	}
	return r
}

// cell turns a figure into a cell.
func (b builder) cell(m tally.Measure, f tally.Figure) Cell {
	c := Cell{Name: m.Name, Empty: !f.Defined, Value: f.Value}
	switch m.Kind {
	case tally.Number:
		c.Kind = Count
	case tally.Share:
		c.Kind = Share
	case tally.Minutes:
		c.Kind = Minutes
	case tally.Hours:
		c.Kind = Hours
	case tally.Date:
		c.Kind, c.Text = Date, f.Date
	case tally.Name:
		c.Kind, c.Text = Text, unitLabel(f.Unit, b.printer.Tag())
	}
	return c
}

// unitLabel names a top unit: a publication group by its label, a branch by its heading.
func unitLabel(u tally.Unit, tag locale.Tag) string {
	switch {
	case u.Group != nil:
		return u.Group.Label.In(tag)
	case u.Choice != nil:
		return u.Choice.Heading(tag)
	default:
		return ""
	}
}
