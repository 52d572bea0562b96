package main

import (
	"fmt"
	"maps"
	"strings"
	"testing"
)

// shipped are the questionnaires, each with the answers of a whole sheet, in the order of the page.
type shippedForm struct {
	id      string
	answers []answer
	carried map[string]string // what "one more" takes over
}

// comment is what is remarked on each sheet.
const comment = "Le site demandait un code, puis s'est fermé."

func shippedForms() []shippedForm {
	return []shippedForm{
		{"monitoring-1030", []answer{
			{"inst", "com-etr"}, {"proc", "bou"}, {"dur", "d10"}, {"out", "ko"}, {"fn", "as"}, {"com", comment},
		}, map[string]string{"inst": "com-etr", "proc": "bou", "fn": "as"}},
		{"monitoring-plus", []answer{
			{"inst", "oth"},
			{"inst.text", "Notaire"},
			{"proc", "rdv"},
			{"dur.minutes", "1h15"},
			{"out", "later"},
			{"fn", "oth"},
			{"fn.text", "Médiatrice"},
			{"com", comment},
			{"why", "auth"},
			{"why", "late"},
			{"alt-desk", "no"},
		}, map[string]string{"inst": "oth", "inst.text": "Notaire", "proc": "rdv", "fn": "oth", "fn.text": "Médiatrice"}},
		{"appels", []answer{
			{"kind", "ask"},
			{"lang", "fr"},
			{"cdur", "r20"},
			{"com", comment},
			{"demands.1.theme", "log"},
			{"demands.1.inst", "slrb"},
			{"demands.1.action", "relay"},
			{"demands.1.res", "relayed"},
		}, map[string]string{"chan": "tel"}},
	}
}

// column returns the name of the column that a field ends up in.
func column(field string) string { return strings.TrimPrefix(field, "demands.1.") }

// testHarness shows that the tests of script off have it off: what they show would be nothing otherwise.
func testHarness(t *testing.T, b *browser) {
	opened := b.tab(t, "")
	const page = `data:text/html,<title>off</title><script>document.title='on'</script>`
	for _, want := range []string{"off", "on"} {
		opened.open(page)
		if got := eval[string](opened, `document.title`); got != want {
			t.Errorf("script is %s, want %s", got, want)
		}
		opened.script(true)
	}
}

// testFilling fills a whole sheet of every questionnaire with script off, then the next one, then its sequels.
func testFilling(t *testing.T, b *browser) {
	for _, form := range shippedForms() {
		t.Run(form.id, func(t *testing.T) {
			t.Parallel()
			s := surveying(t, form.id)
			tab := s.tab(t, b)
			tab.fill(form.answers...)
			first := tab.id()
			receipt := tab.save()
			for _, text := range []string{comment, "75", "1h15"} {
				if strings.Contains(tab.text("dl"), text) {
					t.Errorf("the page after saving shows %q again", text)
				}
			}
			stored := s.rows(t)
			if len(stored) != 1 {
				t.Fatalf("%d rows stored, want 1", len(stored))
			}
			want := map[string]string{
				"_id": first, "_organisation": "asso", "_channel": "web", "_language": "fr", "_worker": "", "_follows": "",
			}
			for _, a := range form.answers {
				want[column(a.name)] = strings.TrimSpace(want[column(a.name)] + " " + a.value)
			}
			if form.id == "monitoring-plus" {
				want["dur"], want["dur.minutes"] = "r90", "75"
			}
			wantRow(t, stored[0], want)
			goesOn(t, s, tab, form, first, receipt)
		})
	}
}

// goesOn notes one more sheet after a saved one, and two that resume it.
func goesOn(t *testing.T, s *survey, tab *tab, form shippedForm, first, receipt string) {
	t.Helper()
	tab.follow(`.next a`)
	tab.wantStatus(200)
	tab.wantFilled(form.carried)
	if tab.id() == first {
		t.Error("one more sheet has the id of the one before")
	}
	if form.id == "appels" {
		if tab.has("#resume, a[href*=resume]") {
			t.Error("a call can be resumed")
		}
		return
	}
	rest := []answer{form.answers[2], {"out", "ok"}}
	if form.id == "monitoring-plus" {
		rest[0] = form.answers[3]
	}
	tab.fill(rest...)
	tab.save()
	tab.follow(`a[href*="resume="]`)
	tab.fill(rest...)
	second := tab.id()
	tab.save()
	typed := fmt.Sprintf("%s %s", strings.ToUpper(receipt[:13]), receipt[13:])
	tab.open(s.link)
	tab.write("resume", typed)
	tab.leaving(func() { tab.clickOn(`.privacy button`) })
	want := map[string]string{"_follows": first}
	maps.Copy(want, form.carried)
	tab.wantFilled(want)
	tab.fill(rest...)
	third := tab.id()
	tab.save()
	followed := map[string]string{}
	for _, row := range s.rows(t) {
		followed[row["_id"]] = row["_follows"]
	}
	if len(followed) != 4 {
		t.Errorf("%d sheets stored, want 4", len(followed))
	}
	if got := followed[third]; got != first {
		t.Errorf("the sheet of the typed receipt follows %q, want %q", got, first)
	}
	if got := followed[second]; got == "" || got == first || got == second {
		t.Errorf("the sheet of the link follows %q, want the second sheet", got)
	}
	sequel(t, s, tab, form)
	tab.open(s.link)
	tab.write("resume", strings.Repeat("0", 26))
	tab.leaving(func() { tab.clickOn(`.privacy button`) })
	if got := tab.text(".lead"); got != sentence(t, "fr", "page.resume.unknown") {
		t.Errorf("of an unknown receipt the page says %q", got)
	}
}

// sequel notes a sheet that resumes one nobody can name any more: a tick says so, which a refused sheet keeps.
func sequel(t *testing.T, s *survey, tab *tab, form shippedForm) {
	t.Helper()
	const tick = `[name=_follows][type=checkbox]`
	tab.open(s.link)
	tab.clickOn(tick)
	tab.send()
	tab.wantStatus(422)
	if !eval[bool](tab, `document.querySelector(%s).checked`, tick) {
		t.Error("the refused sheet has lost the tick")
	}
	tab.fill(form.answers...)
	id := tab.id()
	tab.save()
	for _, row := range s.rows(t) {
		if row["_id"] == id && row["_follows"] != "unknown" {
			t.Errorf("the sheet follows %q, want unknown", row["_follows"])
		}
	}
}
