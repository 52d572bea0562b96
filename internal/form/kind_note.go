package form

import "releve/internal/problem"

// noteKind is a text between questions; it carries no answer.
type noteKind struct{}

func (noteKind) Name() string { return kindNote }

func (noteKind) Read(*Question, Raw) (Answer, *problem.Error) { return Answer{}, nil }

func (noteKind) Write(*Question, Answer) Raw { return Raw{} }

func (noteKind) members() []string { return nil }

func (noteKind) check(q *Question, complain complaint) {
	if q.Required || q.Role != "" {
		complain("form.note.answer", nil)
	}
}
