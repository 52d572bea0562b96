package scan_test

import (
	"bytes"
	"context"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"

	"releve/internal/need"
	"releve/internal/scan"
)

// drawnBy draws the only page of a PDF with pdftoppm, as large as a sketch.
func drawnBy(ctx context.Context, program string, file []byte) ([]byte, error) {
	args := []string{"-q", "-gray", "-scale-to-x", strconv.Itoa(sketchWidth), "-scale-to-y", strconv.Itoa(sketchHeight), "-"}
	cmd := exec.CommandContext(ctx, program, args...)
	cmd.Stdin = bytes.NewReader(file)
	return cmd.Output()
}

// Our reading of a PDF's pictures shows what a viewer shows: which side is up, what is black.
func TestPagesAsViewersShowThem(t *testing.T) {
	need.Full(t)
	program := need.Program(t, "pdftoppm")
	g := sketch(5)
	for _, k := range slices.Concat(embedded(t, g), drawnOtherwise(g)) {
		if k.name == "turned" {
			continue // all four ways are tried when a page is read
		}
		t.Run(k.name, func(t *testing.T) {
			ours := taken(t, k.file)[0].Page.Gray
			blank := bytes.Replace(single("/Width 1 /Height 1", nil), []byte(whole), []byte(strings.Repeat(" ", len(whole))), 1)
			_, pages, err := scan.ReadFile(t.Context(), scan.Input{Data: bytes.NewReader(blank), Size: int64(len(blank))}, known, scan.Options{
				Render: func(ctx context.Context, _ scan.Input, _ int) ([]byte, error) { return drawnBy(ctx, program, k.file) },
				Measure: func(number int, p scan.Picture, find scan.Find) scan.Page {
					if n := differs(ours, p.Gray); n < 0 || n > len(ours.Pix)/100 {
						t.Errorf("sizes %v and %v, %d pixels differ", ours.Rect, p.Gray.Rect, n)
					}
					return faint(number, p, find)
				},
			})
			if err != nil {
				t.Fatal(err)
			}
			if got := slices.Collect(pages); len(got) != 1 || got[0].Page.Status != scan.Read {
				t.Errorf("got %+v", got)
			}
		})
	}
}

// The files that these tests write by hand are sound, apart from those that are meant to be broken.
func TestBooksAreSound(t *testing.T) {
	need.Full(t)
	program := need.Program(t, "qpdf")
	for _, k := range embedded(t, sketch(5)) {
		if strings.HasPrefix(k.name, "wrong") || strings.HasPrefix(k.name, "lines") {
			continue
		}
		path := filepath.Join(t.TempDir(), "a.pdf")
		if err := os.WriteFile(path, k.file, 0o600); err != nil {
			t.Fatal(err)
		}
		if out, err := exec.CommandContext(t.Context(), program, "--check", path).CombinedOutput(); err != nil {
			t.Errorf("%s: %v: %s", k.name, err, out)
		}
	}
}
