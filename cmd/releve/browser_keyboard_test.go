package main

import (
	"strings"
	"testing"

	"github.com/chromedp/chromedp/kb"
)

// stop is what has the focus.
type stop struct {
	Tag, Type, Name, Value, Class, Text string

	Around  string  // id of the question around it
	Outline float64 // width of its outline in CSS pixels, 0 for none
	Seen    bool    // it is on the screen and not covered
}

// focused returns what has the focus.
func (b *tab) focused() stop {
	b.Helper()
	return eval[stop](b, `(() => {
		const e = document.activeElement, style = getComputedStyle(e), box = e.getBoundingClientRect()
		const at = document.elementFromPoint(box.left + Math.min(box.width / 2, 40), box.top + Math.min(box.height / 2, 20))
		return {
			tag: e.localName, type: e.type ?? '', name: e.name ?? '', value: e.value ?? '', class: e.className,
			text: (e.innerText || e.closest('label')?.innerText || '').trim(), around: e.closest('[id^=q]')?.id ?? '',
			outline: style.outlineStyle === 'none' ? 0 : parseFloat(style.outlineWidth),
			seen: !!at && (at === e || e.contains(at) || at.contains(e)),
		}
	})()`)
}

// tabTo presses Tab until what has the focus fits, and checks on the way that the focus can always be seen and never
// is on the button that only catches Enter.
func (b *tab) tabTo(what string, fits func(stop) bool, modifiers ...kb.Modifier) {
	b.Helper()
	for range 120 {
		b.keys(kb.Tab, modifiers...)
		at := b.focused()
		if at.Class == "first" {
			b.Fatal("the button that only catches Enter takes the focus")
		}
		if at.Tag != "body" && (at.Outline < 2 || !at.Seen) {
			b.Errorf("the focus cannot be seen: %+v", at)
		}
		if fits(at) {
			return
		}
	}
	b.Fatalf("Tab never leads to %s", what)
}

func (b *tab) tabToField(name string) {
	b.Helper()
	b.tabTo(name, func(at stop) bool { return at.Name == name })
}

func (b *tab) tabToText(text string) {
	b.Helper()
	b.tabTo(text, func(at stop) bool { return spaced(at.Text) == spaced(text) })
}

// tick ticks a choice of a question whose first one has the focus: Space ticks that, arrow keys go on.
func (b *tab) tick(name, value string) {
	b.Helper()
	b.keys(" ")
	b.arrow(name, value)
}

// arrow goes on from a ticked choice with the arrow keys.
func (b *tab) arrow(name, value string) {
	b.Helper()
	for range 30 {
		if at := b.focused(); at.Name == name && at.Value == value {
			if !eval[bool](b, `document.activeElement.checked`) {
				b.Errorf("%s %s has the focus and is not ticked", name, value)
			}
			return
		}
		b.keys(kb.ArrowDown)
		if at := b.focused(); at.Outline < 2 || !at.Seen {
			b.Errorf("the focus cannot be seen: %+v", at)
		}
	}
	b.Fatalf("the arrow keys never lead to %s %s", name, value)
}

// testKeyboard fills a whole sheet of every questionnaire with the keyboard alone.
func testKeyboard(t *testing.T, b *browser) {
	for _, test := range []struct {
		form string
		fill func(*tab)
		want map[string]string
	}{
		{"monitoring-1030", func(tab *tab) {
			tab.tabToText("Fédération Wallonie-Bruxelles")
			tab.keys(kb.Enter)
			tab.tabToField("inst")
			tab.tick("inst", "fwb-equi")
			tab.keys(kb.ArrowUp)
			tab.tabToText("Flandre") // changing one's mind: Tab only knows the ticked one, the arrows go on from there
			tab.keys(kb.Enter)
			tab.tabTo("inst", func(at stop) bool { return at.Name == "inst" }, kb.ModifierShift)
			tab.arrow("inst", "vlg-scho")
			tab.tabToField("proc")
			tab.tick("proc", "cle")
			tab.tabToField("dur")
			tab.tick("dur", "d20")
			tab.tabToField("dur.minutes")
			tab.keys("25")
			tab.tabToField("out")
			tab.tick("out", "ko")
			tab.tabToText("Votre fonction")
			tab.keys(" ")
			tab.tabToField("fn")
			tab.keys(kb.ArrowDown) // "no answer" is ticked, so it goes round to the first
			tab.tabToText("Remarques")
			tab.keys(" ")
			tab.tabToField("com")
			tab.keys(comment)
			tab.tabToField("_date")
			tab.keys("02032026")
		}, map[string]string{
			"inst": "vlg-scho", "proc": "cle", "dur": "d20", "dur.minutes": "25", "out": "ko", "fn": "as", "com": comment, "_date": "2026-02-03",
		}},
		{"monitoring-plus", func(tab *tab) {
			tab.tabToText("Pas votre service ?")
			tab.keys(kb.Enter)
			tab.tabToField("_noservice")
			tab.keys(" ")
			tab.tabTo("inst", func(at stop) bool { return at.Value == "oth" })
			tab.keys(" ")
			tab.tabToField("inst.text")
			tab.keys("Notaire")
			tab.tabToField("proc")
			tab.tick("proc", "rdv")
			tab.tabToField("dur")
			tab.tick("dur", "r45")
			tab.tabToField("out")
			tab.tick("out", "wait")
			tab.tabTo("why", func(at stop) bool { return at.Tag == "summary" && at.Around == "q-why" })
			tab.keys(kb.Enter)
			tab.tabTo("branch", func(at stop) bool { return at.Tag == "summary" && at.Around == "q-why" })
			tab.keys(kb.Enter)
			tab.tabToField("why")
			tab.keys(" " + kb.Tab + " ")
		}, map[string]string{
			"inst": "oth", "inst.text": "Notaire", "proc": "rdv", "dur": "r45", "out": "wait", "why": "bug nosave", "_organisation": "",
		}},
		{"appels", func(tab *tab) {
			tab.tabToField("kind")
			tab.tick("kind", "ask")
			for _, n := range []string{"1", "2"} {
				if n != "1" {
					tab.tabToField("_more")
					tab.leaving(func() { tab.keys(kb.Enter) })
				}
				tab.tabToField("demands." + n + ".theme")
				tab.tick("demands."+n+".theme", "ali")
				tab.tabToField("demands." + n + ".action")
				tab.tick("demands."+n+".action", "orient")
			}
		}, map[string]string{"kind": "ask", "theme": "ali", "action": "orient", "_row": "1"}},
	} {
		t.Run(test.form, func(t *testing.T) {
			t.Parallel()
			s := surveying(t, test.form)
			tab := s.tab(t, b)
			test.fill(tab)
			tab.tabTo("the button", func(at stop) bool { return at.Class == "send" })
			tab.leaving(func() { tab.keys(kb.Enter) })
			tab.saved()
			wantRow(t, s.rows(t)[0], test.want)
			tab.tabToText(sentence(t, "fr", "page.again"))
			tab.leaving(func() { tab.keys(kb.Enter) })
			tab.wantStatus(200)
			if tab.id() == "" {
				t.Error("one more does not lead to a sheet")
			}
		})
	}
}

// testFocus shows where the focus is after a page came back: on the list of problems, whose links lead to the
// questions. Enter in a field of one line saves.
func testFocus(t *testing.T, b *browser) {
	s := surveying(t, "monitoring-1030")
	tab := s.tab(t, b)
	tab.tabToField("dur.minutes")
	tab.leaving(func() { tab.keys("25" + kb.Enter) })
	tab.wantStatus(422)
	wantProblems(tab, []string{"inst", "proc", "out"})
	if at := tab.focused(); at.Class != "errors" || at.Outline < 2 || !at.Seen {
		t.Errorf("after a page with problems the focus is on %+v, want the list of problems, to be seen", at)
	}
	tab.tabTo("the second problem", func(at stop) bool { return strings.HasPrefix(at.Text, "Démarche") })
	tab.keys(kb.Enter)
	top := eval[float64](tab, `document.getElementById('q-proc').getBoundingClientRect().top`)
	if top < 0 || top > 320 {
		t.Errorf("the link of the list leaves its question at %v of 640 pixels", top)
	}
	tab.keys(kb.Tab)
	if at := tab.focused(); at.Around != "q-proc" {
		t.Errorf("after the link of the list Tab leads to %+v, want the question", at)
	}
	tab.tabToField("proc")
	tab.keys(" ")
	tab.tabTo("inst", func(at stop) bool { return at.Around == "q-inst" && at.Name == "inst" }, kb.ModifierShift)
	tab.keys(" ")
	tab.tabToField("out")
	tab.leaving(func() { tab.keys(" " + kb.Enter) })
	tab.saved()
}
