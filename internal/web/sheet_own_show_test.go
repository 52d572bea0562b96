package web_test

import (
	"encoding/json"
	"maps"
	"net/http"
	"reflect"
	"slices"
	"strings"
	"testing"
	"time"

	"releve/internal/campaign"
	"releve/internal/sheet"
)

// ownSheet is what a device reads of a sheet that it sent.
type ownSheet struct {
	ID            string                       `json:"id"`
	Date          string                       `json:"date"`
	DatePrecision string                       `json:"date_precision"`
	Language      string                       `json:"language"`
	FormVersion   int64                        `json:"form_version"`
	Shared        int                          `json:"shared"`
	Follows       string                       `json:"follows"`
	Answers       map[string]json.RawMessage   `json:"answers"`
	Rows          []map[string]json.RawMessage `json:"rows"`
	Correctable   string                       `json:"correctable"`
}

// readOwn reads a sheet as its device does, and holds its members against the agreed ones.
func (h *house) readOwn(id string) (raw string, got ownSheet) {
	h.t.Helper()
	w, _ := h.own(http.MethodGet, serviceLink, id, deviceSecret, "")
	var members map[string]json.RawMessage
	if err := json.Unmarshal(w.Body.Bytes(), &got); err != nil || w.Code != http.StatusOK {
		h.t.Fatalf("%d %s: %v", w.Code, w.Body, err)
	}
	if err := json.Unmarshal(w.Body.Bytes(), &members); err != nil {
		h.t.Fatal(err)
	}
	want := []string{"answers", "correctable", "date", "date_precision", "follows", "form_version", "id", "language", "rows", "shared"}
	if found := slices.Sorted(maps.Keys(members)); !slices.Equal(found, want) {
		h.t.Errorf("members %v, want %v", found, want)
	}
	if w.Header().Get("Cache-Control") != "no-store" {
		h.t.Errorf("may be kept: %v", w.Header())
	}
	return w.Body.String(), got
}

// TestShowOwn: what a device reads is what it sent, and sent back as it is changes nothing.
func TestShowOwn(t *testing.T) {
	for _, test := range []struct {
		name, form, head, answers, rows, want string // want: answers as they are read, "" when they are as sent
	}{
		{"least", "monitoring-1030", ``, `{"inst":"com-pop","proc":"rdv","dur":"d10","out":"ok"}`, `[]`, ""},
		{
			"all", "monitoring-1030", `,"shared":3,"follows":"unknown"`,
			`{"inst":"oth","inst.text":"École \"1\"","proc":"rdv","dur":"d30","dur.minutes":"35","out":"ko","fn":"as","com":"Deux\nlignes <b>"}`, `[]`, "",
		},
		{
			"several, and a band out of minutes", "monitoring-plus", `,"follows":"0d7f3c1e-9f36-4f7e-8d0a-5a3c1f2b4e6d"`,
			`{"inst":"com-pop","proc":"rdv","dur.minutes":12,"out":"ko","why":["auth","late"]}`, `[]`,
			`{"inst":"com-pop","proc":"rdv","dur":"r10","dur.minutes":"12","out":"ko","why":["auth","late"]}`,
		},
		{
			"rows", "appels", ``, `{"chan":"tel","kind":"ask"}`,
			`[{"theme":"log","action":"info","dcom":"Bail"},{"theme":"oth","theme.text":"Permis","action":"relay"}]`, "",
		},
		{"no rows", "appels", ``, `{"chan":"tel","kind":"silent"}`, `[]`, ""},
	} {
		t.Run(test.name, func(t *testing.T) {
			h, id := newHouse(t, test.form), newID(t)
			h.set(func(c *campaign.Campaign) { c.CorrectionDays = 14 })
			_, answer := h.batch(serviceLink, `{"sheets":[{"id":"`+id+`","date":"2026-03-01","date_precision":"week","language":"de","channel":"offline"`+
				test.head+hashed(deviceSecret)+`,"answers":`+test.answers+`,"rows":`+test.rows+`}]}`)
			if len(answer.Sheets) != 1 || answer.Sheets[0].Status != "stored" {
				t.Fatalf("%+v", answer)
			}
			raw, got := h.readOwn(id)
			if test.want == "" {
				test.want = test.answers
			}
			wantJSON(t, got.Answers, test.want)
			wantJSON(t, got.Rows, test.rows)
			var head ownSheet
			if err := json.Unmarshal([]byte(`{"id":"`+id+`"`+test.head+`}`), &head); err != nil {
				t.Fatal(err)
			}
			f, err := h.form()
			if err != nil {
				t.Fatal(err)
			}
			head.Date, head.DatePrecision, head.Language, head.FormVersion, head.Correctable = "2026-03-01", "week", "de", f.Version, "2026-03-16"
			if got.Answers, got.Rows = nil, nil; !reflect.DeepEqual(got, head) {
				t.Errorf("read %+v, want %+v", got, head)
			}
			if w, again := h.own(http.MethodPut, serviceLink, id, deviceSecret, raw); w.Code != http.StatusOK || again.Status != "duplicate" {
				t.Errorf("sent back: %d %s", w.Code, w.Body)
			}
		})
	}
}

// wantJSON compares a value, written, with a text that means the same.
func wantJSON(t *testing.T, got any, want string) {
	t.Helper()
	data, err := json.Marshal(got)
	if err != nil {
		t.Fatal(err)
	}
	var a, b any
	if json.Unmarshal(data, &a) != nil || json.Unmarshal([]byte(want), &b) != nil || !reflect.DeepEqual(a, b) {
		t.Errorf("got %s, want %s", data, want)
	}
}

// TestShowOwnCorrected: read, correct one answer, read again; the others see nothing of it.
func TestShowOwnCorrected(t *testing.T) {
	h, id := correctable(t)
	h.clock.Add(int64(24 * time.Hour / time.Second))
	raw, _ := h.readOwn(id)
	if w, answer := h.own(http.MethodPut, serviceLink, id, deviceSecret, strings.Replace(raw, `"out":"ok"`, `"out":"ko"`, 1)); answer.Status != "stored" {
		t.Fatalf("%d %s", w.Code, w.Body)
	}
	_, got := h.readOwn(id)
	if string(got.Answers["out"]) != `"ko"` || got.Correctable != "2026-03-16" {
		t.Errorf("read %+v", got)
	}
	kept := h.kept()[0]
	if kept.Worker != sheet.Token("token-1") || kept.Channel != sheet.Offline || kept.Status != sheet.Edited {
		t.Errorf("kept %+v", kept)
	}
	h.set(func(c *campaign.Campaign) { c.State = campaign.Closed })
	h.readOwn(id)
	h.set(func(c *campaign.Campaign) { c.State = campaign.Closing })
	h.own(http.MethodDelete, serviceLink, id, deviceSecret, "")
	if w, answer := h.own(http.MethodGet, serviceLink, id, deviceSecret, ""); w.Code != http.StatusNotFound || answer.Key != "sheet.unclaimed" {
		t.Errorf("withdrawn: %d %s", w.Code, w.Body)
	}
}
