package report

import (
	"slices"
	"strings"

	"releve/internal/form"
	"releve/internal/problem"
	"releve/internal/tally"
)

func axisOf(r form.Role) tally.Axis { return tally.Axis(r) }

// groups lists the publication groups with their members and footnotes.
func (b *builder) groups(g grid) (grid, bool, error) {
	if !b.holds("groups") {
		return g, false, nil
	}
	tag := b.printer.Tag()
	b.heads(&g, "report.data.group", "report.column.members")
	for _, group := range b.source.Campaign.Groups {
		var names []string
		for _, code := range group.Members {
			if c := b.choice(form.RoleInstitution, code); c != nil {
				names = append(names, b.heading(c))
			} else {
				names = append(names, code)
			}
		}
		g.line(group.Label.In(tag), strings.Join(names, ", ")).Note = group.Footnote.In(tag)
	}
	return g, true, nil
}

// outcomes lists the answers on each side of the outcome map.
func (b *builder) outcomes(g grid) (grid, bool, error) {
	if !b.count.Has(form.RoleOutcome) {
		return g, false, nil
	}
	g.Head, g.columns = append(g.Head, b.roleHead(axisOf(form.RoleOutcome))), append(g.columns, columnLabel)
	b.heads(&g, "report.column.counts")
	m := b.source.Campaign.Outcome
	for _, code := range slices.Concat(m.Success, m.Failure, m.Apart) {
		g.line(b.labelsOf(axisOf(form.RoleOutcome)).of(code), b.outcomeNote(code))
	}
	return g, len(g.Rows) > 0, nil
}

// questionList lists the questions of all versions.
func (b *builder) questionList(g grid) (grid, bool, error) {
	b.heads(&g, "report.column.code", "report.column.short", "report.column.question", "report.column.answer", "report.column.role")
	tag := b.printer.Tag()
	for _, q := range b.questions() {
		role := ""
		if q.Role != "" {
			role = b.text("report.role." + string(q.Role))
		}
		kind := b.text("report.question." + q.Kind.Name())
		if q.Required {
			kind = b.printer.Text("report.question.required", problem.Args{"kind": kind})
		}
		g.line(q.Code, q.Short.In(tag), q.Label.In(tag), kind, role)
	}
	return g, true, nil
}

// choiceList lists every choice of every question; questions that share a list stand together.
func (b *builder) choiceList(g grid) (grid, bool, error) {
	b.heads(&g, "report.column.question.code", "report.column.code", "report.column.label", "report.column.branch", "report.column.counts")
	done := map[*form.List]bool{}
	for _, q := range b.questions() {
		if q.List == nil || done[q.List] {
			continue
		}
		done[q.List] = true
		b.choiceLines(&g, q.List)
	}
	return g, len(g.Rows) > 0, nil
}

func (b *builder) choiceLines(g *grid, list *form.List) {
	tag := b.printer.Tag()
	var codes []string
	outcome := false
	for _, q := range b.questions() {
		if q.List == list {
			codes = append(codes, q.Code)
			outcome = outcome || q.Role == form.RoleOutcome
		}
	}
	for c := range list.All() {
		above, counts := "", ""
		if c.Parent != nil {
			above = c.Parent.Heading(tag)
		}
		if outcome {
			counts = b.outcomeNote(c.Code)
		}
		r := g.line(strings.Join(codes, ", "), c.Code, c.Label.In(tag), above, counts)
		r.Level = len(path(c)) - 1
		if c.Retired != "" {
			r.Note = b.printer.Text("report.choice.retired", problem.Args{"date": b.printer.Date(c.Retired)})
		}
	}
}

// bandList lists the bands of minutes with what they count for.
func (b *builder) bandList(g grid) (grid, bool, error) {
	b.heads(
		&g, "report.column.question.code", "report.column.code", "report.column.label", "report.column.minutes.low", "report.column.minutes.mid",
		"report.column.minutes.high",
	)
	tag := b.printer.Tag()
	for _, q := range b.questions() {
		if q.Bands == nil {
			continue
		}
		for _, band := range q.Bands.Bands {
			r := g.line(q.Code, band.Code, band.Label.In(tag))
			for _, minutes := range []float64{band.Low, band.Value, band.High} {
				r.Cells = append(r.Cells, Cell{Kind: Minutes, Value: minutes})
			}
			if band.Open {
				r.Note = b.text("report.band.open")
			}
		}
	}
	return g, len(g.Rows) > 0, nil
}

// dataList explains the columns of Data.
func (b *builder) dataList(g grid) (grid, bool, error) {
	if !b.rows {
		return g, false, nil
	}
	b.heads(&g, "report.column.head", "report.column.meaning")
	for _, c := range b.columns() {
		g.line(c.Head, b.printer.Text(c.note, b.words.with(problem.Args{"question": c.of})))
	}
	return g, true, nil
}
