package web_test

import (
	"encoding/json"
	"fmt"
	"net/http"
	"strconv"
	"strings"
	"sync"
	"testing"

	"releve/internal/campaign"
	"releve/internal/sheet"
)

// body returns a batch of one sheet of monitoring-1030 with more members or other answers.
func body(id, more string) string {
	return fmt.Sprintf(`{"sheets":[{"id":%q,"date":"2026-03-01","language":"nl","channel":"offline","worker":"token-1",
		"form_version":2026112203,"answers":{"inst":"com-pop","proc":"rdv","dur":"d10","out":"ok"}%s}]}`, id, more)
}

func TestBatchVerdicts(t *testing.T) {
	const id = "0d7f3c1e-9f36-4f7e-8d0a-5a3c1f2b4e6d"
	h := newHouse(t, "monitoring-1030")
	gone := filled(t)
	h.post("/s/"+serviceLink, gone)
	goneID, _ := sheet.ParseID(gone.Get("_id"))
	if err := h.db.Withdraw(t.Context(), "c", goneID); err != nil {
		t.Fatal(err)
	}
	steps := []struct {
		name, body, status, key string
		before                  func(*campaign.Campaign)
	}{
		{name: "stored", body: body(id, ""), status: "stored"},
		{name: "duplicate", body: body(id, ""), status: "duplicate"},
		{name: "conflict", body: strings.Replace(body(id, ""), `"out":"ok"`, `"out":"ko"`, 1), status: "conflict", key: "api.sheet.conflict"},
		{name: "withdrawn", body: body(gone.Get("_id"), ""), status: "withdrawn", key: "api.sheet.withdrawn"},
		{name: "unknown choice", body: strings.Replace(body(newID(t), ""), "com-pop", "nowhere", 1), status: "invalid", key: "answer.unknown"},
		{name: "missing answer", body: strings.Replace(body(newID(t), ""), `,"out":"ok"`, "", 1), status: "invalid", key: "sheet.required"},
		{name: "unknown question", body: strings.Replace(body(newID(t), ""), `"out"`, `"zz":"1","out"`, 1), status: "invalid", key: "sheet.question.unknown"},
		{name: "unknown member", body: body(newID(t), `,"zz":1`), status: "invalid", key: "api.sheet"},
		{name: "channel of others", body: strings.Replace(body(newID(t), ""), "offline", "scan", 1), status: "invalid", key: "api.channel"},
		{name: "version that never was", body: strings.Replace(body(newID(t), ""), "2026112203", "2020010101", 1), status: "invalid", key: "api.version"},
		{name: "value of no kind", body: strings.Replace(body(newID(t), ""), `"ok"`, `{"a":1}`, 1), status: "invalid", key: "api.value"},
		{name: "no sheet at all", body: `{"sheets":[42]}`, status: "invalid", key: "api.sheet"},
		{name: "rows where none are", body: body(newID(t), `,"rows":[{}]`), status: "invalid", key: "sheet.rows.none"},
		{name: "identifier", body: strings.Replace(body(newID(t), ""), `"out"`, `"com":"85073003328","out"`, 1), status: "invalid", key: "guard.national"},
		{name: "closed", body: body(newID(t), ""), status: "closed", key: "api.sheet.closed", before: func(c *campaign.Campaign) { c.State = campaign.Closed }},
		{name: "duplicate after closing", body: body(id, ""), status: "duplicate"},
	}
	for _, test := range steps {
		t.Run(test.name, func(t *testing.T) {
			if test.before != nil {
				h.set(test.before)
			}
			status, answer := h.batch(serviceLink, test.body)
			if status != http.StatusOK || len(answer.Sheets) != 1 || answer.Sheets[0].Status != test.status {
				t.Fatalf("got %d %+v, want %s", status, answer, test.status)
			}
			got := answer.Sheets[0]
			if hasReceipt := len(got.Receipt) == 26; hasReceipt != (test.status == "stored" || test.status == "duplicate") {
				t.Errorf("receipt %q of a sheet that is %s", got.Receipt, got.Status)
			}
			if test.key == "" {
				return
			}
			if len(got.Problems) == 0 || got.Problems[0].Key != test.key || strings.HasSuffix(got.Problems[0].Code, ".0") || got.Problems[0].Message == test.key {
				t.Errorf("got %+v, want %s", got.Problems, test.key)
			}
		})
	}
	kept := h.kept()
	if len(kept) != 1 || kept[0].Channel != sheet.Offline || kept[0].Worker != sheet.Token("token-1") || kept[0].Worker == "token-1" {
		t.Errorf("kept %+v", kept)
	}
}

func newID(tb testing.TB) string {
	tb.Helper()
	return filled(tb).Get("_id")
}

// TestOneBadSheetHoldsNothingUp posts a batch with good and bad sheets mixed.
func TestOneBadSheetHoldsNothingUp(t *testing.T) {
	h := newHouse(t, "monitoring-1030")
	var sheets []string
	for i := range 9 {
		one := strings.TrimSuffix(strings.TrimPrefix(body(newID(t), ""), `{"sheets":[`), `]}`)
		if i%3 == 1 {
			one = strings.Replace(one, "com-pop", "nowhere", 1)
		}
		sheets = append(sheets, one)
	}
	_, answer := h.batch(serviceLink, `{"sheets":[`+strings.Join(sheets, ",")+`]}`)
	for i, got := range answer.Sheets {
		want := "stored"
		if i%3 == 1 {
			want = "invalid"
		}
		if got.Status != want || !strings.Contains(sheets[i], got.ID) {
			t.Errorf("%d: got %+v, want %s", i, got, want)
		}
	}
	if n := len(h.kept()); n != 6 {
		t.Errorf("%d sheets", n)
	}
}

// TestIdenticalBatchesAtOnce posts the same batch many times at the same moment, also twice within one batch.
func TestIdenticalBatchesAtOnce(t *testing.T) {
	h := newHouse(t, "monitoring-1030")
	one := strings.TrimSuffix(strings.TrimPrefix(body(newID(t), ""), `{"sheets":[`), `]}`)
	var group sync.WaitGroup
	var mu sync.Mutex
	counts := map[string]int{}
	for range 8 {
		group.Go(func() {
			w := h.do(http.MethodPost, "/api/v1/links/"+serviceLink+"/sheets", "application/json", strings.NewReader(`{"sheets":[`+one+`,`+one+`]}`))
			var answer batchAnswer
			if err := json.Unmarshal(w.Body.Bytes(), &answer); err != nil || w.Code != http.StatusOK {
				t.Errorf("%d %s", w.Code, w.Body)
				return
			}
			mu.Lock()
			defer mu.Unlock()
			for _, s := range answer.Sheets {
				counts[s.Status]++
			}
		})
	}
	group.Wait()
	if counts["stored"] != 1 || counts["duplicate"] != 15 || len(h.kept()) != 1 {
		t.Errorf("got %v, %d kept", counts, len(h.kept()))
	}
}

func TestUnreadableBatches(t *testing.T) {
	h := newHouse(t, "monitoring-1030")
	for _, test := range []struct {
		name, link, body string
		want             int
		key              string
	}{
		{"no JSON", serviceLink, "sheets", 400, "api.body"},
		{"unknown member", serviceLink, `{"sheets":[],"x":1}`, 400, "api.body"},
		{"something behind", serviceLink, `{"sheets":[]} {}`, 400, "api.body"},
		{"too many", serviceLink, `{"sheets":[` + strings.Repeat("1,", 200) + `1]}`, 413, "api.batch.large"},
		{"too large", serviceLink, `{"sheets":["` + strings.Repeat("x", 9<<20) + `"]}`, 413, "problem.large"},
		{"unknown link", "0000-0000-0000-0000", `{"sheets":[]}`, 404, "link.unknown"},
		{"no link", "x", `{"sheets":[]}`, 404, "link.unknown"},
	} {
		t.Run(test.name, func(t *testing.T) {
			status, answer := h.batch(test.link, test.body)
			if status != test.want || answer.Key != test.key || !strings.HasPrefix(answer.Code, strconv.Itoa(test.want)+".") {
				t.Errorf("got %d %+v, want %d %s", status, answer, test.want, test.key)
			}
		})
	}
}

// TestCallsWithDemands keeps a call with several demands, with one, and with none.
func TestCallsWithDemands(t *testing.T) {
	h := newHouse(t, "appels")
	for n, rows := range []string{``, `,"rows":[]`, `,"rows":[{"theme":"log","action":"info"}]`, `,"rows":[{"theme":"log","action":"info"},{"theme":"ali","action":"relay","inst":"cpas-loc"}]`} {
		text := fmt.Sprintf(`{"sheets":[{"id":%q,"date":"2026-03-01","language":"fr","answers":{"kind":"ask"}%s}]}`, newID(t), rows)
		if _, answer := h.batch(serviceLink, text); answer.Sheets[0].Status != "stored" {
			t.Fatalf("%d: got %+v", n, answer)
		}
	}
	var got []int
	for _, s := range h.kept() {
		got = append(got, len(s.Rows))
	}
	if fmt.Sprint(got) != "[0 0 1 2]" {
		t.Errorf("got %v", got)
	}
	text := fmt.Sprintf(`{"sheets":[{"id":%q,"date":"2026-03-01","language":"fr","answers":{"kind":"silent"},"rows":[{"theme":"log","action":"info"}]}]}`, newID(t))
	if _, answer := h.batch(serviceLink, text); answer.Sheets[0].Status != "invalid" {
		t.Errorf("demands of a silent call: got %+v", answer)
	}
}
