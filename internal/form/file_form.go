package form

import (
	"slices"
	"strings"

	"go.yaml.in/yaml/v4"

	"releve/internal/problem"
)

// draft is a questionnaire while it is read: lists and bands may stand in the same file, below the questions
// that use them, so that names are resolved at the end.
type draft struct {
	file
	form  *Form
	lists map[string]*List
	bands map[string]*BandSet
	uses  []use

	lines      map[string]int // of the file's own keys
	groupLines []int
}

// use is a list or bands that a question names.
type use struct {
	question *Question
	list     string
	bands    string
}

// read reads the members of a questionnaire, resolves the names it uses and checks it whole.
func (d *draft) read(n *yaml.Node) {
	d.form = &Form{file: d.name, line: n.Line}
	d.lines = d.mapping(n, members{
		"form":           d.str(&d.form.ID),
		"version":        d.integer(&d.form.Version),
		"title":          d.text(&d.form.Title),
		"about":          d.text(&d.form.About),
		"procedure_text": d.text(&d.form.ProcedureText),
		"sheet_noun":     d.nouns(&d.form.SheetNoun),
		"row_noun":       d.nouns(&d.form.RowNoun),
		"questions":      d.questions(&d.form.Questions),
		"groups":         d.groups(&d.form.Groups),
		"outcome":        d.outcome(&d.form.Outcome),
		"paper_groups":   d.strs(&d.form.PaperGroups),
		"lists":          d.ownLists,
		"bands":          d.ownBands,
	})
	d.resolve()
	d.form.index()
	d.check()
}

// line returns the line of a key of the file, the first one where it has no such key.
func (d *draft) line(key string) int {
	if line := d.lines[key]; line > 0 {
		return line
	}
	return d.form.line
}

// ownLists reads lists that stand in the questionnaire file itself; they win over shared ones of the same name.
func (d *draft) ownLists(n *yaml.Node) {
	d.sequence(n, func(item *yaml.Node) {
		l := d.list(item)
		if before, double := d.lists[l.Name]; double && before.file == d.name {
			d.double(item.Line, l.Name, d.name)
		}
		d.lists[l.Name] = l
	})
}

func (d *draft) ownBands(n *yaml.Node) {
	d.sequence(n, func(item *yaml.Node) {
		s := d.bandSet(item)
		if before, double := d.bands[s.Name]; double && before.file == d.name {
			d.double(item.Line, s.Name, d.name)
		}
		d.bands[s.Name] = s
	})
}

func (d *draft) questions(into *[]*Question) func(*yaml.Node) {
	return func(n *yaml.Node) {
		d.sequence(n, func(item *yaml.Node) {
			if q := d.question(item); q != nil {
				*into = append(*into, q)
			}
		})
	}
}

// question reads one question, nil where there is none to speak of.
func (d *draft) question(n *yaml.Node) *Question {
	q := &Question{line: n.Line}
	var kind, role string
	u := use{question: q}
	var length int64
	lines := d.mapping(n, members{
		"code":       d.str(&q.Code),
		"kind":       d.str(&kind),
		"role":       d.str(&role),
		"required":   d.boolean(&q.Required),
		"short":      d.text(&q.Short),
		"label":      d.text(&q.Label),
		"hint":       d.text(&q.Hint),
		"help":       d.text(&q.Help),
		"list":       d.str(&u.list),
		"bands":      d.str(&u.bands),
		"exact":      d.boolean(&q.Exact),
		"default":    d.str(&q.Default),
		"ask_if":     d.conditions(&q.AskIf),
		"max_length": d.integer(&length),
		"min":        d.integer(&q.Min),
		"max":        d.integer(&q.Max),
		"questions":  d.questions(&q.Questions),
	})
	if lines == nil {
		return nil
	}
	q.MaxLength = int(min(length, maxText+1))
	q.Role = Role(role)
	d.setKind(q, kind)
	d.checkMembers(q, lines)
	if q.Kind.Name() == kindInteger && lines["max"] == 0 {
		q.Max = maxInteger
	}
	d.uses = append(d.uses, u)
	return q
}

func (d *draft) setKind(q *Question, name string) {
	q.Kind = kindOf(name)
	if q.Kind == nil {
		known := strings.Join(KindNames(), ", ")
		d.complain(q.line, "form.question.kind", problem.Args{"code": q.Code, "value": name, "known": known})
		q.Kind, q.lost = lostKind{}, true
		if len(q.Questions) > 0 {
			q.Kind = repeatKind{}
		}
	}
}

// checkMembers complains of members that mean nothing to the question's kind: what an author wrote would have no
// effect, and what people answer to it would be lost.
func (d *draft) checkMembers(q *Question, lines map[string]int) {
	if q.lost {
		return
	}
	uses := q.Kind.members()
	for _, key := range []string{"list", "bands", "exact", "default", "max_length", "min", "max"} {
		if lines[key] > 0 && !slices.Contains(uses, key) {
			args := problem.Args{"code": q.Code, "key": key, "kind": q.Kind.Name()}
			d.complain(lines[key], "form.question.member", args)
		}
	}
}

func (d *draft) conditions(into *[]Condition) func(*yaml.Node) {
	return func(n *yaml.Node) {
		d.sequence(n, func(item *yaml.Node) {
			var c Condition
			lines := d.mapping(item, members{"question": d.str(&c.Question), "is": d.strs(&c.Is), "not": d.strs(&c.Not)})
			if lines != nil {
				*into = append(*into, c)
			}
		})
	}
}

func (d *draft) groups(into *[]Group) func(*yaml.Node) {
	return func(n *yaml.Node) {
		d.sequence(n, func(item *yaml.Node) {
			var g Group
			lines := d.mapping(item, members{
				"code":     d.str(&g.Code),
				"label":    d.text(&g.Label),
				"footnote": d.text(&g.Footnote),
				"members":  d.strs(&g.Members),
			})
			if lines != nil {
				*into, d.groupLines = append(*into, g), append(d.groupLines, item.Line)
			}
		})
	}
}

func (d *draft) outcome(into *OutcomeMap) func(*yaml.Node) {
	return func(n *yaml.Node) {
		d.mapping(n, members{
			"success": d.strs(&into.Success),
			"failure": d.strs(&into.Failure),
			"apart":   d.strs(&into.Apart),
		})
	}
}

// resolve gives each question the list or bands that it names.
func (d *draft) resolve() {
	for _, u := range d.uses {
		if u.list != "" {
			u.question.List = d.lists[u.list]
			if u.question.List == nil {
				u.question.lost = true
				d.complain(u.question.line, "form.list.unknown", problem.Args{"value": u.list, "known": names(d.lists)})
			}
		}
		if u.bands != "" {
			u.question.Bands = d.bands[u.bands]
			if u.question.Bands == nil {
				u.question.lost = true
				d.complain(u.question.line, "form.bands.unknown", problem.Args{"value": u.bands, "known": names(d.bands)})
			}
		}
	}
}

func names[T any](m map[string]T) string {
	found := make([]string, 0, len(m))
	for name := range m {
		found = append(found, name)
	}
	slices.Sort(found)
	return strings.Join(found, ", ")
}
