package main

import (
	"encoding/csv"
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"releve/internal/form"
)

// foreign is a campaign's data as somebody else's program may write them, always the same for a seed: services with
// names that spreadsheets trip over, and sheets in the interchange layout.
type foreign struct {
	form     *form.Form
	from, to string     // of the campaign; sheets stand inside and outside of it
	services [][]string // code, name, kind, headcount, own
	header   []string
	lines    [][]string // in the layout, a column each of header

	r     *rand.Rand
	at    map[string]int // column by name
	start time.Time
	ids   []string // of the sheets so far
	zone  *time.Location
	codes map[*form.List][]string
}

// questionnaire returns one that the program brings.
func questionnaire(tb testing.TB, id string) *form.Form {
	tb.Helper()
	lib, err := library()
	if err != nil {
		tb.Fatal(err)
	}
	f, ok := lib.Form(id)
	if !ok {
		tb.Fatalf("no form %s", id)
	}
	return f
}

// hostile are names and remarks that a spreadsheet could take for something else than what is written there.
func hostile() []string {
	return []string{
		"Maison", "MAISON", "maison", "Épicerie", "Epicerie", "épicerie", "a*", "a?", "a~*", "~", "*", "?", `"Le Coup de main"`, "l'Amarre",
		"'t loket", "=1+1", "'=1+1", "==", "<10", ">=5", "<>", "+32", "-5", "@jean", "1/2", "TRUE", "VRAI", "waar", "1e3", "1000", "12:30",
		"2022-W37", "#N/A", "A1", "<b>&amp;</b>", "(sans service)", strings.Repeat("très long ", 11) + "nom", "_x0041_", "50 %", "=SUM(A1:A9)",
		"'", "''", "＝1", `a"b"c`, "Straße", "STRASSE",
	}
}

// formula is what a text looks like that gets an apostrophe in front.
var formula = regexp.MustCompile("^'*[=+\\-@\t\r＝＋－＠]")

// guarded writes a text as it stands in a file.
func guarded(s string) string {
	if formula.MatchString(s) {
		return "'" + s
	}
	return s
}

// drawFile draws n sheets of a shipped form.
func drawFile(tb testing.TB, id string, seed, n int) *foreign {
	tb.Helper()
	d := &foreign{form: questionnaire(tb, id), r: rand.New(rand.NewPCG(uint64(seed), 30)), at: map[string]int{}, codes: map[*form.List][]string{}} //nolint:gosec // any seed will do
	var err error
	if d.zone, err = time.LoadLocation("Europe/Brussels"); err != nil {
		tb.Fatal(err)
	}
	d.start = time.Date(2019+d.r.IntN(9), time.Month(1+d.r.IntN(12)), 1+d.r.IntN(28), 0, 0, 0, 0, time.UTC)
	d.from, d.to = d.day(10), d.day(70)
	for i, name := range hostile() {
		kind := []string{"association", "cpas", "commune", "other"}[i%4]
		own := ""
		if q := d.form.Role(form.RoleInstitution); q != nil && i%5 == 0 {
			own = pickFrom(d.r, d.codesOf(q.List))
		}
		d.services = append(d.services, []string{fmt.Sprintf("s%d-%d", seed, i), guarded(name), kind, strconv.Itoa(d.r.IntN(9)), own})
	}
	d.head()
	for range n {
		d.sheet()
	}
	return d
}

// day returns the date so many days after the first possible one.
func (d *foreign) day(n int) string { return d.start.AddDate(0, 0, n).Format(time.DateOnly) }

func (d *foreign) head() {
	add := func(names ...string) {
		for _, name := range names {
			d.at[name] = len(d.header)
			d.header = append(d.header, name)
		}
	}
	for q := range d.form.All() {
		add(q.Code)
		if q.Specifies() {
			add(q.Code + ".text")
		}
		if q.Exact {
			add(q.Code + ".minutes")
		}
	}
	add("_id", "_row", "_follows", "_shared", "_organisation", "_worker", "_date", "_date_precision", "_received_at", "_channel", "_language",
		"_status", "_status_reason")
}

// sheet adds a sheet: one line, or one for each row of its repeat.
func (d *foreign) sheet() {
	r := d.r
	name := fmt.Sprintf("%08x-%04x-4%03x-9%03x-%012x", r.Uint32(), r.IntN(1<<16), r.IntN(1<<12), r.IntN(1<<12), r.Int64N(1<<48))
	day := r.IntN(85)
	line := make([]string, len(d.header))
	set := func(column, value string) { line[d.at[column]] = value }
	set("_id", name)
	set("_row", "1")
	set("_date", d.day(day))
	set("_date_precision", pickFrom(r, []string{"day", "day", "day", "week", "month"}))
	set("_channel", pickFrom(r, []string{"web", "web", "offline", "keyed", "scan", "import", "api"}))
	set("_language", pickFrom(r, []string{"fr", "nl", "de", "en"}))
	set("_status", pickFrom(r, []string{"received", "received", "received", "edited", "issues", "approved", "rejected", "excluded"}))
	if line[d.at["_status"]] == "excluded" {
		set("_status_reason", guarded(pickFrom(r, []string{"essai", "doublon", "hors champ", "lien détourné", "=1+1"})))
	}
	if r.IntN(6) > 0 {
		set("_received_at", d.start.AddDate(0, 0, day+r.IntN(30)).Add(time.Duration(r.IntN(86_400))*time.Second).In(d.zone).Format(time.RFC3339))
	}
	if r.IntN(9) > 0 {
		// Some services log much, some little: the latter are put together in what is handed on.
		set("_organisation", d.services[min(r.IntN(len(d.services)), r.IntN(len(d.services)))][0])
	}
	if r.IntN(5) > 0 {
		set("_worker", pickFrom(r, []string{"carnet-", "w", "'t loket "})+strconv.Itoa(r.IntN(60)))
	}
	if r.IntN(9) == 0 {
		set("_shared", strconv.Itoa(2+r.IntN(7)))
	}
	if d.form.Repeat() == nil && len(d.ids) > 0 && r.IntN(5) == 0 {
		set("_follows", pickFrom(r, []string{"unknown", pickFrom(r, d.ids), pickFrom(r, d.ids), pickFrom(r, d.ids), "00000000-0000-4000-8000-0000000000ff"}))
	}
	d.ids = append(d.ids, name)
	for q, inside := range d.form.All() {
		if !inside {
			d.answer(q, line)
		}
	}
	d.rows(line)
}

// rows adds the lines of a sheet, whose own columns are filled in.
func (d *foreign) rows(line []string) {
	repeat := d.form.Repeat()
	if repeat == nil {
		d.lines = append(d.lines, line)
		return
	}
	rows := d.r.IntN(5)
	for _, c := range repeat.AskIf {
		if !slices.Contains(c.Is, line[d.at[c.Question]]) {
			rows = 0
		}
	}
	if rows == 0 {
		line[d.at["_row"]] = "0"
		d.lines = append(d.lines, line)
	}
	for i := range rows {
		row := slices.Clone(line)
		row[d.at["_row"]] = strconv.Itoa(i + 1)
		for _, q := range repeat.Questions {
			d.answer(q, row)
		}
		d.lines = append(d.lines, row)
	}
}

// answer answers a question, one that is not required sometimes not.
func (d *foreign) answer(q *form.Question, line []string) {
	r := d.r
	if !q.Required && r.IntN(3) == 0 {
		return
	}
	set := func(suffix, value string) { line[d.at[q.Code+suffix]] = value }
	switch {
	case q.Bands != nil && q.Exact && r.IntN(5) == 0:
		set(".minutes", strconv.Itoa(r.IntN(300)))
	case q.Bands != nil:
		set("", q.Bands.Bands[r.IntN(len(q.Bands.Bands))].Code)
	case q.List != nil:
		all := d.codesOf(q.List)
		// Few codes come often and many seldom, as with people.
		at := min(r.IntN(len(all)), r.IntN(len(all)))
		codes := all[at : at+1]
		if q.Kind.Name() == "multiple" && r.IntN(2) == 0 {
			codes = all[at:min(at+1+r.IntN(3), len(all))]
		}
		set("", strings.Join(codes, " "))
		for _, code := range codes {
			if c, _ := q.List.Choice(code); c.Specify {
				set(".text", guarded(pickFrom(r, hostile())))
			}
		}
	default:
		set("", guarded(pickFrom(r, hostile())))
	}
}

func (d *foreign) codesOf(l *form.List) []string {
	if d.codes[l] == nil {
		for c := range l.All() {
			d.codes[l] = append(d.codes[l], c.Code)
		}
	}
	return d.codes[l]
}

func pickFrom[T any](r *rand.Rand, values []T) T { return values[r.IntN(len(values))] }

// title is that of the drawn campaigns.
const title = `Monitoring "~*?" =1+1 & 't loket`

// put makes a campaign a of the drawn data.
func (d *foreign) put(t *testing.T, w world) {
	t.Helper()
	dir := t.TempDir()
	services, sheets := filepath.Join(dir, "services.csv"), filepath.Join(dir, "sheets.csv")
	writeTable(t, services, append([][]string{{"code", "name", "kind", "headcount", "own"}}, d.services...))
	writeTable(t, sheets, append([][]string{d.header}, d.lines...))
	for _, args := range [][]string{
		{"campaign", "create", "--form", d.form.ID, "--slug", "a", "--title", title, "--from", d.from, "--to", d.to},
		{"participant", "import", "--campaign", "a", services},
		{"import", "--campaign", "a", "--strict", sheets},
	} {
		succeed(t, w, args...)
	}
}

func writeTable(t *testing.T, path string, lines [][]string) {
	t.Helper()
	file, err := os.Create(path)
	if err != nil {
		t.Fatal(err)
	}
	defer file.Close()
	if err = csv.NewWriter(file).WriteAll(lines); err != nil {
		t.Fatal(err)
	}
}

// succeed runs a command, which must succeed.
func succeed(t *testing.T, w world, args ...string) outcome {
	t.Helper()
	got := releveArgs(t, w, args...)
	if got.code != exitSuccess {
		t.Fatalf("%s: got %d, %.2000s", strings.Join(args, " "), got.code, got.err)
	}
	return got
}
