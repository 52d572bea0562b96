package pdf_test

import (
	"bytes"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	"releve/internal/need"
	"releve/internal/pdf"
)

// The faces of the tests.
var (
	big   = pdf.Face{Size: 14, Bold: true}
	small = pdf.Face{Size: 8}
)

// sentences are in four languages, with every sign that goes wrong first.
var sentences = []struct{ lang, text string }{
	{"fr", "Démarche réussie à l’hôpital : «\u00a0cœur\u00a0», 5\u00a0€ – ÉTÉ"},
	{"nl", "Één melding, coördinatie bij het OCMW – reünie"},
	{"de", "Größe, Änderung, „Behörde“, Straße"},
	{"en", "A (small) back\\slash, 100 %, café"},
}

// drawn returns a document with two pages in four languages.
func drawn(tb testing.TB) []byte {
	tb.Helper()
	d := pdf.New(pdf.Info{Lang: "fr", Title: "Fiche – été (1)", Author: "Œuvre"})
	d.AddPage(210, 297)
	d.Fill(9, 9, 6, 6, 0)
	d.Tagged(pdf.Section, "", "", func() {
		d.Tagged(pdf.H1, "", "", func() { d.Text(20, 30, big, "Titre") })
		d.Tagged(pdf.Paragraph, "nl", "", func() { d.Text(20, 40, small, "Titel") })
		d.Tagged(pdf.List, "", "", func() {
			for i, s := range sentences {
				d.Tagged(pdf.Item, s.lang, "", func() {
					d.Artifact(func() { d.Outline(20, 50+10*float64(i), 4.5, 4.5, 0.25) })
					d.Text(30, 53+10*float64(i), small, s.text)
				})
			}
		})
		d.Tagged(pdf.Paragraph, "", "", func() {})
		d.Tagged(pdf.Figure, "", "Un carré (noir)", func() { d.Fill(100, 100, 20, 20, 0) })
		d.Tagged(pdf.Paragraph, "", "", func() {
			d.Text(20, 280, small, "d’une page")
			d.AddPage(297, 210)
			d.Text(20, 20, small, "à l’autre")
		})
	})
	d.TextUp(280, 200, small, "en marge")
	return finished(tb, d)
}

// finished returns the bytes of a document.
func finished(tb testing.TB, d *pdf.Document) []byte {
	tb.Helper()
	var out bytes.Buffer
	n, err := d.WriteTo(&out)
	if err != nil || n != int64(out.Len()) {
		tb.Fatalf("wrote %d of %d bytes: %v", n, out.Len(), err)
	}
	return out.Bytes()
}

// kept writes a document into a file and returns its path.
func kept(tb testing.TB, data []byte) string {
	tb.Helper()
	path := filepath.Join(tb.TempDir(), "a.pdf")
	if err := os.WriteFile(path, data, 0o600); err != nil {
		tb.Fatal(err)
	}
	return path
}

// ran returns what a program writes, which must succeed.
func ran(tb testing.TB, program string, args ...string) string {
	tb.Helper()
	out, err := exec.CommandContext(tb.Context(), need.Program(tb, program), args...).Output()
	if err != nil {
		tb.Fatalf("%s: %v\n%s", program, err, out)
	}
	return string(out)
}

func TestDocumentOutside(t *testing.T) {
	file := kept(t, drawn(t))
	cases := []struct {
		name    string
		program []string
		want    []string
	}{
		{"says what it is", []string{"pdfinfo", file}, []string{
			"Title:           Fiche – été (1)\n", "Author:          Œuvre\n", "Tagged:          yes\n", "Pages:           2\n",
		}},
		{"is sound", []string{"qpdf", "--check", file}, []string{"No syntax or stream encoding errors found"}},
		{"keeps its signs", []string{"pdftotext", "-layout", file, "-"}, []string{
			sentences[0].text, sentences[1].text, sentences[2].text, sentences[3].text, "à l’autre",
		}},
		{"goes through its elements", []string{"pdfinfo", "-struct-text", file}, []string{structure}},
		{"tells viewers and screen readers", []string{"qpdf", "--qdf", "--object-streams=disable", file, "-"}, []string{
			"/DisplayDocTitle true", "/PrintScaling /None", "/Marked true", "/Alt <feff0055006e", "/Tabs /S", "/StructParents 1",
			"/Lang (fr)", "/Lang (nl)", "/Lang (de)", "/Lang (en)", "/Artifact BMC",
		}},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			got := strings.ReplaceAll(ran(t, c.program[0], c.program[1:]...), "\u00a0", " ")
			for _, want := range c.want {
				if !strings.Contains(got, strings.ReplaceAll(want, "\u00a0", " ")) {
					t.Errorf("%s does not say %q but\n%.4000s", c.program[0], want, got)
				}
			}
		})
	}
}

// structure is what a screen reader meets in the document, in this order: without the marks and the boxes, and without the
// paragraph in which nothing is.
const structure = `Document
  Sect
    H1 (block)
      "Titre"
    P (block)
      "Titel"
    L (block)
      LI (block)
        LBody (block)
          "Démarche réussie à l’hôpital : « cœur », 5 € – ÉTÉ"
      LI (block)
        LBody (block)
          "Één melding, coördinatie bij het OCMW – reünie"
      LI (block)
        LBody (block)
          "Größe, Änderung, „Behörde“, Straße"
      LI (block)
        LBody (block)
          "A (small) back\slash, 100 %, café"
    Figure
      ""
    P (block)
      "d’une page"
      "à l’autre"
`

func TestDocumentFonts(t *testing.T) {
	lines := strings.Split(strings.TrimSpace(ran(t, "pdffonts", kept(t, drawn(t)))), "\n")
	if len(lines) != 4 {
		t.Fatalf("got\n%s\nwant two fonts", strings.Join(lines, "\n"))
	}
	for _, line := range lines[2:] {
		if !strings.Contains(line, "+DejaVuSansCondensed") || !strings.Contains(line, "Identity-H      "+strings.Repeat(" yes", 3)) {
			t.Errorf("got %q, want it embedded, cut to what is used, and with its Unicode", line)
		}
	}
}

func TestDocumentSame(t *testing.T) {
	want := drawn(t)
	var all sync.WaitGroup
	for range need.Size(4, 16, 64) {
		all.Go(func() {
			if got := drawn(t); !bytes.Equal(got, want) {
				t.Errorf("the same calls gave %d bytes, then %d others", len(want), len(got))
			}
		})
	}
	all.Wait()
	for _, word := range []string{"Date", time.Now().UTC().Format("20060102")} {
		if bytes.Contains(want, []byte(word)) {
			t.Errorf("the document says %q", word)
		}
	}
}

func TestDocumentWrong(t *testing.T) {
	cases := []struct {
		name string
		draw func(*pdf.Document)
		want string
	}{
		{"no page", func(*pdf.Document) {}, "draw pages: no page"},
		{"text before a page", func(d *pdf.Document) {
			d.Text(1, 1, small, "x")
			d.AddPage(210, 297)
		}, "draw pages: no page"},
		{"no image", func(d *pdf.Document) {
			d.AddPage(210, 297)
			d.Image([]byte("x"), 0, 0, 1, 1)
		}, "draw pages: decode image: unexpected EOF"},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			d := pdf.New(pdf.Info{})
			c.draw(d)
			_, err := d.WriteTo(&bytes.Buffer{})
			if err == nil || err.Error() != c.want {
				t.Fatalf("got %v, want %s", err, c.want)
			}
		})
	}
}

// many draws pages with some 100 elements each.
func many(tb testing.TB, pages int) []byte {
	tb.Helper()
	d := pdf.New(pdf.Info{Lang: "fr", Title: "Fiches"})
	for page := range pages {
		d.AddPage(210, 297)
		d.Tagged(pdf.List, "", "", func() {
			for i := range 100 {
				d.Tagged(pdf.Item, "", "", func() {
					d.Artifact(func() { d.Outline(20, 10+2*float64(i), 4.5, 4.5, 0.25) })
					d.Text(30, 10+2*float64(i), small, fmt.Sprintf("choix %d de la page %d", i, page))
				})
			}
		})
	}
	return finished(tb, d)
}

func TestDocumentSpeed(t *testing.T) {
	pages := need.Size(50, 500, 500)
	start := spent(t)
	data := many(t, pages)
	took := spent(t) - start
	t.Logf("%d pages: %v, %d kB", pages, took.Round(time.Millisecond), len(data)/1000)
	if took > 3*time.Second {
		t.Errorf("%d pages took %v of a processor, want 3 s at most", pages, took)
	}
}

// spent returns how long processors worked for this process.
func spent(tb testing.TB) time.Duration {
	tb.Helper()
	var used syscall.Rusage
	if err := syscall.Getrusage(syscall.RUSAGE_SELF, &used); err != nil {
		tb.Fatal(err)
	}
	return time.Duration(used.Utime.Nano() + used.Stime.Nano())
}

func BenchmarkDocument(b *testing.B) {
	for b.Loop() {
		many(b, 100)
	}
}
