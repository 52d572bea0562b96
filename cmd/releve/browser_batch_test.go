package main

import (
	"bytes"
	"fmt"
	"image"
	"image/color"
	imagedraw "image/draw"
	"image/jpeg"
	"net/http"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/chromedp/chromedp/kb"

	"releve/internal/need"
	"releve/internal/paper"
	"releve/internal/simulate"
)

// testBatch scans paper and reviews what was read.
func testBatch(t *testing.T, b *browser) {
	for name, run := range map[string]func(*testing.T, *browser){
		"keyboard": testBatchKeyboard, "struck": testBatchStruck, "axe": testBatchAxe,
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			run(t, b)
		})
	}
}

// scanner is an office with a printed tally, and a copier.
type scanner struct {
	*office

	layout *paper.Layout
}

// newScanner makes a campaign, and prints numbered tallies.
func newScanner(t *testing.T, b *browser) *scanner {
	t.Helper()
	dir := t.TempDir()
	surveyed(t, dir, "monitoring-1030")
	out := filepath.Join(t.TempDir(), "tally.pdf")
	invoke(t, dir, "print", "--campaign", "c", "--kind", "tally", "--copies", "9", "-o", out)
	file, err := os.Open(strings.TrimSuffix(out, ".pdf") + ".layout.json")
	if err != nil {
		t.Fatal(err)
	}
	defer file.Close()
	l, err := paper.DecodeLayout(file)
	if err != nil {
		t.Fatal(err)
	}
	return &scanner{newOffice(t, b, dir), l}
}

// noted is what somebody writes on a line: the boxes by question, and what is written by hand.
type noted struct {
	line  int
	boxes map[string]string
	words []string // fields by name, "_date" or "inst.text"

	struck bool // by hand, from its first box to before its last
}

// wholeLine is a whole line.
func wholeLine(line int, words ...string) noted {
	return noted{line: line, boxes: map[string]string{"inst": "oth", "proc": "rdv", "dur": "d10", "out": "ok"}, words: words}
}

// draws makes a page that somebody filled in, as a copier sees it.
func (s *scanner) draws(t *testing.T, serial int, lines ...noted) image.Image {
	t.Helper()
	printed, err := simulate.NewPrint(s.layout, paper.Code{Layout: s.layout.Number, Page: 1, Serial: serial}, 200)
	if err != nil {
		t.Fatal(err)
	}
	for _, n := range lines {
		if n.struck {
			strike(printed, n.line)
		}
	}
	spec := simulate.Spec{Hand: simulate.Told, Tier: simulate.Copier200(), Seed: uint64(serial) + 4000, Cross: map[int][]int{}} //nolint:gosec // a small number
	for i, f := range s.layout.Pages[0].Fields {
		for _, n := range lines {
			if n.line != f.Line {
				continue
			}
			name := f.Question
			if f.Part != "" {
				name += "." + f.Part
			}
			if slices.Contains(n.words, name) {
				spec.Write = append(spec.Write, i)
			}
			if f.Part != "" {
				continue
			}
			box := slices.IndexFunc(f.Boxes, func(b paper.Box) bool { return b.Value == n.boxes[f.Question] })
			if box >= 0 {
				spec.Cross[i] = []int{box}
			}
		}
	}
	drawn, err := printed.Draw(spec)
	if err != nil {
		t.Fatal(err)
	}
	return drawn.Gray
}

// scans puts pages into a PDF file as copiers do: a picture for each.
func scans(t *testing.T, pages ...image.Image) string {
	t.Helper()
	var out bytes.Buffer
	var at []int
	object := func(dict, stream string) {
		at = append(at, out.Len())
		fmt.Fprintf(&out, "%d 0 obj\n<<%s>>\n", len(at), dict)
		if stream != "" {
			fmt.Fprintf(&out, "stream\n%s\nendstream\n", stream)
		}
		out.WriteString("endobj\n")
	}
	out.WriteString("%PDF-1.4\n")
	object("/Type/Catalog/Pages 2 0 R", "")
	var kids strings.Builder
	for i := range pages {
		fmt.Fprintf(&kids, "%d 0 R ", 3+3*i)
	}
	object(fmt.Sprintf("/Type/Pages/Count %d/Kids[%s]", len(pages), &kids), "")
	for i, p := range pages {
		var b bytes.Buffer
		if err := jpeg.Encode(&b, p, &jpeg.Options{Quality: 75}); err != nil {
			t.Fatal(err)
		}
		n, size := 3+3*i, p.Bounds()
		w, h := float64(size.Dx())*72/200, float64(size.Dy())*72/200
		object(fmt.Sprintf("/Type/Page/Parent 2 0 R/MediaBox[0 0 %.1f %.1f]/Contents %d 0 R/Resources<</XObject<</I %d 0 R>>>>", w, h, n+1, n+2), "")
		content := fmt.Sprintf("q %.1f 0 0 %.1f 0 0 cm /I Do Q", w, h)
		object(fmt.Sprintf("/Length %d", len(content)), content)
		object(fmt.Sprintf("/Type/XObject/Subtype/Image/Width %d/Height %d/BitsPerComponent 8/ColorSpace/DeviceGray/Filter/DCTDecode/Length %d", size.Dx(), size.Dy(), b.Len()), b.String())
	}
	start := out.Len()
	fmt.Fprintf(&out, "xref\n0 %d\n0000000000 65535 f \n", len(at)+1)
	for _, offset := range at {
		fmt.Fprintf(&out, "%010d 00000 n \n", offset)
	}
	fmt.Fprintf(&out, "trailer\n<</Size %d/Root 1 0 R>>\nstartxref\n%d\n%%%%EOF\n", len(at)+1, start)
	return writeFile(t, "pile.pdf", out.String())
}

// uploads makes a batch, puts a file into it, and waits until it is read.
func (s *scanner) uploads(tab *tab, path string) (to string) {
	tab.Helper()
	tab.open("/c/c/batches/_new")
	tab.submit(`main form`, map[string]string{"name": "Guichet", "period": "2026-W10", "service": "asso"})
	tab.wantStatus(http.StatusOK)
	to = eval[string](tab, `location.pathname`)
	tab.attach(`[name=file]`, path)
	tab.submit(`form[enctype]`, nil)
	tab.wantStatus(http.StatusOK)
	for range 60 {
		tab.open(to + "?still=1")
		if !tab.has(`progress`) {
			return to
		}
	}
	tab.Fatalf("the pages are never read:\n%s", tab.text("main"))
	return ""
}

// A pile of paper is uploaded, looked at with the keyboard alone, checked, closed, and opened again.
func testBatchKeyboard(t *testing.T, b *browser) {
	s := newScanner(t, b)
	first := s.tab(t)
	s.begin(t, first)
	tab := s.tab(t)
	tab.script(true)
	missing := wholeLine(2)
	delete(missing.boxes, "out")
	path := scans(t, s.draws(t, 1, wholeLine(1, "inst.text"), missing), s.draws(t, 2, wholeLine(1), wholeLine(2, "_date"), wholeLine(3), wholeLine(4), wholeLine(5)))
	to := s.uploads(tab, path)
	if got := tab.text(".sums .sum td"); got != "2" {
		t.Errorf("%s pages came in, want 2:\n%s", got, tab.text("main"))
	}
	tab.clickOn(".next .send")
	tab.until(`location.pathname.endsWith('/review') && document.querySelector('.ask')`)
	for range 12 {
		question := eval[string](tab, `document.querySelector('.ask h2')?.innerText ?? ''`)
		key := eval[string](tab, `document.querySelector('.ask')?.dataset.key ?? ''`)
		switch {
		case question == "":
		case strings.Contains(question, "Date"):
			tab.keys("3/3" + kb.Enter)
		case tab.has(`.ask input[list]`):
			tab.keys("la mutuelle" + kb.Enter)
		default:
			tab.keys("2" + kb.Enter)
		}
		tab.until(`(key => document.querySelector('.ask')?.dataset.key !== key)(%s)`, key)
		if !strings.HasSuffix(eval[string](tab, `location.pathname`), "/review") {
			break
		}
	}
	tab.until(`location.pathname === %s`, to)
	tab.until(`document.querySelector('.next .send')`)
	if got := len(exported(t, s.dir, "c")); got != 0 {
		t.Errorf("%d sheets count before the batch is closed", got)
	}
	tab.clickOn(".next .send")
	tab.until(`location.pathname.endsWith('/sample') && document.querySelector('.ask')`)
	for n := range 40 {
		key := eval[string](tab, `document.querySelector('.ask')?.dataset.key ?? ''`)
		if n == 3 { // back and forth
			tab.keys("z")
			tab.until(`(key => document.querySelector('.ask').dataset.key !== key)(%s)`, key)
			tab.keys(kb.Enter)
			tab.until(`(key => document.querySelector('.ask').dataset.key === key)(%s)`, key)
		}
		if !eval[bool](tab, `document.activeElement.value === 'accept'`) {
			t.Errorf("the focus is on %+v", tab.focused())
		}
		tab.keys(kb.Enter)
		tab.until(`(key => document.querySelector('.ask')?.dataset.key !== key)(%s)`, key)
		if !strings.HasSuffix(eval[string](tab, `location.pathname`), "/sample") {
			break
		}
	}
	tab.until(`location.pathname === %s && document.querySelector('.next .send')`, to)
	tab.open(to + "/close")
	tab.submit(`main form`, nil)
	tab.wantStatus(http.StatusOK)
	rows := exported(t, s.dir, "c")
	if len(rows) != 7 {
		t.Fatalf("%d sheets, want 7:\n%s", len(rows), tab.text("main"))
	}
	for _, row := range rows {
		if row["_channel"] != "scan" || row["_organisation"] != "asso" {
			t.Errorf("row %v", row)
		}
	}
	tab.open(to + "/reopen")
	tab.submit(`main form`, nil)
	tab.wantStatus(http.StatusOK)
	if rows = exported(t, s.dir, "c"); len(rows) != 0 {
		t.Errorf("after opening again %d sheets are left", len(rows))
	}
}

// A line that was struck through by hand is one question, with the whole line in sight: whether it counts.
func testBatchStruck(t *testing.T, b *browser) {
	s := newScanner(t, b)
	tab := s.tab(t)
	tab.script(true)
	s.begin(t, tab)
	struck := wholeLine(2)
	struck.struck = true
	to := s.uploads(tab, scans(t, s.draws(t, 1, wholeLine(1), struck, wholeLine(3))))
	tab.open(to + "/review?lang=fr")
	tab.until(`document.querySelector('.ask img').complete`)
	if got := tab.text(".ask"); !strings.Contains(got, "ligne 2") || !strings.Contains(got, "Ligne annulée") || !strings.Contains(got, "ligne rayée peut-être") {
		t.Errorf("asked:\n%s", got)
	}
	if got := tab.text("main"); !strings.Contains(got, "1 champ restant") {
		t.Errorf("more waits than the line:\n%s", got)
	}
	if wide := eval[int](tab, `document.querySelector('.ask img').naturalWidth`); wide < 1200 {
		t.Errorf("the crop is %d pixels wide, want the whole line", wide)
	}
	tab.phone()
	if high := eval[int](tab, `document.querySelector('.ask img').clientHeight`); high < 40 {
		t.Errorf("on a telephone the line is %d pixels high, want 40 to be seen", high)
	}
	eval[bool](tab, `document.querySelector('.strip').focus() ?? true`)
	tab.keys(kb.ArrowRight)
	tab.until(`document.querySelector('.strip').scrollLeft > 0`)
	eval[bool](tab, `document.querySelector('.ask .send').focus() ?? true`)
	tab.desktop()
	tab.keys(kb.Enter)
	tab.until(`document.querySelector('.ask').innerText.includes('semble rayée')`)
	tab.keys("1" + kb.Enter)
	tab.until(`!location.pathname.endsWith('/review')`)
	tab.script(false)
	s.finishes(tab, to)
	if rows := exported(t, s.dir, "c"); len(rows) != 2 {
		t.Errorf("%d sheets, want 2:\n%s", len(rows), tab.text("main"))
	}
}

// strike draws a level stroke of 0.6 mm through the boxes of a line, but for the last, on a page that is still blank.
func strike(page *simulate.Print, line int) {
	var boxes []paper.Box
	for _, f := range page.Page.Fields {
		if f.Line == line {
			boxes = append(boxes, f.Boxes...)
		}
	}
	from, to := boxes[0].At, boxes[len(boxes)-1].At
	pixel := func(mm float64) int { return int(mm * page.PerMM) }
	area := image.Rect(pixel(from.X-8), pixel(from.Y-0.3), pixel(to.X-6), pixel(to.Y+0.3))
	imagedraw.Draw(page.Gray, area, image.NewUniform(color.Gray{Y: 40}), image.Point{}, imagedraw.Src)
}

// finishes does with a batch what its page says next, without script, until it is closed.
func (s *scanner) finishes(tab *tab, to string) {
	tab.Helper()
	tab.open(to)
	for range 60 {
		switch {
		case tab.has(".ask [name=text]"):
			tab.keys("Actiris")
			tab.leaving(func() { tab.keys(kb.Enter) })
		case tab.has(".ask") && !tab.has(".ask [name=v]:checked"):
			tab.click(`document.querySelector('.ask [name=v]')`)
			tab.leaving(func() { tab.click(`document.querySelector('.ask .send')`) })
		case tab.has(".ask"):
			tab.leaving(func() { tab.keys(kb.Enter) })
		case tab.has("form .send"):
			tab.leaving(func() { tab.click(`document.querySelector('form .send')`) })
			return
		case tab.has(".next .send"):
			tab.follow(".next .send")
		default:
			tab.open(to)
		}
	}
	tab.Fatalf("the batch is never closed:\n%s", tab.text("main"))
}

// Every page of batches is looked at, in its states. What the keyboard does with a script is done here with plain forms.
func testBatchAxe(t *testing.T, b *browser) {
	source, err := os.ReadFile(need.Axe(t))
	if err != nil {
		t.Fatal(err)
	}
	s := newScanner(t, b)
	tab := s.tab(t)
	tab.script(true)
	s.begin(t, tab)
	i := &inspector{auditor: &auditor{tab: tab, axe: string(source)}, seen: map[string]bool{}}
	missing := wholeLine(2)
	delete(missing.boxes, "out")
	plain := image.NewGray(image.Rect(0, 0, 1654, 2339))
	for n := range plain.Pix {
		plain.Pix[n] = 0xff
	}
	lost := image.NewGray(plain.Rect) // its marks and its code are outside of the picture
	copy(lost.Pix, plain.Pix)
	inner := image.Rect(250, 700, 1400, 1600)
	page := s.draws(t, 1, wholeLine(1, "inst.text"), missing)
	imagedraw.Draw(lost, inner, page, inner.Min, imagedraw.Src)
	to := s.uploads(tab, scans(t, page, s.draws(t, 2, wholeLine(1, "_date")), s.draws(t, 2, wholeLine(1), wholeLine(2)), page, plain, lost))
	half := s.uploads(tab, scans(t, s.draws(t, 6, wholeLine(1), missing, wholeLine(3, "inst.text"))))
	empty := s.uploads(tab, writeFile(t, "kaputt.pdf", "%PDF-1.4 nothing"))
	i.in("fr")
	i.open(to)
	doubles := eval[string](tab, `document.querySelector('#doubles a').getAttribute('href')`)
	i.visit("batches", "/c/c/batches", http.StatusOK)
	i.refused("new batch, wrong", "/c/c/batches/_new", `main form`, map[string]string{"period": "hier", "name": strings.Repeat("x", 70)}, http.StatusUnprocessableEntity)
	i.visit("new batch", "/c/c/batches/_new", http.StatusOK)
	i.visit("batch with a bad file", empty, http.StatusOK)
	i.visit("batch", to, http.StatusOK)
	for _, tray := range []string{"refused", "doubles", "blank", "aside"} {
		tab.open(to)
		i.visit(tray, eval[string](tab, `document.querySelector('#'+%s+' a')?.getAttribute('href') ?? 'no tray'`, tray), http.StatusOK)
	}
	i.visit("review", to+"/review", http.StatusOK)
	i.visit("sample", half+"/sample", http.StatusOK)
	i.visit("close", half+"/close", http.StatusOK)
	i.refused("close, waiting", to+"/close", `main form`, nil, http.StatusConflict)
	i.visit("delete", to+"/delete", http.StatusOK)
	for _, path := range []string{doubles + "/picture", doubles + "/crop"} {
		i.seen["fr "+path] = true
		status, head, data := tab.fetch(path)
		if status != http.StatusOK || head.Get("Cache-Control") != "no-store" || !strings.HasPrefix(head.Get("Content-Type"), "image/") || len(data) < 1000 {
			t.Errorf("%s: %d %v", path, status, head)
		}
	}
	tab.script(false)
	s.finishes(tab, half)
	if rows := exported(t, s.dir, "c"); len(rows) != 3 {
		t.Errorf("%d sheets, want 3:\n%s", len(rows), tab.text("main"))
	}
	tab.script(true)
	i.visit("closed", half, http.StatusOK)
	i.visit("open again", half+"/reopen", http.StatusOK)
	wantRoutes(t, i.seen, []string{"fr"}, func(path string) bool { return strings.Contains(path, "/batches") })
	i.in("nl") // the longest words, where there are most of them
	i.visit("batch", to, http.StatusOK)
	i.visit("review", to+"/review", http.StatusOK)
	t.Log(fmt.Sprint(i.pages, " pages in ", i.spent))
}
