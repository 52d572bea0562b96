package main

import (
	"os"
	"os/exec"
	"path/filepath"
	"testing"

	"releve/internal/need"
	"releve/internal/paper"
	"releve/internal/simulate"
)

// drawnPaper returns pictures of printed sheets, of a field that is reviewed and of lines that are keyed.
func drawnPaper(t *testing.T, b *browser) map[string][]byte {
	t.Helper()
	dir, folder := t.TempDir(), t.TempDir()
	surveyed(t, dir, monitoring1030)
	invoke(t, dir, "campaign", "set", "c", "title=Automne à Schaerbeek", "publisher=Coordination sociale")
	slip, tally := filepath.Join(folder, "slip.pdf"), filepath.Join(folder, "tally.pdf")
	invoke(t, dir, "print", "--campaign", "c", "--kind", "slip", "-o", slip)
	out, err := exec.Command(binary(t), "print", "--campaign", "c", "--kind", "tally", "--lang", "fr+nl", "--copies", "1",
		"--participant", "asso", "-o", tally, "--data", dir).CombinedOutput()
	if err != nil {
		t.Fatalf("%v: %s", err, out)
	}
	k := employed(t, b, dir)
	return map[string][]byte{
		"slip-fr.png": paged(t, slip, "1"), "tally-frnl.png": paged(t, tally, "1"),
		"review-fr.png": k.reviewed(t, tally), "entry-fr.png": k.keyed(),
	}
}

// reviewed scans a tally with a field in doubt and returns a picture of the page that asks about it.
func (k *clerk) reviewed(t *testing.T, tally string) []byte {
	t.Helper()
	file, err := os.Open(filepath.Join(filepath.Dir(tally), "tally.layout.json"))
	if err != nil {
		t.Fatal(err)
	}
	defer file.Close()
	layout, err := paper.DecodeLayout(file)
	if err != nil {
		t.Fatal(err)
	}
	name := filepath.Join(filepath.Dir(tally), "tally.png")
	if err = os.WriteFile(name, rastered(t, tally), 0o600); err != nil {
		t.Fatal(err)
	}
	spec := simulate.Spec{Hand: simulate.Told, Tier: simulate.Copier200(), Seed: 9, Cross: map[int][]int{}}
	for i, f := range layout.Pages[0].Fields {
		switch {
		case f.Line < 1 || f.Line > 9 || f.Fill == paper.Write || f.Question == paper.FieldVoid || f.Question == paper.FieldFollow:
		case f.Line == 4 && f.Question == "dur": // two answers where one is asked for
			spec.Cross[i] = []int{1, 2}
		default:
			spec.Cross[i] = []int{(f.Line*3 + i) % len(f.Boxes)}
		}
	}
	printed := &simulate.Print{Layout: layout, Page: &layout.Pages[0], Gray: picture(t, name), PerMM: 200 / 25.4}
	seen, err := printed.Draw(spec)
	if err != nil {
		t.Fatal(err)
	}
	s := &scanner{k.office, layout}
	to := s.uploads(k.tab, scans(t, seen.Gray))
	k.open(to + "/review?lang=fr")
	k.until(`document.querySelector('.ask img').complete`)
	return k.tall(820)
}

// rastered returns the first page of a PDF as a scanner would, at 200 dots per inch.
func rastered(t *testing.T, path string) []byte {
	t.Helper()
	data, err := exec.CommandContext(t.Context(), need.Program(t, "pdftoppm"), "-png", "-gray", "-r", "200", "-singlefile", path).Output()
	if err != nil {
		t.Fatal(err)
	}
	return data
}

// keyed keys some lines and returns a picture of the page while the next one is typed.
func (k *clerk) keyed() []byte {
	k.Helper()
	k.open("/c/c/entry?lang=fr")
	k.ready()
	k.begins("Lundi", "12")
	for _, line := range []string{"1632", "2111", "3521*2", "5822"} {
		k.keys(line + "\r")
	}
	k.stores(4)
	k.keys("1 6 3")
	k.until(`document.querySelectorAll('#echo li').length > 2`)
	return k.tall(900)
}
