package main

import (
	"bytes"
	"html"
	"io"
	"mime/multipart"
	"net/http"
	"net/http/cookiejar"
	"net/url"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"releve/internal/need"
)

// atDesk is somebody who works with the pages as a browser does.
type atDesk struct {
	*http.Client

	url string
}

// signedIn gives a new account to somebody and signs in with it.
func signedIn(t *testing.T, w world, s *server, role string) *atDesk {
	t.Helper()
	email := role + "@exemple.be"
	said := succeed(t, w, "user", "add", "--email", email, "--role", role).out
	password := regexp.MustCompile(`(?m)^password: (.+)$`).FindStringSubmatch(said)
	if password == nil {
		t.Fatalf("no password in %q", said)
	}
	jar, err := cookiejar.New(nil)
	if err != nil {
		t.Fatal(err)
	}
	v := &atDesk{&http.Client{Jar: jar}, s.url}
	if page := v.send(t, "/c/_signin", url.Values{"email": {email}, "password": {password[1]}}); !strings.Contains(page, email) && !strings.Contains(page, "_signout") {
		t.Fatalf("not signed in: %.500s", page)
	}
	return v
}

// get asks for a page, which must be there.
func (v *atDesk) get(t *testing.T, path string) string {
	t.Helper()
	res, err := v.Get(v.url + path)
	if err != nil {
		t.Fatal(err)
	}
	return answered(t, path, res)
}

// send posts a form.
func (v *atDesk) send(t *testing.T, path string, values url.Values) string {
	t.Helper()
	return v.post(t, path, "application/x-www-form-urlencoded", strings.NewReader(values.Encode()))
}

func (v *atDesk) post(t *testing.T, path, kind string, body io.Reader) string {
	t.Helper()
	req, err := http.NewRequestWithContext(t.Context(), http.MethodPost, v.url+path, body)
	if err != nil {
		t.Fatal(err)
	}
	req.Header.Set("Content-Type", kind)
	req.Header.Set("Origin", v.url)
	req.Header.Set("Sec-Fetch-Site", "same-origin")
	res, err := v.Do(req)
	if err != nil {
		t.Fatal(err)
	}
	return answered(t, path, res)
}

// upload posts a file of sheets to a campaign, to be kept.
func (v *atDesk) upload(t *testing.T, slug, path string) string {
	t.Helper()
	data, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	var body bytes.Buffer
	form := multipart.NewWriter(&body)
	part, err := form.CreateFormFile("file", filepath.Base(path))
	if err == nil {
		_, err = part.Write(data)
	}
	if err == nil {
		err = form.WriteField("do", "keep")
	}
	if err != nil || form.Close() != nil {
		t.Fatal(err)
	}
	return v.post(t, "/c/"+slug+"/import", form.FormDataContentType(), &body)
}

func answered(t *testing.T, path string, res *http.Response) string {
	t.Helper()
	defer res.Body.Close()
	data, err := io.ReadAll(res.Body)
	if err != nil || res.StatusCode != http.StatusOK {
		t.Fatalf("%s: %s %v\n%.900s", path, res.Status, err, data)
	}
	return string(data)
}

var (
	figureTag = regexp.MustCompile(`<(?:data|time)( [^>]*)>`)
	attribute = regexp.MustCompile(`(id|value|datetime)=("[^"]*"|[^ >"]+)`)
)

// figuresOn returns the figures of a page, each under its name and as exactly as the program knows it.
func figuresOn(t *testing.T, page string) map[string]string {
	t.Helper()
	found := map[string]string{}
	for _, tag := range figureTag.FindAllStringSubmatch(page, -1) {
		name, value := "", ""
		for _, a := range attribute.FindAllStringSubmatch(tag[1], -1) {
			if text := html.UnescapeString(strings.Trim(a[2], `"`)); a[1] == "id" {
				name = text
			} else {
				value = text
			}
		}
		if _, twice := found[name]; twice {
			t.Errorf("%s stands twice on the page", name)
		}
		if name != "" {
			found[name] = value
		}
	}
	return found
}

// TestFiguresEverywhere asks for the same figures on the page, in the workbook as it is and worked out again, and
// recounts them from the rows as CSV and as JSON.
func TestFiguresEverywhere(t *testing.T) {
	need.Full(t)
	for _, test := range []struct {
		name string
		id   string
		n    int // sheets drawn, -1 for the demonstration
	}{
		{"demonstration", monitoring1030, -1},
		{"chains", monitoringPlus, 400},
		{"repeats", appels, 250},
	} {
		t.Run(test.name, func(t *testing.T) {
			w := trial(t)
			d := &foreign{form: questionnaire(t, test.id)}
			if test.n < 0 {
				demonstration(t, w)
			} else {
				d = drawFile(t, test.id, 17, test.n)
				d.put(t, w)
			}
			v := signedIn(t, w, started(t, w.getenv("RELEVE_DATA"), nil), "admin")
			everywhere(t, w, v, d, narrowed{})
			if test.n > 0 {
				everywhere(t, w, v, d, narrowed{from: d.day(20), to: d.day(65)})
				everywhere(t, w, v, d, narrowed{from: d.day(30), service: d.services[1][0]})
				succeed(t, w, "campaign", "set", "a", "count-late=no", "count-outside=no")
				day := func(s string, n int) string {
					at, _ := time.Parse(time.DateOnly, s)
					return at.AddDate(0, 0, n).Format(time.DateOnly)
				}
				everywhere(t, w, v, d, narrowed{first: day(d.from, -1), last: day(d.to, 1)})
			}
		})
	}
}

// narrowed is a filter; empty fields let everything through. The campaign itself leaves out what is dated before first
// or after last, and what came in after last from who could have sent it in time.
type narrowed struct{ from, to, service, first, last string }

// of returns the lines with those that do not pass as ones that do not count.
func (n narrowed) of(lines []record) []record {
	for _, r := range lines {
		if r["_date"] < n.from || n.to != "" && r["_date"] > n.to || n.service != "" && r["_organisation"] != n.service {
			r["_status"] = "excluded"
		}
		sent := slices.Contains([]string{"web", "offline", "api"}, r["_channel"])
		if n.last != "" && (r["_date"] < n.first || r["_date"] > n.last || sent && r["_received_at"] != "" && r["_received_at"][:10] > n.last) {
			r["_status"] = "excluded"
		}
	}
	return lines
}

// everywhere compares the figures of one selection.
func everywhere(t *testing.T, w world, v *atDesk, d *foreign, n narrowed) {
	t.Helper()
	dir := t.TempDir()
	path, wrong := filepath.Join(dir, "a.xlsx"), filepath.Join(dir, "planted.xlsx")
	query := url.Values{"from": {n.from}, "to": {n.to}, "participant": {n.service}}
	if err := os.WriteFile(path, []byte(v.get(t, "/c/a/export.xlsx?for=work&lang=fr&"+query.Encode())), 0o600); err != nil {
		t.Fatal(err)
	}
	planted(t, path, wrong)
	query["service"] = query["participant"]
	delete(query, "participant")
	figures := map[string]map[string]string{
		"page":     figuresOn(t, v.get(t, "/c/a?lang=fr&"+query.Encode())),
		"workbook": opened(t, path).figures(),
	}
	for _, format := range []string{"csv", "json"} {
		figures[format] = recounted(d.form, n.of(d.records(t, w, format)))
		command := succeed(t, w, "export", "--campaign", "a", "--format", format).out
		if page := v.get(t, "/c/a/export."+format); page != command {
			t.Errorf("the page's %s is not that of the command: %s", format, firstDifference(page, command))
		}
	}
	if n == (narrowed{}) && !testing.Short() {
		figures["recalculated"] = opened(t, need.Recalculate(t, wrong)).figures()
	}
	agree(t, figures, promised(d.form.ID))
}

// agree asks that figures from several places are the same. What does not follow from the rows is not recounted.
func agree(t *testing.T, figures map[string]map[string]string, names []string) {
	t.Helper()
	unwritten := []string{"n_people_declared", "failed_low", "failed_high"}
	for _, name := range names {
		want, known := figures["workbook"][name]
		if !known {
			t.Errorf("no %s in the workbook", name)
		}
		for place, found := range figures {
			got, known := found[name]
			if !known && (place == "csv" || place == "json") && slices.Contains(unwritten, name) {
				continue
			}
			if !known && want != "" || !sameFigure(got, want) {
				t.Errorf("%s: %q in the workbook, %q (there: %v) %s", name, want, got, known, place)
			}
		}
	}
}

// The page of a campaign is right at the next load after somebody else imported, by the command or by the page.
func TestPageAfterImport(t *testing.T) {
	w := trial(t)
	succeed(t, w, strings.Fields("campaign create --form monitoring-1030 --slug a --title A --from 2022-09-14 --to 2022-11-30")...)
	v := signedIn(t, w, started(t, w.getenv("RELEVE_DATA"), nil), "coordinator")
	drawn := drawFile(t, monitoring1030, 23, 90)
	sheets := filepath.Join(t.TempDir(), "sheets.csv")
	writeTable(t, sheets, append([][]string{drawn.header}, drawn.lines...))
	for _, step := range []struct {
		name string
		do   func()
		want int // sheets more
	}{
		{"nothing", func() {}, 0},
		{"command", func() { succeed(t, w, "import", "--campaign", "a", "demo/monitoring-1030.csv") }, 416},
		{"command again", func() { succeed(t, w, "import", "--campaign", "a", "demo/monitoring-1030.csv") }, 416},
		{"page", func() { v.upload(t, "a", sheets) }, 416 + countedOf(drawn)},
	} {
		step.do()
		got := figuresOn(t, v.get(t, "/c/a?lang=fr"))
		want := recounted(drawn.form, drawn.records(t, w, "csv"))
		if n := len(got); step.want > 0 && n < 20 {
			t.Errorf("%s: %d figures on the page", step.name, n)
		}
		for name, value := range got {
			if known, ok := want[name]; ok && !sameFigure(known, value) {
				t.Errorf("%s: %s is %q on the page, want %q", step.name, name, value, known)
			}
		}
		if step.want > 0 && number(t, got["n_sheets"]) != float64(step.want) {
			t.Errorf("%s: %s sheets on the page, want %d", step.name, got["n_sheets"], step.want)
		}
	}
}

// countedOf returns how many of the drawn sheets count.
func countedOf(d *foreign) int {
	n := 0
	for _, line := range d.lines {
		if status := line[d.at["_status"]]; status != "rejected" && status != "excluded" {
			n++
		}
	}
	return n
}
