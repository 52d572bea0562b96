package main

import (
	"context"
	"fmt"
	"net/http"
	"net/http/httptest"
	"testing"
	"time"

	"github.com/chromedp/cdproto/dom"
	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/cdproto/runtime"
	"github.com/chromedp/chromedp"
)

func TestExp(t *testing.T) {
	ts := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Content-Security-Policy", "default-src 'none'; style-src 'unsafe-inline'")
		http.ServeFile(w, r, "/tmp/dump-monitoring-1030-fr.html")
	}))
	defer ts.Close()
	start := time.Now()
	a, c := chromedp.NewExecAllocator(context.Background(), append(chromedp.DefaultExecAllocatorOptions[:], chromedp.ExecPath("/usr/bin/chromium"), chromedp.NoSandbox)...)
	defer c()
	ctx, cancel := chromedp.NewContext(a)
	defer cancel()
	if err := chromedp.Do(ctx); err != nil {
		t.Fatal(err)
	}
	fmt.Println("start", time.Since(start))
	for range 3 {
		start = time.Now()
		tab, ct := chromedp.NewContext(ctx)
		_, err := chromedp.Call(tab, emulation.SetScriptExecutionDisabled, emulation.SetScriptExecutionDisabledParams{Value: true})
		fmt.Println("tab", time.Since(start), err)
		start = time.Now()
		fmt.Println(chromedp.Do(tab, chromedp.Navigate(ts.URL)))
		fmt.Println("nav", time.Since(start))
		start = time.Now()
		r, err := chromedp.Call(tab, runtime.Evaluate, runtime.EvaluateParams{Expression: "document.querySelectorAll('input').length"})
		fmt.Println("eval", time.Since(start), err, r.Result)
		start = time.Now()
		d, err := chromedp.Call(tab, dom.GetDocument, dom.GetDocumentParams{})
		fmt.Println("doc", time.Since(start), err)
		start = time.Now()
		n, err := chromedp.Call(tab, dom.QuerySelector, dom.QuerySelectorParams{NodeID: d.Root.NodeID, Selector: "[name=inst]:not(:checked)"})
		fmt.Println("qs", time.Since(start), err, n)
		start = time.Now()
		fmt.Println(chromedp.Do(tab, chromedp.Click(chromedp.CSS(".chips label"))))
		fmt.Println("click", time.Since(start))
		start = time.Now()
		ct()
		fmt.Println("close", time.Since(start))
	}
}
