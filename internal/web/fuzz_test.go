package web_test

import (
	"net/http"
	"net/url"
	"strings"
	"testing"

	"releve/internal/form"
	"releve/internal/sheet"
)

// whole says whether a kept sheet obeys its form: every code known, every mandatory answer there. It is written
// apart from the code it judges.
func whole(f *form.Form, s *sheet.Sheet) bool {
	for code, a := range s.Answers {
		q, ok := f.Question(code)
		if !ok || a.Blank() {
			return false
		}
		for _, c := range a.Codes {
			inList := false
			if q.List != nil {
				_, inList = q.List.Choice(c)
			}
			if q.Bands != nil {
				_, inList = q.Bands.Band(c)
			}
			if !inList {
				return false
			}
		}
	}
	for _, code := range []string{"inst", "proc", "dur", "out"} {
		if len(s.Answers[code].Codes) != 1 {
			return false
		}
	}
	return true
}

// FuzzPostedForm posts any form values: no crash, no answer that blames the server, and whatever is kept is whole.
func FuzzPostedForm(f *testing.F) {
	f.Add("inst=com-pop&proc=rdv&dur=d10&out=ok")
	f.Add("inst=com-pop&inst=onem&proc=rdv&dur=d10&out=ok&_follows=unknown&_shared=3")
	f.Add("inst=oth&inst.text=%3D1%2B1&proc=rdv&dur.minutes=1h30&out=ko&com=%F0%9F%98%80&_more=1")
	f.Add("inst=%00&proc=%FF&dur=d10&out=ok&demands.1.theme=log&_lang=nl&_version=9&d[inst]=x")
	h := newHouse(f, "monitoring-1030")
	form1030, _ := h.form()
	f.Fuzz(func(t *testing.T, query string) {
		values, err := url.ParseQuery(query)
		if err != nil {
			return
		}
		if values.Get("_id") == "" {
			values.Set("_id", newID(t))
		}
		before := len(h.kept())
		w := h.post("/s/"+serviceLink, values)
		if w.Code >= http.StatusInternalServerError {
			t.Fatalf("status %d: %s", w.Code, h.log)
		}
		kept := h.kept()
		if stored := w.Code == http.StatusSeeOther; !stored && len(kept) != before {
			t.Fatalf("status %d and %d sheets more", w.Code, len(kept)-before)
		}
		for _, s := range kept[before:] {
			if !whole(form1030, s) {
				t.Fatalf("kept %+v", s)
			}
		}
	})
}

// FuzzBatch posts any body to the endpoint for devices.
func FuzzBatch(f *testing.F) {
	f.Add(body("0d7f3c1e-9f36-4f7e-8d0a-5a3c1f2b4e6d", ""))
	f.Add(`{"sheets":[{"id":1}]}`)
	f.Add(`{"sheets":[{"id":"0d7f3c1e-9f36-4f7e-8d0a-5a3c1f2b4e6e","language":"fr","answers":{"inst":["com-pop"],"proc":null,"dur":5}}]}`)
	f.Add(`[[[[`)
	h := newHouse(f, "monitoring-1030")
	form1030, _ := h.form()
	f.Fuzz(func(t *testing.T, text string) {
		before := len(h.kept())
		w := h.do(http.MethodPost, "/api/v1/links/"+serviceLink+"/sheets", "application/json", strings.NewReader(text))
		if w.Code >= http.StatusInternalServerError {
			t.Fatalf("status %d: %s", w.Code, h.log)
		}
		for _, s := range h.kept()[before:] {
			if !whole(form1030, s) {
				t.Fatalf("kept %+v", s)
			}
		}
	})
}
