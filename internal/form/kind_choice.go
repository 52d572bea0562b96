package form

import "releve/internal/problem"

// choiceKind is one choice of a list, with a text when it is "other".
type choiceKind struct{}

func (choiceKind) Name() string { return kindChoice }

func (choiceKind) Read(q *Question, raw Raw) (Answer, *problem.Error) {
	code, wrong := raw.one()
	if wrong != nil {
		return Answer{}, wrong
	}
	var a Answer
	if code != "" {
		c, ok := q.List.Choice(code)
		if !ok {
			return Answer{}, unknown(code)
		}
		a.Codes = c.alone
	}
	return readSpecify(q, a, raw)
}

func (choiceKind) Write(_ *Question, a Answer) Raw { return Raw{Values: a.Codes, Text: a.Text} }

func (choiceKind) members() []string { return []string{"list", "default"} }

func (choiceKind) check(q *Question, complain complaint) { checkList(q, complain) }

// checkList asks for a list, and for a default that stands in it. A list that is named and does not exist was
// complained of.
func checkList(q *Question, complain complaint) {
	switch {
	case q.List != nil:
		checkDefault(q, complain)
	case !q.lost:
		complain("form.question.list", nil)
	}
}
