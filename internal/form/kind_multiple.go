package form

import (
	"strings"

	"releve/internal/problem"
)

// multipleKind is any number of choices of a list, with a text when one of them is "other". In files the codes
// are separated by spaces.
type multipleKind struct{}

func (multipleKind) Name() string { return kindMultiple }

func (multipleKind) Read(q *Question, raw Raw) (Answer, *problem.Error) {
	var a Answer
	last, ordered := -1, true
	for _, v := range raw.Values {
		for code := range strings.FieldsSeq(v) {
			c, ok := q.List.Choice(code)
			if !ok {
				return Answer{}, unknown(code)
			}
			ordered, last = ordered && c.place > last, c.place
			a.Codes = append(a.Codes, c.Code)
		}
	}
	if !ordered {
		a.Codes = q.List.order(a.Codes)
	}
	return readSpecify(q, a, raw)
}

func (multipleKind) Write(_ *Question, a Answer) Raw {
	raw := Raw{Text: a.Text}
	if len(a.Codes) > 0 {
		raw.Values = []string{strings.Join(a.Codes, " ")}
	}
	return raw
}

func (multipleKind) members() []string { return []string{"list", "default"} }

func (multipleKind) check(q *Question, complain complaint) { checkList(q, complain) }
