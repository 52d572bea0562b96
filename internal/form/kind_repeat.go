package form

import "releve/internal/problem"

// repeatKind is the repeated part of a form: a call with its demands. It carries no answer of its own.
type repeatKind struct{}

func (repeatKind) Name() string { return kindRepeat }

func (repeatKind) Read(*Question, Raw) (Answer, *problem.Error) { return Answer{}, nil }

func (repeatKind) Write(*Question, Answer) Raw { return Raw{} }

func (repeatKind) members() []string { return []string{"min", "max"} }

func (repeatKind) check(q *Question, complain complaint) {
	if len(q.Questions) == 0 {
		complain("form.repeat.empty", nil)
	}
	if q.Min < 0 || q.Max < 1 || q.Min > q.Max || q.Max > maxRowsInForm {
		complain("form.repeat.limits", problem.Args{"most": maxRowsInForm})
	}
	if q.Role != "" || q.Required {
		complain("form.repeat.answer", nil)
	}
}
