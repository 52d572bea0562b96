package web

import (
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"

	"releve/internal/form"
	"releve/internal/locale"
	"releve/internal/problem"
	"releve/internal/sheet"
)

// questionView is a question as the page shows it.
type questionView struct {
	Look   string // choices, input, text, note, rows, follow
	ID     string // anchor
	Name   string // of its field
	Class  string // ties it to the style that hides it while it is not asked
	Label  string
	Hint   string
	Help   string
	Rule   string
	Wrong  string // what is wrong with its answer
	Folded bool

	RequiredWord, HelpWord, HelpLabel, FrequentWord, ExactWord, SpecifyWord string // words of the page, "" where not needed

	Frequent  []choiceView // what this service noted most
	Often     string       // what a device that remembers puts first: inst, proc; "" where it remembers nothing
	AllWord   string       // words above the whole list, where a part of it stands first
	Branches  []branchView
	Specify   bool
	Specified string // text beside "other"
	Chips     bool   // choices as a grid of short ones
	Exact     bool
	Minutes   string
	Watch     bool // a stopwatch may propose the minutes
	Short     string

	Type      string // of an input: text, date
	InputMode string
	Value     string
	MaxLength int

	Rows []rowView
	Add  string // words of the button that adds a row

	Inside []questionView // of what follows the outcome
	On     string         // name of the outcome's field
}

// branchView is a branch of a tree of choices; choices of the first level stand in branches without a heading.
type branchView struct {
	Heading string
	Open    bool
	Choices []choiceView
}

// choiceView is one choice.
type choiceView struct {
	Type, Name, Value, Label string
	Checked, Specify         bool
}

// rowView is one block of a repeat.
type rowView struct {
	Heading   string
	Questions []questionView

	Drop, DropWord string // field that leaves the block out, where it may be
}

// viewer turns a form into what a page shows, with what was sent before and what is wrong with it.
type viewer struct {
	form     *form.Form
	t        *locale.Printer
	sent     sheet.Entry
	wrong    problem.List
	blank    bool // nothing was sent: defaults stand
	frequent noted
	rows     int // blocks of the repeat to show
	today    string
}

func (v viewer) questions() []questionView {
	out := make([]questionView, 0, len(v.form.Questions))
	for _, q := range v.form.Questions {
		if q.IsRepeat() {
			out = append(out, v.repeat(q))
			continue
		}
		out = append(out, v.question(q, v.sent.Answers, ""))
	}
	return v.followed(out)
}

func (v viewer) repeat(r *form.Question) questionView {
	view := v.frame(r, "")
	view.Look = "rows"
	noun := v.form.RowNoun[v.t.Tag()]
	view.Add = v.t.Text("page.row.add", problem.Args{"noun": noun.One})
	for i := range max(v.rows, len(v.sent.Rows), 1) {
		var sent sheet.Fields
		if i < len(v.sent.Rows) {
			sent = v.sent.Rows[i]
		}
		prefix := r.Code + "." + strconv.Itoa(i+1) + "."
		row := rowView{Heading: upperFirst(noun.One) + " " + strconv.Itoa(i+1)}
		for _, q := range r.Questions {
			row.Questions = append(row.Questions, v.question(q, sent, prefix))
		}
		view.Rows = append(view.Rows, row)
	}
	return view
}

// frame fills what every kind of question shows.
func (v viewer) frame(q *form.Question, prefix string) questionView {
	tag := v.t.Tag()
	view := questionView{
		ID:    "q-" + strings.ReplaceAll(prefix+q.Code, ".", "-"),
		Name:  prefix + q.Code,
		Class: "c-" + q.Code,
		Label: q.Label.In(tag),
		Hint:  q.Hint.In(tag),
		Help:  q.Help.In(tag),
		Short: q.Short.In(tag),

		HelpWord:  v.t.Text("page.help", nil),
		HelpLabel: v.t.Text("page.help.about", problem.Args{"question": q.Short.In(tag)}),
	}
	if q.Required {
		view.RequiredWord = v.t.Text("page.required", nil)
	}
	for _, wrong := range v.wrong.At(view.Name) {
		view.Wrong = v.t.Problem(wrong)
	}
	return view
}

func (v viewer) question(q *form.Question, sent sheet.Fields, prefix string) questionView {
	view := v.frame(q, prefix)
	values := sent[q.Code]
	if v.blank && q.Default != "" {
		values = []string{q.Default}
	}
	switch {
	case q.List != nil:
		v.choices(&view, q, values)
		v.often(&view, q, prefix)
		view.Specify, view.SpecifyWord = q.Specifies(), v.t.Text("page.specify", nil)
		view.FrequentWord = v.t.Text("page.frequent", nil)
		view.Specified = first(sent[q.Code+sheet.SuffixText])
	case q.Bands != nil:
		v.bands(&view, q, values)
		view.Watch = q.Role == form.RoleMinutes && prefix == ""
		view.Minutes = first(sent[q.Code+sheet.SuffixMinutes])
	case !q.Answerable():
		view.Look = "note"
	default:
		v.input(&view, q, first(values))
	}
	return view
}

// input fills a question that is answered by typing.
func (v viewer) input(view *questionView, q *form.Question, value string) {
	view.Look, view.Type, view.Value, view.MaxLength = "input", "text", value, q.MaxLength
	view.Folded = !q.Required && value == "" && view.Wrong == ""
	switch q.Kind.Name() {
	case "longtext":
		view.Look = "text"
	case "integer":
		view.InputMode = "numeric"
	case "date":
		view.Type = "date"
	}
}

// choices fills a question with a list.
func (v viewer) choices(view *questionView, q *form.Question, values []string) {
	view.Look, view.Folded = "choices", !q.Required
	kind := "radio"
	if q.Kind.Name() == "multiple" {
		kind = "checkbox"
	}
	chosen := chosenIn(values)
	if len(chosen) > 0 || view.Wrong != "" {
		view.Folded = false
	}
	make1 := func(c *form.Choice) choiceView {
		return choiceView{
			Type: kind, Name: view.Name, Value: c.Code, Label: c.Label.In(v.t.Tag()),
			Checked: chosen[c.Code], Specify: c.Specify,
		}
	}
	for _, code := range v.frequent.of(q.Role) {
		if c, ok := q.List.Choice(code); ok && c.Offered(v.today) {
			view.Frequent = append(view.Frequent, make1(c))
			delete(chosen, code) // ticked once, where it stands first
		}
	}
	for _, c := range q.List.Choices {
		view.Branches = addBranch(view.Branches, v.branch(c, make1))
	}
	v.addNone(view, q, kind, chosen)
}

// addNone adds "no answer" to an optional question of which only one choice can be ticked: a ticked radio
// button cannot be taken back otherwise.
func (v viewer) addNone(view *questionView, q *form.Question, kind string, chosen map[string]bool) {
	if q.Required || kind == "checkbox" {
		return
	}
	none := choiceView{Type: kind, Name: view.Name, Label: v.t.Text("page.choice.none", nil), Checked: len(chosen) == 0}
	view.Branches = addBranch(view.Branches, branchView{Choices: []choiceView{none}})
}

// branch shows a choice of the first level with what is below it; the branch itself comes last, as the answer
// for who does not know more.
func (v viewer) branch(c *form.Choice, view func(*form.Choice) choiceView) branchView {
	if !c.Offered(v.today) {
		return branchView{}
	}
	if len(c.Children) == 0 {
		return branchView{Choices: []choiceView{view(c)}}
	}
	b := branchView{Heading: c.Heading(v.t.Tag())}
	b.Choices = v.below(c, view)
	b.Choices = append(b.Choices, view(c))
	for _, choice := range b.Choices {
		b.Open = b.Open || choice.Checked
	}
	return b
}

// below shows what is below a choice, deeper branches after their own children.
func (v viewer) below(c *form.Choice, view func(*form.Choice) choiceView) []choiceView {
	var out []choiceView
	for _, child := range c.Children {
		if child.Offered(v.today) {
			out = append(out, v.below(child, view)...)
			out = append(out, view(child))
		}
	}
	return out
}

// addBranch adds a branch; choices without a heading join those before them.
func addBranch(branches []branchView, b branchView) []branchView {
	if len(b.Choices) == 0 {
		return branches
	}
	last := len(branches) - 1
	if b.Heading == "" && last >= 0 && branches[last].Heading == "" {
		branches[last].Choices = append(branches[last].Choices, b.Choices...)
		return branches
	}
	return append(branches, b)
}

// bands fills a question with bands of minutes.
func (v viewer) bands(view *questionView, q *form.Question, values []string) {
	view.Look, view.Chips, view.Exact = "choices", true, q.Exact
	view.ExactWord = v.t.Text("page.minutes.exact", nil)
	view.Rule = q.Bands.Rule.In(v.t.Tag())
	chosen := chosenIn(values)
	var all branchView
	for _, b := range q.Bands.Bands {
		all.Choices = append(all.Choices, choiceView{
			Type: "radio", Name: view.Name, Value: b.Code, Label: b.Label.In(v.t.Tag()), Checked: chosen[b.Code],
		})
	}
	view.Branches = []branchView{all}
	v.addNone(view, q, "radio", chosen)
}

func chosenIn(values []string) map[string]bool {
	chosen := make(map[string]bool)
	for _, value := range values {
		for code := range strings.FieldsSeq(value) {
			chosen[code] = true
		}
	}
	return chosen
}

func first(values []string) string {
	if len(values) == 0 {
		return ""
	}
	return values[0]
}

func upperFirst(s string) string {
	r, size := utf8.DecodeRuneInString(s)
	return string(unicode.ToUpper(r)) + s[size:]
}
