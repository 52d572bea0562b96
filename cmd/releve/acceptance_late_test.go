package main

import (
	"context"
	"encoding/json"
	"maps"
	"net/url"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"releve/internal/need"
	"releve/internal/sheet"
)

// hour is a clock that a test sets.
type hour struct{ unix atomic.Int64 }

func (h *hour) set(t *testing.T, at string) {
	t.Helper()
	moment, err := time.Parse(time.RFC3339, at)
	if err != nil {
		t.Fatal(err)
	}
	h.unix.Store(moment.Unix())
}

// served runs "releve serve" in this process, by the clock of the world, until the test ends.
func served(t *testing.T, w world) *server {
	t.Helper()
	out := &safeBuffer{}
	w.out, w.err = out, out
	ctx, stop := context.WithCancel(context.Background())
	ended := make(chan int, 1)
	go func() { ended <- run(ctx, []string{"serve", "--listen", "127.0.0.1:0"}, w) }()
	t.Cleanup(func() {
		stop()
		<-ended
	})
	for range 400 {
		if m := regexp.MustCompile(`(?m)^server: (\S+)$[\s\S]*^data: `).FindStringSubmatch(out.String()); m != nil {
			return &server{url: m[1], dir: w.getenv("RELEVE_DATA"), out: out}
		}
		time.Sleep(25 * time.Millisecond)
	}
	t.Fatalf("server did not start:\n%s", out)
	return nil
}

// autumn is a campaign of three months, its server and somebody at the desk.
type autumn struct {
	world

	clock  *hour
	server *server
	desk   *atDesk
	link   string // of its only service
}

// newAutumn opens the campaign a, from September to the end of November 2026.
func newAutumn(t *testing.T) *autumn {
	t.Helper()
	a := &autumn{world: trial(t), clock: &hour{}}
	a.clock.set(t, "2026-11-15T09:00:00Z")
	a.now = func() time.Time { return time.Unix(a.clock.unix.Load(), 0).UTC() }
	for _, line := range []string{
		"campaign create --form monitoring-1030 --slug a --title A --from 2026-09-01 --to 2026-11-30",
		"participant add --campaign a --code asso --name A", "campaign open a",
	} {
		succeed(t, a.world, strings.Fields(line)...)
	}
	a.server = served(t, a.world)
	a.desk = signedIn(t, a.world, a.server, "admin")
	a.link = linkOf(t, a.getenv("RELEVE_DATA"), "a", "asso")
	return a
}

// send posts a sheet as a device does and asks what became of it.
func (a *autumn) send(t *testing.T, s apiSheet, want string) {
	t.Helper()
	data, err := json.Marshal(map[string]any{"sheets": []apiSheet{s}})
	if err != nil {
		t.Fatal(err)
	}
	said := a.desk.post(t, "/api/v1/links/"+a.link+"/sheets", "application/json", strings.NewReader(string(data)))
	if !strings.Contains(said, `"status":"`+want+`"`) {
		t.Fatalf("%s, want %s", said, want)
	}
}

// noted returns a sheet of a day, with answers in the place of usual ones.
func (a *autumn) noted(t *testing.T, date string, answers map[string]any) apiSheet {
	t.Helper()
	s := randomSheet(t, a.random)
	s.Date, s.Channel = date, "web"
	maps.Copy(s.Answers, answers)
	return s
}

// want asks for figures, the same on the page, in the workbook and recounted from the lines.
func (a *autumn) want(t *testing.T, n narrowed, want map[string]string) {
	t.Helper()
	d := &foreign{form: questionnaire(t, monitoring1030)}
	everywhere(t, a.world, a.desk, d, n)
	path := filepath.Join(t.TempDir(), "a.xlsx")
	if err := os.WriteFile(path, []byte(a.desk.get(t, "/c/a/export.xlsx?for=work&lang=fr")), 0o600); err != nil {
		t.Fatal(err)
	}
	for place, found := range map[string]map[string]string{
		"page": figuresOn(t, a.desk.get(t, "/c/a?lang=fr")), "workbook": opened(t, path).figures(),
		"lines": recounted(d.form, n.of(d.records(t, a.world, "csv"))),
	} {
		for name, value := range want {
			if got, known := found[name]; !sameFigure(got, value) || !known {
				t.Errorf("%s: %s is %q, want %q", place, name, got, value)
			}
		}
	}
}

// A sheet filled in at 23:59 on the last day without a network, and sent in January while the campaign is closing, keeps
// its date, is flagged late, and counts by the campaign's rule.
func TestLateSheet(t *testing.T) {
	need.Full(t)
	a := newAutumn(t)
	a.send(t, a.noted(t, "2026-11-10", map[string]any{"out": "ok"}), "stored")
	a.clock.set(t, "2026-12-01T22:30:00Z") // half past eleven at night in Brussels: not late yet
	succeed(t, a.world, "campaign", "closing", "a")
	a.send(t, a.noted(t, "2026-11-30", map[string]any{"out": "ok"}), "stored")
	a.clock.set(t, "2027-01-12T09:00:00Z")
	a.desk = signedIn(t, a.world, a.server, "coordinator") // nobody stays signed in for so long
	late := a.noted(t, "2026-11-30", map[string]any{"out": "ko", "dur.minutes": "50"})
	delete(late.Answers, "dur")
	late.Channel = "offline"
	a.send(t, late, "stored")
	a.send(t, late, "duplicate")

	var kept record
	for _, r := range readRecords(t, "csv", succeed(t, a.world, "export", "--campaign", "a", "--format", "csv").out) {
		if r["_id"] == late.ID {
			kept = r
		}
	}
	for name, want := range map[string]string{
		"_date": "2026-11-30", "_date_precision": "day", "_received_at": "2027-01-12T10:00:00+01:00", "_channel": "offline",
		"_status": "received", "_organisation": "asso",
	} {
		if kept[name] != want {
			t.Errorf("%s is %q, want %q", name, kept[name], want)
		}
	}
	list := a.desk.get(t, "/c/a/sheets?show=late&lang=fr")
	if !strings.Contains(list, late.ID) || strings.Count(list, `<tr`) != 2 || !strings.Contains(list, "En retard") {
		t.Errorf("the late sheet does not stand alone among those that are late:\n%s", list)
	}
	a.want(t, narrowed{}, map[string]string{
		"n_sheets": "3", "n_rows": "3", "failed_n": "1", "failed_base": "3", "last_date": "2026-11-30", "hours_mid": "1.3333333333333333",
	})
	succeed(t, a.world, "campaign", "set", "a", "count-late=no")
	a.want(t, narrowed{first: "2026-08-31", last: "2026-12-01"}, map[string]string{
		"n_sheets": "2", "n_rows": "2", "failed_n": "0", "failed_base": "2", "last_date": "2026-11-30", "hours_mid": "0.5",
	})
	succeed(t, a.world, "campaign", "close", "a")
	a.send(t, late, "duplicate")
	a.send(t, a.noted(t, "2026-11-30", nil), "closed")
}

// Two sheets of one chain are one procedure in every figure: one row, the minutes of both, the outcome of the last. A
// sheet that resumes one nobody can name, as the page without script lets it say, is a procedure of its own.
func TestChainInEveryFigure(t *testing.T) {
	need.Full(t)
	a := newAutumn(t)
	first := a.noted(t, "2026-11-10", map[string]any{"out": "ko"})
	second := a.noted(t, "2026-11-12", map[string]any{"out": "ok", "dur.minutes": "45", "inst": "cpas"})
	delete(second.Answers, "dur")
	second.Follows = first.ID
	a.send(t, second, "stored") // before the one that it resumes, as a queue may send them
	a.send(t, first, "stored")
	a.want(t, narrowed{}, map[string]string{
		"n_sheets": "2", "n_rows": "1", "failed_n": "0", "failed_base": "1", "hours_mid": "1", "top1_n": "1", "minutes_mean_mid": "60",
	})
	page := a.desk.get(t, "/s/"+a.link)
	values := url.Values{}
	for _, field := range hidden.FindAllStringSubmatch(page, -1) {
		values.Set(field[1], field[2])
	}
	tick := regexp.MustCompile(`<noscript>.*name="(_follows)" value="(unknown)"`).FindStringSubmatch(page)
	if tick == nil {
		t.Fatal("the page has no tick")
	}
	values.Set(tick[1], tick[2])
	for name, value := range map[string]string{"_date": "2026-11-13", "inst": "cpas", "proc": "rdv", "dur": "d10", "out": "ko"} {
		values.Set(name, value)
	}
	a.desk.send(t, "/s/"+a.link, values)
	if said := succeed(t, a.world, "export", "--campaign", "a", "--format", "csv").out; strings.Count(said, sheet.Unknown) != 1 {
		t.Errorf("not one sheet resumes an unknown one:\n%s", said)
	}
	a.want(t, narrowed{}, map[string]string{
		"n_sheets": "3", "n_rows": "2", "failed_n": "1", "failed_base": "2", "hours_mid": "1.25", "top1_n": "2", "minutes_mean_mid": "37.5",
	})
}
