package web_test

import (
	"bytes"
	"mime/multipart"
	"net/http"
	"net/http/httptest"
	"net/url"
	"regexp"
	"strings"
	"testing"
	"time"

	"releve/internal/account"
	"releve/internal/campaign"
	"releve/internal/paper"
	"releve/internal/scan"
)

// A batch goes from its upload to the figures and back, by plain forms.
func TestBatchFlow(t *testing.T) {
	p := newPile(t)
	p.reads(1, tallied(1, "1 out", "?"), tallied(1, "1 insttext", "w"), tallied(2))
	if page := p.page(p.to); !strings.Contains(page, p.to+"/review") {
		t.Errorf("the page does not lead to the fields:\n%s", page)
	}
	if w := p.post(p.to+"/close", nil); w.Code != http.StatusConflict || !strings.Contains(w.Body.String(), "2 champs ") {
		t.Errorf("closing with fields waiting: %d\n%s", w.Code, w.Body)
	}
	page := p.page(p.to + "/review")
	if !strings.Contains(page, "2 champs restants") {
		t.Errorf("the page does not count what is left")
	}
	first := p.at(page)
	code, page := p.answers("/review", url.Values{"at": {first}, "do": {"accept"}, "text": {"85.07.30-033.28"}})
	if code != http.StatusUnprocessableEntity || !strings.Contains(page, "numéro") {
		t.Errorf("an identifier is taken: %d\n%s", code, firstCard(page))
	}
	if _, page = p.answers("/review", url.Values{"at": {first}, "do": {"accept"}, "text": {"la mutuelle"}}); !strings.Contains(page, "1 champ restant") {
		t.Errorf("the next page says\n%s", firstCard(page))
	}
	second := p.at(page)
	if _, page = p.answers("/review", url.Values{"do": {"undo"}}); p.at(page) != first || !strings.Contains(page, "2 champs restants") {
		t.Errorf("undo leads to\n%s", firstCard(page))
	}
	p.answers("/review", url.Values{"at": {first}, "do": {"accept"}, "text": {"la mutuelle"}})
	code, page = p.answers("/review", url.Values{"at": {second}, "do": {"accept"}})
	if code != http.StatusUnprocessableEntity || !strings.Contains(page, "choisissez la réponse") {
		t.Errorf("Enter throws a mark away: %d", code)
	}
	code, page = p.answers("/review", url.Values{"at": {second}, "do": {"blank"}})
	if code != http.StatusUnprocessableEntity || !strings.Contains(firstCard(page), `class="e"`) {
		t.Errorf("a mandatory answer may stay blank: %d\n%s", code, firstCard(page))
	}
	p.answers("/review", url.Values{"at": {second}, "do": {"accept"}, "v": {"ko"}})
	if got := p.kept(); len(got) != 0 {
		t.Errorf("%d sheets count before the batch is closed", len(got))
	}
	if w := p.post(p.to+"/close", nil); w.Code != http.StatusConflict {
		t.Errorf("closing without looking at the sample: %d", w.Code)
	}
	p.sampled()
	for range 2 { // a double click
		if code, page = p.answers("/close", nil); code != http.StatusOK || !strings.Contains(page, "3 fiches") {
			t.Fatalf("close: %d\n%s", code, page)
		}
	}
	got := p.kept()
	if len(got) != 3 || got[0].Channel != "scan" || got[0].Participant != "asso" || got[0].Date != "2026-03-02" || got[0].Precision != "week" {
		t.Fatalf("kept %+v", got)
	}
	b, err := p.scans.Batch(t.Context(), "c", p.id)
	if err != nil || b.Sampled == 0 || b.Wrong != 0 {
		t.Errorf("sampled %d, wrong %d, %v", b.Sampled, b.Wrong, err)
	}
	if w := p.post(p.to+"/review", url.Values{"at": {first}, "do": {"blank"}}); w.Code != http.StatusConflict {
		t.Errorf("a closed batch is changed: %d", w.Code)
	}
	if code, _ = p.answers("/reopen", nil); code != http.StatusOK || len(p.kept()) != 0 {
		t.Errorf("reopened: %d, %d sheets", code, len(p.kept()))
	}
	if code, page = p.answers("/delete", nil); code != http.StatusOK || !strings.Contains(page, "supprimé") {
		t.Errorf("deleted: %d\n%s", code, page)
	}
}

// Of two answers where one is asked for, none is chosen beforehand, and one key takes neither.
func TestBatchTwoAnswers(t *testing.T) {
	p := newPile(t)
	p.reads(1, tallied(1, "1 dur", "d10+d20"))
	page := p.page(p.to + "/review")
	if card := firstCard(page); strings.Contains(card, " checked") || !strings.Contains(card, "deux réponses") {
		t.Errorf("the page says\n%s", card)
	}
	at := p.at(page)
	if code, _ := p.answers("/review", url.Values{"at": {at}, "do": {"accept"}}); code != http.StatusUnprocessableEntity {
		t.Errorf("accepted without a choice: %d", code)
	}
	if _, page = p.answers("/review", url.Values{"at": {at}, "do": {"accept"}, "v": {"d20"}}); strings.Contains(page, p.to+"/review?at") {
		t.Errorf("chosen, and asked again:\n%s", firstCard(page))
	}
}

// A struck line is asked about first. Who accepts without a choice is told what to choose: of the line, then of its answers.
func TestBatchStruck(t *testing.T) {
	p := newPile(t)
	p.reads(1, tallied(1, "1 out", "/", "1 _void", "/"))
	for _, want := range []string{"La ligne semble rayée", "Il y a un signe dans une case"} {
		at := p.at(p.page(p.to + "/review"))
		code, page := p.answers("/review", url.Values{"at": {at}, "do": {"accept"}})
		if code != http.StatusUnprocessableEntity || !strings.Contains(page, want) {
			t.Errorf("%s: %d, want %q:\n%s", at, code, want, firstCard(page))
		}
		p.answers("/review", url.Values{"at": {at}, "do": {"blank"}})
	}
}

// A wrong reading in the sample is corrected, asks for more, and is stated.
func TestBatchSampleWrong(t *testing.T) {
	p := newPile(t)
	for n := range 8 {
		p.reads(n+1, tallied(1))
	}
	page := p.page(p.to + "/sample")
	code, _ := p.answers("/sample", url.Values{"at": {p.at(page)}, "do": {"blank"}})
	if code != http.StatusOK && code != http.StatusUnprocessableEntity {
		t.Fatalf("%d", code)
	}
	ds, err := p.scans.Decisions(t.Context(), "c", p.id)
	if err != nil || len(ds) != 1 || !ds[0].Sample || ds[0].Agreed {
		t.Errorf("kept %+v, %v", ds, err)
	}
}

// What one person decides while another closes the batch is in the figures, or is refused.
func TestBatchClosedMeanwhile(t *testing.T) {
	p := newPile(t)
	p.reads(1, tallied(1, "1 out", "?"))
	page := p.page(p.to + "/review")
	at := p.at(page)
	p.answers("/review", url.Values{"at": {at}, "do": {"accept"}, "v": {"ko"}})
	p.sampled()
	other := p.as(account.Coordinator)
	decided := make(chan int, 1)
	p.server.Scans = closingSlowly{p.scans, func() {
		go func() {
			decided <- other.post(p.to+"/review", url.Values{"at": {at}, "do": {"accept"}, "v": {"ok"}}).Code
		}()
		select {
		case code := <-decided:
			decided <- code
		case <-time.After(300 * time.Millisecond): // it waits for the closing
		}
	}}
	if code, page := p.answers("/close", nil); code != http.StatusOK {
		t.Fatalf("close: %d\n%s", code, page)
	}
	code, got := <-decided, p.kept()
	if code != http.StatusConflict || len(got) != 1 || got[0].Answers["out"].Code() != "ko" {
		t.Errorf("decided with %d, kept %+v", code, got)
	}
}

// Somebody whose page shows a field that is asked no more is led on, and nothing is lost.
func TestBatchStaleField(t *testing.T) {
	p := newPile(t)
	p.reads(1, tallied(1, "1 out", "?"))
	p.reads(2, tallied(1, "1 out", "?"))
	at := p.at(p.page(p.to + "/review"))
	image, _, _ := strings.Cut(at, ".")
	if w := p.post(p.to+"/pages/"+image, url.Values{"do": {"skip"}}); w.Code != http.StatusSeeOther {
		t.Fatalf("set aside: %d\n%s", w.Code, w.Body)
	}
	code, page := p.answers("/review", url.Values{"at": {at}, "do": {"accept"}, "v": {"ko"}})
	if code != http.StatusOK || !strings.Contains(page, "1 champ restant") || p.at(page) == at {
		t.Errorf("a field that is asked no more: %d\n%s", code, firstCard(page))
	}
	ds, err := p.scans.Decisions(t.Context(), "c", p.id)
	if err != nil || len(ds) != 0 {
		t.Errorf("kept %+v, %v", ds, err)
	}
}

// Pages that are there twice are shown, and a person decides.
func TestBatchDoubles(t *testing.T) {
	p := newPile(t)
	p.reads(4, tallied(1))
	p.reads(4, tallied(1, "1 out", "ko"))
	p.reads(9, tallied(1))
	p.reads(9, tallied(1))
	page := p.page(p.to)
	for _, want := range []string{"Doubles possibles (1)", "Mises de côté (1)", "est peut-être là deux fois"} {
		if !strings.Contains(page, want) {
			t.Errorf("no %q in\n%s", want, page)
		}
	}
	if w := p.post(p.to+"/close", nil); w.Code != http.StatusConflict {
		t.Errorf("closing with a conflict: %d", w.Code)
	}
	to := find(t, page, `(?s)id="doubles".*?href="([^"]+)"`)
	if image := p.page(to); !strings.Contains(image, `value="this"`) || strings.Count(image, "<figure") != 2 {
		t.Errorf("the page with the double:\n%s", image)
	}
	if w := p.post(to, url.Values{"do": {"this"}}); w.Code != http.StatusSeeOther {
		t.Errorf("this one: %d", w.Code)
	}
	p.sampled()
	p.answers("/close", nil)
	got := p.kept()
	if len(got) != 2 || got[0].Answers["out"].Code() != "ko" && got[1].Answers["out"].Code() != "ko" {
		t.Errorf("kept %+v", got)
	}
}

// Files are taken or refused one by one; the same file again is refused.
func TestBatchUpload(t *testing.T) {
	p := newPile(t)
	send := func(files map[string]string) *httptest.ResponseRecorder {
		var b bytes.Buffer
		m := multipart.NewWriter(&b)
		for name, data := range files {
			w, _ := m.CreateFormFile("file", name)
			w.Write([]byte(data))
		}
		m.Close()
		return p.send(http.MethodPost, p.to+"/files", m.FormDataContentType(), &b)
	}
	if w := send(map[string]string{"a.pdf": "%PDF-1", "b.pdf": "%PDF-2"}); w.Code != http.StatusSeeOther || !strings.Contains(w.Header().Get("Location"), "n=2") {
		t.Errorf("%d %s", w.Code, w.Header().Get("Location"))
	}
	w := send(map[string]string{"c.pdf": "%PDF-1"})
	if w.Code != http.StatusUnprocessableEntity || !strings.Contains(w.Body.String(), "c.pdf\u00a0: Ce fichier a déjà été déposé") {
		t.Errorf("the same file: %d\n%s", w.Code, w.Body)
	}
	if w = send(nil); w.Code != http.StatusUnprocessableEntity {
		t.Errorf("no file: %d", w.Code)
	}
	if w = p.get(p.to); w.Header().Get("Refresh") == "" {
		t.Error("the page does not ask again by itself while files wait")
	}
	if w = p.get(p.to + "?still=1"); w.Header().Get("Refresh") != "" {
		t.Error("it cannot be told to stay as it is")
	}
}

// Pictures are for who coordinates, are not stored by anybody on the way, and go thirty days after closing.
func TestBatchPictures(t *testing.T) {
	p := newPile(t)
	p.reads(1, tallied(1))
	page := p.page(p.to + "/sample")
	crop := find(t, page, `img src="([^"]+crop[^"]+)"`)
	w := p.get(strings.ReplaceAll(crop, "&amp;", "&"))
	if w.Code != http.StatusOK || w.Header().Get("Content-Type") != "image/png" || w.Header().Get("Cache-Control") != "no-store" {
		t.Errorf("crop: %d %v", w.Code, w.Header())
	}
	reader := p.as("reader")
	for _, path := range []string{crop, p.to + "/review", p.to + "/pages/1/picture"} {
		if got := reader.get(path).Code; got != http.StatusForbidden {
			t.Errorf("a reader gets %s: %d", path, got)
		}
	}
	if got := reader.get(p.to).Code; got != http.StatusOK {
		t.Errorf("a reader does not get the batch: %d", got)
	}
	p.sampled()
	p.answers("/close", nil)
	picture := regexp.MustCompile(`/crop.*`).ReplaceAllString(crop, "/picture")
	if got := p.get(picture).Code; got != http.StatusOK {
		t.Errorf("picture of a closed batch: %d", got)
	}
	b, _ := p.scans.Batch(t.Context(), "c", p.id)
	if n, err := p.scans.Sweep(t.Context(), b.Closed); err != nil || n != 0 {
		t.Errorf("swept %d too early, %v", n, err)
	}
	if n, err := p.scans.Sweep(t.Context(), b.Closed.Add(time.Second)); err != nil || n != 1 {
		t.Errorf("swept %d, %v", n, err)
	}
	for _, path := range []string{picture, crop} {
		if got := p.get(path).Code; got != http.StatusGone {
			t.Errorf("after thirty days %s: %d", path, got)
		}
	}
}

// A batch can be closed on trial, where its sheets are marked, and after the campaign's end.
func TestBatchStates(t *testing.T) {
	for _, state := range []campaign.State{campaign.Trial, campaign.Closed} {
		p := newPile(t)
		p.set(func(c *campaign.Campaign) { c.State = state })
		p.reads(1, tallied(1))
		p.sampled()
		if code, page := p.answers("/close", nil); code != http.StatusOK || len(p.kept()) != 1 {
			t.Errorf("%s: %d, %d sheets\n%s", state, code, len(p.kept()), page)
		}
	}
}

// A page of another campaign, or one that could not be read, goes into a tray; a code that a person types is checked.
func TestBatchTrays(t *testing.T) {
	p := newPile(t)
	p.file.Done++
	p.keep(scan.Page{Status: scan.Refused, Reason: "code", Rules: scan.Rules})
	p.file.Done++
	p.keep(scan.Page{Status: scan.Foreign, Reason: "layout", Rules: scan.Rules, Code: paper.Code{Layout: "000000", Page: 1}})
	p.file.Done++
	p.keep(scan.Page{Status: scan.Blank, Rules: scan.Rules})
	page := p.page(p.to)
	for _, want := range []string{"Illisibles (1)", "autre campagne ou version (1)", "Vides (1)", "Tapez le code"} {
		if !strings.Contains(page, want) {
			t.Errorf("no %q", want)
		}
	}
	to := find(t, page, `(?s)id="refused".*?href="([^"]+)"`)
	if w := p.post(to, url.Values{"do": {"code"}, "code": {"R1:nonsense"}}); w.Code != http.StatusUnprocessableEntity {
		t.Errorf("a wrong code: %d", w.Code)
	}
	if w := p.post(to, url.Values{"do": {"code"}, "code": {paper.Code{Layout: "ZZZZZZ", Page: 1}.String()}}); w.Code != http.StatusUnprocessableEntity {
		t.Errorf("an unknown layout: %d\n%s", w.Code, w.Body)
	}
	code := paper.Code{Layout: p.layout.Number, Page: 1, Serial: 3}.String()
	values := url.Values{"do": {"mark"}, "code": {code}, "so": {"10,10;700,10;700,1000"}, "at.x": {"10"}, "at.y": {"1000"}}
	if w := p.post(to, values); w.Code != http.StatusSeeOther {
		t.Errorf("four marks: %d\n%s", w.Code, w.Body)
	}
}
