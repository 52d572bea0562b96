package web_test

import (
	"strings"
	"testing"

	"releve/internal/need"
	"releve/internal/sheet"
)

// TestReview: a posted text that may name a person is kept and set aside to be read; who has read it says that it may
// stay, once, and can take that back.
func TestReview(t *testing.T) {
	need.Full(t)
	d := newDesk(t, "monitoring-1030")
	values := filled(t)
	values.Set("com", "Le guichet a renvoyé Madame Dupont, joignable au 0470 12 34 56.")
	id := d.note(values)
	if got := d.only().Status; got != sheet.Issues {
		t.Fatalf("status %s, want %s", got, sheet.Issues)
	}
	if listed(t, d.page("/c/c/sheets?show=issues")) != 1 {
		t.Error("the list of what is to be read does not show it")
	}
	if !strings.Contains(d.page("/c/c"), `class="tiles"`) {
		t.Error("it does not count")
	}
	before := fields(t, d.page(sheetPath(id)), sheetPath(id))
	status, page := d.change(id, "approve", "")
	if status != 303 || d.only().Status != sheet.Approved || strings.Contains(page, `value="approve"`) {
		t.Errorf("approve: %d, %s", status, d.only().Status)
	}
	if status, _ = d.press(id, before, "approve", ""); status != 303 || len(d.past(id)) != 1 {
		t.Errorf("second click: %d, %d changes", status, len(d.past(id)))
	}
	if status, _ = d.change(id, "undo", ""); status != 303 || d.only().Status != sheet.Issues {
		t.Errorf("undo: %d, %s", status, d.only().Status)
	}
	clean := filled(t)
	clean.Set("com", "La page s'est perdue deux fois, Madame a rappelé le 0800.")
	d.note(clean)
	if n := listed(t, d.page("/c/c/sheets?show=issues")); n != 1 {
		t.Errorf("%d sheets to be read, want the first only", n)
	}
}
