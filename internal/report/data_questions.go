package report

import (
	"slices"
	"strings"

	"releve/internal/form"
	"releve/internal/tally"
)

// Names of kinds of question.
const (
	kindMultiple = "multiple"
	kindInteger  = "integer"
	kindDate     = "date"
	kindText     = "text"
	kindLongText = "longtext"
)

// questions returns the questions of all versions, each code as its newest version has it, in the order of the form.
func (b *builder) questions() []*form.Question {
	var all []*form.Question
	for _, f := range slices.Backward(b.source.Campaign.Forms) {
		for q := range f.All() {
			if !slices.ContainsFunc(all, func(known *form.Question) bool { return known.Code == q.Code }) {
				all = append(all, q)
			}
		}
	}
	return all
}

// questionColumns are the answers, as people read them. Free texts are left to the sheets that are for them.
func (b *builder) questionColumns() []dataColumn {
	var all []dataColumn
	roles := map[form.Role]bool{}
	for _, q := range b.questions() {
		kind := q.Kind.Name()
		switch {
		case kind == kindText || kind == kindLongText:
		case q.List != nil && q.Role != "" && q.Role != form.RoleChannelTried && len(b.source.Campaign.Form().ByRole(q.Role)) > 0:
			if !roles[q.Role] {
				all = append(all, b.roleColumns(q)...)
			}
			roles[q.Role] = true
		case q.List != nil:
			all = append(all, b.choiceColumnOf(q))
		case q.Bands != nil:
			all = append(all, b.bandColumn(q))
		case kind == kindInteger:
			all = append(all, b.question(q, Count, func(a form.Answer) Cell {
				return Cell{Kind: Count, Value: float64(a.Number), Empty: !a.Numbered}
			}))
		case kind == kindDate:
			all = append(all, b.question(q, Date, func(a form.Answer) Cell { return dateCell(a.Text) }))
		}
	}
	return all
}

// question is a column of the answers to one question.
func (b *builder) question(q *form.Question, kind Kind, cell func(form.Answer) Cell) dataColumn {
	return dataColumn{
		DataColumn: DataColumn{Key: "q." + q.Code, Head: b.questionHead(q), Kind: kind}, note: "report.data.question.note", of: q.Code,
		fill: func(l *dataLine) Cell { return cell(l.answer(q.Code)) },
	}
}

func (b *builder) questionHead(q *form.Question) string { return q.Short.In(b.printer.Tag()) }

// roleHead is the heading of a role's question.
func (b *builder) roleHead(axis tally.Axis) string {
	if q := b.source.Campaign.Form().Role(form.Role(axis)); q != nil {
		return b.questionHead(q)
	}
	return string(axis)
}

// choiceColumnOf is the column of a choice that tables do not ask for: blank where it was not answered.
func (b *builder) choiceColumnOf(q *form.Question) dataColumn {
	texts := newLabels("", b.listNames(q))
	return b.question(q, Text, func(a form.Answer) Cell {
		names := make([]string, len(a.Codes))
		for i, code := range a.Codes {
			names[i] = texts.of(code)
		}
		return textCell(strings.Join(names, "; "))
	})
}

func (b *builder) listNames(q *form.Question) []coded {
	var names []coded
	for c := range q.List.All() {
		names = append(names, coded{c.Code, c.Label.In(b.printer.Tag())})
	}
	return names
}

// bandColumn is the column of a time, as the band or the exact minutes that were answered.
func (b *builder) bandColumn(q *form.Question) dataColumn {
	var names []coded
	for _, band := range q.Bands.Bands {
		names = append(names, coded{band.Code, band.Label.In(b.printer.Tag())})
	}
	texts := newLabels("", names)
	return b.question(q, Text, func(a form.Answer) Cell {
		if a.Code() == "" {
			return textCell("")
		}
		return textCell(texts.of(a.Code()))
	})
}

// roleColumns are the columns of a choice that tables are made by: what was answered, the branches that it belongs
// to, or one column for each of several answers.
func (b *builder) roleColumns(q *form.Question) []dataColumn {
	axis := tally.Axis(q.Role)
	if b.multiple(q.Role) {
		return b.severalColumns(q)
	}
	var all []dataColumn
	for depth := range b.levels(axis) {
		texts := b.levelLabels(axis, depth)
		all = append(all, dataColumn{
			DataColumn: DataColumn{Key: levelColumn(axis, depth), Head: b.levelHead(q, depth), Kind: Text}, note: "report.data.branch.note", of: q.Code,
			fill: func(l *dataLine) Cell { return textCell(texts.of(b.ancestor(q.Role, l.role(q.Role).Code(), depth))) },
		})
	}
	texts := b.labelsOf(axis)
	return append(all, dataColumn{
		DataColumn: DataColumn{Key: dataColumnOf(axis), Head: b.questionHead(q), Kind: Text}, note: "report.data.question.note", of: q.Code,
		fill: func(l *dataLine) Cell { return textCell(texts.of(l.role(q.Role).Code())) },
	})
}

// multiple says whether any version lets a role have several answers.
func (b *builder) multiple(r form.Role) bool {
	for _, f := range b.source.Campaign.Forms {
		for _, q := range f.ByRole(r) {
			if q.Kind.Name() == kindMultiple {
				return true
			}
		}
	}
	return false
}

// levelHead is the heading of the branches of a question.
func (b *builder) levelHead(q *form.Question, depth int) string {
	args := b.words.with(map[string]any{"question": b.questionHead(q), "level": depth + 1})
	if b.levels(tally.Axis(q.Role)) == 1 {
		return b.printer.Text("report.data.branch", args)
	}
	return b.printer.Text("report.data.branch.level", args)
}

// ancestor returns the code of the branch of a choice at a depth, from 0; the choice itself where it stands higher,
// and "" for no answer.
func (b *builder) ancestor(r form.Role, code string, depth int) string {
	way := b.path(r, code)
	switch {
	case len(way) == 0:
		return code
	case depth < len(way):
		return way[depth]
	default:
		return ""
	}
}

// pathKey names a choice of a role.
type pathKey struct {
	role form.Role
	code string
}

// path returns the codes that lead to a choice, worked out once for each.
func (b *builder) path(r form.Role, code string) []string {
	key := pathKey{r, code}
	if way, ok := b.paths[key]; ok {
		return way
	}
	var way []string
	for _, c := range path(b.choice(r, code)) {
		way = append(way, c.Code)
	}
	b.paths[key] = way
	return way
}

// severalColumns are one 0/1 column for each answer of a multiple choice and one for any of them, on the lines where
// a procedure stands.
func (b *builder) severalColumns(q *form.Question) []dataColumn {
	axis := tally.Axis(q.Role)
	perSheet := b.perSheet(axis)
	counts := func(l *dataLine) bool {
		if perSheet {
			return l.entry.Sheet
		}
		return l.entry.Procedure
	}
	column := func(key, head, note string, holds func(a form.Answer) bool) dataColumn {
		return dataColumn{
			DataColumn: DataColumn{Key: key, Head: head, Kind: Count}, note: note, of: q.Code,
			fill: func(l *dataLine) Cell {
				c := Cell{Kind: Count}
				if counts(l) && holds(l.role(q.Role)) {
					c.Value = 1
				}
				return c
			},
		}
	}
	all := []dataColumn{column(answeredColumn(axis), b.questionHead(q), "report.data.answered.note", func(a form.Answer) bool { return len(a.Codes) > 0 })}
	texts := b.labelsOf(axis)
	for _, c := range b.choices(q.Role) {
		head := b.questionHead(q) + b.text("report.data.of") + texts.of(c.Code)
		all = append(all, column(choiceColumn(axis, c.Code), head, "report.data.choice.note", func(a form.Answer) bool {
			return slices.Contains(a.Codes, c.Code)
		}))
	}
	return all
}
