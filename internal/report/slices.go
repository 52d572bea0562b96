package report

import (
	"cmp"
	"slices"
	"strconv"
	"strings"
	"time"

	"releve/internal/form"
	"releve/internal/tally"
)

// slices returns the rows of a table by an axis of a breakdown, in the order in which they are shown.
func (b *builder) slices(broken *tally.Breakdown, axis int, d tableDefinition) []slice {
	by := d.by
	if len(d.cross) > 0 {
		by = d.cross[axis]
	}
	values := broken.Values(axis)
	switch {
	case by == tally.AxisWeek:
		return b.weeks(values)
	case by == tally.AxisMonth:
		return b.months(values)
	case by == tally.AxisParticipant:
		return b.services(broken, axis)
	case d.tree && b.levels(by) > 0:
		return b.tree(broken, axis, by)
	case len(d.cross) > 0 && b.levels(by) > 0:
		return b.tops(broken, axis, by)
	}
	var all []slice
	for i, v := range values {
		if b.size(by, broken.Along(axis, i)) > 0 {
			all = append(all, b.single(by, v, i, broken.Multiple(axis)))
		}
	}
	return blankLast(all)
}

// single is one value for itself.
func (b *builder) single(axis tally.Axis, v tally.Value, i int, multiple bool) slice { //nolint:revive // flag-parameter: a fact of the axis
	code := v.Code
	if axis == tally.AxisUnit {
		code = unitKey(v.Unit)
	}
	text := b.labelsOf(axis).of(code)
	s := slice{
		code: v.Code, label: text, head: text, values: []int{i}, where: []Condition{{Column: dataColumnOf(axis), Text: text}}, blank: code == "",
	}
	if multiple {
		s.where, s.count = nil, choiceColumn(axis, code)
		if code == "" {
			s.count = ""
		}
	}
	tag := b.printer.Tag()
	switch {
	case v.Unit.Group != nil:
		s.note = v.Unit.Group.Footnote.In(tag)
	case axis == tally.Axis(form.RoleOutcome):
		s.note = b.outcomeNote(code)
	}
	if c := b.choice(form.Role(axis), code); c != nil {
		s.head = c.Short.In(tag)
	}
	return s
}

// blankLast puts what was not answered at the end.
func blankLast(all []slice) []slice {
	slices.SortStableFunc(all, func(a, b slice) int {
		switch {
		case a.blank == b.blank:
			return 0
		case a.blank:
			return 1
		default:
			return -1
		}
	})
	return all
}

// outcomeNote says how an answer counts in the failure rate.
func (b *builder) outcomeNote(code string) string {
	m := b.source.Campaign.Outcome
	switch {
	case code == "":
		return b.text("report.outcome.unanswered")
	case slices.Contains(m.Success, code):
		return b.text("report.outcome.success")
	case slices.Contains(m.Failure, code):
		return b.text("report.outcome.failure")
	default:
		return b.text("report.outcome.apart")
	}
}

// node is a choice of a tree with what stands below it.
type node struct {
	code     string
	choice   *form.Choice // nil: not answered, or unknown
	own      int          // place of the value itself, -1 when nobody answered it
	children []*node
	rows     int64
}

// forest gathers the values of an axis into their trees, the largest first and what was not answered last.
func (b *builder) forest(broken *tally.Breakdown, axis int, by tally.Axis) []*node {
	root := &node{}
	for i, v := range broken.Values(axis) {
		n, rows := root, b.size(by, broken.Along(axis, i))
		if rows == 0 {
			continue
		}
		way := path(b.choice(form.Role(by), v.Code))
		if len(way) == 0 {
			n = n.child(v.Code, nil)
			n.rows += rows
		}
		for _, c := range way {
			n = n.child(c.Code, c)
			n.rows += rows
		}
		n.own = i
	}
	root.sort()
	return root.children
}

func (n *node) child(code string, c *form.Choice) *node {
	for _, known := range n.children {
		if known.code == code {
			return known
		}
	}
	made := &node{code: code, choice: c, own: -1}
	n.children = append(n.children, made)
	return made
}

func (n *node) sort() {
	slices.SortStableFunc(n.children, func(a, b *node) int {
		if (a.code == "") != (b.code == "") {
			return strings.Compare(b.code, a.code)
		}
		return cmp.Or(cmp.Compare(b.rows, a.rows), strings.Compare(a.code, b.code))
	})
	for _, c := range n.children {
		c.sort()
	}
}

// all returns the places of the node's values and of those below it.
func (n *node) all() []int {
	var found []int
	if n.own >= 0 {
		found = append(found, n.own)
	}
	for _, c := range n.children {
		found = append(found, c.all()...)
	}
	return found
}

// tree shows every branch with the sum of what is below it, and then that.
func (b *builder) tree(broken *tally.Breakdown, axis int, by tally.Axis) []slice {
	var all []slice
	var walk func(nodes []*node, level int)
	walk = func(nodes []*node, level int) {
		for _, n := range nodes {
			if n.choice == nil || len(n.choice.Children) == 0 {
				all = append(all, b.answer(by, n, level))
				continue
			}
			all = append(all, b.branch(by, n, level))
			if n.own >= 0 {
				all = append(all, b.answer(by, n, level+1))
			}
			walk(n.children, level+1)
		}
	}
	walk(b.forest(broken, axis, by), 0)
	return all
}

// answer is a value of a tree for itself.
func (b *builder) answer(by tally.Axis, n *node, level int) slice {
	text := b.labelsOf(by).of(n.code)
	return slice{code: n.code, label: text, head: text, values: []int{n.own}, where: []Condition{{Column: dataColumnOf(by), Text: text}}, level: level}
}

// branch is all that is below a choice, itself included.
func (b *builder) branch(by tally.Axis, n *node, level int) slice {
	text := b.levelLabels(by, level).of(n.code)
	return slice{code: n.code, label: text, head: text, values: n.all(), where: []Condition{{Column: levelColumn(by, level), Text: text}}, level: level}
}

// tops shows only the first level of a tree.
func (b *builder) tops(broken *tally.Breakdown, axis int, by tally.Axis) []slice {
	var all []slice
	for _, n := range b.forest(broken, axis, by) {
		s := b.branch(by, n, 0)
		if n.choice != nil {
			s.head = n.choice.Heading(b.printer.Tag())
		}
		all = append(all, s)
	}
	return all
}

// weeks shows the weeks of the period in their order, those without a sheet too.
func (b *builder) weeks(values []tally.Value) []slice {
	at := places(values)
	names := map[string]bool{}
	for code := range at {
		names[code] = true
	}
	for day := range b.days() {
		names[isoWeek(day)] = true
	}
	var all []slice
	for _, code := range sorted(names) {
		text := b.labelsOf(tally.AxisWeek).of(code)
		s := slice{code: code, label: text, head: text, where: []Condition{{Column: dataColumnOf(tally.AxisWeek), Text: text}}, date: monday(code)}
		if i, ok := at[code]; ok {
			s.values = []int{i}
		}
		all = append(all, s)
	}
	return all
}

// months shows the months of the period in their order, those without a sheet too.
func (b *builder) months(values []tally.Value) []slice {
	at := places(values)
	names := map[string]bool{}
	for code := range at {
		names[code] = true
	}
	for day := range b.days() {
		names[day.Format(monthFormat)] = true
	}
	var all []slice
	for _, code := range sorted(names) {
		text := b.monthName(code)
		s := slice{code: code, label: text, head: text, where: []Condition{{Column: dataColumnOf(tally.AxisMonth), Text: monthText(code)}}, date: code + "-01"}
		if i, ok := at[code]; ok {
			s.values = []int{i}
		}
		all = append(all, s)
	}
	return all
}

// monthFormat is a month as a breakdown has it.
const monthFormat = "2006-01"

// monthText writes a month so that no spreadsheet takes it for a date.
func monthText(month string) string {
	year, number, _ := strings.Cut(month, "-")
	return year + "-M" + number
}

// monthName writes a month as people do.
func (b *builder) monthName(month string) string {
	day, err := time.Parse(monthFormat, month)
	if err != nil {
		return month
	}
	return capital(b.printer.Text("date.month."+strconv.Itoa(int(day.Month())), nil)) + gap + strconv.Itoa(day.Year())
}

// isoWeek writes the week of a day as ISO 8601 does.
func isoWeek(day time.Time) string {
	year, week := day.ISOWeek()
	number := strconv.Itoa(week)
	if week < 10 {
		number = "0" + number
	}
	return strconv.Itoa(year) + "-W" + number
}

// monday returns the first day of an ISO week, "" for what is none.
func monday(week string) string {
	first, number, ok := strings.Cut(week, "-W")
	year, wrong := strconv.Atoi(first)
	n, bad := strconv.Atoi(number)
	if !ok || wrong != nil || bad != nil {
		return ""
	}
	fourth := time.Date(year, time.January, 4, 0, 0, 0, 0, time.UTC) // always in the first week
	return fourth.AddDate(0, 0, (n-1)*7-(int(fourth.Weekday())+6)%7).Format(time.DateOnly)
}

func places(values []tally.Value) map[string]int {
	at := map[string]int{}
	for i, v := range values {
		if v.Code != "" {
			at[v.Code] = i
		}
	}
	return at
}

func sorted(names map[string]bool) []string {
	var all []string
	for name := range names {
		all = append(all, name)
	}
	slices.Sort(all)
	return all
}
