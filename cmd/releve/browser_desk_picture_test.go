package main

import (
	"bytes"
	"image"
	"image/color"
	"image/png"
	"maps"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"testing"

	"github.com/chromedp/cdproto/page"

	"releve/internal/need"
)

// deskPictures are the pictures of the README besides those of a phone.
func deskPictures() []string {
	return []string{
		"desk-fr.png", "sheets-fr.png", "synthese-fr.png", "institutions-fr.png", "slip-fr.png", "tally-frnl.png", "review-fr.png",
		"entry-fr.png",
	}
}

// testDeskPictures draws pictures of the demonstration's pages and workbook under RELEVE_TEST_UPDATE=1, and always looks
// whether they are there, shown, and not too heavy.
func testDeskPictures(t *testing.T, b *browser) {
	folder := filepath.Join(need.Root(t), ".readme")
	if update() {
		all := drawnDesk(t, b)
		maps.Copy(all, drawnPaper(t, b))
		for name, picture := range all {
			if err := os.WriteFile(filepath.Join(folder, name), lighter(t, picture), 0o644); err != nil {
				t.Fatal(err)
			}
		}
	}
	readme, err := os.ReadFile(filepath.Join(need.Root(t), "README.md"))
	if err != nil {
		t.Fatal(err)
	}
	for _, name := range deskPictures() {
		data, err := os.ReadFile(filepath.Join(folder, name))
		if err != nil {
			t.Errorf("no picture: %v", err)
			continue
		}
		config, err := png.DecodeConfig(bytes.NewReader(data))
		if err != nil || config.Width < 700 || config.Height < 500 || len(data) > heaviestPicture {
			t.Errorf("%s: %d × %d dots, %d bytes, %v", name, config.Width, config.Height, len(data), err)
		}
		if !bytes.Contains(readme, []byte(".readme/"+name)) {
			t.Errorf("README.md does not show %s", name)
		}
	}
}

// drawnDesk returns pictures of what the demonstration shows to who coordinates.
func drawnDesk(t *testing.T, b *browser) map[string][]byte {
	t.Helper()
	o := &office{server: started(t, t.TempDir(), nil, "--demo"), b: b, cookies: b.cookies(t)}
	tab := o.tab(t)
	tab.open("/c?lang=fr")
	tab.submit(`main form`, map[string]string{"email": o.printed(t, "coordinator"), "password": o.printed(t, "password")})
	pictures := map[string][]byte{}
	tab.open("/c/" + exampleSlug)
	pictures["desk-fr.png"] = tab.tall(1400)
	tab.open("/c/" + exampleSlug + "/sheets?service=asso-04")
	pictures["sheets-fr.png"] = tab.tall(900)
	_, _, data := tab.fetch("/c/" + exampleSlug + "/export.xlsx?for=work")
	book := filepath.Join(t.TempDir(), "exemple.xlsx")
	if err := os.WriteFile(book, data, 0o600); err != nil {
		t.Fatal(err)
	}
	paper := need.Convert(t, "pdf", book)[0]
	pictures["synthese-fr.png"], pictures["institutions-fr.png"] = paged(t, paper, "2"), paged(t, paper, "3")
	return pictures
}

// tall returns the upper part of a page as PNG, so many dots high.
func (b *tab) tall(height float64) []byte {
	b.Helper()
	yes := true
	return bytes.Clone(do(b, page.CaptureScreenshot, page.CaptureScreenshotParams{
		CaptureBeyondViewport: &yes, Clip: &page.Viewport{Width: 1280, Height: height, Scale: 1},
	}).Data)
}

// paged returns a page of a PDF as PNG.
func paged(t *testing.T, path, number string) []byte {
	t.Helper()
	data, err := exec.CommandContext(t.Context(), need.Program(t, "pdftoppm"), "-png", "-r", "115", "-f", number, "-l", number, path).Output()
	if err != nil {
		t.Fatal(err)
	}
	return data
}

// lighter writes a picture again without its white margins and with at most 256 colours.
func lighter(t *testing.T, data []byte) []byte {
	t.Helper()
	from, err := png.Decode(bytes.NewReader(data))
	if err != nil {
		t.Fatal(err)
	}
	box, counts := image.Rectangle{}, map[color.Color]int{}
	for y := from.Bounds().Min.Y; y < from.Bounds().Max.Y; y++ {
		for x := from.Bounds().Min.X; x < from.Bounds().Max.X; x++ {
			at := color.RGBAModel.Convert(from.At(x, y))
			if counts[at]++; at != (color.RGBA{255, 255, 255, 255}) {
				box = box.Union(image.Rect(x, y, x+1, y+1))
			}
		}
	}
	box = box.Inset(-24).Intersect(from.Bounds())
	most := slices.SortedFunc(maps.Keys(counts), func(a, b color.Color) int { return counts[b] - counts[a] })
	to := image.NewPaletted(box, most[:min(256, len(most))])
	nearest := map[color.Color]uint8{}
	for y := box.Min.Y; y < box.Max.Y; y++ {
		for x := box.Min.X; x < box.Max.X; x++ {
			at := color.RGBAModel.Convert(from.At(x, y))
			if _, known := nearest[at]; !known {
				nearest[at] = uint8(to.Palette.Index(at)) //nolint:gosec // at most 256
			}
			to.SetColorIndex(x, y, nearest[at])
		}
	}
	var out bytes.Buffer
	if err = (&png.Encoder{CompressionLevel: png.BestCompression}).Encode(&out, to); err != nil {
		t.Fatal(err)
	}
	return out.Bytes()
}
