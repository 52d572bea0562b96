package paper_test

import (
	"bytes"
	"image"
	"image/draw"
	"image/png"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"releve/forms"
	"releve/internal/campaign"
	"releve/internal/form"
	"releve/internal/locale"
	"releve/internal/need"
	"releve/internal/paper"
	"releve/internal/problem"
	"releve/internal/qr"
)

// spoken returns the program's words.
func spoken(tb testing.TB) *locale.Catalogue {
	tb.Helper()
	words, err := locale.Load()
	if err != nil {
		tb.Fatal(err)
	}
	return words
}

// surveyOf returns a campaign with a shipped form.
func surveyOf(tb testing.TB, id string) *campaign.Campaign {
	tb.Helper()
	lib, err := form.Load(forms.FS)
	if err != nil {
		tb.Fatal(err)
	}
	f, ok := lib.Form(id)
	if !ok {
		tb.Fatal("no form ", id)
	}
	return &campaign.Campaign{
		Slug: "c", Title: "Monitoring social", FormID: f.ID, Version: f.Version, From: "2026-01-01", Language: "fr",
		Groups: f.Groups, ProcedureText: f.ProcedureText, Forms: []*form.Form{f},
	}
}

// poster returns the order of a poster of a campaign with much to say.
func poster(tb testing.TB, tags ...locale.Tag) paper.Job {
	tb.Helper()
	var logo bytes.Buffer
	if err := png.Encode(&logo, image.NewNRGBA(image.Rect(0, 0, 300, 100))); err != nil {
		tb.Fatal(err)
	}
	c := surveyOf(tb, "monitoring-1030")
	c.Title, c.From, c.To = "Monitoring social des démarches en ligne, automne 2026", "2026-09-14", "2026-11-30"
	c.Publisher = "Y. Œuvre, rue de l’Été 1, 1030 Schaerbeek"
	for range 7 {
		c.Logos = append(c.Logos, campaign.Logo{Name: "La Rencontre", Image: logo.Bytes()})
	}
	return paper.Job{
		Campaign: c, Kind: paper.Poster, Languages: tags, Participant: &campaign.Participant{Code: "asso", Name: "La Rencontre & Cie"},
		Address: "https://releve.example/s/aaaa-bbbb-cccc-dddd", Home: "releve.example",
	}
}

func TestPoster(t *testing.T) {
	words := spoken(t)
	cases := []struct {
		name string
		tags []locale.Tag
		want []string
	}{
		{"French", []locale.Tag{"fr"}, []string{"Scannez le code avec un téléphone", "Touchez 4 réponses", "La Rencontre & Cie"}},
		{"German", []locale.Tag{"de"}, []string{"14. September 2026", "Y. Œuvre, rue de l’Été 1"}},
		{"two languages", []locale.Tag{"nl", "fr"}, []string{"Scannez le code avec un téléphone", "Scan de code", "aaaa-bbbb-cccc-dddd", "releve.example"}},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			var out, again bytes.Buffer
			j := poster(t, c.tags...)
			for _, b := range []*bytes.Buffer{&out, &again} {
				if err := paper.NewPrinter(words).PDF(b, j); err != nil {
					t.Fatal(err)
				}
			}
			if !bytes.Equal(out.Bytes(), again.Bytes()) {
				t.Error("the same poster has other bytes")
			}
			file := filepath.Join(t.TempDir(), "poster.pdf")
			if err := os.WriteFile(file, out.Bytes(), 0o600); err != nil {
				t.Fatal(err)
			}
			said := told(t, "pdftotext", file, "-")
			for _, want := range c.want {
				if !strings.Contains(strings.ReplaceAll(said, "\u00a0", " "), want) {
					t.Errorf("no %q in\n%s", want, said)
				}
			}
			if info := told(t, "pdfinfo", file); !strings.Contains(info, "Pages:           1\n") || !strings.Contains(info, "Tagged:          yes") {
				t.Errorf("got %s, want one tagged page", info)
			}
			wantCode(t, file, j.Address)
		})
	}
}

// told returns what a program says.
func told(tb testing.TB, program string, args ...string) string {
	tb.Helper()
	out, err := exec.CommandContext(tb.Context(), need.Program(tb, program), args...).Output()
	if err != nil {
		tb.Fatalf("%s: %v", program, err)
	}
	return string(out)
}

// wantCode reads the code on the first page.
func wantCode(tb testing.TB, file, want string) {
	tb.Helper()
	told(tb, "pdftoppm", "-r", "100", "-gray", "-png", "-singlefile", file, strings.TrimSuffix(file, ".pdf"))
	data, err := os.ReadFile(strings.TrimSuffix(file, ".pdf") + ".png")
	if err != nil {
		tb.Fatal(err)
	}
	page, err := png.Decode(bytes.NewReader(data))
	if err != nil {
		tb.Fatal(err)
	}
	gray := image.NewGray(page.Bounds())
	draw.Draw(gray, gray.Bounds(), page, image.Point{}, draw.Src)
	if found, err := qr.Decode(gray); err != nil || found.Text != want {
		tb.Errorf("the code says %q, %v; want %q", found.Text, err, want)
	}
}

func TestPosterWithoutLink(t *testing.T) {
	j := poster(t, "fr")
	j.Address = ""
	err := paper.NewPrinter(spoken(t)).PDF(&bytes.Buffer{}, j)
	if all := problem.All(err); len(all) != 1 || all[0].Key != "paper.poster.link" {
		t.Errorf("got %v, want that it needs a link", err)
	}
}
