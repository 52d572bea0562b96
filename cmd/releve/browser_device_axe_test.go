package main

import (
	"os"
	"strings"
	"testing"

	"github.com/chromedp/chromedp/kb"

	"releve/internal/locale"
	"releve/internal/need"
)

// testDeviceAxe looks at every state of a device as testAxe does at pages without script.
func testDeviceAxe(t *testing.T, b *browser) {
	source, err := os.ReadFile(need.Axe(t))
	if err != nil {
		t.Fatal(err)
	}
	forms := shippedForms()[:need.Size(1, 2, 3)]
	for i, tag := range []locale.Tag{"fr", "nl", "de", "en"}[:need.Size(1, 2, 4)] {
		for _, form := range forms {
			t.Run(form.id+" "+string(tag), func(t *testing.T) {
				t.Parallel()
				s := surveying(t, form.id)
				w := newWire(t, s.url)
				p := &pocketed{tab: b.pocket(t, w.url), survey: s}
				a := &deviceAuditor{auditor{tab: p.tab, axe: string(source), scripted: true, colours: i == 0}, p, w, string(tag)}
				a.fill(form)
				a.sent(form)
				a.refused()
				a.own(form)
				a.shared(form)
				t.Logf("%d states in %v", a.pages, a.spent)
			})
		}
	}
}

// deviceAuditor audits the states of a device.
type deviceAuditor struct {
	auditor

	device *pocketed
	wire   *wire
	lang   string
}

// state audits what the device shows now.
func (b *deviceAuditor) state(name string) {
	b.Helper()
	b.audit(b.lang+", "+name, 200)
}

// fresh opens the questionnaire anew.
func (b *deviceAuditor) fresh() {
	b.Helper()
	b.open(b.device.survey.link + "?lang=" + b.lang)
	b.ready()
}

// press presses the button of the form.
func (b *deviceAuditor) press() {
	b.Helper()
	b.clickOn(`#sheet button.send`)
}

// shows waits for what stands in the place of the form.
func (b *deviceAuditor) shows(name string) {
	b.Helper()
	b.until(view+` === %s`, name)
}

// fill audits the form: empty, searched, incomplete, with what the guard found, and the question that comes first.
func (b *deviceAuditor) fill(form shippedForm) {
	b.Helper()
	b.fresh()
	b.state("empty")
	if b.has(`input[role=combobox]`) {
		b.clickOn(`input[role=combobox]`)
		b.keys("com")
		b.until(`document.querySelector('[role=option]')`)
		b.state("search results")
		b.keys(kb.Escape)
	}
	b.press()
	b.until(`document.querySelector('.wrong')`)
	b.state("errors")
	b.fresh()
	b.say(form.answers...)
	for _, text := range []string{"numéro 85.07.30-033.28", "Madame Dupont, 0470 12 34 56"} {
		b.say(answer{"com", text})
		b.press()
		b.until(`document.querySelector('.guard')`)
		b.state("guard, " + text)
	}
	b.say(answer{"com", ""})
	b.press()
	b.shows("shared")
	b.state("whose device")
	b.clickOn(`#view .kinds button`)
	b.shows("receipt")
}

// hears has the receipt hear what became of its sheet, whatever became of it.
func (b *deviceAuditor) hears(status string) {
	b.Helper()
	eval[bool](b.tab, `new Promise((done) => {
		const open = indexedDB.open('releve')
		open.onsuccess = () => open.result.transaction('sent').objectStore('sent').getAll().onsuccess = ({target}) => {
			open.result.close()
			const [last] = target.result.sort((a, b) => a.at < b.at ? 1 : -1), problems = [{key: 'answer.choice', field: 'out', message: 'Choisissez une réponse.'}]
			document.dispatchEvent(new CustomEvent('releve:results', {detail: [{id: last.id, status: %s, problems}]}))
			done(true)
		}
	})`, status)
	b.until(`document.documentElement.dataset.receipt === %s`, status)
}

// nextAt returns how many pixels under the top of the page the button for one more sheet stands.
func (b *deviceAuditor) nextAt() float64 {
	b.Helper()
	return eval[float64](b.tab, `Math.round(document.querySelector('#view .next button').getBoundingClientRect().top + scrollY)`)
}

// sent audits receipts: stored, on its way, refused, of a closed campaign, offline. The button for one more sheet stays
// where it is, whatever comes to be known while the finger is on its way.
func (b *deviceAuditor) sent(form shippedForm) {
	b.Helper()
	b.until(`document.documentElement.dataset.receipt === 'stored'`)
	b.state("receipt, stored")
	first := b.nextAt()
	steady := func(status string) {
		b.Helper()
		if at := b.nextAt(); at != first {
			b.Errorf("%s: the button for one more sheet has moved by %v pixels", status, at-first)
		}
	}
	b.act("withdraw")
	b.state("receipt, withdraw?")
	b.keys("\x1b")
	for _, status := range []string{"waiting", "invalid", "closed"} {
		b.hears(status)
		b.state("receipt, " + status)
		if status != "closed" { // there is no next one
			steady(status)
		}
	}
	b.fresh()
	b.say(form.answers...)
	b.wire.cut(true)
	b.press()
	b.until(`document.documentElement.dataset.receipt === 'offline'`)
	b.state("receipt, offline")
	steady("offline")
	b.act("again")
	b.state("form, offline, with an unsent sheet")
	b.wire.cut(false)
}

// refused audits the lists with a sheet that the server refused, and its correction.
func (b *deviceAuditor) refused() {
	b.Helper()
	b.fresh()
	b.until(`!document.querySelector('.unsent button')`)
	b.device.putQueued("refused", `{inst: 'nowhere'}`)
	b.fresh()
	b.until(`document.querySelector('.unsent button')`)
	eval[bool](b.tab, `(document.querySelector('.unsent button').scrollIntoView({block: 'center'}), true)`) // clear of the bar
	b.clickOn(`.unsent button`)
	b.until(`document.querySelector('#view .items .e')`)
	b.state("unsent list, one refused")
	b.turn(`aside .tools button:nth-child(1)`, "own")
	b.until(`document.querySelector('#view .state.refused')`)
	b.state("own list, one refused")
	b.act("mend")
	b.until(`document.documentElement.classList.contains('mending')`)
	b.state("correction")
}

// turn presses a button that shows something in the place of the form.
func (b *deviceAuditor) turn(selector, name string) {
	b.Helper()
	b.clickOn(selector)
	b.shows(name)
}

// own audits the list of stored sheets, a sequel, and the form for codes.
func (b *deviceAuditor) own(form shippedForm) {
	b.Helper()
	b.fresh()
	b.turn(`aside .tools button:nth-child(1)`, "own")
	b.until(`document.querySelector('#view .sheets')`)
	b.state("own list")
	if form.id != "appels" {
		b.act("resume")
		b.until(view + ` === ''`)
		b.state("sequel")
	}
	b.fresh()
	b.clickOn(`#by-code summary`)
	b.clickOn(`#code`)
	b.keys("0000\r")
	b.until(`document.getElementById('code-wrong').textContent`)
	b.state("code, wrong")
}

// shared audits what a shared device shows, and erasing.
func (b *deviceAuditor) shared(form shippedForm) {
	b.Helper()
	b.fresh()
	b.turn(`aside .tools button:nth-child(2)`, "device")
	b.state("this device")
	b.clickOn(`#view .kinds button:nth-child(2)`)
	b.until(`document.querySelector('#view .good')`)
	b.state("shared device")
	b.fresh()
	b.say(form.answers...)
	b.press()
	b.until(`document.documentElement.dataset.receipt === 'stored'`)
	b.state("receipt, shared device")
	code := strings.TrimSpace(b.text("#view .code"))
	b.fresh()
	b.clickOn(`#by-code summary`)
	b.clickOn(`#code`)
	b.keys(code + "\r")
	b.shows("code")
	b.state("code, found")
	b.fresh()
	b.turn(`aside .tools button:nth-child(2)`, "device")
	b.clickOn(`#view .acts .danger`)
	b.state("erase?")
	b.clickOn(`#view .confirm .danger`)
	b.shows("erased")
	b.state("erased")
}
