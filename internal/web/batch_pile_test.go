package web_test

import (
	"bytes"
	"context"
	"crypto/sha256"
	"fmt"
	"image/jpeg"
	"net/http"
	"net/url"
	"regexp"
	"slices"
	"strings"
	"testing"

	"releve/internal/locale"
	"releve/internal/paper"
	"releve/internal/scan"
	"releve/internal/simulate"
)

// pile is a desk with a batch whose pages were read.
type pile struct {
	*desk

	layout *paper.Layout
	to     string // path of the batch
	id     string
	scans  interface {
		scan.Store
		scan.Images
	}
	file    scan.File
	picture []byte
}

// newPile makes a batch of tallies of monitoring-1030.
func newPile(t *testing.T) *pile {
	t.Helper()
	p := &pile{desk: newDesk(t, "monitoring-1030")}
	p.scans = p.db.Scans()
	catalogue, err := locale.Load()
	if err != nil {
		t.Fatal(err)
	}
	c, err := p.db.Campaign(t.Context(), "c")
	if err != nil {
		t.Fatal(err)
	}
	if p.layout, err = paper.NewPrinter(catalogue).Layout(paper.Job{Campaign: c, Kind: paper.Tally, Languages: []locale.Tag{"fr"}, Copies: 1}); err != nil {
		t.Fatal(err)
	}
	if err = p.db.KeepLayout(t.Context(), p.layout); err != nil {
		t.Fatal(err)
	}
	drawn, err := simulate.NewPrint(p.layout, paper.Code{Layout: p.layout.Number, Page: 1}, 72)
	if err != nil {
		t.Fatal(err)
	}
	var b bytes.Buffer
	if err = jpeg.Encode(&b, drawn.Gray, nil); err != nil {
		t.Fatal(err)
	}
	p.picture = b.Bytes()
	p.begin()
	return p
}

// begin makes a batch through its form.
func (p *pile) begin() {
	p.t.Helper()
	w := p.post("/c/c/batches/_new", url.Values{"name": {"Guichet"}, "period": {"2026-w10"}, "service": {"asso"}, "_once": {"m" + p.id}})
	p.to, _, _ = strings.Cut(w.Header().Get("Location"), "?")
	if w.Code != http.StatusSeeOther || !strings.HasPrefix(p.to, "/c/c/batches/") {
		p.t.Fatalf("new batch: %d %s\n%s", w.Code, p.to, w.Body)
	}
	p.id = p.to[len("/c/c/batches/"):]
	data := []byte("a file " + p.id)
	var err error
	if p.file, err = p.scans.AddFile(context.Background(), "c", p.id, scan.File{Name: "pile.pdf", Sum: sha256.Sum256(data)}, data); err != nil {
		p.t.Fatal(err)
	}
}

// reads keeps pages as they were read: each says by line and question which box is crossed; "?" is a doubt, "/" a
// stroke through its line.
func (p *pile) reads(serial int, pages ...map[string]string) {
	p.t.Helper()
	for _, says := range pages {
		p.file.Done++
		page := scan.Page{
			Status: scan.Read, Rules: scan.Rules, Code: paper.Code{Layout: p.layout.Number, Page: 1, Serial: serial},
			Grid: [8]float64{72 / 25.4, 0, 0, 0, 72 / 25.4, 0, 0, 0},
		}
		serial++
		for _, f := range p.layout.Pages[0].Fields {
			page.Fields = append(page.Fields, readAs(f, says))
			page.Boxes = append(page.Boxes, make([]scan.Features, max(1, len(f.Boxes)))...)
		}
		p.keep(page)
	}
}

// readAs says how a field was read.
func readAs(f paper.Field, says map[string]string) scan.Field {
	name := fmt.Sprintf("%d %s%s", f.Line, f.Question, f.Part)
	read := scan.Field{States: slices.Repeat([]scan.State{scan.Empty}, max(1, len(f.Boxes)))}
	switch v, said := says[name]; {
	case said && v == "?":
		read.Doubts, read.States[0] = []string{"faint"}, scan.Unsure
	case said && v == "/":
		read.Doubts, read.States[0] = []string{scan.DoubtStruck}, scan.Unsure
	case said && f.Fill == paper.Write:
		read.Doubts, read.States[0] = []string{"written"}, scan.Crossed
	case said:
		read.Values = strings.Split(v, "+")
		for _, value := range read.Values {
			i := slices.IndexFunc(f.Boxes, func(b paper.Box) bool { return b.Value == value })
			read.States[max(0, i)] = scan.Crossed
		}
		if len(read.Values) > 1 {
			read.Doubts = []string{"two"}
		}
	}
	return read
}

func (p *pile) keep(page scan.Page) {
	p.t.Helper()
	ctx := context.Background()
	p.file.Pages = p.file.Done
	i := scan.Image{File: p.file.ID, Number: p.file.Done, Page: page, Sum: uint64(p.file.Done) * 0x9e3779b97f4a7c15} //nolint:gosec // a small number
	if _, err := p.scans.KeepImage(ctx, "c", p.id, i, p.picture); err != nil {
		p.t.Fatal(err)
	}
	if err := p.scans.KeepFile(ctx, p.file); err != nil {
		p.t.Fatal(err)
	}
}

// tallied returns a whole line, with what is otherwise on the page.
func tallied(line int, more ...string) map[string]string {
	says := map[string]string{}
	for q, v := range map[string]string{"inst": "oth", "proc": "rdv", "dur": "d10", "out": "ok"} {
		says[fmt.Sprintf("%d %s", line, q)] = v
	}
	for i := 0; i+1 < len(more); i += 2 {
		says[more[i]] = more[i+1]
	}
	return says
}

// at returns the field that a page of the queue asks about.
func (p *pile) at(page string) string { return find(p.t, page, `name="at" value="([^"]+)"`) }

// answers sends an answer and returns the page that follows.
func (p *pile) answers(path string, values url.Values) (int, string) {
	p.t.Helper()
	w := p.post(p.to+path, values)
	if w.Code == http.StatusSeeOther {
		next := p.get(w.Header().Get("Location"))
		if next.Code == http.StatusSeeOther {
			next = p.get(next.Header().Get("Location"))
		}
		return next.Code, next.Body.String()
	}
	return w.Code, w.Body.String()
}

// sampled looks at the whole sample and agrees with all of it.
func (p *pile) sampled() {
	p.t.Helper()
	for range 25 {
		w := p.get(p.to + "/sample")
		if w.Code == http.StatusSeeOther {
			return
		}
		page := w.Body.String()
		values := url.Values{"at": {p.at(page)}, "do": {"accept"}}
		for _, m := range regexp.MustCompile(`name="v" value="([^"]*)"[^>]* checked`).FindAllStringSubmatch(firstCard(page), -1) {
			values.Add("v", m[1])
		}
		if code, body := p.answers("/sample", values); code != http.StatusOK {
			p.t.Fatalf("sample: %d\n%s", code, body)
		}
	}
	p.t.Fatal("the sample never ends")
}

// firstCard returns the part of a page that is shown.
func firstCard(page string) string {
	card, _, _ := strings.Cut(page, "<template")
	return card
}

// closingSlowly holds a closing up until something else was tried.
type closingSlowly struct {
	scan.Store

	meanwhile func()
}

// Close has something tried, and closes.
func (s closingSlowly) Close(ctx context.Context, slug, batch string, c scan.Closing) error {
	s.meanwhile()
	return s.Store.Close(ctx, slug, batch, c) //nolint:wrapcheck // passed on
}
