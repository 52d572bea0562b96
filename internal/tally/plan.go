package tally

import (
	"slices"
	"strconv"
	"strings"

	"releve/internal/form"
)

// roleColumn names the column of a role. Several questions may carry the same role together; each has its own.
type roleColumn struct {
	role form.Role
	code string // of the question; "" for a role that only one may carry
}

// plan says where the answers to one version of the form go.
type plan struct {
	repeat  bool
	minutes placed
	roles   []placed
}

// placed is a question with its column; row says that it stands in the repeat.
type placed struct {
	question *form.Question
	row      bool
	into     *coded[string] // nil for minutes
}

// plan returns the plan of a version and makes the columns it needs. A comment has none: texts are not counted.
func (c *Columns) plan(f *form.Form) plan {
	p := plan{repeat: f.Repeat() != nil}
	for q, inside := range f.All() {
		if q.Role == form.RoleMinutes {
			p.minutes = placed{question: q, row: inside}
			continue
		}
		if q.Role == "" || q.Role == form.RoleComment {
			continue
		}
		name := roleColumn{role: q.Role}
		if q.Role == form.RoleChannelTried {
			name.code = q.Code
		}
		if c.roles[name] == nil {
			c.roles[name] = newCoded[string]()
		}
		p.roles = append(p.roles, placed{question: q, row: inside, into: c.roles[name]})
	}
	return p
}

// putAnswers sets the answers of a row; an answer of the sheet stands on all its rows.
func (c *Columns) putAnswers(place int, p plan, ofSheet, ofRow form.Answers) {
	answer := func(to placed) form.Answer {
		if to.row {
			return ofRow[to.question.Code]
		}
		return ofSheet[to.question.Code]
	}
	for _, to := range p.roles {
		to.into.put(place, word(answer(to)))
	}
	var d duration
	if q := p.minutes.question; q != nil {
		d.span, d.open, d.given = q.Minutes(answer(p.minutes))
	}
	c.minutes.put(place, d)
}

// word is an answer as the columns hold it: the codes, or the number, "" when there is no answer.
func word(a form.Answer) string {
	switch {
	case len(a.Codes) == 1:
		return a.Codes[0]
	case len(a.Codes) > 1:
		return strings.Join(a.Codes, between)
	case a.Numbered:
		return strconv.FormatInt(a.Number, 10)
	default:
		return ""
	}
}

// between stands between the codes of a word.
const between = " "

// codes returns the codes of a word.
func codes(word string) []string { return strings.Fields(word) }

// role returns the only column of a role, nil when no version of the form has it.
func (c *Columns) role(r form.Role) *coded[string] { return c.roles[roleColumn{role: r}] }

// columnsOf returns the columns of a role, by the code of their question.
func (c *Columns) columnsOf(r form.Role) []*coded[string] {
	var names []roleColumn
	for name := range c.roles {
		if name.role == r {
			names = append(names, name)
		}
	}
	slices.SortFunc(names, func(a, b roleColumn) int { return strings.Compare(a.code, b.code) })
	found := make([]*coded[string], len(names))
	for i, name := range names {
		found[i] = c.roles[name]
	}
	return found
}
