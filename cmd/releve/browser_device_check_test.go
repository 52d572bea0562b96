package main

import (
	"slices"
	"testing"

	"github.com/chromedp/chromedp/kb"
)

// testOwnGuard types what names people: the device shows where, and has it mended or confirmed.
func testOwnGuard(t *testing.T, b *browser) {
	p := pocketing(t, b, "monitoring-1030")
	p.say(one1030()...)
	p.say(answer{"com", "Madame Dupont a rappelé au 0470 12 34 56"})
	p.clickOn(`#sheet button.send`)
	p.until(`document.querySelector('.guard')`)
	if got := eval[[]string](p.tab, `[...document.querySelectorAll('.guard mark')].map(m => m.textContent)`); !slices.Equal(got, []string{"Madame Dupont", "0470 12 34 56"}) {
		t.Errorf("marked: %q", got)
	}
	if got := eval[string](p.tab, `document.activeElement.name`); got != "com" {
		t.Errorf("the focus is on %q, want the text", got)
	}
	if !eval[bool](p.tab, `(d => d.includes('guard-com'))(document.querySelector('[name=com]').getAttribute('aria-describedby'))`) {
		t.Error("the field does not say what is wrong with it")
	}
	p.say(answer{"com", "rappelé au 0800 35 243, montant 1030"})
	if p.has(".guard") {
		t.Errorf("still a notice: %s", p.text(".guard"))
	}
	p.say(answer{"com", "numéro 85.07.30-033.28"})
	p.clickOn(`#sheet button.send`)
	p.until(`document.querySelector('.guard')`)
	if n := eval[int](p.tab, `document.querySelectorAll('.guard button').length`); n != 1 {
		t.Errorf("a national number can be confirmed: %d buttons", n)
	}
	p.say(answer{"com", "Madame Dupont"})
	p.clickOn(`#sheet button.send`)
	p.until(`document.querySelectorAll('.guard button').length === 2`)
	p.clickOn(`.guard button:nth-of-type(2)`)
	p.until(view + ` === 'shared'`)
	p.clickOn(`#view .kinds button`)
	p.stored()
	rows := p.survey.rows(t)
	if len(rows) != 1 || rows[0]["com"] != "Madame Dupont" || rows[0]["_status"] != "issues" {
		t.Errorf("stored %v, want the confirmed text with a flag", rows)
	}
	p.act("again")
	p.write("com", "Madame Dupont")
	p.clickOn(`#q_date label`)
	p.until(`document.querySelector('.guard')`) // when the field is left
}

// testOwnGuardFolded types a name into a question that folds: it is found there, and the question unfolds.
func testOwnGuardFolded(t *testing.T, b *browser) {
	p := pocketing(t, b, "monitoring-1030")
	p.say(answer{"proc", "rdv"}, answer{"dur", "d10"})
	p.choose("inst", "oth")
	p.keys("Madame Dupont" + kb.Enter)
	p.until(`document.querySelector('#q-inst.done')`)
	p.say(answer{"out", "ok"})
	p.clickOn(`#sheet button.send`)
	p.until(`document.querySelector('#q-inst:not(.done) .guard')?.checkVisibility()`)
	p.say(answer{"inst.text", "Notaire"})
	p.note(true)
	p.stored()
	p.act("again")
	if got := p.filled(); got["inst"] != "oth" || got["inst.text"] != "" {
		t.Errorf("on a shared device the next sheet begins with %v", got)
	}
}
