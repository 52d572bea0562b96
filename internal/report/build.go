package report

import (
	"fmt"
	"strings"

	"releve/internal/form"
	"releve/internal/locale"
	"releve/internal/problem"
	"releve/internal/tally"
)

// builder lays out reports over one count.
type builder struct {
	source  Source
	count   *tally.Count
	printer *locale.Printer
	words   words
	rows    bool // the lines stand in the same book
	live    bool // cells are formulas over them

	named      bool // cells of figures carry their names
	broken     map[string]*tally.Breakdown
	texts      map[string]*labels
	pooled     map[string]bool // services that are not shown by name; nil before they are looked for
	withheld   bool            // services cannot be shown at all
	dataLayout []dataColumn
	paths      map[pathKey][]string
	statuses   map[string]string
}

func newBuilder(s Source, p *locale.Printer) (*builder, error) {
	count, err := s.Columns.Count(s.Campaign, s.Filter)
	if err != nil {
		return nil, fmt.Errorf("count: %w", err)
	}
	return &builder{
		source: s, count: count, printer: p, words: wordsOf(count, p), broken: map[string]*tally.Breakdown{}, texts: map[string]*labels{},
		paths: map[pathKey][]string{}, statuses: map[string]string{},
	}, nil
}

// Build lays one report out, in the printer's language: plain values, for what it stands in has no lines to calculate
// from. It returns nil for a report that has nothing to show with the campaign's form.
func Build(d *Definition, s Source, p *locale.Printer) (*Report, error) {
	b, err := newBuilder(s, p)
	if err != nil {
		return nil, fmt.Errorf("build report: %w", err)
	}
	r, err := b.report(d)
	if err != nil {
		return nil, fmt.Errorf("build report: %w", err)
	}
	return r, nil
}

// report lays a definition out; nil when all of its tables are left out.
func (b *builder) report(d *Definition) (*Report, error) {
	c := b.source.Campaign
	b.named = d.named
	r := &Report{
		Name: b.text(d.title), Language: b.printer.Tag(), Notice: b.source.Notice, Title: c.Title, Wide: d.wide, AfterRows: d.afterRows,
	}
	if d.banner {
		r.Sentence, r.Caveat, r.About = sentence(b.count, b.printer, b.words), b.text("report.caveat"), c.Form().About.In(b.printer.Tag())
		r.Rowless = b.rowless()
	}
	for _, name := range d.facts {
		if text := factOf(name)(b); text != "" {
			r.Facts = append(r.Facts, Fact{Label: b.text(factKey(name)), Text: text})
		}
	}
	laid := map[string]grid{}
	for _, t := range d.tables {
		g, shown, err := b.table(t)
		if err != nil {
			return nil, fmt.Errorf("table %s: %w", t.key, err)
		}
		if shown {
			r.Tables = append(r.Tables, g.Table)
			laid[t.key] = g
		}
	}
	if len(r.Tables) == 0 {
		return nil, nil //nolint:nilnil // a report that has nothing to show is none
	}
	for _, chart := range d.charts {
		if drawn, ok := b.chart(chart, laid[chart.table]); ok {
			r.Charts = append(r.Charts, drawn)
		}
	}
	return r, nil
}

// text writes a message with the words of the report.
func (b *builder) text(key string) string { return b.printer.Text(key, b.words.args()) }

// optional writes a message that a definition may leave out.
func (b *builder) optional(key string) string {
	if key == "" {
		return ""
	}
	return b.text(key)
}

// rowless says where the rows are when there are too many of them for a workbook.
func (b *builder) rowless() string {
	n := b.count.Lines()
	if n <= MostRows || b.source.Purpose == ForShare {
		return ""
	}
	return b.printer.Text("report.rowless", problem.Args{"n": n, "most": MostRows, "slug": b.source.Campaign.Slug})
}

// grid is a table with the names of its columns.
type grid struct {
	Table
	columns []string
}

// table lays a table out; false leaves it out.
func (b *builder) table(d tableDefinition) (grid, bool, error) {
	if !b.holds(d.when) || !b.allowed(d) {
		return grid{}, false, nil
	}
	g := grid{Table: Table{Key: d.key, Title: b.text(d.title), Note: b.optional(d.note)}}
	switch {
	case d.list != "":
		return listOf(d.list)(b, g)
	case len(d.cross) > 0:
		return b.crossed(g, d)
	case d.by != "":
		return b.oneWay(g, d)
	}
	g.Head = []string{""}
	for _, key := range d.columns {
		g.Head = append(g.Head, b.text(key))
	}
	g.columns = append(g.columns, columnLabel)
	g.columns = append(g.columns, d.columns...)
	for _, l := range d.lines {
		if b.holds(l.when) && l.in(b.count) {
			g.Rows = append(g.Rows, b.row(l))
		}
	}
	return g, len(g.Rows) > 0, nil
}

// allowed says whether the form has what a table is broken down by, and the purpose allows it.
func (b *builder) allowed(d tableDefinition) bool {
	for _, axis := range append([]tally.Axis{d.by}, d.cross...) {
		if axis == "" {
			continue
		}
		if !b.has(axis) {
			return false
		}
		if b.source.Purpose == ForShare && (axis == tally.AxisKind || axis == tally.AxisParticipant && len(d.cross) > 0) {
			return false
		}
	}
	return true
}

// has says whether the campaign's form knows an axis.
func (b *builder) has(axis tally.Axis) bool {
	switch axis {
	case tally.AxisParticipant, tally.AxisKind, tally.AxisChannel, tally.AxisLanguage, tally.AxisWeek, tally.AxisMonth:
		return true
	case tally.AxisUnit:
		return b.count.Has(form.RoleInstitution)
	default:
		return b.count.Has(form.Role(axis))
	}
}

// breakdown counts by axes, once for all tables that ask for the same.
func (b *builder) breakdown(axes ...tally.Axis) (*tally.Breakdown, error) {
	names := make([]string, len(axes))
	for i, axis := range axes {
		names[i] = string(axis)
	}
	key := strings.Join(names, "/")
	if found, ok := b.broken[key]; ok {
		return found, nil
	}
	found, err := b.source.Columns.Break(b.source.Campaign, b.source.Filter, axes...)
	if err != nil {
		return nil, fmt.Errorf("break down by %s: %w", key, err)
	}
	b.broken[key] = found
	return found, nil
}
