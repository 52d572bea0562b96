package main

import (
	"testing"
	"time"

	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/chromedp"
)

// pocket opens a tab of a phone that has script, and a memory that no other tab shares. It stands for one device.
func (b *browser) pocket(t *testing.T, home string) *tab {
	t.Helper()
	opened := b.tabWith(t, home, chromedp.WithNewBrowserContext())
	opened.script(true)
	return opened
}

// ready waits until the app runs in the page.
func (b *tab) ready() {
	b.Helper()
	b.until(`document.documentElement.classList.contains('ready')`)
}

// until waits for something to be true in the page.
func (b *tab) until(condition string, args ...any) {
	b.Helper()
	for end := time.Now().Add(patience); time.Now().Before(end); time.Sleep(10 * time.Millisecond) {
		if ok, err := tryEval[bool](b, `!!(`+condition+`)`, args...); err == nil && ok {
			return
		}
	}
	b.Fatalf("never true: %s; the page says:\n%s", expressed(condition, args), b.text("body"))
}

// slow makes the processor of the device so many times slower.
func (b *tab) slow(times float64) {
	b.Helper()
	do(b, emulation.SetCPUThrottlingRate, emulation.SetCPUThrottlingRateParams{Rate: times})
}

// testDevice opens the form with script: the app runs, and answers ticked with the mouse stay ticked.
func testDevice(t *testing.T, b *browser) {
	s := surveying(t, "monitoring-1030")
	tab := b.pocket(t, s.url)
	tab.open(s.link)
	tab.ready()
	tab.fill(shippedForms()[0].answers[:2]...)
	tab.quiet()
}
