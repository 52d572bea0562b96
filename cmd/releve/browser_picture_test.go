package main

import (
	"bytes"
	"image/png"
	"os"
	"path/filepath"
	"slices"
	"testing"
	"time"

	"releve/internal/need"
)

// heaviestPicture is how many bytes a picture of the README may weigh.
const heaviestPicture = 150_000

// demonstrated returns a survey of the demonstration's sheets, in which its services have noted some already, and
// the path of one service's questionnaire.
func demonstrated(t *testing.T) *survey {
	t.Helper()
	dir := t.TempDir()
	invoke(t, dir, "campaign", "create", "--form", "monitoring-1030", "--slug", "c", "--title", "Monitoring social, 2022",
		"--from", "2022-09-14")
	invoke(t, dir, "participant", "import", "--campaign", "c", filepath.Join("demo", "participants.csv"))
	invoke(t, dir, "campaign", "open", "c")
	invoke(t, dir, "import", "--campaign", "c", filepath.Join("demo", "monitoring-1030.csv"))
	return &survey{server: started(t, dir, nil), link: "/s/" + linkOf(t, dir, "c", "asso-04")}
}

// testFrequent shows that the institutions that a service noted most stand first, and that ticking one there is
// enough.
func testFrequent(t *testing.T, b *browser) {
	s := demonstrated(t)
	tab := s.tab(t, b)
	got := eval[[]string](tab, `[...document.querySelectorAll('#q-inst .top input')].map(e => e.value)`)
	counts := map[string]int{}
	for _, row := range s.rows(t) {
		if row["_organisation"] == "asso-04" {
			counts[row["inst"]]++
		}
	}
	if len(got) != 6 {
		t.Fatalf("%d institutions stand first, want 6: %v", len(got), got)
	}
	least := counts[got[0]]
	for _, code := range got {
		if counts[code] > least {
			t.Errorf("%s, noted %d times, stands after one noted %d times", code, counts[code], least)
		}
		least = counts[code]
	}
	for code, n := range counts {
		if n > least && !slices.Contains(got, code) {
			t.Errorf("%s, noted %d times, does not stand first; one noted %d times does", code, n, least)
		}
	}
	tab.clickOn(`.top label:nth-child(2)`)
	tab.fill(answer{"proc", "sui"}, answer{"dur", "d00"}, answer{"out", "ok"})
	tab.date("2022-11-15")
	tab.save()
	tab.follow(`.next a`)
	tab.wantFilled(map[string]string{"inst": got[1], "proc": "sui"})
	if rows := s.rows(t); len(rows) != 417 {
		t.Errorf("%d rows stored, want 417", len(rows))
	}
}

// testPictures draws the pictures of the README under RELEVE_TEST_UPDATE=1, and always looks whether they are there
// and not too heavy.
func testPictures(t *testing.T, b *browser) {
	folder := filepath.Join(need.Root(t), ".readme")
	if update() {
		for name, picture := range drawn(t, b) {
			if err := os.MkdirAll(folder, 0o755); err != nil {
				t.Fatal(err)
			}
			if err := os.WriteFile(filepath.Join(folder, name), picture, 0o644); err != nil {
				t.Fatal(err)
			}
		}
	}
	readme, err := os.ReadFile(filepath.Join(need.Root(t), "README.md"))
	if err != nil {
		t.Fatal(err)
	}
	for _, name := range []string{"find-fr.png", "minutes-nl.png", "receipt-fr.png", "unsent-nl.png", "form-fr.png"} {
		data, err := os.ReadFile(filepath.Join(folder, name))
		if err != nil {
			t.Errorf("no picture: %v", err)
			continue
		}
		config, err := png.DecodeConfig(bytes.NewReader(data))
		if err != nil || config.Width != 720 || config.Height != 1280 || len(data) > heaviestPicture {
			t.Errorf("%s: %d × %d dots, %d bytes, %v", name, config.Width, config.Height, len(data), err)
		}
		if !bytes.Contains(readme, []byte(".readme/"+name)) {
			t.Errorf("README.md does not show %s", name)
		}
	}
}

// drawn returns the pictures: a phone without script, and one with it, in the middle of a sheet, after it, and without a
// network.
func drawn(t *testing.T, b *browser) map[string][]byte {
	t.Helper()
	s := demonstrated(t)
	pictures := map[string][]byte{}
	tab := s.tab(t, b)
	tab.screen(360, 640, 2)
	tab.clickOn(`.top label`)
	tab.top("html")
	pictures["form-fr.png"] = tab.picture()

	phone := s.pocket(t, b)
	phone.screen(360, 640, 2)
	phone.clickOn(`#find`)
	phone.keys("bourse")
	phone.until(`document.querySelectorAll('#found li').length > 0`)
	time.Sleep(200 * time.Millisecond) // until it is painted
	pictures["find-fr.png"] = phone.picture()
	phone.clickOn(`#found li`)
	phone.choose("dur", "d20")
	phone.choose("out", "ok")
	phone.note(false)
	phone.stored()
	phone.settles(`fetch(location.pathname.replace('/s/', '/api/v1/links/')).then(a => a.ok)`)
	phone.top("html")
	pictures["receipt-fr.png"] = phone.picture()

	wire := newWire(t, s.url)
	afar := b.pocket(t, wire.url)
	afar.screen(360, 640, 2)
	afar.open(s.link + "?lang=nl")
	afar.ready()
	afar.clickOn(`#find`)
	afar.keys("studietoelage")
	afar.until(`document.querySelectorAll('#found li').length > 0`)
	afar.clickOn(`#found li`)
	time.Sleep(200 * time.Millisecond)
	pictures["minutes-nl.png"] = afar.picture()
	wire.cut(true)
	afar.choose("dur", "d30")
	afar.choose("out", "ko")
	afar.note(false)
	afar.clickOn(`#view .next button`)
	afar.until(view + ` === ''`)
	afar.until(`document.querySelector('.unsent button')`)
	afar.clickOn(`.unsent button`)
	afar.until(view + ` !== ''`)
	afar.top("html")
	pictures["unsent-nl.png"] = afar.picture()
	return pictures
}

// top brings an element to the top of the screen.
func (b *tab) top(selector string) {
	b.Helper()
	eval[bool](b, `(document.activeElement.blur(), document.querySelector(%s).scrollIntoView(), true)`, selector)
	time.Sleep(100 * time.Millisecond) // until it is painted
}
