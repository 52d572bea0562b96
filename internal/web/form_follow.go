package web

import (
	"slices"

	"releve/internal/form"
	"releve/internal/locale"
)

// follows says whether a role is one of what is asked about an outcome: it stands right behind it.
func follows(r form.Role) bool {
	return r == form.RoleReason || r == form.RoleChannelTried || r == form.RoleSecrets || r == form.RolePosture
}

// followed puts the optional questions about an outcome together behind it, so that a device unfolds them in place. Views
// are those of the form's questions, one for each and in their order.
func (v viewer) followed(views []questionView) []questionView {
	outcome := v.form.Role(form.RoleOutcome)
	if outcome == nil || v.form.InRepeat(outcome) {
		return views
	}
	group := questionView{Look: "follow", Label: v.t.Text("page.follow", nil), On: outcome.Code}
	var rest []questionView
	at := 0
	for i, q := range v.form.Questions {
		if !q.Required && follows(q.Role) {
			group.Inside = append(group.Inside, views[i])
			continue
		}
		rest = append(rest, views[i])
		if q == outcome {
			at = len(rest)
		}
	}
	if len(group.Inside) == 0 {
		return views
	}
	return slices.Insert(rest, at, group)
}

// often marks a question whose choices a device counts, so that those noted most stand first.
func (v viewer) often(view *questionView, q *form.Question, prefix string) {
	if prefix != "" {
		return
	}
	if q.Role == form.RoleInstitution {
		view.Often, view.AllWord = "inst", v.t.Text("page.all.institution", nil)
	}
	if q.Role == form.RoleProcedure {
		view.Often, view.AllWord = "proc", v.t.Text("page.all.procedure", nil)
	}
}

// searchable says whether one search can propose institution and act together.
func searchable(f *form.Form) bool {
	for _, role := range []form.Role{form.RoleInstitution, form.RoleProcedure} {
		if q := f.Role(role); q == nil || q.List == nil || f.InRepeat(q) {
			return false
		}
	}
	return true
}

// timesAlike returns how many sheets alike can be made at once.
func timesAlike() []int { return []int{1, 2, 3, 4, 5} }

// days returns the days that one tap chooses, by the names that scripts know.
func days(t *locale.Printer) []choiceView {
	return []choiceView{
		{Value: "today", Label: t.Text("page.date.today", nil)},
		{Value: "before", Label: t.Text("page.date.before", nil)},
		{Value: "other", Label: t.Text("page.date.other", nil)},
	}
}
