package web_test

import (
	"maps"
	"net/http"
	"net/url"
	"strings"
	"testing"

	"releve/internal/form"
	"releve/internal/need"
	"releve/internal/sheet"
)

// correct posts the form that corrects a sheet with some changes, and follows where it leads.
func (d *desk) correct(id string, change func(url.Values)) (status int, page string) {
	d.t.Helper()
	values := fields(d.t, d.page(sheetPath(id)+"/edit"), sheetPath(id)+"/edit")
	change(values)
	return d.resend(id, values)
}

func (d *desk) resend(id string, values url.Values) (status int, page string) {
	d.t.Helper()
	w := d.post(sheetPath(id)+"/edit", values)
	if w.Code == http.StatusSeeOther {
		return w.Code, d.page(w.Header().Get("Location"))
	}
	return w.Code, w.Body.String()
}

// TestCorrect changes answers, date, service and what is shared, and looks at what the page tells of it.
func TestCorrect(t *testing.T) {
	need.Full(t)
	d := newDesk(t, "monitoring-1030")
	id := d.note(filled(t))
	was := *d.only()
	status, page := d.correct(id, func(v url.Values) {
		v.Set("out", "ok")
		v.Set("_date", "2026-02-14")
		v.Set("_service", "autre")
		v.Set("_shared", "3")
		v.Set("com", "Nouveau texte, secret du service.")
	})
	got := d.only()
	if status != 303 || got.Status != sheet.Edited || got.Participant != "autre" || got.Date != "2026-02-14" || got.Shared != 3 ||
		got.Answers["out"].Code() != "ok" || got.Answers["com"].Text != "Nouveau texte, secret du service." {
		t.Fatalf("%d %+v", status, got)
	}
	if got.Channel != was.Channel || got.Worker != was.Worker || !got.ReceivedAt.Equal(was.ReceivedAt) || got.Language != was.Language {
		t.Errorf("the correction touched how the sheet came in: %+v", got)
	}
	_, history, _ := strings.Cut(page, `id="history"`)
	history = text(history)
	for _, want := range []string{
		"Correction", deskEmail, "Avant Après", "État Reçue Corrigée", "Date 1er mars 2026 14 février 2026",
		"Service La Rencontre Un autre service", "partagent ces minutes – 3", "Annuler la dernière correction",
		"Résultat Non, pas jusqu'au bout Oui, jusqu'au bout",
	} {
		if !strings.Contains(history, want) {
			t.Errorf("no %q in\n%s", want, history)
		}
	}
	for _, secret := range []string{"secret du service", "Page perdue"} {
		if strings.Contains(history, secret) {
			t.Errorf("the history holds free text: %s", history)
		}
	}
	if page = d.page("/c/c?service=autre"); !strings.Contains(text(page), "1 démarche notée par 1 service") {
		t.Error("the figures do not follow the correction")
	}
	if list := d.page("/c/c/sheets?show=edited"); listed(t, list) != 1 || !strings.Contains(list, `class="tag">Corrigée`) {
		t.Error(text(list))
	}
	d.change(id, "exclude", "trial")
	d.correct(id, func(v url.Values) { v.Set("out", "ko") })
	if got = d.only(); got.Status != sheet.Excluded || got.Reason != "essai" {
		t.Errorf("a correction brought an excluded sheet back: %+v", got)
	}
}

// TestCorrectNothing saves every shipped questionnaire as it stands: nothing may get lost on the way over the page.
func TestCorrectNothing(t *testing.T) {
	need.Full(t)
	for _, test := range []struct {
		name, form string
		values     url.Values
	}{
		{"other, exact minutes", "monitoring-1030", url.Values{"inst": {"oth"}, "inst.text": {"Guichet \"x\" <b>"}, "dur": {""}, "dur.minutes": {"17"}}},
		{"comment of several lines", "monitoring-1030", url.Values{"com": {"Une ligne\r\n\r\n  et </textarea>&amp; une autre"}, "_shared": {"4"}}},
		{"multiple choices", "monitoring-plus", nil},
		{"rows", "appels", nil},
	} {
		t.Run(test.name, func(t *testing.T) {
			d := newDesk(t, test.form)
			values := samples(t)[test.form]
			maps.Copy(values, test.values)
			id := d.note(values)
			was := d.only().Digest(sheet.Salt{})
			status, page := d.correct(id, func(url.Values) {})
			if status != 303 || d.only().Digest(sheet.Salt{}) != was || len(d.past(id)) != 0 {
				t.Errorf("%d %+v\n%s", status, d.only(), text(page))
			}
			if !strings.Contains(page, "Rien n&#39;était différent") {
				t.Error(text(page))
			}
		})
	}
}

// TestCorrectRetired keeps an answer that is no longer offered: it was when the sheet was filled in.
func TestCorrectRetired(t *testing.T) {
	need.Full(t)
	d := newDesk(t, "monitoring-1030")
	id := d.note(filled(t))
	f, err := d.form()
	if err != nil {
		t.Fatal(err)
	}
	choice, _ := f.Role(form.RoleInstitution).List.Choice("fwb-bour")
	choice.Retired = "2020-01-01"
	if strings.Contains(d.page("/s/"+serviceLink+"?d[com]=x"), `value="fwb-bour"`) {
		t.Fatal("it is still offered")
	}
	if status, page := d.correct(id, func(v url.Values) { v.Set("out", "ok") }); status != 303 || d.only().Answers["inst"].Code() != "fwb-bour" {
		t.Errorf("%d %+v\n%s", status, d.only().Answers, text(page))
	}
}

// samples returns a sheet of each shipped questionnaire with answers to as much as can be asked at once.
func samples(t *testing.T) map[string]url.Values {
	t.Helper()
	newer := func(more url.Values) url.Values {
		v := url.Values{"_id": filled(t)["_id"], "_language": {"fr"}, "_date": {"2026-03-01"}}
		maps.Copy(v, more)
		return v
	}
	return map[string]url.Values{
		"monitoring-1030": filled(t),
		"monitoring-plus": newer(url.Values{
			"inst": {"com-pop"}, "proc": {"rdv"}, "dur": {"r20"}, "out": {"ko"}, "why": {"bug", "lang"}, "alt-tel": {"nt"}, "risk": {"pin", "bnq"}, "fn": {"as"},
		}),
		"appels": newer(url.Values{
			"chan": {"tel"}, "kind": {"ask"}, "cdur": {"r20"}, "com": {"Un mot"},
			"demands.1.theme": {"log"}, "demands.1.action": {"info"}, "demands.1.dcom": {"Premier"}, "demands.2.theme": {"fin"}, "demands.2.action": {"relay"}, "demands.2.dcom": {"Deuxième"},
		}),
	}
}

// TestCorrectRefuses keeps everything that was typed when something is wrong with it.
func TestCorrectRefuses(t *testing.T) {
	need.Full(t)
	for _, test := range []struct {
		name, field, value, want string
	}{
		{"national number", "com", "Le dossier de 85.07.30-033.28", "numéro"},
		{"nothing answered", "out", "", "Il manque une réponse"},
		{"no date", "_date", "", "Il manque une réponse"},
		{"date that is none", "_date", "2026-02-31", "n'est pas une date"},
		{"service of nobody", "_service", "nobody", "n'existe pas ici"},
		{"shared by one", "_shared", "1", "entre 2 et 99"},
		{"minutes beside their band", "dur.minutes", "5", "ne vont pas avec la durée"},
		{"question that is none", "zzz", "1", "n'existe pas dans ce questionnaire"},
	} {
		t.Run(test.name, func(t *testing.T) {
			d := newDesk(t, "monitoring-1030")
			id := d.note(filled(t))
			was := d.only().Digest(sheet.Salt{})
			status, page := d.correct(id, func(v url.Values) {
				v.Set("proc", "rdv")
				v.Set(test.field, test.value)
			})
			if status != 422 || !strings.Contains(text(page), test.want) || !strings.Contains(page, `role="alert"`) {
				t.Errorf("%d\n%s", status, text(page))
			}
			if d.only().Digest(sheet.Salt{}) != was || len(d.past(id)) != 0 {
				t.Error("something was kept")
			}
			again := fields(t, page, sheetPath(id)+"/edit")
			if again.Get("proc") != "rdv" {
				t.Error("what was typed is gone")
			}
			again.Set("com", "Mieux")
			again.Set("out", "ok")
			again.Set("_date", "2026-02-03")
			again.Set("_service", "")
			again.Set("_shared", "")
			again.Set("dur.minutes", "")
			if status, page = d.resend(id, again); status != 303 || d.only().Participant != "" || d.only().Answers["proc"].Code() != "rdv" {
				t.Errorf("mended: %d\n%s", status, text(page))
			}
		})
	}
}

// TestTwoTabs shows what happens when two people correct one sheet: the second sees both, and decides.
func TestTwoTabs(t *testing.T) {
	need.Full(t)
	d := newDesk(t, "monitoring-1030")
	id := d.note(filled(t))
	mine := fields(t, d.page(sheetPath(id)+"/edit"), sheetPath(id)+"/edit")
	stale := fields(t, d.page(sheetPath(id)), sheetPath(id))
	d.correct(id, func(v url.Values) { v.Set("proc", "emp") })

	mine.Set("proc", "rdv")
	status, page := d.resend(id, mine)
	if status != 409 || d.only().Answers["proc"].Code() != "emp" {
		t.Fatalf("%d %+v", status, d.only())
	}
	if said := text(page); !strings.Contains(said, "Quelqu'un a changé cette fiche") || !strings.Contains(page, `id="current"`) ||
		!strings.Contains(said, "Démarche Chercher") && !strings.Contains(said, "Démarche Emploi") && !strings.Contains(said, "emploi") {
		t.Error(said)
	}
	for _, what := range []string{"exclude", "undo"} {
		if code, shown := d.press(id, stale, what, "double"); code != 409 || !strings.Contains(text(shown), "changée entre-temps") {
			t.Errorf("%s: %d", what, code)
		}
	}
	again := fields(t, page, sheetPath(id)+"/edit")
	if again.Get("proc") != "rdv" {
		t.Error("what was typed is gone")
	}
	if status, _ = d.resend(id, again); status != 303 || d.only().Answers["proc"].Code() != "rdv" {
		t.Errorf("saved on purpose: %d", status)
	}
	if status, page = d.resend(id, again); status != 303 || len(d.past(id)) != 2 || !strings.Contains(page, "La correction est enregistrée") {
		t.Errorf("second click: %d, %d changes", status, len(d.past(id)))
	}
	// A refused page does not forget which state it began with.
	mine.Set("out", "")
	_, page = d.resend(id, mine)
	if got := fields(t, page, sheetPath(id)+"/edit").Get("_since"); got != mine.Get("_since") {
		t.Errorf("since %s, was %s", got, mine.Get("_since"))
	}
}

// TestCorrectImported saves a sheet of a file as it stands, and changes it: the device that it came from stays.
func TestCorrectImported(t *testing.T) {
	need.Full(t)
	d := newGolden(t)
	was := d.kept()[0]
	id := was.ID.String()
	if d.correct(id, func(url.Values) {}); len(d.past(id)) != 0 || was.Worker == "" {
		t.Errorf("%d changes, worker %q", len(d.past(id)), was.Worker)
	}
	d.correct(id, func(v url.Values) { v.Set("_shared", "9") })
	if got := d.kept()[0]; got.Shared != 9 || got.Worker != was.Worker || got.Channel != was.Channel || !got.ReceivedAt.Equal(was.ReceivedAt) {
		t.Errorf("%+v", got)
	}
}

// TestCorrectRows adds a row to a sheet with a repeat, takes one out, and takes that back.
func TestCorrectRows(t *testing.T) {
	need.Full(t)
	d := newDesk(t, "appels")
	id := d.note(samples(t)["appels"])
	values := fields(t, d.page(sheetPath(id)+"/edit"), sheetPath(id)+"/edit")
	values.Set("_more", "1")
	status, page := d.resend(id, values)
	if status != 200 || !strings.Contains(page, `name="demands.3.theme"`) {
		t.Fatalf("one more row: %d", status)
	}
	values = fields(t, page, sheetPath(id)+"/edit")
	values.Set("demands.3.theme", "ali")
	values.Set("demands.3.action", "info")
	if status, page = d.resend(id, values); status != 303 || len(d.only().Rows) != 3 {
		t.Fatalf("%d %+v\n%s", status, d.only().Rows, text(page))
	}
	d.correct(id, func(v url.Values) { v.Set("_drop.1", "1") })
	rows := d.only().Rows
	if len(rows) != 2 || rows[0]["theme"].Code() != "fin" || rows[0]["dcom"].Text != "Deuxième" || rows[1]["theme"].Code() != "ali" {
		t.Fatalf("%+v", rows)
	}
	history := d.page(sheetPath(id))
	if !strings.Contains(history, "Demande\u00a03 · ") {
		t.Error(history)
	}
	d.change(id, "undo", "")
	rows = d.only().Rows
	if len(rows) != 3 || rows[0]["theme"].Code() != "log" || rows[1]["theme"].Code() != "fin" {
		t.Fatalf("%+v", rows)
	}
	for i, row := range rows {
		if row["dcom"].Text != "" {
			t.Errorf("row %d got a text back that may be another row's: %q", i+1, row["dcom"].Text)
		}
	}
	if list := text(d.page("/c/c/sheets")); !strings.Contains(list, "et 2 autres") {
		t.Error(list)
	}
}
