package form

import (
	"maps"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"time"

	"releve/internal/problem"
)

// Limits of a version number: yyyymmddrr.
const (
	firstVersion = 2000_01_01_00
	lastVersion  = 2199_12_31_99
	versionDate  = "20060102"
)

// check checks a questionnaire whose names are resolved.
func (d *draft) check() {
	f := d.form
	if !codePattern.MatchString(f.ID) {
		d.complain(d.line("form"), "form.code.pattern", problem.Args{"value": f.ID})
	}
	if !dated(f.Version) {
		d.complain(d.line("version"), "form.version", problem.Args{"value": strconv.FormatInt(f.Version, 10)})
	}
	for _, part := range []struct {
		name string
		is   bool
	}{
		{"title", f.Title != nil},
		{"sheet_noun", f.SheetNoun != nil},
		{"row_noun", f.RowNoun != nil},
		{"questions", len(f.Questions) > 0},
	} {
		if !part.is {
			d.complain(d.line(part.name), "form.part.missing", problem.Args{"key": part.name})
		}
	}
	d.checkQuestions()
	d.checkGroups()
	d.checkPaperGroups()
	d.checkOutcome()
}

// dated says whether a version is a day and a number: yyyymmddrr.
func dated(version int64) bool {
	if version < firstVersion || version > lastVersion {
		return false
	}
	_, err := time.Parse(versionDate, strconv.FormatInt(version/100, 10))
	return err == nil
}

func (d *draft) checkQuestions() {
	codes, texts := seen{}, seen{}
	var before []*Question
	repeats := 0
	for _, q := range d.form.Questions {
		d.checkQuestion(q, codes, texts, before)
		before = append(before, q)
		if q.IsRepeat() {
			if repeats++; repeats > 1 {
				d.complain(q.line, "form.repeat.several", nil)
			}
			d.checkRepeat(q, codes, texts, before)
		}
	}
	d.checkRoles()
}

func (d *draft) checkRepeat(r *Question, codes, texts seen, before []*Question) {
	for _, q := range r.Questions {
		d.checkQuestion(q, codes, texts, before)
		before = append(before, q)
		if q.IsRepeat() {
			d.complain(q.line, "form.repeat.nested", problem.Args{"code": q.Code})
		}
	}
}

func (d *draft) checkQuestion(q *Question, codes, texts seen, before []*Question) {
	d.checkCode(q.line, q.Code, codes)
	if strings.ContainsAny(q.Code[:min(1, len(q.Code))], "0123456789") {
		d.complain(q.line, "form.question.digit", problem.Args{"code": q.Code})
	}
	if q.Answerable() || q.IsRepeat() {
		d.checkTexts(q.line, q.Code, q.Label, q.Short, texts)
	} else if q.Label == nil {
		d.complain(q.line, "form.label.missing", problem.Args{"code": q.Code})
	}
	q.Kind.check(q, func(key string, args problem.Args) {
		full := problem.Args{"code": q.Code}
		maps.Copy(full, args)
		d.complain(q.line, key, full)
	})
	if !q.IsRepeat() && len(q.Questions) > 0 {
		d.complain(q.line, "form.repeat.only", problem.Args{"code": q.Code})
	}
	for _, c := range q.AskIf {
		d.checkCondition(q, c, before)
	}
}

// checkCondition asks that a condition names an earlier question and codes it has.
func (d *draft) checkCondition(q *Question, c Condition, before []*Question) {
	i := slices.IndexFunc(before, func(b *Question) bool { return b.Code == c.Question })
	if i < 0 {
		d.complain(q.line, "form.askif.question", problem.Args{"code": q.Code, "value": c.Question})
		return
	}
	if len(c.Is) == 0 && len(c.Not) == 0 {
		d.complain(q.line, "form.askif.empty", problem.Args{"code": q.Code})
	}
	for _, code := range slices.Concat(c.Is, c.Not) {
		if !before[i].hasCode(code) {
			d.complain(q.line, "form.askif.code", problem.Args{"code": q.Code, "value": code, "question": c.Question})
		}
	}
}

// hasCode says whether a code is an answer to the question.
func (q *Question) hasCode(code string) bool {
	if q.List != nil {
		_, ok := q.List.Choice(code)
		return ok
	}
	if q.Bands != nil {
		_, ok := q.Bands.Band(code)
		return ok
	}
	return q.lost
}

func (d *draft) checkRoles() {
	carried := map[Role]*Question{}
	for q := range d.form.All() {
		if q.Role == "" {
			continue
		}
		if !q.Role.known() {
			d.complain(q.line, "form.role.unknown", problem.Args{"code": q.Code, "value": string(q.Role), "known": roleNames()})
			continue
		}
		if other := carried[q.Role]; other != nil && q.Role != RoleChannelTried {
			d.complain(q.line, "form.role.double", problem.Args{"code": q.Code, "value": string(q.Role), "other": other.Code})
		}
		carried[q.Role] = q
		if kinds := q.Role.Kinds(); !q.lost && !slices.Contains(kinds, q.Kind.Name()) {
			known := strings.Join(kinds, ", ")
			d.complain(q.line, "form.role.kind", problem.Args{"code": q.Code, "value": string(q.Role), "known": known})
		}
	}
}

func roleNames() string {
	found := make([]string, 0, len(Roles()))
	for _, r := range Roles() {
		found = append(found, string(r))
	}
	return strings.Join(found, ", ")
}

func (d *draft) checkGroups() {
	if q := d.form.Role(RoleInstitution); q != nil && q.lost {
		return
	}
	groups := newGrouping(d.form)
	for i, g := range d.form.Groups {
		at := d.at(d.groupLines[i])
		for _, wrong := range groups.check(g) {
			at(wrong.Key, wrong.Args)
		}
		if groups.list == nil {
			return
		}
	}
}

// checkPaperGroups asks that boxes on paper are choices of the institutions.
func (d *draft) checkPaperGroups() {
	q := d.form.Role(RoleInstitution)
	if q != nil && q.lost || len(d.form.PaperGroups) == 0 {
		return
	}
	at := d.at(d.line("paper_groups"))
	if q == nil {
		at("form.groups.role", nil)
		return
	}
	for _, code := range d.form.PaperGroups {
		if _, ok := q.List.Choice(code); !ok {
			at("form.groups.paper", problem.Args{"value": code})
		}
	}
}

// CheckGroups says what is wrong with publication groups for a form: unknown codes, a code in two groups, groups
// for a form without institutions. Campaigns use it for groups of their own.
func CheckGroups(f *Form, groups []Group) problem.List {
	var wrong problem.List
	together := newGrouping(f)
	if together.list == nil {
		return together.check(Group{})
	}
	for _, g := range groups {
		wrong = append(wrong, together.check(g)...)
	}
	return wrong
}

// groupPattern is what the code of a publication group looks like.
var groupPattern = regexp.MustCompile(`^[A-Za-z0-9][A-Za-z0-9-]{0,23}$`)

// grouping checks publication groups one after the other.
type grouping struct {
	list  *List             // of the role institution, nil where no question carries it
	codes map[string]bool   // of the groups before
	taken map[string]string // the group of each choice
}

func newGrouping(f *Form) *grouping {
	g := &grouping{codes: map[string]bool{}, taken: map[string]string{}}
	if q := f.Role(RoleInstitution); q != nil {
		g.list = q.List
	}
	return g
}

// check says what is wrong with one more group.
func (s *grouping) check(g Group) problem.List {
	if s.list == nil {
		return problem.List{problem.New(problem.Invalid, "form.groups.role", nil)}
	}
	var wrong problem.List
	if !groupPattern.MatchString(g.Code) || s.codes[g.Code] || len(g.Label) == 0 || len(g.Members) == 0 {
		wrong = append(wrong, problem.New(problem.Invalid, "form.groups.group", problem.Args{"value": g.Code}))
	}
	s.codes[g.Code] = true
	for _, member := range g.Members {
		wrong = append(wrong, s.member(g.Code, member)...)
	}
	return wrong
}

// member notes every choice that a member of a group stands for, so that none stands in two groups.
func (s *grouping) member(group, member string) problem.List {
	top, ok := s.list.Choice(member)
	if !ok {
		return problem.List{problem.New(problem.Invalid, "form.groups.member", problem.Args{"group": group, "value": member})}
	}
	var wrong problem.List
	walkChoices([]*Choice{top}, func(c *Choice) bool {
		if other, double := s.taken[c.Code]; double {
			args := problem.Args{"group": group, "value": c.Code, "other": other}
			wrong = append(wrong, problem.New(problem.Invalid, "form.groups.double", args))
		}
		s.taken[c.Code] = group
		return true
	})
	return wrong
}

func (d *draft) checkOutcome() {
	m := d.form.Outcome
	q := d.form.Role(RoleOutcome)
	if q != nil && q.lost || q == nil && len(m.Success)+len(m.Failure)+len(m.Apart) == 0 {
		return
	}
	at := d.at(d.line("outcome"))
	for _, wrong := range CheckOutcome(d.form, m) {
		at(wrong.Key, wrong.Args)
	}
}

// CheckOutcome says what is wrong with an outcome map for a form: every code of the role outcome stands in it
// once, and both success and failure have one.
func CheckOutcome(f *Form, m OutcomeMap) problem.List {
	var wrong problem.List
	q := f.Role(RoleOutcome)
	if q == nil || q.List == nil {
		return problem.List{problem.New(problem.Invalid, "form.outcome.role", nil)}
	}
	if len(m.Success) == 0 || len(m.Failure) == 0 {
		wrong = append(wrong, problem.New(problem.Invalid, "form.outcome.sides", nil))
	}
	times := map[string]int{}
	for _, code := range slices.Concat(m.Success, m.Failure, m.Apart) {
		times[code]++
		if !q.hasCode(code) {
			wrong = append(wrong, problem.New(problem.Invalid, "form.outcome.code", problem.Args{"value": code}))
		}
	}
	for c := range q.List.All() {
		if times[c.Code] != 1 {
			wrong = append(wrong, problem.New(problem.Invalid, "form.outcome.once", problem.Args{"value": c.Code}))
		}
	}
	return wrong
}
