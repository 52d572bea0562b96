package main

import (
	"slices"
	"strings"
	"testing"

	"releve/internal/locale"
	"releve/internal/problem"
)

// testDeviceOwn shows what a device has of its own sheets: receipts, counts, the list, corrections, sequels, and what a
// shared one leaves, which is nothing.
func testDeviceOwn(t *testing.T, b *browser) {
	for _, test := range []struct {
		name string
		run  func(*testing.T, *browser)
	}{
		{"receipt", testOwnReceipt},
		{"offline", testOwnOffline},
		{"correct", testOwnCorrect},
		{"queued", testOwnQueued},
		{"withdraw", testOwnWithdraw},
		{"resume", testOwnResume},
		{"shared", testOwnShared},
		{"code", testOwnCode},
		{"erase", testOwnErase},
		{"becomes shared", testOwnBecomesShared},
		{"guard", testOwnGuard},
		{"guard, folded", testOwnGuardFolded},
		{"closed", testOwnClosed},
	} {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			test.run(t, b)
		})
	}
}

// pocketed is a device that has a service's questionnaire open.
type pocketed struct {
	*tab

	survey *survey
}

// pocketing makes a survey and opens it on a device.
func pocketing(t *testing.T, b *browser, form string) *pocketed {
	t.Helper()
	s := surveying(t, form)
	return s.pocket(t, b)
}

// pocket opens the questionnaire on a device of its own.
func (s *survey) pocket(t *testing.T, b *browser) *pocketed {
	t.Helper()
	p := &pocketed{tab: b.pocket(t, s.url), survey: s}
	p.begin()
	return p
}

// pocketBehind does the same behind a network that can be taken away.
func (s *survey) pocketBehind(t *testing.T, b *browser) (*pocketed, *wire) {
	t.Helper()
	w := newWire(t, s.url)
	p := &pocketed{tab: b.pocket(t, w.url), survey: s}
	p.begin()
	return p, w
}

// begin opens the questionnaire anew.
func (p *pocketed) begin() {
	p.Helper()
	p.open(p.survey.link)
	p.ready()
}

// say gives answers one by one, wherever the page shows their questions.
func (b *tab) say(answers ...answer) {
	b.Helper()
	for _, a := range answers {
		done := eval[bool](b, `((name, value) => {
			const all = [...document.getElementsByName(name)], one = all.find(e => e.value === value && /radio|checkbox/.test(e.type))
			if (one) return one.checked || (one.click(), one.checked)
			all[0].value = value
			return all[0].dispatchEvent(new Event('input', {bubbles: true}))
		})(%s, %s)`, a.name, a.value)
		if !done {
			b.Fatalf("%s %s is not ticked", a.name, a.value)
		}
	}
}

// view is what stands in the place of the form, "" for the form.
const view = `(document.documentElement.dataset.view ?? '')`

// note presses the button of the form; where the device asks whose it is, it is somebody's own or shared.
func (b *tab) note(shared bool) {
	b.Helper()
	b.clickOn(`#sheet button.send`)
	b.until(view + ` !== ''`)
	if eval[string](b, view) == "shared" {
		choice := `#view .kinds button:nth-child(1)`
		if shared {
			choice = `#view .kinds button:nth-child(2)`
		}
		b.clickOn(choice)
	}
	b.until(view + ` === 'receipt'`)
}

// stored waits until the receipt says that the sheet is stored, and returns its number.
func (b *tab) stored() string {
	b.Helper()
	b.until(`document.documentElement.dataset.receipt === 'stored' && document.querySelector('#view .receipt:not(.code)')`)
	return strings.ReplaceAll(b.text(`#view .receipt:not(.code)`), "-", "")
}

// act presses the button of the view that does something.
func (b *tab) act(name string) {
	b.Helper()
	b.clickOn(`#view [data-act^="` + name + `"]`)
}

// wantView waits until the heading of the view says something.
func (b *tab) wantView(key string) {
	b.Helper()
	b.until(`document.querySelector('#view h1')?.textContent === %s`, sentenceOf(b, key))
}

// sentenceOf returns the first form of a message of the device, in French.
func sentenceOf(b *tab, key string) string {
	b.Helper()
	return sentenceWith(b, key, problem.Args{"n": 1})
}

// sentenceWith returns a sentence of the program in French, with values in it.
func sentenceWith(tb testing.TB, key string, args problem.Args) string {
	tb.Helper()
	catalogue, err := locale.Load()
	if err != nil {
		tb.Fatal(err)
	}
	return catalogue.Printer("fr").Text(key, args)
}

// one1030 is a sheet of monitoring-1030 without a comment.
func one1030() []answer { return shippedForms()[0].answers[:5] }

// testOwnReceipt notes two sheets: their receipts, what is counted, and what repeats.
func testOwnReceipt(t *testing.T, b *browser) {
	p := pocketing(t, b, "monitoring-1030")
	p.say(shippedForms()[0].answers...)
	p.note(false)
	receipt := p.stored()
	if len(receipt) != 26 {
		t.Errorf("receipt %q, want 26 signs", receipt)
	}
	p.wantView("device.receipt.stored")
	if got := eval[string](p.tab, `document.activeElement.tagName`); got != "H1" {
		t.Errorf("the focus is on %s, want the heading", got)
	}
	said := spaced(p.text("#view"))
	for _, want := range []string{"Commune : étrangers", "10 à 20 min", "Aujourd'hui : 1 fiche, 15 min", "1 fiche, 15 min"} {
		if !strings.Contains(said, want) {
			t.Errorf("the receipt does not say %q:\n%s", want, said)
		}
	}
	if typed := eval[string](p.tab, `document.querySelector('[name=com]').value`); typed != "" || strings.Contains(said, comment) {
		t.Errorf("the comment %q stays in the form behind the receipt", typed)
	}
	p.keys("\r") // one more
	p.until(view + ` === ''`)
	p.wantFilled(map[string]string{"inst": "com-etr", "proc": "bou", "fn": "as"})
	p.say(answer{"dur", "d60"}, answer{"out", "ok"})
	p.note(false)
	if second := p.stored(); second == receipt {
		t.Error("two sheets have one receipt")
	}
	if said := spaced(p.text("#view")); !strings.Contains(said, "Aujourd'hui : 2 fiches, 1 h 15") {
		t.Errorf("after two sheets the receipt says\n%s", said)
	}
	if rows := p.survey.rows(t); len(rows) != 2 || rows[0]["_channel"] != "web" {
		t.Errorf("stored %v, want two sheets", rows)
	}
	p.act("own")
	p.until(`document.querySelectorAll('#view .sheets li').length === 2`)
	p.quiet()
}

// testOwnOffline notes a sheet without a network: it says so, and becomes a stored one when there is one again.
func testOwnOffline(t *testing.T, b *browser) {
	s := surveying(t, "monitoring-1030")
	p, w := s.pocketBehind(t, b)
	w.cut(true)
	p.say(one1030()...)
	p.note(false)
	p.wantView("device.receipt.offline")
	w.cut(false)
	eval[bool](p.tab, `dispatchEvent(new Event('online'))`)
	p.stored()
	p.wantView("device.receipt.stored")
}

// testOwnCorrect corrects a sheet from its receipt, after the page was left.
func testOwnCorrect(t *testing.T, b *browser) {
	p := pocketing(t, b, "monitoring-plus")
	p.say(shippedForms()[1].answers...)
	p.note(false)
	p.stored()
	before := p.survey.rows(t)[0]
	p.begin()
	p.clickOn(`aside .tools button`)
	p.until(`document.querySelector('#view .sheets')`)
	p.act("mend")
	p.until(view + ` === '' && document.documentElement.classList.contains('mending')`)
	p.wantLead("device.mend.lead")
	if got := p.filled(); got["com"] != comment || got["inst.text"] != "Notaire" || got["why"] != "auth late" {
		t.Errorf("the form holds %v, want what was sent", got)
	}
	p.say(answer{"out", "ok"}, answer{"com", "autre chose"})
	p.clickOn(`#sheet button.send`)
	p.wantView("device.mended")
	rows := p.survey.rows(t)
	if len(rows) != 1 {
		t.Fatalf("%d rows after a correction, want 1", len(rows))
	}
	wantRow(t, rows[0], map[string]string{
		"_id": before["_id"], "_date": before["_date"], "_channel": before["_channel"], "out": "ok", "com": "autre chose", "inst.text": "Notaire",
	})
	p.clickOn(`#view .send`)
	if got := eval[bool](p.tab, `document.documentElement.classList.contains('mending')`); got {
		t.Error("the next sheet would be a correction too")
	}
	if got := p.text("#sheet button.send"); got != sentence(t, "fr", "page.send") {
		t.Errorf("after a correction the button says %q", got)
	}
}

// testOwnQueued corrects and withdraws sheets that were never sent, and one whose answer was lost, which may be stored.
func testOwnQueued(t *testing.T, b *browser) {
	s := surveying(t, "monitoring-1030")
	p, w := s.pocketBehind(t, b)
	w.cut(true)
	p.say(one1030()...)
	p.note(false)
	p.wantView("device.receipt.offline")
	p.act("mend")
	p.until(`document.querySelector('#receipt [role=alert]')`)
	if got := p.text(`#receipt [role=alert]`); got != sentence(t, "fr", "device.own.pending") {
		t.Errorf("a sheet that may be stored is corrected: %q", got)
	}
	w.cut(false)
	eval[bool](p.tab, `dispatchEvent(new Event('online'))`)
	p.stored()
	p.act("mend")
	p.until(`document.documentElement.classList.contains('mending')`)
	p.say(answer{"out", "ok"})
	p.clickOn(`#sheet button.send`)
	p.wantView("device.mended")
	if rows := s.rows(t); len(rows) != 1 || rows[0]["out"] != "ok" {
		t.Errorf("stored %v, want one corrected sheet", rows)
	}
	p.putQueued("waiting", `{out: 'nowhere'}`) // refused
	p.begin()
	p.clickOn(`aside .tools button`)
	p.until(`document.querySelector('#view .state.refused')`)
	p.act("mend")
	p.until(`document.documentElement.classList.contains('mending')`)
	p.say(answer{"out", "ko"})
	p.clickOn(`#sheet button.send`)
	p.stored()
	if rows := s.rows(t); len(rows) != 2 {
		t.Errorf("%d sheets stored, want two", len(rows))
	}
}

// putQueued puts a copy of the last sheet into the queue, under an id of its own, in a state, and with some answers changed.
func (p *pocketed) putQueued(state, changes string) {
	p.Helper()
	eval[bool](p.tab, `new Promise((done, fail) => {
		const open = indexedDB.open('releve')
		open.onsuccess = () => {
			const tx = open.result.transaction(['queue', 'sent'], 'readwrite'), kept = tx.objectStore('sent').getAll()
			kept.onsuccess = () => {
				const {receipt, correctable, ...item} = kept.result[0], id = crypto.randomUUID(), f = document.getElementById('sheet').dataset
				const answers = Object.assign({inst: 'com-etr', proc: 'bou', dur: 'd10', out: 'ko'}, `+changes+`)
				tx.objectStore('queue').put({...item, id, at: new Date().toISOString(), state: %s, tried: false, problems: [{message: 'Pas de telle réponse.'}], body: {
					id, date: item.about.date, language: 'fr', form_version: Number(f.version), channel: 'web', answers}})
			}
			tx.oncomplete = () => { open.result.close(); done(true) }
			tx.onerror = () => fail(tx.error)
		}
	})`, state)
}

// testOwnWithdraw withdraws a sheet, after thinking it over once.
func testOwnWithdraw(t *testing.T, b *browser) {
	p := pocketing(t, b, "monitoring-1030")
	p.say(shippedForms()[0].answers...)
	p.note(false)
	p.stored()
	p.act("withdraw")
	p.keys("\x1b")
	if got := eval[string](p.tab, `document.activeElement.dataset.act ?? ''`); got != "withdraw" {
		t.Errorf("after Escape the focus is on %q, want the button", got)
	}
	if rows := p.survey.rows(t); len(rows) != 1 {
		t.Fatalf("%d sheets after thinking it over, want 1", len(rows))
	}
	p.act("withdraw")
	p.clickOn(`#view .confirm .danger`)
	p.wantView("device.withdrawn")
	if rows := p.survey.rows(t); len(rows) != 0 {
		t.Errorf("%d sheets after a withdrawal, want none", len(rows))
	}
	p.begin()
	p.clickOn(`aside .tools button`)
	p.wantView("device.own")
	if p.has("#view .sheets li") {
		t.Error("the list still has the sheet")
	}
}

// testOwnResume resumes a sheet another day: the two are one procedure.
func testOwnResume(t *testing.T, b *browser) {
	p := pocketing(t, b, "monitoring-1030")
	p.say(shippedForms()[0].answers...)
	p.note(false)
	p.stored()
	first := p.survey.rows(t)[0]["_id"]
	p.begin()
	p.clickOn(`aside .tools button`)
	p.until(`document.querySelector('#view .sheets')`)
	p.act("resume")
	p.until(view + ` === ''`)
	p.wantLead("device.resume.lead")
	p.wantFilled(map[string]string{"inst": "com-etr", "proc": "bou", "fn": "as", "_follows": first})
	p.say(answer{"dur", "d20"}, answer{"out", "ok"})
	p.note(false)
	p.stored()
	rows := p.survey.rows(t)
	i := slices.IndexFunc(rows, func(r map[string]string) bool { return r["_id"] != first })
	if len(rows) != 2 || rows[i]["_follows"] != first {
		t.Fatalf("stored %v, want a second one that follows %s", rows, first)
	}
	wantFigures(t, namedCells(t, p.survey.dir), map[string]float64{"n_sheets": 2, "n_rows": 1}, 0)
	p.act("again")
	p.wantFilled(map[string]string{"inst": "com-etr", "proc": "bou", "fn": "as"})
	if p.has(".lead") {
		t.Error("one more sheet still says that it is a sequel")
	}
}

// wantLead waits for the sentence above the form.
func (b *tab) wantLead(key string) {
	b.Helper()
	day := eval[string](b, `new Intl.DateTimeFormat('fr', {day: 'numeric', month: 'long', year: 'numeric', timeZone: 'Europe/Brussels'}).format(new Date())`)
	want := sentenceWith(b, key, problem.Args{"day": day})
	if got := b.text(".lead p"); got != want {
		b.Errorf("above the form stands %q, want %q", got, want)
	}
	if top := eval[float64](b, `document.querySelector('.lead').getBoundingClientRect().top`); top < 0 || top > 400 {
		b.Errorf("it begins at %v of 640 pixels", top)
	}
}

// testOwnClosed opens the questionnaire of a campaign that has closed since, from what the device keeps.
func testOwnClosed(t *testing.T, b *browser) {
	p := pocketing(t, b, "monitoring-1030")
	dir := p.survey.dir
	invoke(t, dir, "campaign", "create", "--form", "monitoring-1030", "--slug", "suite", "--title", "La suite", "--from", "2026-01-01")
	invoke(t, dir, "participant", "add", "--campaign", "suite", "--code", "asso", "--name", "Association")
	invoke(t, dir, "campaign", "open", "suite")
	invoke(t, dir, "campaign", "set", "c", "successor=suite")
	invoke(t, dir, "campaign", "close", "c")
	p.say(one1030()...)
	p.note(false)
	p.wantView("device.receipt.closed")
	p.until(`document.querySelector('#state a')`)
	want := "/s/" + linkOf(t, dir, "suite", "asso")
	if got := eval[string](p.tab, `document.querySelector('#state a').getAttribute('href')`); !strings.HasPrefix(got, want) {
		t.Errorf("the banner leads to %s, want %s", got, want)
	}
	p.act("own")
	p.until(`document.querySelector('#view .state.closed')`)
}
