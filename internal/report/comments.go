package report

import (
	"slices"

	"releve/internal/form"
	"releve/internal/problem"
)

// mostComments is how many comments a book shows: nobody reads more in a spreadsheet.
const mostComments = 10_000

// commentRoles are what is told beside a comment.
func commentRoles() []form.Role {
	return []form.Role{form.RoleInstitution, form.RoleProcedure, form.RoleTheme, form.RoleOutcome}
}

// comments lists the comments of the counted sheets in the order of their dates.
func (b *builder) comments(g grid) (grid, bool, error) {
	if b.source.Purpose != ForWork || b.source.Sheets == nil || !b.count.Has(form.RoleComment) {
		return g, false, nil
	}
	b.heads(&g, "report.data.date", "report.data.service")
	var roles []form.Role
	for _, r := range commentRoles() {
		if b.count.Has(r) {
			roles = append(roles, r)
			g.Head, g.columns = append(g.Head, b.roleHead(axisOf(r))), append(g.columns, string(r))
		}
	}
	g.Head, g.columns = append(g.Head, b.roleHead(axisOf(form.RoleComment))), append(g.columns, string(form.RoleComment))
	seen := map[string]bool{}
	more := 0
	for l, err := range b.lines() {
		if err != nil {
			return g, false, err
		}
		text := l.role(form.RoleComment).Text
		if text == "" || !l.entry.Counted || l.place > 1 && !b.inRepeat(axisOf(form.RoleComment)) && seen[l.kept.Sheet.ID.String()] {
			continue
		}
		if !b.inRepeat(axisOf(form.RoleComment)) {
			clear(seen)
			seen[l.kept.Sheet.ID.String()] = true
		}
		if len(g.Rows) == mostComments {
			more++
			continue
		}
		g.Rows = append(g.Rows, b.comment(l, roles, text))
	}
	g.Note = b.commentNote(len(g.Rows), more)
	return g, true, nil
}

func (b *builder) commentNote(n, more int) string {
	args := problem.Args{"n": n, "more": more}
	switch {
	case n == 0:
		return b.text("report.comments.none")
	case more > 0:
		return b.printer.Text("report.comments.more", args)
	default:
		return b.printer.Text("report.comments.note", args)
	}
}

// comment is a line of the list.
func (b *builder) comment(l *dataLine, roles []form.Role, text string) Row {
	r := Row{Cells: []Cell{dateCell(l.kept.Sheet.Date), textCell(b.labelsOf("participant").of(l.kept.Sheet.Participant))}}
	for _, role := range roles {
		r.Cells = append(r.Cells, textCell(b.printer.Join(b.answers(l, role))))
	}
	r.Cells = append(r.Cells, textCell(text))
	return r
}

// answers returns the answers of a role beside a comment: those of all rows when the comment is the sheet's.
func (b *builder) answers(l *dataLine, r form.Role) []string {
	question, asked := l.plan.roles[r]
	if !asked {
		return nil
	}
	rows := []form.Answers{l.row}
	if b.inRepeat(axisOf(r)) && !b.inRepeat(axisOf(form.RoleComment)) {
		rows = l.kept.Sheet.Rows
	}
	var found []string
	for _, row := range rows {
		a, ok := row[question]
		if !ok {
			a = l.kept.Sheet.Answers[question]
		}
		for _, code := range a.Codes {
			if text := b.labelsOf(axisOf(r)).of(code); !slices.Contains(found, text) {
				found = append(found, text)
			}
		}
	}
	return found
}
