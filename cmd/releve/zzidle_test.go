package main
import ("testing";"time";"os";"strings";"strconv";"fmt";"github.com/chromedp/chromedp";"github.com/chromedp/cdproto/page")
func cpuOf(pid int) float64 { b,_:=os.ReadFile(fmt.Sprintf("/proc/%d/stat",pid)); f:=strings.Fields(string(b[strings.LastIndex(string(b),")")+1:])); a,_:=strconv.Atoi(f[11]); c,_:=strconv.Atoi(f[12]); return float64(a+c)/100 }
func TestIdle(t *testing.T) {
	b := newBrowser(t)
	pid := chromedp.FromContext(b.ctx).Browser.Process().Pid
	last := cpuOf(pid)
	say := func(w string){ n:=cpuOf(pid); t.Logf("%s %.2f", w, n-last); last=n }
	t.Log("start", last)
	time.Sleep(3*time.Second); say("idle 3s")
	s := surveying(t, "monitoring-1030")
	say("survey")
	x := s.tab(t, b); say("tab")
	time.Sleep(3*time.Second); say("idle 3s")
	for range 10 { x.open(s.link) }; say("10 opens")
	for range 100 { eval[int](x, "1") }; say("100 evals")
	for range 1000 { eval[int](x, "1") }; say("1000 evals")
	for range 20 { x.choose("dur","d10"); x.choose("dur","d20") }; say("40 chooses")
	for range 100 { x.keys("a") }; say("100 keys")
	for range 10 { do(x, page.Navigate, page.NavigateParams{URL: x.home+s.link}); time.Sleep(300*time.Millisecond) }; say("10 plain navs")
	y := s.tab(t, b); say("tab")
	_ = y
	z := s.tab(t, b); say("tab")
	_ = z
}
