package main

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/chromedp/kb"
)

// testDeviceFill shows how fast a device notes a sheet, and that nothing moves but by the person's hand.
func testDeviceFill(t *testing.T, b *browser) {
	for _, test := range []struct {
		name string
		run  func(*testing.T, *browser)
	}{
		{"four taps", testFourTaps},
		{"keys", testFillKeys},
		{"times", testFillTimes},
		{"day", testFillDay},
		{"follow", testFillFollow},
		{"watch", testFillWatch},
		{"remembered", testFillRemembered},
		{"missing", testFillMissing},
		{"minutes", testFillMinutes},
		{"requests", testFillRequests},
		{"folded", testFillFolded},
		{"find", testFillFind},
		{"no service", testFillNoService},
		{"late", testFillLate},
		{"again", testFillAgain},
		{"still", testFillStill},
		{"reach", testFillReach},
	} {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			test.run(t, b)
		})
	}
}

// Times of the keystroke-level model in seconds (Card, Moran and Newell, The keystroke-level model for user performance
// time with interactive systems, Communications of the ACM 23(7), 1980): a key pressed by who types little, a pointing
// and the press that ends it, and what the mind needs before each decision.
const (
	typeOne = 0.28
	tapOne  = 1.1 + 0.1
	think   = 1.35
)

// thumb uses a page as one thumb does, and counts what that takes: nothing is reached but what is seen.
type thumb struct {
	*tab

	taps, typed, swipes, decisions int
}

// actions is everything that the thumb did.
func (h *thumb) actions() int { return h.taps + h.typed + h.swipes }

// seconds is what the model says that it takes.
func (h *thumb) seconds() float64 {
	return typeOne*float64(h.typed) + tapOne*float64(h.taps+h.swipes) + think*float64(h.decisions)
}

func (h *thumb) String() string {
	return fmt.Sprintf("%d taps, %d signs typed, %d swipes, %d decisions: %.1f s", h.taps, h.typed, h.swipes, h.decisions, h.seconds())
}

// within tells how far an element is from where a thumb hits it: [x, y, 0] when it does.
const within = `(e => {
	const r = e.getBoundingClientRect(), x = r.x + r.width / 2, y = r.y + r.height / 2, hit = document.elementFromPoint(x, y)
	const seen = hit && (e.contains(hit) || hit.contains(e) && hit.tagName === 'LABEL')
	return [x, y, seen ? 0 : y - innerHeight / 2 || 1]
})`

// touch taps an element, swiping until it is seen.
func (h *thumb) touch(expression string, args ...any) {
	h.Helper()
	for range 20 {
		at := eval[[3]float64](h.tab, within+`(`+expression+`)`, args...)
		if at[2] == 0 {
			h.press(at[0], at[1], 1)
			h.taps++
			return
		}
		eval[bool](h.tab, `(d => (scrollBy({top: Math.sign(d) * Math.min(Math.abs(d), innerHeight * 0.7), behavior: 'instant'}), true))(%s)`, at[2])
		h.swipes++
	}
	h.Fatalf("never seen: %s", expressed(expression, args))
}

// decide taps an element after thinking.
func (h *thumb) decide(expression string, args ...any) {
	h.Helper()
	h.decisions++
	h.touch(expression, args...)
}

// answer chooses an answer, opening what it stands in.
func (h *thumb) answer(name, value string) {
	h.Helper()
	for range 4 {
		if eval[bool](h.tab, closed+`(`+choice+`) == null`, name, value) {
			h.decide(choice+`.closest('label')`, name, value)
			return
		}
		h.decide(closed+`(`+choice+`)`, name, value)
	}
	h.Fatalf("%s %s does not open", name, value)
}

// types writes into what has the focus.
func (h *thumb) types(text string) {
	h.decisions++
	h.typed += len([]rune(text))
	h.keys(text)
}

const sendButton = `document.querySelector('#sheet button.send')`

// testFourTaps notes procedures on a slow phone without a network, as often and as rarely done ones, and the same ones on
// the page without script.
func testFourTaps(t *testing.T, b *browser) {
	s := surveying(t, "monitoring-1030")
	p, w := s.pocketBehind(t, b)
	p.slow(4)
	p.fill(answer{"inst", "com-pop"}, answer{"proc", "rdv"}, answer{"dur", "d10"}, answer{"out", "ok"})
	p.note(false)
	p.stored()

	p.begin()
	w.cut(true)
	usual := &thumb{tab: p.tab}
	usual.decide(`document.querySelector('.pair')`)
	usual.answer("dur", "d10")
	usual.answer("out", "ok")
	usual.touch(sendButton)
	p.until(view + ` === 'receipt'`)
	t.Logf("with script, a usual procedure: %s", usual)
	if usual.actions() > 5 || usual.typed > 0 {
		t.Errorf("a usual procedure takes %s, want at most 5 taps", usual)
	}
	if usual.seconds() > 10 {
		t.Errorf("a usual procedure takes %.1f s, want at most 10", usual.seconds())
	}
	w.cut(false)
	p.sent(2)

	for i, test := range []struct{ typed, inst, proc string }{
		{"bou", "fwb-bour", "bou"},
		{"pen", "sfp", "pen"},
		{"gaz", "nrj", "nrj"},
		{"kin", "fam", "afa"}, // in Dutch, on a French page
		{"", "mob", "doc"},    // through the lists
	} {
		p.begin()
		w.cut(true)
		seldom := &thumb{tab: p.tab}
		seldom.find(test.typed, test.inst, test.proc)
		seldom.answer("dur", "d60")
		seldom.answer("out", "ko")
		seldom.touch(sendButton)
		p.until(view + ` === 'receipt'`)
		t.Logf("with script, %s %s: %s", test.inst, test.proc, seldom)
		if seldom.taps+seldom.typed > 8 || test.typed != "" && seldom.swipes > 0 || seldom.swipes > 2 {
			t.Errorf("%s %s takes %s, want at most 8 actions", test.inst, test.proc, seldom)
		}
		w.cut(false)
		p.sent(3 + i)
		if !slices.ContainsFunc(s.rows(t), func(row map[string]string) bool {
			return row["inst"] == test.inst && row["proc"] == test.proc && row["dur"] == "d60" && row["out"] == "ko"
		}) {
			t.Errorf("%s %s is not stored", test.inst, test.proc)
		}
	}
	for _, pair := range [][2]string{{"com-pop", "rdv"}, {"mob", "doc"}} {
		plain := &thumb{tab: s.tab(t, b)}
		plain.answer("inst", pair[0])
		plain.answer("proc", pair[1])
		plain.answer("dur", "d10")
		plain.answer("out", "ok")
		plain.touch(sendButton)
		plain.until(`document.querySelector('.receipt')`)
		t.Logf("without script, %s %s: %s", pair[0], pair[1], plain)
	}
}

// find ticks institution and act: through the search field where something is typed, else in the lists.
func (h *thumb) find(typed, inst, proc string) {
	h.Helper()
	if typed == "" {
		h.answer("inst", inst)
		h.answer("proc", proc)
		return
	}
	h.decide(`document.getElementById('find')`)
	h.types(typed)
	h.until(`document.querySelector('#found li')`)
	h.decide(`document.querySelector('#found [data-pair="'+%s+'"]')`, inst+" "+proc)
}

// sent waits until so many sheets are stored.
func (p *pocketed) sent(n int) {
	p.Helper()
	for end := time.Now().Add(patience); time.Now().Before(end); time.Sleep(50 * time.Millisecond) {
		if len(p.survey.rows(p)) >= n {
			break
		}
	}
	if got := len(p.survey.rows(p)); got != n {
		p.Fatalf("%d sheets are stored, want %d", got, n)
	}
}

// testFillKeys notes a sheet with nothing but the keyboard.
func testFillKeys(t *testing.T, b *browser) {
	s := surveying(t, "monitoring-1030")
	p := &pocketed{tab: b.pocket(t, s.url), survey: s}
	do(p.tab, emulation.SetDeviceMetricsOverride, emulation.SetDeviceMetricsOverrideParams{Width: 1024, Height: 768, DeviceScaleFactor: 1})
	p.begin()
	if p.has(`[data-key]`) {
		t.Error("numbers are written beside choices before anybody used a key")
	}
	p.keys(kb.Tab)
	if got := eval[[]string](p.tab, `[...document.querySelectorAll('[data-key]')].map(e => e.dataset.key)`); len(got) == 0 || got[0] != "1" {
		t.Errorf("the keys are written as %q", got)
	}
	p.keys("/")
	p.keys("bou")
	p.until(`document.querySelector('#found li')`)
	p.keys(kb.Enter)
	p.until(`document.activeElement.name === 'dur'`)
	p.keys("2")
	p.until(`document.activeElement.name === 'out'`)
	p.keys(kb.ArrowDown)
	p.keys(kb.ArrowUp) // arrows look through the choices and fold nothing
	if p.has(`#q-out.done`) {
		t.Error("an arrow folds the question")
	}
	p.keys(kb.Enter)
	p.until(view + ` === 'shared'`)
	p.clickOn(`#view .kinds button`)
	p.stored()
	p.keys(kb.Enter) // one more
	p.until(view + ` === ''`)
	p.keys("1")
	p.until(`document.activeElement.name === 'out'`)
	p.keys("2")
	p.until(`document.activeElement.matches('.send')`)
	p.keys(kb.Enter)
	p.stored()
	rows := p.survey.rows(t)
	if len(rows) != 2 {
		t.Fatalf("%d sheets are stored, want 2", len(rows))
	}
	slices.SortFunc(rows, func(a, b map[string]string) int { return strings.Compare(b["out"], a["out"]) })
	wantRow(t, rows[0], map[string]string{"inst": "fwb-bour", "proc": "bou", "dur": "d10", "out": "ok", "_channel": "web"})
	wantRow(t, rows[1], map[string]string{"inst": "fwb-bour", "proc": "bou", "dur": "d00", "out": "ko"})

	p.begin()
	p.keys(kb.Tab)
	p.clickOn(`.privacy label:has([type=checkbox])`) // who wants no single keys switches them off
	p.keys("1")
	if got := p.filled(); got["inst"] != "" {
		t.Errorf("a key chooses %s although keys are off", got["inst"])
	}
}

// testFillTimes notes the same thing three times at once.
func testFillTimes(t *testing.T, b *browser) {
	p := pocketing(t, b, "monitoring-plus")
	p.fill(answer{"inst", "han"}, answer{"proc", "rdv"}, answer{"dur", "r45"}, answer{"out", "ok"})
	p.clickOn(`#times`)
	p.keys(kb.Escape)
	eval[bool](p.tab, `(() => { const s = document.getElementById('times'); s.focus(); return true })()`)
	p.keys(kb.ArrowDown + kb.ArrowDown)
	p.until(`document.getElementById('times').value === '3'`)
	p.until(`document.querySelector('.together').textContent.includes('3')`)
	if !p.has(`#q-dur fieldset`) {
		t.Error("the minutes that were said for one sheet are not asked again for three")
	}
	p.fill(answer{"dur", "r60"})
	p.note(false)
	p.stored()
	rows := p.survey.rows(t)
	ids := map[string]bool{}
	for _, row := range rows {
		ids[row["_id"]] = true
		wantRow(t, row, map[string]string{"_shared": "3", "inst": "han", "dur": "r60", "out": "ok"})
	}
	if len(rows) != 3 || len(ids) != 3 {
		t.Errorf("%d sheets with %d ids are stored, want 3", len(rows), len(ids))
	}
	p.keys(kb.Enter)
	p.until(view + ` === ''`)
	if got := eval[string](p.tab, `document.getElementById('times').value`); got != "1" {
		t.Errorf("the next sheet is noted %s times", got)
	}
}

// testFillDay notes one sheet for yesterday and one for another day.
func testFillDay(t *testing.T, b *browser) {
	p := pocketing(t, b, "monitoring-1030")
	if p.has(`#f_date`) {
		t.Error("the calendar shows before another day is asked for")
	}
	p.fill(shippedForms()[0].answers[:4]...)
	p.clickOn(`.when label:nth-child(2)`)
	p.note(false)
	p.stored()
	p.keys(kb.Enter)
	p.until(view + ` === ''`)
	p.fill(shippedForms()[0].answers[2:4]...)
	p.clickOn(`.when label:nth-child(3)`)
	p.date("2026-02-03")
	p.note(false)
	p.stored()
	rows := p.survey.rows(t)
	got := []string{rows[0]["_date"], rows[1]["_date"]}
	slices.Sort(got)
	if want := []string{"2026-02-03", dayBefore(t)}; !slices.Equal(got, want) {
		t.Errorf("stored for %s, want %s", got, want)
	}
}

// dayBefore returns yesterday where the campaigns of the tests are at home.
func dayBefore(t *testing.T) string {
	t.Helper()
	zone, err := time.LoadLocation("Europe/Brussels")
	if err != nil {
		t.Fatal(err)
	}
	return time.Now().In(zone).AddDate(0, 0, -1).Format(time.DateOnly)
}
