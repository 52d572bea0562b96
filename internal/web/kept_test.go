package web_test

import (
	"net/http"
	"net/url"
	"strings"
	"testing"

	"releve/internal/account"
	"releve/internal/campaign"
	"releve/internal/sheet"
)

// sheetPath is the address of a sheet's page.
func sheetPath(id string) string { return "/c/c/sheets/" + id }

// change posts one of the forms on a sheet's page, as it stands there now.
func (d *desk) change(id, what, reason string) (status int, page string) {
	d.t.Helper()
	values := fields(d.t, d.page(sheetPath(id)), sheetPath(id))
	return d.press(id, values, what, reason)
}

// press posts a form of a sheet's page that was fetched before, and follows where it leads.
func (d *desk) press(id string, values url.Values, what, reason string) (status int, page string) {
	d.t.Helper()
	values.Set("what", what)
	values.Set("reason", reason)
	w := d.post(sheetPath(id), values)
	if w.Code == http.StatusSeeOther {
		return w.Code, d.page(w.Header().Get("Location"))
	}
	return w.Code, w.Body.String()
}

// only returns the only sheet that is kept.
func (d *desk) only() *sheet.Sheet {
	d.t.Helper()
	all := d.kept()
	if len(all) != 1 {
		d.t.Fatalf("%d sheets", len(all))
	}
	return all[0]
}

// past returns what was done with a sheet.
func (d *desk) past(id string) []campaign.Revision {
	d.t.Helper()
	parsed, wrong := sheet.ParseID(id)
	if wrong != nil {
		d.t.Fatal(wrong)
	}
	_, past, err := d.db.Sheet(d.t.Context(), "c", parsed)
	if err != nil {
		d.t.Fatal(err)
	}
	return past
}

// TestSheetPage shows all that a sheet holds.
func TestSheetPage(t *testing.T) {
	d := newDesk(t, "monitoring-1030")
	id := d.note(filled(t))
	page := text(d.page(sheetPath(id)))
	for _, want := range []string{
		"Fiche du 1er mars 2026", "La Rencontre", "2 mars 2026, 10:30", "page web", "Reçue", id,
		"45 min", "Page perdue deux fois.", "Rien n'a été changé depuis la réception", "jamais les textes libres",
	} {
		if !strings.Contains(page, want) {
			t.Errorf("no %q in\n%s", want, page)
		}
	}
	if list := d.page("/c/c/sheets"); !strings.Contains(list, sheetPath(id)) || !strings.Contains(text(list), "45 min") {
		t.Error(text(list))
	}
}

// TestExcludeAndPutBack takes a sheet out of the figures and lets it count again.
func TestExcludeAndPutBack(t *testing.T) {
	d := newDesk(t, "monitoring-1030")
	id := d.note(filled(t))
	before := fields(t, d.page(sheetPath(id)), sheetPath(id))

	if status, page := d.change(id, "exclude", "odd"); status != 422 || !strings.Contains(page, `role="alert"`) || d.only().Status != sheet.Received {
		t.Errorf("without a reason: %d", status)
	}
	status, page := d.change(id, "exclude", "scope")
	if got := d.only(); status != 303 || got.Status != sheet.Excluded || got.Reason != "hors champ" {
		t.Fatalf("%d %s %s", status, got.Status, got.Reason)
	}
	for _, want := range []string{"La fiche est exclue des chiffres.", "Exclue\u00a0: Hors champ", "Exclusion", deskEmail, "Remettre dans les chiffres"} {
		if !strings.Contains(strings.Join(strings.Fields(page), " "), want) && !strings.Contains(page, want) {
			t.Errorf("no %q", want)
		}
	}
	if strings.Contains(page, `name="reason"`) {
		t.Error("what does not count can be excluded once more")
	}
	if strings.Contains(d.page("/c/c"), `class="tiles"`) || listed(t, d.page("/c/c/sheets?show=excluded")) != 1 {
		t.Error("it still counts")
	}
	if status, _ = d.press(id, before, "exclude", "scope"); status != 303 || len(d.past(id)) != 1 {
		t.Errorf("second click: %d, %d changes", status, len(d.past(id)))
	}
	if status, _ = d.change(id, "include", ""); status != 303 || d.only().Status != sheet.Received || d.only().Reason != "" {
		t.Errorf("%d %+v", status, d.only())
	}
	if !strings.Contains(d.page("/c/c"), `class="tiles"`) {
		t.Error("it does not count again")
	}
	if status, _ = d.change(id, "include", ""); status != 303 || len(d.past(id)) != 2 {
		t.Errorf("put back twice: %d, %d changes", status, len(d.past(id)))
	}
	if status, _ = d.change(id, "erase", ""); status != 400 {
		t.Errorf("what there is none of: %d", status)
	}
}

// TestPutBackWhereItWas shows that a sheet gets the status back that it had when it counted.
func TestPutBackWhereItWas(t *testing.T) {
	d := newDesk(t, "monitoring-1030")
	id := d.note(filled(t))
	d.correct(id, func(v url.Values) { v.Set("out", "ok") })
	d.change(id, "exclude", "double")
	if d.change(id, "include", ""); d.only().Status != sheet.Edited {
		t.Errorf("got %s", d.only().Status)
	}
}

// TestUndo takes back what was done last: coded answers come back, free text stays as it is now.
func TestUndo(t *testing.T) {
	d := newDesk(t, "monitoring-1030")
	id := d.note(filled(t))
	d.correct(id, func(v url.Values) {
		v.Set("out", "ok")
		v.Set("com", "Autre texte")
		v.Set("_service", "")
		v.Set("dur.minutes", "50")
	})
	stale := fields(t, d.page(sheetPath(id)), sheetPath(id))
	status, page := d.change(id, "undo", "")
	got := d.only()
	if status != 303 || got.Answers["out"].Code() != "ko" || got.Answers["dur"].Number != 45 || got.Participant != "asso" || got.Status != sheet.Received {
		t.Fatalf("%d %+v", status, got)
	}
	if got.Answers["com"].Text != "Autre texte" || !strings.Contains(text(page), "La dernière modification est annulée") {
		t.Errorf("%+v", got.Answers["com"])
	}
	if status, _ = d.press(id, stale, "undo", ""); status != 303 || d.only().Answers["out"].Code() != "ko" || len(d.past(id)) != 2 {
		t.Errorf("second click: %d, %d changes", status, len(d.past(id)))
	}
	if !strings.Contains(page, "Refaire ce qui a été annulé") {
		t.Error("the undoing cannot be undone")
	}
	if d.change(id, "undo", ""); d.only().Answers["out"].Code() != "ok" || d.only().Status != sheet.Edited {
		t.Errorf("done again: %+v", d.only())
	}
	// Only a text was changed: there is nothing to go back to, and the page says so.
	d.correct(id, func(v url.Values) { v.Set("com", "Encore un autre") })
	page = d.page(sheetPath(id))
	if strings.Contains(page, `value="undo"`) || !strings.Contains(text(page), "Seul un texte libre a changé") {
		t.Error(text(page))
	}
}

// TestUndoOther shows that a text beside "other" is not put beside an answer that has no room for it, and stays where
// it has.
func TestUndoOther(t *testing.T) {
	d := newDesk(t, "monitoring-1030")
	values := filled(t)
	values.Set("inst", "oth")
	values.Set("inst.text", "Un guichet")
	id := d.note(values)
	d.correct(id, func(v url.Values) { v.Set("out", "ok") })
	if d.change(id, "undo", ""); d.only().Answers["inst"].Text != "Un guichet" || d.only().Answers["out"].Code() != "ko" {
		t.Errorf("%+v", d.only().Answers)
	}
	d.correct(id, func(v url.Values) {
		v.Set("inst", "onem")
		v.Set("inst.text", "")
	})
	if d.change(id, "undo", ""); d.only().Answers["inst"].Code() != "oth" || d.only().Answers["inst"].Text != "" {
		t.Errorf("%+v", d.only().Answers)
	}
	d.correct(id, func(v url.Values) { v.Set("inst", "onem") })
	d.correct(id, func(v url.Values) {
		v.Set("inst", "oth")
		v.Set("inst.text", "Un autre guichet")
	})
	if d.change(id, "undo", ""); d.only().Answers["inst"].Code() != "onem" || d.only().Answers["inst"].Text != "" {
		t.Errorf("%+v", d.only().Answers)
	}
}

// TestReaderChangesNothing shows that who may only look finds no button, and that the routes refuse anyway.
func TestReaderChangesNothing(t *testing.T) {
	d := newDesk(t, "monitoring-1030")
	id := d.note(filled(t))
	values := fields(t, d.page(sheetPath(id)+"/edit"), sheetPath(id)+"/edit")
	state := fields(t, d.page(sheetPath(id)), sheetPath(id))
	reader := d.as(account.Reader)
	page := reader.page(sheetPath(id))
	if strings.Contains(page, `action="`+sheetPath(id)) || strings.Contains(page, "/edit") {
		t.Error("a reader finds buttons")
	}
	reader.page("/c/c")
	reader.page("/c/c/sheets")
	values.Set("out", "ok")
	state.Set("what", "exclude")
	state.Set("reason", "double")
	for _, test := range []struct {
		name string
		got  int
	}{
		{"edit page", reader.get(sheetPath(id) + "/edit").Code},
		{"correct", reader.post(sheetPath(id)+"/edit", values).Code},
		{"exclude", reader.post(sheetPath(id), state).Code},
	} {
		if test.got != http.StatusForbidden {
			t.Errorf("%s: %d", test.name, test.got)
		}
	}
	if len(d.past(id)) != 0 {
		t.Error("a reader changed a sheet")
	}
	if w := d.house.get(sheetPath(id)); w.Code == http.StatusOK {
		t.Errorf("without an account: %d", w.Code)
	}
	if w := d.as(account.Coordinator).post(sheetPath(id), state); w.Code != http.StatusSeeOther || d.only().Status != sheet.Excluded {
		t.Errorf("a coordinator: %d", w.Code)
	}
}
