package report

import (
	"strings"

	"releve/internal/locale"
	"releve/internal/tally"
)

// in says whether the campaign has one of the figures of the line; a line without figures is a text.
func (l lineDefinition) in(count *tally.Count) bool {
	for _, m := range l.figures {
		if m.In(count) {
			return true
		}
	}
	return len(l.figures) == 0
}

func (b *builder) row(l lineDefinition) Row {
	var r Row
	switch {
	case l.name != "":
		r.Cells = append(r.Cells, Cell{Kind: Text, Text: l.name})
	case l.label != "":
		r.Cells = append(r.Cells, Cell{Kind: Text, Text: b.text(l.label)})
	}
	r.Note = b.optional(l.note)
	for _, m := range l.figures {
		f := m.Of(b.count)
		r.Cells = append(r.Cells, b.cell(m, f))
		switch group := f.Unit.Group; {
		case group != nil:
			r.Note = group.Footnote.In(b.printer.Tag())
		case m.Kind == tally.Name && !f.Defined:
			r.Note = b.text("report.top.none")
		}
	}
	return r
}

// cell turns a figure into a cell.
func (b *builder) cell(m tally.Measure, f tally.Figure) Cell {
	c := Cell{Empty: !f.Defined, Value: f.Value}
	if b.named {
		c.Name = m.Name
		c.Formula = b.figureFormula(m, f)
	}
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

// figureFormula says how a named figure follows from the lines or from other figures; nil for a value.
func (b *builder) figureFormula(m tally.Measure, f tally.Figure) *Formula {
	if !b.live {
		return nil
	}
	switch m.Name {
	case "n_sheets":
		return sum(dataSheet)
	case "n_rows":
		return sum(dataRow)
	case "n_tokens":
		return sum(dataToken)
	case "n_organisations":
		return sum(dataService)
	case "failed_n":
		return sum(dataFailed)
	case "failed_base":
		return sum(dataBase)
	case "failed_share":
		return ratio(figure("failed_n"), figure("failed_base"))
	case "minutes_mean_low", "minutes_mean_mid", "minutes_mean_high":
		return ratio(sum(minuteColumn(m.Name)), sum(dataTimed))
	case "hours_low", "hours_mid", "hours_high":
		return &Formula{Op: Quotient, Args: []*Formula{sum(minuteColumn(m.Name)), constant(minutesPerHour)}}
	case "open_band_n":
		return sum(dataOpen)
	case "first_date":
		return unless(figure("n_sheets"), &Formula{Op: Least, Column: dataDate})
	case "last_date":
		return unless(figure("n_sheets"), &Formula{Op: Most, Column: dataDate})
	}
	return b.topFormula(m.Name, f)
}

// topFormula says how the number and the share of a top unit follow.
func (b *builder) topFormula(name string, f tally.Figure) *Formula {
	top, what, _ := strings.Cut(name, "_")
	if !strings.HasPrefix(top, "top") || !f.Defined {
		return nil
	}
	switch what {
	case "n":
		label, _ := tally.Named(top + "_label")
		return sum(b.rowColumn(tally.AxisUnit), Condition{Column: dataColumnOf(tally.AxisUnit), Text: b.unitText(label.Of(b.count).Unit)})
	case "share":
		base := figure("n_rows")
		if b.perSheet(tally.AxisUnit) {
			base = figure("n_sheets")
		}
		return ratio(figure(top+"_n"), base)
	default:
		return nil
	}
}

// minuteColumn returns the column of minutes whose ending a figure's name has.
func minuteColumn(name string) string {
	switch name[strings.LastIndex(name, "_")+1:] {
	case "low":
		return dataLow
	case "high":
		return dataHigh
	default:
		return dataMid
	}
}

const minutesPerHour = 60

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
