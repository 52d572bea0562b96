package main

import (
	"bytes"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
)

// testWrong sends incomplete sheets: each problem stands beside its question and in the list above the form, and
// every answer is still there.
func testWrong(t *testing.T, b *browser) {
	for _, test := range []struct {
		form    string
		answers []answer
		want    []string // questions with a problem, in the order of the page
	}{
		{"monitoring-1030", nil, []string{"inst", "proc", "dur", "out"}},
		{"monitoring-1030", []answer{
			{"inst", "com-oth"}, {"inst.text", "Bibliothèque"}, {"dur", "d00"}, {"dur.minutes", "45"}, {"out", "ok"}, {"com", comment},
		}, []string{"proc", "dur"}},
		{
			"monitoring-plus",
			[]answer{{"proc", "imp"}, {"fn", "jur"}, {"why", "auth"}, {"why", "fee"}, {"risk", "mdp"}},
			[]string{"inst", "dur", "out"},
		},
		{"appels", []answer{{"cdur.minutes", "beaucoup"}}, []string{"kind", "cdur"}},
		{
			"appels",
			[]answer{{"kind", "ask"}, {"demands.1.inst", "fin"}, {"demands.1.dcom", comment}},
			[]string{"demands.1.theme", "demands.1.action"},
		},
	} {
		t.Run(test.form+"/"+strconv.Itoa(len(test.answers)), func(t *testing.T) {
			t.Parallel()
			s := surveying(t, test.form)
			tab := s.tab(t, b)
			tab.fill(test.answers...)
			tab.date("2026-02-03")
			before, id := tab.filled(), tab.id()
			tab.send()
			tab.wantStatus(422)
			wantProblems(tab, test.want)
			if got := tab.filled(); asJSON(got) != asJSON(before) {
				t.Errorf("the form holds %s, before it was sent %s", asJSON(got), asJSON(before))
			}
			if got := tab.id(); got != id {
				t.Errorf("the sheet's id became %s, want %s", got, id)
			}
			if got := tab.text("title"); got == "" {
				got = eval[string](tab, `document.title`)
				if !strings.HasPrefix(got, strings.TrimSuffix(sentence(t, "fr", "page.wrong.title"), "{title}")) {
					t.Errorf("the title %q does not begin with what is wrong", got)
				}
			}
			if rows := s.rows(t); len(rows) != 0 {
				t.Errorf("%d rows stored, want none", len(rows))
			}
		})
	}
}

// wantProblems checks that the questions are named above the form and beside themselves, with the same sentences,
// that nothing else is, and that the list leads to them.
func wantProblems(tab *tab, want []string) {
	tab.Helper()
	type wrong struct{ Link, Text, Beside, Label string }
	found := eval[[]wrong](tab, `[...document.querySelectorAll('.errors li a')].map(a => {
		const at = document.querySelector(a.getAttribute('href'))
		const fields = at?.matches('[role=group]') ? at : at?.querySelector('fieldset, input:not([type=radio]), textarea')
		return {
			Link: a.getAttribute('href'), Text: a.innerText, Beside: at?.querySelector('.e')?.innerText ?? '',
			Label: document.getElementById((fields?.getAttribute('aria-describedby') ?? '').split(' ').at(-1))?.innerText ?? '',
		}
	})`)
	var links []string
	for _, w := range found {
		links = append(links, w.Link)
		if w.Beside == "" || !strings.HasSuffix(w.Text, w.Beside) || w.Label != w.Beside {
			tab.Errorf("the list says %q, beside the question stands %q, a screen reader hears %q", w.Text, w.Beside, w.Label)
		}
	}
	var anchors []string
	for _, code := range want {
		anchors = append(anchors, "#q-"+strings.ReplaceAll(code, ".", "-"))
	}
	if asJSON(links) != asJSON(anchors) {
		tab.Errorf("the list names %v, want %v", links, anchors)
	}
	if got := eval[int](tab, `document.querySelectorAll('.e').length`); got != len(want) {
		tab.Errorf("%d sentences beside questions, want %d", got, len(want))
	}
}

// national is a number that could be someone's: its check digits are right.
const national = "85.07.30-033.28"

// testGuard writes a national number into a comment: it is refused beside the comment, and stays nowhere.
func testGuard(t *testing.T, b *browser) {
	s := surveying(t, "monitoring-1030")
	tab := s.tab(t, b)
	form := shippedForms()[0]
	tab.fill(form.answers[:5]...)
	tab.write("com", "Dossier "+national+" bloqué.")
	tab.send()
	tab.wantStatus(422)
	wantProblems(tab, []string{"com"})
	beside := tab.text("#q-com .e")
	start, _, _ := strings.Cut(sentence(t, "fr", "guard.national"), "{")
	if !strings.HasPrefix(beside, start) || strings.Contains(beside, national) {
		t.Errorf("beside the comment stands %q, want %q… without the number", beside, start)
	}
	tab.write("com", comment)
	tab.save()
	if rows := s.rows(t); len(rows) != 1 || rows[0]["com"] != comment {
		t.Errorf("stored %v, want one row with the comment", rows)
	}
	s.stop(t)
	kept, err := filepath.Glob(filepath.Join(s.dir, "*"))
	if err != nil || len(kept) == 0 {
		t.Fatalf("no files: %v", err)
	}
	for _, path := range kept {
		if data, err := os.ReadFile(path); err == nil && bytes.Contains(data, []byte("033.28")) {
			t.Errorf("the number stands in %s", path)
		}
	}
	if strings.Contains(s.out.String(), "033.28") {
		t.Error("the number stands in the log")
	}
}

// testLanguages changes the language in the middle of a sheet: the answers stay, and the sheet is kept in the
// language it was sent in.
func testLanguages(t *testing.T, b *browser) {
	for _, form := range shippedForms() {
		t.Run(form.id, func(t *testing.T) {
			t.Parallel()
			s := surveying(t, form.id)
			tab := s.tab(t, b)
			tab.fill(form.answers...)
			tab.date("2026-02-03")
			id, before := tab.id(), tab.filled()
			for _, tag := range []string{"nl", "de", "en", "fr", "nl"} {
				tab.follow(`.langs button[value=` + tag + `]`)
				tab.wantStatus(200)
				before["_language"] = tag
				if got := tab.filled(); asJSON(got) != asJSON(before) {
					t.Errorf("in %s the form holds %s, want %s", tag, asJSON(got), asJSON(before))
				}
				if got := eval[string](tab, `document.documentElement.lang`); got != tag {
					t.Errorf("the page is in %s, want %s", got, tag)
				}
				if tab.id() != id || tab.has(".errors") {
					t.Errorf("in %s the page is of another sheet, or complains", tag)
				}
			}
			tab.save()
			if got, want := tab.text(".done h1"), sentence(t, "nl", "page.saved.title"); got != want {
				t.Errorf("the page after saving says %q, want %q", got, want)
			}
			for _, row := range s.rows(t) {
				wantRow(t, row, map[string]string{"_id": id, "_language": "nl", "_date": "2026-02-03"})
			}
		})
	}
}
