package web_test

import (
	"html"
	"net/http"
	"net/url"
	"regexp"
	"strings"
	"testing"

	"releve/internal/sheet"
)

// answers are those of a keyed sheet, with another outcome.
func answers(out string) map[string]any {
	return map[string]any{"inst": "fwb", "proc": "rdv", "dur": "d10", "out": out}
}

// chosen is the form of the page that compares two keyings, as it is sent with one of its buttons.
func chosen(t *testing.T, page, choice string) url.Values {
	t.Helper()
	_, form, found := strings.Cut(page, `<form class="card" method="post"`)
	if !found {
		t.Fatalf("nothing to settle on\n%s", page)
	}
	form, _, _ = strings.Cut(form, "</form>")
	values := url.Values{"choose": {choice}}
	for _, m := range regexp.MustCompile(`name="([a-z_]+)" value="([^"]*)"`).FindAllStringSubmatch(form, -1) {
		if m[1] != "choose" {
			values.Set(m[1], html.UnescapeString(m[2]))
		}
	}
	return values
}

// What was keyed twice and differs is settled by one choice, which stands as a correction of every sheet of the line.
func TestEntryDiff(t *testing.T) {
	for _, test := range []struct {
		name          string
		first, second map[string]any // of the line that differs
		choose        string
		want          []string // outcomes of its sheets
	}{
		{"the first", map[string]any{"answers": answers("ok")}, map[string]any{"answers": answers("ko")}, "first", []string{"ok"}},
		{"the second", map[string]any{"answers": answers("ok")}, map[string]any{"answers": answers("ko")}, "second", []string{"ko"}},
		{"more sheets", map[string]any{}, map[string]any{"shared": 3}, "second", []string{"ok", "ok", "ok"}},
		{"fewer sheets", map[string]any{"shared": 2}, map[string]any{"answers": answers("ko")}, "second", []string{"ko"}},
		{"as many sheets", map[string]any{"shared": 2}, map[string]any{"shared": 2, "answers": answers("ko")}, "second", []string{"ko", "ko"}},
	} {
		t.Run(test.name, func(t *testing.T) {
			d := newDesk(t, "monitoring-1030")
			d.key("/sheets", keyed(t, nil), keyed(t, map[string]any{"paper": at("1", 2)}))
			test.first["paper"], test.second["paper"] = at("1", 3), at("1", 3)
			d.key("/sheets", keyed(t, test.first))
			if test.first["shared"] != nil {
				d.key("/sheets", keyed(t, test.first))
			}
			d.key("/again", keyed(t, nil), keyed(t, map[string]any{"paper": at("1", 2)}), keyed(t, test.second))
			page := d.page("/c/c/entry/diff?pile=Mars")
			if !strings.Contains(page, "encore à régler\u00a0: 1.") {
				t.Fatalf("not to be settled:\n%s", page)
			}
			form := chosen(t, page, test.choose)
			for range 2 { // a second click finds it done
				if w := d.post("/c/c/entry/diff", form); w.Code != http.StatusSeeOther {
					t.Fatalf("%d\n%s", w.Code, w.Body)
				}
			}
			after := d.page("/c/c/entry/diff?pile=Mars")
			if !strings.Contains(after, "encore à régler\u00a0: 0.") || !strings.Contains(after, "différentes\u00a0: 1,") {
				t.Errorf("not settled, or the agreement is forgotten:\n%s", after)
			}
			all, err := d.db.Keyed(t.Context(), "c", "Mars")
			if err != nil {
				t.Fatal(err)
			}
			var got []string
			edited := 0
			for _, k := range all {
				if k.Origin.Line == 3 && k.Kept.Sheet.Status.Counts() {
					got = append(got, k.Kept.Sheet.Answers["out"].Code())
					if k.Kept.Sheet.Status == sheet.Edited {
						edited++
					}
				}
			}
			if strings.Join(got, " ") != strings.Join(test.want, " ") || edited == 0 {
				t.Errorf("kept %v, %d corrected; want %v", got, edited, test.want)
			}
		})
	}
}

// A line that only the second keying has can be added; what somebody else changed meanwhile is not overwritten.
func TestEntryDiffAside(t *testing.T) {
	d := newDesk(t, "monitoring-1030")
	one := keyed(t, map[string]any{"answers": answers("ok")})
	d.key("/sheets", one, keyed(t, map[string]any{"paper": at("1", 2)}))
	d.key("/again", keyed(t, map[string]any{"answers": answers("ko")}), keyed(t, map[string]any{"paper": at("1", 9)}))
	page := d.page("/c/c/entry/diff?pile=Mars")
	for _, want := range []string{"Feuille 1, ligne 2</li>", "Feuille 1, ligne 9"} {
		if !strings.Contains(page, want) {
			t.Errorf("the page does not name %s", want)
		}
	}
	add := url.Values{"choose": {"add"}, "pile": {"Mars"}, "layout": {""}, "serial": {"0"}, "page": {"0"}, "line": {"9"}, "note": {"1"}}
	for range 2 {
		if w := d.post("/c/c/entry/diff", add); w.Code != http.StatusSeeOther || len(d.kept()) != 3 {
			t.Fatalf("%d, %d sheets", w.Code, len(d.kept()))
		}
	}
	form := chosen(t, page, "second")
	id := one["id"].(string)
	d.post("/c/c/sheets/"+id, url.Values{"what": {"exclude"}, "reason": {"double"}, "_since": {sinceOf(t, d, id)}})
	if w := d.post("/c/c/entry/diff", form); w.Code != http.StatusConflict {
		t.Errorf("changed meanwhile: %d", w.Code)
	}
	form.Set("line", "77")
	if w := d.post("/c/c/entry/diff", form); w.Code != http.StatusNotFound {
		t.Errorf("no such line: %d", w.Code)
	}
	if got := d.page("/c/c/entry/diff?pile=Avril"); !strings.Contains(got, "deuxième fois") {
		t.Error("an unknown pile says nothing")
	}
	if got := d.page("/c/c/entry/diff"); !strings.Contains(got, "pile=Mars") {
		t.Error("the piles are not listed")
	}
}
