package form

import "releve/internal/problem"

// dateKind is a calendar date, never converted between zones.
type dateKind struct{}

func (dateKind) Name() string { return kindDate }

func (dateKind) Read(_ *Question, raw Raw) (Answer, *problem.Error) {
	s, wrong := raw.one()
	if wrong != nil {
		return Answer{}, wrong
	}
	date, wrong := ReadDate(s)
	return Answer{Text: date}, wrong
}

func (dateKind) Write(_ *Question, a Answer) Raw {
	if a.Text == "" {
		return Raw{}
	}
	return Raw{Values: []string{a.Text}}
}

func (dateKind) members() []string { return []string{"default"} }

func (dateKind) check(q *Question, complain complaint) { checkDefault(q, complain) }
