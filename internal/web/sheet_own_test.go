package web_test

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"maps"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"testing"
	"time"

	"releve/internal/campaign"
	"releve/internal/sheet"
)

// deviceSecret is what only the device of these tests knows.
const deviceSecret = "secret-of-the-device-4471"

// hashed is the member of a sheet by which its device can change it later.
func hashed(secret string) string {
	sum := sha256.Sum256([]byte(secret))
	return `,"secret_hash":"` + hex.EncodeToString(sum[:]) + `"`
}

// alone returns the one sheet of a batch.
func alone(batch string) string {
	return strings.TrimSuffix(strings.TrimPrefix(batch, `{"sheets":[`), `]}`)
}

// amended returns the sheet that body posts, with other answers.
func amended(id string) string {
	return strings.Replace(alone(body(id, "")), `"out":"ok"`, `"out":"ko","com":"Page perdue"`, 1)
}

// ownAnswer is the answer to a correction or a withdrawal, of success and of failure.
type ownAnswer struct {
	ID, Status string
	Problems   []problemBody
	problemBody
}

// own sends a request about one sheet as a device does.
func (h *house) own(method, link, id, secret, text string) (*httptest.ResponseRecorder, ownAnswer) {
	r := httptest.NewRequest(method, "/api/v1/links/"+link+"/sheets/"+id, strings.NewReader(text))
	if secret != "" {
		r.Header.Set("X-Releve-Secret", secret)
	}
	w := httptest.NewRecorder()
	h.server.Handler().ServeHTTP(w, r)
	var answer ownAnswer
	if err := json.Unmarshal(w.Body.Bytes(), &answer); err != nil {
		h.t.Fatalf("%d %s: %v", w.Code, w.Body, err)
	}
	return w, answer
}

// correctable returns a house whose devices have a fortnight, with a sheet from one.
func correctable(tb testing.TB) (h *house, id string) {
	tb.Helper()
	h, id = newHouse(tb, "monitoring-1030"), newID(tb)
	h.set(func(c *campaign.Campaign) { c.CorrectionDays = 14 })
	if _, answer := h.batch(serviceLink, body(id, hashed(deviceSecret))); answer.Sheets[0].Status != "stored" {
		tb.Fatalf("%+v", answer)
	}
	return h, id
}

func TestCorrectOwn(t *testing.T) {
	h, id := correctable(t)
	was := *h.kept()[0]
	h.clock.Add(int64(3 * 24 * time.Hour / time.Second))
	text := strings.NewReplacer(`"nl"`, `"de"`, `2026-03-01`, `2026-02-27`, `"offline"`, `"api"`, `token-1`, `token-2`).Replace(amended(id))
	text = strings.TrimSuffix(text, "}") + `,"follows":"unknown","shared":2}`
	for i, want := range []string{"stored", "duplicate"} {
		w, answer := h.own(http.MethodPut, serviceLink, id, deviceSecret, text)
		if w.Code != http.StatusOK || answer.ID != id || answer.Status != want || answer.Code != "" {
			t.Errorf("%d: %d %s, want %s", i, w.Code, w.Body, want)
		}
	}
	got := h.kept()[0]
	if got.Answers["out"].Code() != "ko" || got.Answers["com"].Text != "Page perdue" || got.Date != "2026-02-27" || got.Language != "de" ||
		got.Follows != sheet.Unknown || got.Shared != 2 || got.Status != sheet.Edited {
		t.Errorf("kept %+v", got)
	}
	if got.Worker != was.Worker || got.Channel != was.Channel || got.Participant != was.Participant || !got.ReceivedAt.Equal(was.ReceivedAt) {
		t.Errorf("the correction touched how the sheet came in: %+v", got)
	}
	if past := (&desk{house: h}).past(id); len(past) != 1 || past[0].By != "" || past[0].What != campaign.Correcting {
		t.Errorf("history %+v", past)
	}
	if _, answer := h.batch(serviceLink, body(id, "")); answer.Sheets[0].Status != "duplicate" {
		t.Errorf("a late resend: %+v", answer)
	}
	// The id may be left out, for it stands in the address, and the date, which then stays.
	w, answer := h.own(http.MethodPut, serviceLink, strings.ToUpper(id), deviceSecret, strings.NewReplacer(`"id":"`+id+`",`, "", `"date":"2026-03-01",`, "").Replace(alone(body(id, ""))))
	if w.Code != http.StatusOK || answer.Status != "stored" || answer.ID != id || h.kept()[0].Answers["out"].Code() != "ok" || h.kept()[0].Date != "2026-02-27" {
		t.Errorf("without id and date: %d %s, kept %+v", w.Code, w.Body, h.kept()[0])
	}
}

func TestCorrectOwnRefused(t *testing.T) {
	h, id := correctable(t)
	for _, test := range []struct {
		name, body, key string
	}{
		{"identifier", strings.Replace(amended(id), "Page perdue", "85073003328", 1), "guard.national"},
		{"missing answer", strings.Replace(amended(id), `,"out":"ko"`, "", 1), "sheet.required"},
		{"unknown choice", strings.Replace(amended(id), "com-pop", "nowhere", 1), "answer.unknown"},
		{"unknown member", strings.Replace(amended(id), `"id"`, `"zz":1,"id"`, 1), "api.sheet"},
		{"channel of others", strings.Replace(amended(id), "offline", "keyed", 1), "api.channel"},
		{"another id", amended(newID(t)), "api.sheet.other"},
		{"no JSON", "{", "api.sheet"},
		{"batch", body(id, ""), "api.sheet"},
		{"follows itself", strings.Replace(amended(id), `"id"`, `"follows":"`+id+`","id"`, 1), "sheet.follows"},
		{"bad hash", strings.Replace(amended(id), `"id"`, `"secret_hash":"zz","id"`, 1), "api.secret"},
	} {
		t.Run(test.name, func(t *testing.T) {
			// Nobody without the secret learns from a refusal that the sheet is kept.
			for _, secret := range []string{deviceSecret, ""} {
				w, answer := h.own(http.MethodPut, serviceLink, id, secret, test.body)
				if w.Code != http.StatusUnprocessableEntity || answer.Status != "invalid" || len(answer.Problems) == 0 || answer.Problems[0].Key != test.key ||
					answer.Key != test.key || strings.HasSuffix(answer.Code, ".0") || answer.Message == test.key {
					t.Errorf("%d %s, want %s", w.Code, w.Body, test.key)
				}
			}
		})
	}
	if w, answer := h.own(http.MethodPut, serviceLink, id, deviceSecret, strings.Repeat(" ", 2<<20)); w.Code != http.StatusRequestEntityTooLarge || answer.Key != "problem.large" {
		t.Errorf("large: %d %s", w.Code, w.Body)
	}
	follower := newID(t)
	h.batch(serviceLink, body(follower, `,"follows":"`+id+`"`))
	circle := strings.Replace(amended(id), `"id"`, `"follows":"`+follower+`","id"`, 1)
	if w, answer := h.own(http.MethodPut, serviceLink, id, deviceSecret, circle); w.Code != http.StatusUnprocessableEntity || answer.Key != "sheet.follows.cycle" ||
		answer.Status != "invalid" || len(answer.Problems) != 1 {
		t.Errorf("circle: %d %s", w.Code, w.Body)
	}
	if len((&desk{house: h}).past(id)) != 0 {
		t.Error("something was kept")
	}
}

func TestWithdrawOwn(t *testing.T) {
	h, id := correctable(t)
	for i := range 2 {
		if w, answer := h.own(http.MethodDelete, serviceLink, id, deviceSecret, ""); w.Code != http.StatusOK || answer.Status != "withdrawn" || answer.ID != id {
			t.Errorf("%d: %d %s", i, w.Code, w.Body)
		}
	}
	if len(h.kept()) != 0 {
		t.Errorf("kept %+v", h.kept())
	}
	if _, answer := h.batch(serviceLink, body(id, hashed(deviceSecret))); answer.Sheets[0].Status != "withdrawn" || len(h.kept()) != 0 {
		t.Errorf("a late resend: %+v", answer)
	}
	if w, answer := h.own(http.MethodPut, serviceLink, id, deviceSecret, amended(id)); w.Code != http.StatusGone || answer.Status != "withdrawn" || answer.Key != "api.sheet.withdrawn" {
		t.Errorf("a correction: %d %s", w.Code, w.Body)
	}
}

// TestOwnUnclaimed: whoever may not change a sheet gets one answer, whatever the reason is.
func TestOwnUnclaimed(t *testing.T) {
	h, id := correctable(t)
	bare, gone, empty := newID(t), newID(t), newID(t)
	h.batch(serviceLink, body(bare, ""))
	h.batch(serviceLink, body(empty, hashed("")))
	h.batch(serviceLink, body(gone, hashed(deviceSecret)))
	h.own(http.MethodDelete, serviceLink, gone, deviceSecret, "")
	_, reference := h.own(http.MethodPut, serviceLink, newID(t), deviceSecret, strings.Replace(amended(id), `"id":"`+id+`",`, "", 1))
	if reference.Key != "sheet.unclaimed" || reference.Code != "404.51" {
		t.Fatalf("unknown id: %+v", reference)
	}
	fresh := newID(t)
	var seen []string
	for _, method := range []string{http.MethodPut, http.MethodDelete, http.MethodGet} {
		for _, test := range []struct {
			name, link, id, secret string
			late                   time.Duration
		}{
			{"unknown id", serviceLink, fresh, deviceSecret, 0},
			{"no id", serviceLink, "x", deviceSecret, 0},
			{"wrong secret", serviceLink, id, deviceSecret + "x", 0},
			{"no secret", serviceLink, id, "", 0},
			{"the hash itself", serviceLink, id, strings.Split(hashed(deviceSecret), `"`)[3], 0},
			{"link of another service", otherLink, id, deviceSecret, 0},
			{"link of the campaign", campaignLink, id, deviceSecret, 0},
			{"sheet without a secret", serviceLink, bare, deviceSecret, 0},
			{"sheet without a secret, none", serviceLink, bare, "", 0},
			{"the empty secret", serviceLink, empty, "", 0},
			{"withdrawn, wrong secret", serviceLink, gone, deviceSecret + "x", 0},
			{"too late", serviceLink, id, deviceSecret, 15 * 24 * time.Hour},
		} {
			h.clock.Add(int64(test.late / time.Second))
			w, _ := h.own(method, test.link, test.id, test.secret, strings.Replace(amended(id), `"id":"`+id+`",`, "", 1))
			h.clock.Add(-int64(test.late / time.Second))
			var headers []string
			for _, name := range slices.Sorted(maps.Keys(w.Header())) {
				headers = append(headers, name+": "+strings.Join(w.Header()[name], ", "))
			}
			seen = append(seen, fmt.Sprint(w.Code, "\n", strings.Join(headers, "\n"), "\n", w.Body))
			if seen[len(seen)-1] != seen[0] || w.Code != http.StatusNotFound {
				t.Errorf("%s %s:\n%s\nwant\n%s", method, test.name, seen[len(seen)-1], seen[0])
			}
		}
	}
	h.set(func(c *campaign.Campaign) { c.CorrectionDays = 0 })
	if w, answer := h.own(http.MethodPut, serviceLink, id, deviceSecret, amended(id)); w.Code != http.StatusNotFound || answer.Key != "sheet.unclaimed" {
		t.Errorf("no days: %d %s", w.Code, w.Body)
	}
	if w, answer := h.own(http.MethodPut, "0000-0000-0000-0000", id, deviceSecret, amended(id)); w.Code != http.StatusNotFound || answer.Key != "link.unknown" {
		t.Errorf("unknown link: %d %s", w.Code, w.Body)
	}
	kept := h.kept()
	if len(kept) != 3 || slices.ContainsFunc(kept, func(sh *sheet.Sheet) bool { return sh.Status != sheet.Received }) {
		t.Errorf("something changed: %+v", kept)
	}
}

// TestOwnStates corrects in every state of the campaign; the server learns of each only when the store refuses.
func TestOwnStates(t *testing.T) {
	for _, test := range []struct {
		state  campaign.State
		status int
		want   string
	}{
		{campaign.Trial, http.StatusOK, "stored"},
		{campaign.Open, http.StatusOK, "stored"},
		{campaign.Closing, http.StatusOK, "stored"},
		{campaign.Closed, http.StatusGone, "closed"},
	} {
		t.Run(string(test.state), func(t *testing.T) {
			h, id := correctable(t)
			h.set(func(c *campaign.Campaign) { c.State = test.state })
			w, answer := h.own(http.MethodPut, serviceLink, id, deviceSecret, amended(id))
			if w.Code != test.status || answer.Status != test.want {
				t.Errorf("correct: %d %s, want %s", w.Code, w.Body, test.want)
			}
			h.set(func(c *campaign.Campaign) { c.Title += "!" })
			if test.want == "stored" {
				test.want = "withdrawn"
			}
			if w, answer = h.own(http.MethodDelete, serviceLink, id, deviceSecret, ""); w.Code != test.status || answer.Status != test.want {
				t.Errorf("withdraw: %d %s, want %s", w.Code, w.Body, test.want)
			}
			if test.want == "closed" && (answer.Key != "api.sheet.closed" || len(h.kept()) != 1 || h.kept()[0].Status != sheet.Received) {
				t.Errorf("closed: %s, kept %+v", w.Body, h.kept())
			}
		})
	}
}

func TestSecretHash(t *testing.T) {
	h := newHouse(t, "monitoring-1030")
	for _, sent := range []string{"x", strings.Repeat("0", 63), strings.Repeat("0", 66), strings.Repeat("g", 64)} {
		_, answer := h.batch(serviceLink, body(newID(t), `,"secret_hash":"`+sent+`"`))
		got := answer.Sheets[0]
		if got.Status != "invalid" || got.Problems[0].Key != "api.secret" || got.Problems[0].Field != "secret_hash" {
			t.Errorf("%q: %+v", sent, got)
		}
	}
	id := newID(t)
	for _, more := range []string{hashed(deviceSecret), "", hashed("another"), strings.ToUpper(hashed(deviceSecret))} {
		more = strings.Replace(more, "SECRET_HASH", "secret_hash", 1)
		_, answer := h.batch(serviceLink, body(id, more))
		if got := answer.Sheets[0].Status; got != "stored" && got != "duplicate" || len(answer.Sheets[0].Receipt) != 26 {
			t.Errorf("%q: %+v", more, answer)
		}
	}
	if n := len(h.kept()); n != 1 {
		t.Errorf("%d sheets", n)
	}
}

// TestHistoryFromDevice: the coordinator sees that a change came from the device, and can undo it.
func TestHistoryFromDevice(t *testing.T) {
	d := newDesk(t, "monitoring-1030")
	d.set(func(c *campaign.Campaign) { c.CorrectionDays = 1 })
	id := newID(t)
	d.batch(serviceLink, body(id, hashed(deviceSecret)))
	if w, answer := d.own(http.MethodPut, serviceLink, id, deviceSecret, amended(id)); answer.Status != "stored" {
		t.Fatalf("%d %s", w.Code, w.Body)
	}
	for tag, want := range map[string]string{"fr": "depuis l'appareil", "nl": "vanaf het toestel", "de": "vom Gerät aus", "en": "from the device"} {
		_, history, _ := strings.Cut(d.page(sheetPath(id)+"?lang="+tag), `id="history"`)
		if !strings.Contains(text(history), want) {
			t.Errorf("%s: no %q in\n%s", tag, want, text(history))
		}
	}
	if d.change(id, "undo", ""); d.only().Answers["out"].Code() != "ok" || d.only().Status != sheet.Received {
		t.Errorf("undone: %+v", d.only())
	}
	_, history, _ := strings.Cut(d.page(sheetPath(id)+"?lang=fr"), `id="history"`)
	if said := text(history); !strings.Contains(said, deskEmail) || !strings.Contains(said, "depuis l'appareil") {
		t.Error(said)
	}
	d.change(id, "exclude", "trial")
	d.own(http.MethodPut, serviceLink, id, deviceSecret, amended(id))
	if got := d.only(); got.Status != sheet.Excluded || got.Reason != "essai" || got.Answers["out"].Code() != "ko" {
		t.Errorf("excluded, then corrected: %+v", got)
	}
	if w, answer := d.own(http.MethodDelete, serviceLink, id, deviceSecret, ""); answer.Status != "withdrawn" || len(d.kept()) != 0 {
		t.Errorf("excluded, then withdrawn: %d %s", w.Code, w.Body)
	}
}
