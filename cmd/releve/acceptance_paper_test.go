package main

import (
	"encoding/json"
	"image"
	"image/color"
	"image/png"
	"maps"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"

	"releve/internal/need"
	"releve/internal/paper"
	"releve/internal/simulate"
)

// written are sheets as people fill them in, each by the codes of its answers. What has no box on paper is written by hand.
func writtenSheets() []map[string]string {
	return []map[string]string{
		{"_date": "2026-09-03", "inst": "fwb", "proc": "dem", "dur": "d30", "out": "ko", "fn": "as", "com": "Le site s'est fermé deux fois."},
		{"_date": "2026-10-31", "inst": "com", "proc": "rdv", "dur": "d00", "out": "ok"},
		{"_date": "2026-11-12", "inst": "secu", "proc": "doc", "dur": "d20", "out": "ok", "_follows": "unknown"},
		{"_date": "2026-11-01", "inst": "oth", "inst.text": "Un notaire de Liège", "proc": "pay", "dur": "d60", "out": "ko"},
	}
}

// The same answers, given online, keyed from paper and read from scanned paper, are the same lines of an export, but for
// what says how they came.
func TestSameByEveryChannel(t *testing.T) {
	need.Full(t)
	a := newAutumn(t)
	for _, s := range writtenSheets() {
		a.send(t, a.online(t, s), "stored")
	}
	a.key(t, writtenSheets())
	a.scan(t, writtenSheets())
	d := &foreign{form: questionnaire(t, monitoring1030)}
	found := map[string][]string{}
	for _, r := range d.records(t, a.world, "csv") {
		channel := r["_channel"]
		for _, name := range []string{"_id", "_channel", "_received_at", "_worker", "_first"} {
			delete(r, name)
		}
		line, err := json.Marshal(r)
		if err != nil {
			t.Fatal(err)
		}
		found[channel] = append(found[channel], string(line))
	}
	for _, lines := range found {
		slices.Sort(lines)
	}
	if want := len(writtenSheets()); len(found["web"]) != want || len(found) != 3 {
		t.Fatalf("lines by channel: %v, want %d online and two other channels", slices.Sorted(maps.Keys(found)), want)
	}
	for _, channel := range []string{"keyed", "scan"} {
		if !slices.Equal(found[channel], found["web"]) {
			t.Errorf("%s:\n%s\nonline:\n%s", channel, strings.Join(found[channel], "\n"), strings.Join(found["web"], "\n"))
		}
	}
}

// online returns a sheet as a device posts it.
func (a *autumn) online(t *testing.T, s map[string]string) apiSheet {
	t.Helper()
	sent := a.noted(t, s["_date"], nil)
	sent.Follows, sent.Answers = s["_follows"], map[string]any{}
	for name, value := range s {
		if !strings.HasPrefix(name, "_") {
			sent.Answers[name] = value
		}
	}
	return sent
}

// key posts sheets as the page of keyed entry does.
func (a *autumn) key(t *testing.T, sheets []map[string]string) {
	t.Helper()
	type keyed struct {
		apiSheet

		Organisation string         `json:"organisation"`
		Paper        map[string]any `json:"paper"`
	}
	var all []keyed
	for i, s := range sheets {
		sent := a.online(t, s)
		sent.Channel = "keyed"
		all = append(all, keyed{sent, "asso", map[string]any{"pile": "lundi", "note": strconv.Itoa(i + 1)}})
	}
	data, err := json.Marshal(map[string]any{"sheets": all})
	if err != nil {
		t.Fatal(err)
	}
	if said := a.desk.post(t, "/c/a/entry/sheets", "application/json", strings.NewReader(string(data))); strings.Count(said, `"stored"`) != len(sheets) {
		t.Fatalf("keyed: %s", said)
	}
}

// scan prints slips, fills them in by pen, has a copier look at them, and goes the whole way of a batch.
func (a *autumn) scan(t *testing.T, sheets []map[string]string) {
	t.Helper()
	dir := t.TempDir()
	file := filepath.Join(dir, "slips.pdf")
	succeed(t, a.world, "print", "--campaign", "a", "--kind", "slip", "--participant", "asso", "--copies", strconv.Itoa(len(sheets)), "-o", file)
	pictures := a.fill(t, file, sheets)
	said := succeed(t, a.world, append([]string{"scan", "--campaign", "a", "--period", "2026-11"}, pictures...)...).out
	at := regexp.MustCompile(`(?m)^batch: \S+(/c/a/batches/\S+)$`).FindStringSubmatch(said)
	if at == nil {
		t.Fatalf("releve scan said %q", said)
	}
	before := len((&foreign{form: questionnaire(t, monitoring1030)}).records(t, a.world, "csv"))
	a.review(t, at[1]+"/review", sheets)
	a.review(t, at[1]+"/sample", sheets)
	if now := len((&foreign{form: questionnaire(t, monitoring1030)}).records(t, a.world, "csv")); now != before {
		t.Errorf("%d lines before the batch was closed, want %d", now, before)
	}
	a.desk.send(t, at[1]+"/close", url.Values{})
}

// fill writes on printed sheets, one picture for each page, and returns their files.
func (a *autumn) fill(t *testing.T, file string, sheets []map[string]string) []string {
	t.Helper()
	stem := strings.TrimSuffix(file, ".pdf")
	if out, err := exec.Command(need.Program(t, "pdftoppm"), "-r", "200", "-gray", "-png", file, stem).CombinedOutput(); err != nil {
		t.Fatalf("%v: %s", err, out)
	}
	data, err := os.Open(stem + ".layout.json")
	if err != nil {
		if data, err = os.Open(file + ".layout.json"); err != nil {
			t.Fatal(err)
		}
	}
	defer data.Close()
	layout, err := paper.DecodeLayout(data)
	if err != nil {
		t.Fatal(err)
	}
	names, err := filepath.Glob(stem + "-*.png")
	if err != nil || len(names) != len(sheets)*len(layout.Pages) {
		t.Fatalf("%d pages of %d sheets, %v", len(names), len(sheets), err)
	}
	slices.Sort(names)
	for i, name := range names {
		page := i % len(layout.Pages)
		spec := answeredOn(t, &layout.Pages[page], sheets[i/len(layout.Pages)])
		spec.Seed = uint64(i)
		print := &simulate.Print{Layout: layout, Page: &layout.Pages[page], Gray: picture(t, name), PerMM: 200 / 25.4} //nolint:predeclared // what it is
		seen, err := print.Draw(spec)
		if err != nil {
			t.Fatal(err)
		}
		keepPicture(t, name, seen.Gray)
	}
	return names
}

// answeredOn says which boxes of a page stand for the answers of a sheet, and where something is written.
func answeredOn(t *testing.T, page *paper.Page, s map[string]string) simulate.Spec {
	t.Helper()
	values := maps.Clone(s)
	values[paper.FieldDay] = strings.TrimPrefix(s["_date"][8:], "0")
	values[paper.FieldMonth] = strings.TrimPrefix(s["_date"][5:7], "0")
	spec := simulate.Spec{Hand: simulate.Told, Tier: simulate.Copier200(), Turn: 0, Cross: map[int][]int{}}
	for i, f := range page.Fields {
		name := f.Question
		if f.Part != "" {
			name += "." + f.Part
		}
		if f.Fill == paper.Write {
			if values[name] != "" {
				spec.Write = append(spec.Write, i)
			}
			continue
		}
		for n, b := range f.Boxes {
			if b.Value == values[name] {
				spec.Cross[i] = append(spec.Cross[i], n)
			}
		}
	}
	return spec
}

// picture reads a picture as a grey one.
func picture(t *testing.T, name string) *image.Gray {
	t.Helper()
	f, err := os.Open(name)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	img, err := png.Decode(f)
	if err != nil {
		t.Fatal(err)
	}
	gray := image.NewGray(img.Bounds())
	for y := range gray.Rect.Dy() {
		for x := range gray.Rect.Dx() {
			gray.Set(x, y, color.GrayModel.Convert(img.At(x, y)))
		}
	}
	return gray
}

func keepPicture(t *testing.T, name string, img image.Image) {
	t.Helper()
	f, err := os.Create(name)
	if err == nil {
		err = png.Encode(f, img)
	}
	if err != nil || f.Close() != nil {
		t.Fatal(err)
	}
}

var (
	cardTag    = regexp.MustCompile(`<section class="card`)
	cardAt     = regexp.MustCompile(`name="at" value="([^"]+)"`)
	cardChosen = regexp.MustCompile(`name="v" value="([^"]*)"[^>]* checked`)
	cardText   = regexp.MustCompile(`id="t-[^"]+" name="text"`)
)

// review answers all that a page asks about: what is read as it was read, handwriting by what was written.
func (a *autumn) review(t *testing.T, path string, sheets []map[string]string) {
	t.Helper()
	for range 200 {
		page := a.desk.get(t, path)
		page, _, _ = strings.Cut(page, `<template`)
		at := cardAt.FindStringSubmatch(page)
		if !cardTag.MatchString(page) || at == nil {
			return
		}
		answer := url.Values{"at": {at[1]}, "do": {"accept"}}
		for _, m := range cardChosen.FindAllStringSubmatch(page, -1) {
			answer.Add("v", m[1])
		}
		if cardText.MatchString(page) {
			answer.Set("text", handwriting(page, sheets))
		}
		a.desk.send(t, path, answer)
	}
	t.Errorf("%s asks on and on", path)
}

// handwriting returns what stands where a card asks for a text: the only comment, or the only word beside "other".
func handwriting(page string, sheets []map[string]string) string {
	if strings.Contains(page, "<textarea") {
		return sheets[0]["com"]
	}
	return sheets[3]["inst.text"]
}
