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
		if unknown := readCode(q, code); unknown != nil {
			return Answer{}, unknown
		}
		a.Codes = []string{code}
	}
	return readSpecify(q, a, raw)
}

func (choiceKind) Write(_ *Question, a Answer) Raw { return Raw{Values: a.Codes, Text: a.Text} }

func (choiceKind) check(q *Question, complain complaint) { checkList(q, complain) }

// checkList asks for a list, and for a default that stands in it.
func checkList(q *Question, complain complaint) {
	if q.List == nil {
		complain("form.question.list", nil)
		return
	}
	if _, ok := q.List.Choice(q.Default); q.Default != "" && !ok {
		complain("form.question.default", problem.Args{"value": q.Default})
	}
}
