package paper

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"releve/internal/campaign"
	"releve/internal/form"
	"releve/internal/locale"
	"releve/internal/need"
	"releve/internal/problem"
)

// author draws questionnaires that nobody would write.
type author struct {
	t    *rapid.T
	used map[string]bool // texts that stand somewhere: a list has none twice
}

// words draws a text of so many signs at most: short words, long ones, capitals that are wide, accents.
func (a author) words(label string, most int) string {
	for try := 0; ; try++ {
		var b strings.Builder
		letters := rapid.SampledFrom([]string{"WM", "aeinrst", "Éèçßœij", "il", "abcdefgh-/"}).Draw(a.t, label)
		long := rapid.IntRange(1, 14).Draw(a.t, label)
		for i := range rapid.IntRange(1, 1+most/8).Draw(a.t, label) {
			word := []rune(strings.Repeat(letters, 20)[i%2:])
			b.WriteString(string(word[:1+(long*(i+1))%17]) + " ")
		}
		fmt.Fprintf(&b, "%d", try*len(a.used))
		runes := []rune(b.String())
		text := strings.TrimSpace(string(runes[:min(len(runes), most)]))
		if try > 20 {
			text = fmt.Sprint(try, len(a.used))
		}
		if key := strings.ToLower(text); text != "" && !a.used[key] {
			a.used[key] = true
			return text
		}
	}
}

// text draws a text in four languages.
func (a author) text(label string, most int) string {
	var all []string
	for _, tag := range locale.Languages() {
		all = append(all, fmt.Sprintf("%s: %q", tag, a.words(label, most)))
	}
	return "{" + strings.Join(all, ", ") + "}"
}

// list draws a list of choices.
func (a author) list(name string) string {
	var b strings.Builder
	fmt.Fprintf(&b, "  - list: %s\n    choices:\n", name)
	n := rapid.SampledFrom([]int{1, 2, 3, 5, 12, 23, 60}).Draw(a.t, "choices")
	for i := range n {
		fmt.Fprintf(&b, "      - {code: c%d, label: %s, short: %s, specify: %t}\n",
			i, a.text("label", 90), a.text("short", 24), i == n-1 && rapid.Bool().Draw(a.t, "specify"))
	}
	return b.String()
}

// form draws a questionnaire.
func (a author) form() *form.Form {
	noun := `{fr: {one: a, other: b}, nl: {one: a, other: b}, de: {one: A, other: B}, en: {one: a, other: b}}`
	head := fmt.Sprintf("form: odd\nversion: 2026112299\ntitle: %s\nsheet_noun: %s\nrow_noun: %s\nabout: %s\nprocedure_text: %s\n",
		a.text("title", 60), noun, noun, a.text("about", 300), a.text("procedure", 600))
	var questions, lists strings.Builder
	for i := range rapid.IntRange(1, 6).Draw(a.t, "questions") {
		kind := rapid.SampledFrom([]string{"choice", "choice", "multiple", "text", "longtext", "integer", "date", "note"}).Draw(a.t, "kind")
		fmt.Fprintf(&questions, "  - code: q%d\n    kind: %s\n    label: %s\n    hint: %s\n", i, kind, a.text("question", 200), a.text("hint", 160))
		if kind != "note" {
			fmt.Fprintf(&questions, "    short: %s\n    required: %t\n", a.text("name", 24), rapid.Bool().Draw(a.t, "required"))
		}
		switch kind {
		case "choice", "multiple":
			lists.WriteString(a.list(fmt.Sprintf("l%d", i)))
			fmt.Fprintf(&questions, "    list: l%d\n", i)
		case "integer":
			questions.WriteString("    min: 0\n    max: 99\n")
		}
	}
	file := head + "questions:\n" + questions.String()
	if lists.Len() > 0 {
		file += "lists:\n" + lists.String()
	}
	f, err := new(form.Library).Read("odd.yaml", []byte(file))
	if err != nil {
		for _, wrong := range problem.All(err) {
			a.t.Logf("%s %v", wrong.Key, wrong.Args)
		}
		a.t.Fatalf("%v in\n%s", err, file)
	}
	return f
}

// survey draws a campaign with such a questionnaire, with texts as long as they may be.
func (a author) survey() *campaign.Campaign {
	c := survey(a.form())
	c.Title, c.Publisher, c.Fictitious = a.words("campaign", 120), a.words("publisher", 200), rapid.Bool().Draw(a.t, "fictitious")
	c.ProcedureText = locale.Text{"fr": a.words("procedure", 1000), "nl": a.words("procedure", 1000)}
	return c
}

// TestOddForms holds that whatever a questionnaire holds, its sheets keep to the rules of a page, or are refused.
func TestOddForms(t *testing.T) {
	runs, odd := 0, printer(t)
	most := need.Size(4, 25, 500)
	rapid.Check(t, func(t *rapid.T) {
		if runs++; runs > most {
			return
		}
		a := author{t, map[string]bool{}}
		c := a.survey()
		for _, kind := range sheets() {
			j := job(c, kind, rapid.SampledFrom(variants()).Draw(t, "languages")...)
			j.Participant = &campaign.Participant{Code: "service", Name: a.words("service", 120)}
			_, err := odd.Layout(j)
			if err == nil {
				checkPlaces(t, fmt.Sprint(kind, j.Languages), j)
				continue
			}
			refusals := []string{"paper.wide", "paper.narrow", "paper.tall"}
			if kind == Slip {
				refusals = refusals[2:]
			}
			if all := problem.All(err); len(all) == 0 || !slices.Contains(refusals, all[0].Key) {
				t.Fatalf("%s: %v", kind, err)
			}
		}
	})
}

// TestRefusals holds what is refused: nobody would find the missing boxes.
func TestRefusals(t *testing.T) {
	wide := survey(shippedForm(t, "monitoring-1030"))
	for b := range wide.Form().Role(form.RoleInstitution).List.All() {
		wide.PaperGroups = append(wide.PaperGroups, b.Code)
	}
	lost := survey(shippedForm(t, "monitoring-1030"))
	for _, tt := range []struct {
		name string
		job  Job
		want string
	}{
		{"no language", job(lost, Slip), "paper.languages"},
		{"three languages", job(lost, Slip, "fr", "nl", "de"), "paper.languages"},
		{"one language twice", job(lost, Slip, "fr", "fr"), "paper.languages"},
		{"unknown language", job(lost, Slip, "it"), "paper.languages"},
		{"unknown kind", job(lost, "leaflet", "fr"), "paper.kind.unknown"},
		{"all institutions on a line", job(wide, Tally, "fr"), "paper.wide"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			_, err := printer(t).Layout(tt.job)
			if all := problem.All(err); len(all) != 1 || all[0].Key != tt.want {
				t.Errorf("got %v, want %s", err, tt.want)
			}
		})
	}
}
