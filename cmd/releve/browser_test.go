package main

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/chromedp/cdproto/cdp"
	"github.com/chromedp/cdproto/dom"
	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/cdproto/input"
	"github.com/chromedp/cdproto/log"
	"github.com/chromedp/cdproto/network"
	"github.com/chromedp/cdproto/page"
	"github.com/chromedp/cdproto/runtime"
	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"

	"releve/internal/need"
)

// TestBrowser fills the questionnaires in a real Chromium, which all its parts share; each has tabs of its own. The program
// runs beside it, so that the race detector would learn nothing.
func TestBrowser(t *testing.T) {
	need.Full(t)
	b := newBrowser(t)
	for _, test := range []struct {
		name string
		run  func(*testing.T, *browser)
	}{
		{"harness", testHarness},
		{"acceptance", testAcceptance},
		{"filling", testFilling},
		{"keyboard", testKeyboard},
		{"wire", testWire},
		{"axe", testAxe},
		{"guard", testGuard},
		{"frequent", testFrequent},
		{"again", testAgain},
		{"calls", testCalls},
		{"wrong", testWrong},
		{"languages", testLanguages},
		{"late", testLate},
		{"focus", testFocus},
		{"pictures", testPictures},
		{"device", testDevice},
		{"device fill", testDeviceFill},
		{"offline", testOffline},
		{"device own", testDeviceOwn},
		{"device axe", testDeviceAxe},
		{"file", testDeviceFile},
		{"desk", testDesk},
		{"print", testPrint},
		{"entry", testEntry},
		{"batch", testBatch},
	} {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			test.run(t, b)
		})
	}
}

// browser is one Chromium, which speaks French and reaches nothing but this machine.
type browser struct{ ctx context.Context } //nolint:containedctx // chromedp keeps its browser in it

func newBrowser(t *testing.T) *browser {
	t.Helper()
	return newBrowserAt(t, t.TempDir())
}

// newBrowserAt starts a Chromium that keeps what it remembers in a folder.
func newBrowserAt(t *testing.T, profile string) *browser {
	t.Helper()
	path := need.Chromium(t)
	options := append(chromedp.DefaultExecAllocatorOptions[:], //nolint:gocritic // a new slice is meant
		chromedp.ExecPath(path), chromedp.NoSandbox, chromedp.DisableGPU,
		chromedp.UserDataDir(profile),
		chromedp.Flag("disable-quic", true),
		chromedp.Flag("disable-component-update", true),
		chromedp.Flag("disable-domain-reliability", true),
		chromedp.Flag("no-pings", true),
		chromedp.Flag("disable-features", "site-per-process,Translate,BackForwardCache"), // Back asks the page anew, as phones do
		chromedp.Flag("host-resolver-rules", "MAP * ~NOTFOUND, EXCLUDE 127.0.0.1"),
		chromedp.Flag("accept-lang", "fr"),
		chromedp.Flag("lang", "en-US"), // of its own parts: a date is typed month first
	)
	ctx, stop := chromedp.NewExecAllocator(context.Background(), options...)
	t.Cleanup(stop)
	ctx, quit := chromedp.NewContext(ctx)
	t.Cleanup(quit)
	if err := chromedp.Do(ctx); err != nil {
		t.Fatalf("start chromium: %v", err)
	}
	return &browser{ctx}
}

// tab is one tab of the browser, with a phone's screen and script off.
type tab struct {
	*testing.T

	ctx  context.Context //nolint:containedctx // chromedp keeps its tab in it
	home string          // address of the server, in front of every path

	mu       sync.Mutex
	requests []*request
	said     []string // what the page made the browser complain about
}

// request is one request of a tab and what came back.
type request struct {
	id      network.RequestID
	method  string
	url     string
	kind    network.ResourceType
	status  int64
	headers map[string]string
	bytes   float64 // received, headers included
}

// tab opens a tab in a window of its own: what stands in the background is not drawn and takes no keys.
func (b *browser) tab(t *testing.T, home string) *tab {
	t.Helper()
	return b.tabWith(t, home, chromedp.WithNewWindow(true))
}

// tabWith opens a tab in a way of its own.
func (b *browser) tabWith(t *testing.T, home string, how chromedp.ContextOption) *tab {
	t.Helper()
	ctx, quit := chromedp.NewContext(b.ctx, how)
	t.Cleanup(quit)
	opened := &tab{T: t, ctx: ctx, home: home}
	if err := chromedp.Listen(ctx, opened.hear); err != nil {
		t.Fatalf("open tab: %v", err)
	}
	do(opened, network.Enable, network.EnableParams{})
	do(opened, emulation.SetFocusEmulationEnabled, emulation.SetFocusEmulationEnabledParams{Enabled: true})
	opened.phone()
	opened.script(false)
	return opened
}

// hear keeps what the tab asks for and complains about.
func (b *tab) hear(ev any) {
	b.mu.Lock()
	defer b.mu.Unlock()
	switch ev := ev.(type) {
	case *network.EventRequestWillBeSent:
		if ev.RedirectResponse != nil {
			b.answered(ev.RequestID, ev.RedirectResponse)
		}
		if !strings.HasPrefix(ev.Request.URL, "data:") {
			b.requests = append(b.requests, &request{
				id: ev.RequestID, method: ev.Request.Method, url: ev.Request.URL, kind: ev.Type,
			})
		}
	case *network.EventResponseReceived:
		b.answered(ev.RequestID, ev.Response)
	case *network.EventLoadingFinished:
		if r := b.request(ev.RequestID); r != nil {
			r.bytes = ev.EncodedDataLength
		}
	case *log.EventEntryAdded:
		if ev.Entry.Source != log.EntrySourceNetwork { // the status of the page itself is judged elsewhere
			b.said = append(b.said, string(ev.Entry.Source)+": "+ev.Entry.Text)
		}
	case *runtime.EventExceptionThrown:
		b.said = append(b.said, "exception: "+ev.ExceptionDetails.Text)
	}
}

func (b *tab) answered(id network.RequestID, r *network.Response) {
	if q := b.request(id); q != nil {
		q.status, q.headers = r.Status, map[string]string{}
		for name, value := range r.Headers {
			q.headers[strings.ToLower(name)] = fmt.Sprint(value)
		}
	}
}

// request returns the last request with an id; those that were redirected share it.
func (b *tab) request(id network.RequestID) *request {
	for _, r := range slices.Backward(b.requests) {
		if r.id == id {
			return r
		}
	}
	return nil
}

// do sends a command to the tab.
func do[P, R any](b *tab, command cdp.Command[P, R], params P) R {
	b.Helper()
	ctx, cancel := context.WithTimeout(b.ctx, patience)
	defer cancel()
	got, err := chromedp.Call(ctx, command, params)
	if err != nil {
		b.Fatalf("%s: %v", command.Method, err)
	}
	return got
}

// patience is how long the browser may take for one thing.
const patience = 20 * time.Second

// script lets pages run scripts, or not. What the test itself asks of a page works either way.
func (b *tab) script(on bool) {
	do(b, emulation.SetScriptExecutionDisabled, emulation.SetScriptExecutionDisabledParams{Value: !on})
}

// phone gives the tab a screen of 360 × 640 CSS pixels.
func (b *tab) phone() { b.screen(360, 640, 1) }

// screen gives the tab a screen in CSS pixels, of which each has scale × scale dots.
func (b *tab) screen(width, height int64, scale float64) {
	do(b, emulation.SetDeviceMetricsOverride, emulation.SetDeviceMetricsOverrideParams{
		Width: width, Height: height, DeviceScaleFactor: scale, Mobile: true,
	})
}

// eval returns the value of an expression in the page. Tests look with it; they act with mouse and keys.
func eval[T any](b *tab, expression string, args ...any) T {
	b.Helper()
	got, err := tryEval[T](b, expression, args...)
	if err != nil {
		b.Fatalf("%.200s: %v", expression, err)
	}
	return got
}

func tryEval[T any](b *tab, expression string, args ...any) (got T, err error) {
	yes := true
	ctx, cancel := context.WithTimeout(b.ctx, patience)
	defer cancel()
	res, err := chromedp.Call(ctx, runtime.Evaluate, runtime.EvaluateParams{
		Expression: expressed(expression, args), ReturnByValue: &yes, AwaitPromise: &yes,
	})
	if err != nil {
		return got, fmt.Errorf("evaluate: %w", err)
	}
	if res.ExceptionDetails != nil {
		return got, fmt.Errorf("%w: %s", errScript, res.ExceptionDetails.Exception.Description)
	}
	if len(res.Result.Value) == 0 {
		return got, nil
	}
	return got, json.Unmarshal(res.Result.Value, &got)
}

// errScript says that an expression of a test threw an exception.
var errScript = errors.New("exception")

// expressed puts arguments into an expression, as JSON.
func expressed(expression string, args []any) string {
	if len(args) == 0 {
		return expression
	}
	written := make([]any, len(args))
	for i, arg := range args {
		written[i] = asJSON(arg)
	}
	return fmt.Sprintf(expression, written...)
}

// open goes to a path of the server.
func (b *tab) open(path string) {
	b.Helper()
	b.leaving(func() { do(b, page.Navigate, page.NavigateParams{URL: b.home + path}) })
}

// leaving does what leads to another page, and waits for that page.
func (b *tab) leaving(act func()) {
	b.Helper()
	const where = `document.readyState === 'complete' ? performance.timeOrigin : 0`
	before := eval[float64](b, where)
	act()
	for end := time.Now().Add(patience); time.Now().Before(end); time.Sleep(4 * time.Millisecond) {
		if now, err := tryEval[float64](b, where); err == nil && now != 0 && now != before {
			return
		}
	}
	b.Fatalf("no other page came; this one says:\n%s", b.text("body"))
}

// find returns the element that an expression leads to.
func (b *tab) find(expression string, args ...any) runtime.RemoteObjectID {
	b.Helper()
	res := do(b, runtime.Evaluate, runtime.EvaluateParams{Expression: expressed(expression, args)})
	if res.ExceptionDetails != nil || res.Result.ObjectID == "" {
		b.Fatalf("no element %s on:\n%s", expressed(expression, args), b.text("body"))
	}
	return res.Result.ObjectID
}

// click clicks an element as a mouse does, in the middle, after bringing it into view.
func (b *tab) click(expression string, args ...any) {
	b.Helper()
	x, y := b.middle(b.find(expression, args...))
	b.press(x, y, 1)
}

// clickOn clicks the first element of a selector.
func (b *tab) clickOn(selector string) {
	b.Helper()
	b.click(`document.querySelector(%s)`, selector)
}

// middle brings an element into view and returns the middle of it.
func (b *tab) middle(id runtime.RemoteObjectID) (x, y float64) {
	b.Helper()
	do(b, dom.ScrollIntoViewIfNeeded, dom.ScrollIntoViewIfNeededParams{ObjectID: id})
	quads := do(b, dom.GetContentQuads, dom.GetContentQuadsParams{ObjectID: id}).Quads
	if len(quads) == 0 {
		b.Fatal("the element is not shown")
	}
	q := quads[0]
	return (q[0] + q[4]) / 2, (q[1] + q[5]) / 2
}

// press presses and releases the mouse at a point; count is 2 for the second click of two.
func (b *tab) press(x, y float64, count int64) {
	b.Helper()
	for _, kind := range []input.DispatchMouseEventType{
		input.DispatchMouseEventTypeMouseMoved, input.DispatchMouseEventTypeMousePressed, input.DispatchMouseEventTypeMouseReleased,
	} {
		event := input.DispatchMouseEventParams{Type: kind, X: x, Y: y}
		if kind != input.DispatchMouseEventTypeMouseMoved {
			event.Button, event.ClickCount = input.MouseButtonLeft, count
		}
		do(b, input.DispatchMouseEvent, event)
	}
}

// keys presses keys one after the other: letters, and kb.Tab and its kin.
func (b *tab) keys(keys string, modifiers ...kb.Modifier) {
	b.Helper()
	for _, r := range keys {
		for _, event := range kb.Encode(r) {
			for _, m := range modifiers {
				event.Modifiers |= int64(m)
			}
			do(b, input.DispatchKeyEvent, *event)
		}
	}
}

// text returns the text of the first element of a selector as it is shown, "" without one.
func (b *tab) text(selector string) string {
	b.Helper()
	return eval[string](b, `document.querySelector(%s)?.innerText ?? ''`, selector)
}

// has says whether an element of a selector is shown.
func (b *tab) has(selector string) bool {
	b.Helper()
	return eval[bool](b, `[...document.querySelectorAll(%s)].some(e => e.checkVisibility())`, selector)
}

// status returns the status of the page that is shown.
func (b *tab) status() int64 {
	b.mu.Lock()
	defer b.mu.Unlock()
	for _, r := range slices.Backward(b.requests) {
		if r.kind == network.ResourceTypeDocument && r.status != 0 {
			return r.status
		}
	}
	return 0
}

// wantStatus checks the status of the page that is shown.
func (b *tab) wantStatus(want int64) {
	b.Helper()
	if got := b.status(); got != want {
		b.Fatalf("status %d, want %d, on:\n%s", got, want, b.text("body"))
	}
}

// picture returns the screen as PNG.
func (b *tab) picture() []byte {
	b.Helper()
	return bytes.Clone(do(b, page.CaptureScreenshot, page.CaptureScreenshotParams{}).Data)
}
